"""Releases are written when things happen, and kept as bytes: the worker follows the log, seconds behind the deeds.

Nothing of a sealed bid can come in here: a release holds what `ocds.release_of` makes of the public record.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import models

from procurement.audit.models import Event, Link
from tenders.lifecycle.tender import TenderState
from tenders.models import Decision, Document, Lot, Notification, Question, Release, ReleaseProgress, Stage, Tender
from tenders.record.encoding import instant
from tenders.record.ocds import release_of
from tenders.record.queries import call_with_its_parts, is_public, public_calls

AT_ONCE = 500  # links of the log
ENDED = (TenderState.CONCLUDED, TenderState.CANCELLED)
# Which call an event speaks of. Bids are not in it: nothing of them is public before the opening of their call.
CALL_OF: Mapping[type[models.Model], str] = {
    Tender: "pk",
    Lot: "tender",
    Question: "tender",
    Stage: "tender",
    Document: "tender",
    Notification: "tender",
    Decision: "lot__tender",
}
MODELS = {model._meta.model_name: model for model in CALL_OF}


def keep_releases(*, now: datetime) -> int:
    """Keep a release of every call of which the log tells something new, and once a day of every running call.

    Returns how many were kept. Running it twice, or twice at once, keeps nothing twice.
    """
    progress, _made = ReleaseProgress.objects.get_or_create(pk=1)
    kept = 0
    while links := list(Link.objects.filter(sequence__gt=progress.last_link).order_by("sequence")[:AT_ONCE]):
        kept += _keep_of(_calls_in(Event.objects.filter(pk__in=[link.event_id for link in links])), now)
        progress.last_link = links[-1].sequence
        progress.save(update_fields=["last_link"])
    if progress.swept_on != now.date():  # a promise may have been missed, or a pause have ended, without any deed
        kept += _keep_of(public_calls().exclude(state__in=ENDED).values_list("pk", flat=True), now)
        progress.swept_on = now.date()
        progress.save(update_fields=["swept_on"])
    return kept


def keep_release(tender: Tender, *, now: datetime) -> Release | None:
    """Keep what is public of this call now; None when that is nothing, nothing new, or only a rehearsal."""
    if tender.rehearsal or not is_public(tender, now):
        return None
    release = release_of(tender, now=now)
    before = Release.objects.filter(tender=tender).order_by("pk")
    last = before.last()
    if last and last.content == release["id"]:
        return None
    date = max(now.replace(microsecond=0), last.date) if last else now.replace(microsecond=0)
    # What was so once, and is so again, is told again.
    times = before.filter(content=release["id"]).count()
    identifier = f"{release['id']}-{times + 1}" if times else release["id"]
    body = json.dumps({**release, "id": identifier, "date": instant(date)}, ensure_ascii=False).encode()
    facts = {"tender": tender, "content": release["id"], "date": date, "body": body}
    row, is_new = Release.objects.get_or_create(identifier=identifier, defaults=facts)
    return row if is_new else None


def _keep_of(calls: Iterable[int], now: datetime) -> int:
    found = call_with_its_parts().filter(pk__in=list(calls), rehearsal=False)
    return sum(keep_release(tender, now=now) is not None for tender in found.iterator(chunk_size=100))


def _calls_in(events: Iterable[Event]) -> set[int]:
    by_kind: dict[str, set[str]] = defaultdict(set)
    for event in events:
        by_kind[event.object_type].add(event.object_id)
    found: set[int] = set()
    for model in (MODELS[kind] for kind in by_kind.keys() & MODELS.keys()):
        rows = model._base_manager.filter(pk__in=by_kind[model._meta.model_name or ""])
        found |= set(rows.values_list(CALL_OF[model], flat=True))
    return found
