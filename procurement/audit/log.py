"""Write to the log, lay the running digest over it, and check both."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from procurement.audit.models import Event, Link

if TYPE_CHECKING:
    from procurement.accounts.models import User

T = TypeVar("T")
NOTHING_YET = "0" * 64


def record(
    verb: str, thing: models.Model, *, by: "User | None", now: datetime, payload: Mapping[str, Any] | None = None
) -> Event:
    """Append one event; call it inside the deed's own transaction. The payload never holds bid content."""
    event = _event(verb, thing, by=by, now=now, payload=payload or {})
    event.save(force_insert=True)
    return event


def record_all(
    verb: str, told: Iterable[tuple[models.Model, Mapping[str, Any]]], *, by: "User | None", now: datetime
) -> None:
    """Append an event for each of many things, with its payload, as `record` does for one."""
    Event.objects.bulk_create([_event(verb, thing, by=by, now=now, payload=payload) for thing, payload in told])


def _event(verb: str, thing: models.Model, *, by: "User | None", now: datetime, payload: Mapping[str, Any]) -> Event:
    event = Event(
        moment=now,
        verb=verb,
        object_type=thing._meta.model_name or "",
        object_id=str(thing.pk),
        actor_id=by.pk if by else None,
        payload=_plain(payload),
        salt=secrets.token_hex(16),
    )
    event.digest = digest_of(event)
    return event


def _plain(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload as JSON will give it back: dates and decimals as strings."""
    plain: dict[str, Any] = json.loads(json.dumps(payload, cls=DjangoJSONEncoder))
    return plain


def digest_of(event: Event) -> str:
    """Return the SHA-256 (hex) of an event and its salt, over canonical JSON."""
    parts = [
        event.salt,
        event.moment.astimezone(UTC).isoformat(timespec="milliseconds"),
        event.verb,
        event.object_type,
        event.object_id,
        event.actor_id,
        event.payload,
    ]
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def lay_digests(*, limit: int = 10_000) -> int:
    """Chain the digests of the events that have none yet. Run by one worker; returns how many.

    An event that commits late takes its place when it is seen: the order is the chain's, not the key's.
    """
    last = Link.objects.select_for_update().order_by("-sequence").first()
    sequence, running = (last.sequence, last.digest) if last else (0, NOTHING_YET)
    links = []
    for event in Event.objects.exclude(pk__in=Link.objects.values("event_id")).order_by("pk")[:limit]:
        sequence += 1
        running = _chained(running, event.digest)
        links.append(Link(sequence=sequence, event_id=event.pk, digest=running))
    Link.objects.bulk_create(links)
    return len(links)


def _chained(running: str, digest: str) -> str:
    return hashlib.sha256((running + digest).encode()).hexdigest()


def faults() -> Iterator[str]:
    """Read the whole log in order and yield what does not fit: a missing or changed event, a broken chain."""
    running = NOTHING_YET
    for links in batched(Link.objects.order_by("sequence").iterator(), 1000):
        events = Event.objects.in_bulk([link.event_id for link in links])
        for link in links:
            event = events.get(link.event_id)
            if event is None:
                yield f"event {link.event_id} is missing"
            elif digest_of(event) != event.digest:
                yield f"event {event.pk} was changed"
            elif _chained(running, event.digest) != link.digest:
                yield f"the chain breaks at {link.sequence}"
            running = link.digest


class Fit(StrEnum):
    """How one event stands in the log."""

    FITS = "fits"
    WAITS = "waits"  # for its place in the chain: the sequencer comes soon
    WRONG = "wrong"  # it was changed, or the chain does not lead to it


def fits_of(events: Sequence[Event]) -> dict[int, Fit]:
    """Return how each of these events stands, by its id: two questions to the database, however long the log is.

    Whether something is missing elsewhere, only `faults` can tell: it reads everything.
    """
    links = {link.event_id: link for link in Link.objects.filter(event_id__in=[event.pk for event in events])}
    earlier = Link.objects.filter(sequence__in=[link.sequence - 1 for link in links.values()])
    before = {0: NOTHING_YET, **dict(earlier.values_list("sequence", "digest"))}
    return {event.pk: _fit(event, links.get(event.pk), before) for event in events}


def _fit(event: Event, link: Link | None, before: Mapping[int, str]) -> Fit:
    if digest_of(event) != event.digest:
        return Fit.WRONG
    if link is None:
        return Fit.WAITS
    led = _chained(before.get(link.sequence - 1, ""), event.digest) == link.digest
    return Fit.FITS if led else Fit.WRONG


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of at most `size` things (itertools.batched needs Python 3.12)."""
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch
