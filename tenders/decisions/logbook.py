"""The log of one call, as people read it: who did what, when. No content of a bid, no score, no name of who asks."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.audit.log import Fit, fits_of
from procurement.audit.models import Event
from tenders import access
from tenders.calls.inviting import answers_are_shown, invited_to
from tenders.decisions.verbs import ASKED, parts_in_words, words_of
from tenders.lifecycle.bid import BidState
from tenders.models import Decision, Document, InvitedFirm, Lot, Notification, Question, Stage, Tender

ROWS = 50
Rows = QuerySet[Any]
REMOVABLE = ["lot", "document"]
READS = ["bid.read", "bid.read_file", "bid.read_refused"]
# How the log names a thing; what is missing here is named by the deed alone.
NAMES: Mapping[str, Callable[[Any], str]] = {
    "lot": lambda lot: lot.label,
    "invitedfirm": str,
    "document": lambda document: document.title,
    "stage": lambda stage: stage.get_kind_display(),
    "bid": lambda bid: bid.number,
    "lotbid": lambda offer: f"{offer.bid.number}, {offer.lot.label}",
    "score": lambda score: f"{score.lot_bid.bid.number}, {score.criterion}",
    "consensus": lambda agreed: f"{agreed.lot_bid.bid.number}, {agreed.criterion}",
    "decision": lambda decision: decision.lot.label,
    "paper": lambda paper: f"{capfirst(paper.get_kind_display())} {paper.code}",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed: when, who, what, about what, the parts that changed, and the public reason where one was given."""

    moment: datetime
    who: str
    what: str
    thing: str
    reason: str
    changed: str = ""
    fit: Fit = Fit.WAITS


def log_of(
    tender: Tender, reader: User, now: datetime, *, page: str | None, reads: bool = False
) -> tuple[Page[Event], list[Entry]]:
    """Return a page of the call's events that this person may know of, the newest first, and the same in words.

    `reads`: only who read which bid, or tried to.
    """
    things = _things(tender, reader, now)
    events = _events_about(tender, things)
    events = events.filter(verb__in=READS) if reads else events
    found = Paginator(events.order_by("-pk"), ROWS).get_page(page)
    return found, _in_words(list(found.object_list), things)


def events_of(tender: Tender, reader: User, now: datetime) -> QuerySet[Event]:
    """Return all of the call's events that this person may know of, the first one first."""
    return _events_about(tender, _things(tender, reader, now)).order_by("pk")


def _events_about(tender: Tender, things: Mapping[str, Rows]) -> QuerySet[Event]:
    # What was removed is no row any more: its deeds name the call.
    asked = Q(object_type__in=REMOVABLE, payload__tender=tender.reference)
    for kind, rows in things.items():
        keys = rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
        asked |= Q(object_type=kind, object_id__in=keys)
    return Event.objects.filter(asked)


def _in_words(events: Sequence[Event], things: Mapping[str, Rows]) -> list[Entry]:
    """People and things are fetched once for the whole page."""
    keys = {key for event in events for key in (event.actor_id, event.payload.get("for")) if key}
    people = User.objects.in_bulk(keys)
    names, fits = _names(events, things), fits_of(events)
    return [
        Entry(
            fit=fits[event.pk],
            moment=event.moment,
            who=_who(event, people),
            what=words_of(event.verb),
            thing=names.get((event.object_type, event.object_id)) or _left_behind(event),
            reason=str(event.payload.get("reason", "")),
            changed=parts_in_words(event.payload.get("changed", ())),
        )
        for event in events
    ]


def _things(tender: Tender, reader: User, now: datetime) -> Mapping[str, Rows]:
    """Return what belongs to the call and may be known to the reader, by the name that the log calls it.

    Bids are there once they are open (before, even their number is a secret); single scores once the scoring is closed.
    """
    scored = ("lot_bid__bid", "criterion")
    return {
        "tender": Tender.objects.filter(pk=tender.pk),
        "lot": Lot.objects.filter(tender=tender),
        "document": Document.every.filter(tender=tender),
        "stage": Stage.every.filter(tender=tender),
        "question": Question.objects.filter(tender=tender),
        "bid": access.bids_known_to(reader, tender, now).filter(state=BidState.OPENED),
        "lotbid": access.lot_bids_readable_by(reader, tender, now),
        "score": access.scores_readable_by(reader, tender, now).select_related(*scored),
        "consensus": access.agreements_readable_by(reader, tender, now).select_related(*scored),
        "decision": Decision.objects.filter(lot__tender=tender).select_related("lot"),
        "notification": Notification.objects.filter(tender=tender),
        "paper": access.papers_readable_by(reader).filter(tender=tender),
        "invitedfirm": invited_to(tender) if answers_are_shown(tender) else InvitedFirm.objects.none(),
    }


def _names(events: Sequence[Event], things: Mapping[str, Rows]) -> dict[tuple[str, str], str]:
    """Return what the page's things are called, one query for each kind of thing on it."""
    keys: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.object_type in NAMES:
            keys[event.object_type].add(event.object_id)
    return {
        (kind, str(row.pk)): NAMES[kind](row)
        for kind, known in keys.items()
        for row in things[kind].filter(pk__in=known)
    }


def _left_behind(event: Event) -> str:
    """Return what a deed itself says of its thing, which may be gone."""
    return str(event.payload.get("lot") or event.payload.get("title") or "")


def _who(event: Event, people: Mapping[int, User]) -> str:
    if event.verb == ASKED:
        return _("a firm")
    if event.actor_id is None:
        return _("the portal itself")
    return _by_whom(event, people)


def _by_whom(event: Event, people: Mapping[int, User]) -> str:
    """Name who did it, and for whom, where it stood in for somebody."""
    gone = _("somebody whose account is gone")
    who = str(people.get(event.actor_id or 0) or gone)
    if "for" not in event.payload:
        return who
    return _("%(deputy)s, for %(person)s") % {"deputy": who, "person": people.get(event.payload["for"]) or gone}
