"""The moves of a call that are made on its office page: what follows from each, and by which deed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Sentence, blockers, offered
from tenders import access
from tenders.calls import actions
from tenders.calls.comment_forms import ApproveForm
from tenders.calls.comments import open_comments
from tenders.calls.deed_forms import NoForm, ReasonForm
from tenders.calls.inviting import invited_to
from tenders.calls.next_round import has_next_round
from tenders.decisions.notifying import against_cancelling
from tenders.lifecycle.tender import TenderState
from tenders.models import Tender

S = TenderState
JUDGED = [S.OPENED, S.ADMISSIBILITY, S.EVALUATION, S.CONSENSUS]
DECIDED = [S.DECISION, S.CONCLUDED]
LOG_READERS = [Role.OFFICER, Role.AUDITOR]
Doors = Callable[[User], QuerySet[Tender]]
# Address, name, who may enter, the states from which on there is something to see, and those that pass in it.
ROOMS: Mapping[str, tuple[Sentence, Doors, Sequence[S], Sequence[S]]] = {
    "opening:room": (
        _("Opening room"),
        access.openings_attended_by,
        [S.APPROVED, S.PUBLISHED, S.CLOSED, *JUDGED, *DECIDED],
        [S.CLOSED],
    ),
    "evaluation:call": (_("Evaluation"), access.calls_judged_by, [*JUDGED, *DECIDED], JUDGED),
    "decisions:call": (_("Decisions"), access.calls_decided_by, [*DECIDED, S.CANCELLED], [S.DECISION]),
    "decisions:log": (_("Log of the call"), lambda person: access.calls_decided_by(person, *LOG_READERS), list(S), []),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """A move with the words of its page."""

    act: Callable[..., object]
    title: Sentence
    follows: Sentence
    button: Sentence
    done: Sentence
    needs_reason: bool = False


DEEDS: Mapping[str, Deed] = {
    "submit_for_review": Deed(
        actions.submit_for_review,
        _("Send the call for approval?"),
        _("A second person reads it, and approves it or sends it back. Until then nobody can change it."),
        _("Send for approval"),
        _("The call is sent for approval."),
    ),
    "approve": Deed(
        actions.approve,
        _("Approve the call?"),
        _("The notice counts as sent today: the minimum periods of the law begin. An officer then publishes the call."),
        _("Approve"),
        _("The call is approved."),
    ),
    "send_back": Deed(
        actions.send_back,
        _("Send the call back?"),
        _("It becomes a draft again. Its author reads your reason."),
        _("Send back"),
        _("The call is sent back, with your reason."),
        needs_reason=True,
    ),
    "publish": Deed(
        actions.publish,
        _("Publish the call?"),
        _("Everybody sees it at once, with these promised days. A promise can be moved in public, and never erased."),
        _("Publish"),
        _("The call is published."),
    ),
    "start_next_round": Deed(
        actions.start_next_round,
        _("Start the next round?"),
        _("The firms that were selected are invited at once. The new days are public. It can't be taken back."),
        _("Start the round"),
        _("The next round has started, and the firms that were selected are invited."),
    ),
}


# The same moves in the words of a call by invitation, of which no notice is sent.
INVITING: Mapping[str, Deed] = {
    "approve": replace(
        DEEDS["approve"],
        follows=_("No notice is published. An officer then sends the invitations to the firms that are named."),
    ),
    "publish": Deed(
        actions.publish,
        _("Send the invitations?"),
        _("Every firm that is named gets its invitation at once, with these promised days. It can't be taken back."),
        _("Send the invitations"),
        _("The invitations are sent."),
    ),
}


def deed_of(move: str, tender: Tender) -> Deed:
    """Return the deed of a move with its words. Raises KeyError for a move that is made elsewhere."""
    return INVITING.get(move, DEEDS[move]) if tender.by_invitation else DEEDS[move]


def form_of(move: str, tender: Tender, sent: dict[str, Any]) -> Form:
    """Return the form of a move: a reason, a yes, or a yes although comments are open."""
    comments = list(open_comments(tender)) if move in {"approve", "send_back"} else []
    if move == "approve":
        return ApproveForm(**sent, comments=len(comments))
    if not DEEDS[move].needs_reason:
        return NoForm(**sent)
    parts = "; ".join(dict.fromkeys(comment.what for comment in comments))
    return ReasonForm(
        **sent, initial={"reason": _("See my comments on: %(parts)s") % {"parts": parts} if parts else ""}
    )


def promised_by(move: str, tender: Tender, person: User, now: datetime) -> dict[str, Any]:
    """Return the days that a move would promise; of a next round also whom of those known to the person it invites."""
    if move == "publish":
        invited = list(invited_to(tender)) if tender.by_invitation else []
        return {"promises": actions.planned(tender, now), "invited": invited}
    round_ = tender.next_round if move == "start_next_round" else None
    if round_ is None:
        return {}
    known = access.bids_known_to(person, tender, now).values("supplier")
    return {
        "promises": actions.planned(tender, now, round_),
        "invited": access.firms_invited_to(round_).filter(pk__in=known),
    }


@dataclass(frozen=True, slots=True)
class Way:
    """A move that is this person's to make from here: its words, where, and what stands in its way."""

    move: str
    label: Sentence
    url: str
    reasons: Sequence[Sentence]
    leads_out: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A room into which the person may go for this call; `is_next`: what happens now happens there."""

    label: Sentence
    url: str
    is_next: bool


def ways_on(tender: Tender, *, by: User, now: datetime) -> list[Way]:
    """Return the moves that the person's roles may make from the call's state, but those that are made in a room."""
    ways = []
    for move, label in offered(tender, by=by):
        if move == "start_next_round" and not has_next_round(tender):
            continue
        reasons = blockers(tender, move, by=by, now=now)
        if move in DEEDS:
            url = reverse("desk:move", args=[tender.reference, move])
            ways.append(Way(move, _label_of(move, label, tender), url, reasons, leads_out=DEEDS[move].needs_reason))
        elif move == "cancel":
            url = reverse("decisions:cancel", args=[tender.reference])
            ways.append(Way(move, label, url, [*reasons, *against_cancelling(tender)], leads_out=True))
    return ways


def _label_of(move: str, label: Sentence, tender: Tender) -> Sentence:
    return INVITING[move].button if move == "publish" and tender.by_invitation else label


def rooms_for(tender: Tender, person: User) -> Iterator[Room]:
    """Yield the rooms that a call has reached, for those who may enter them."""
    for place, (label, doors, states, busy) in ROOMS.items():
        if tender.state in states and doors(person).filter(pk=tender.pk).exists():
            yield Room(label, reverse(place, args=[tender.reference]), tender.state in busy)
