"""The life of a call, on one screen."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from procurement.accounts.roles import Role
from procurement.dates import date_format
from procurement.lifecycle import Sentence, StateField, Stateful, move
from procurement.lot_numbers import lot_numbers
from tenders.lifecycle.invitation import ground_is_named, somebody_is_invited, value_fits_the_ground
from tenders.lifecycle.rules import has_declared_no_conflict, is_no_deputy_of_the_author, is_not_the_author

if TYPE_CHECKING:
    from procurement.accounts.models import User


class TenderState(models.TextChoices):
    """Where a call stands."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", pgettext_lazy("call", "approved")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")
    OPENED = "opened", pgettext_lazy("call", "opened")
    ADMISSIBILITY = "admissibility", _("admissibility")
    EVALUATION = "evaluation", _("evaluation")
    CONSENSUS = "consensus", _("consensus")
    DECISION = "decision", _("decision")
    CONCLUDED = "concluded", _("concluded")
    CANCELLED = "cancelled", _("cancelled")


S = TenderState
# The call is not public yet, and its lots still come and go.
UNPUBLISHED = (S.DRAFT, S.IN_REVIEW, S.APPROVED)
UNFINISHED = [state for state in S if state not in {S.CONCLUDED, S.CANCELLED}]


def is_no_template(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A template is never sent, published or cancelled: drafts are begun from it."""
    return _("This is a template: start a draft from it.") if thing.template else None


def is_complete(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The call says what is bought, in which lots, and until when."""
    missing = thing.missing_parts()
    return _("Still missing: %(parts)s.") % {"parts": ", ".join(map(str, missing))} if missing else None


def weights_add_up(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The weights of each lot's award criteria add up to 100 (art. 67(5))."""
    lots = thing.lots_with_wrong_weights()
    if not lots:
        return None
    return ngettext_lazy(
        "The weights do not add up to 100 in lot %(lots)s.",
        "The weights do not add up to 100 in lots %(lots)s.",
        len(lots),
    ) % {"lots": lot_numbers(lots)}


def bids_are_bound(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """An open procedure from the EU's threshold on says how long a bid binds its firm (Annex V part C)."""
    if not thing.leaves_bids_unbound(now):
        return None
    return _("Say among the terms for how many days a bid binds its firm: an open procedure of this value must.")


def limits_have_their_rule(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Who may win fewer lots than it may bid for is told by which rule it gets some and not others (art. 46(2))."""
    if not thing.limits_wins_without_rule():
        return None
    return _("Say among the terms which lots a firm gets that came first in more lots than it may win.")


def discounts_can_be_compared(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Discounts for lots won together are allowed where the law allows them, and where it is plain what is cheapest."""
    sentence: Sentence | None = thing.why_no_discounts(now)
    return sentence


def deadline_is_ahead(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Bids can still come in."""
    deadline = thing.deadline_at
    if deadline is None:
        return _("There is no deadline for bids yet: set one.")
    return None if now < deadline else _("The deadline for bids has passed: set a later one.")


def deadline_leaves_time(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The minimum period of the rule pack runs out before the deadline (arts 27 to 31)."""
    earliest = thing.earliest_lawful_deadline(now)
    if earliest is None or thing.deadline_at is None or thing.deadline_day >= earliest:
        return None
    return _("The deadline is too early: the law allows %(day)s at the earliest.") % {"day": date_format(earliest)}


def may_appear(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """National publication waits for the Official Journal, or 48 hours (art. 52)."""
    if thing.publish_from is None or thing.publish_from <= now:
        return None
    moment = date_format(localtime(thing.publish_from), "DATETIME_FORMAT")
    return _("Wait until %(moment)s: the notice may not appear here earlier.") % {"moment": moment}


def journal_has_answered(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A notice that was sent to the Official Journal has been received there (art. 52(1))."""
    if not thing.waits_for_the_journal():
        return None
    return _("The Official Journal has not confirmed the notice yet: record its confirmation, or its publication.")


def planned_moment_has_come(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """An officer set a moment for the publication, and it lies behind."""
    if thing.publish_at is not None and thing.publish_at <= now:
        return None
    return _("No publication is planned for this moment.")


def committee_is_ready(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The round's key exists as the buyer's policy asks, and each member has opened a canary in the last quarter."""
    ready = thing.committee_is_ready(now)
    return None if ready else _("The opening committee has not made or tried its keys, or too few open together.")


def deadline_has_passed(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A bid is in time when received < deadline; the call closes at the deadline itself."""
    deadline = thing.deadline_at
    return None if deadline and deadline <= now else _("The deadline for bids has not passed yet.")


def no_opening_has_begun(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Once a bid may have been seen, nobody else may bid."""
    return _("The opening has begun: the deadline can't be extended any more.") if thing.opening_has_begun() else None


def an_outage_asks_for_time(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Only an outage of the portal gives time after the deadline."""
    return None if thing.more_time_is_proposed() else _("No outage of the portal asks for more time.")


def no_outage_asks_for_time(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Whether an outage gives more time is answered before anything is opened: afterwards it is too late for it."""
    if not thing.more_time_is_proposed():
        return None
    return _("The portal could not be reached when bids were due: an officer accepts or declines more time first.")


def enough_members_unlocked(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """M of the N committee members have unlocked."""
    missing = thing.unlocks_missing()
    if not missing:
        return None
    return ngettext_lazy(
        "%(count)s more committee member must unlock.",
        "%(count)s more committee members must unlock.",
        "count",
    ) % {"count": missing}


def every_bid_is_examined(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Each bid is admitted or rejected, lot by lot."""
    count = thing.bids_to_examine()
    if not count:
        return None
    return ngettext_lazy(
        "%(count)s bid is neither admitted nor rejected yet.",
        "%(count)s bids are neither admitted nor rejected yet.",
        "count",
    ) % {"count": count}


def some_bid_is_admitted(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """There is something to evaluate."""
    return None if thing.bids_admitted() else _("No bid was admitted: decide without award.")


def no_bid_is_left(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """None came in, or none was admitted."""
    return _("Admitted bids must be evaluated first.") if thing.bids_admitted() else None


def panel_is_ready(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """There is a chair, and every panel member declared to have no conflict of interest."""
    return None if thing.panel_is_ready() else _("A panel member has not declared its interests, or no chair is named.")


def every_bid_is_scored(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Each panel member scored each admitted bid on each quality criterion of its lots."""
    count = thing.scores_missing()
    if not count:
        return None
    return ngettext_lazy(
        "%(count)s score is missing.",
        "%(count)s scores are missing.",
        "count",
    ) % {"count": count}


def every_score_is_agreed(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The panel agreed on one score with one reason per bid and criterion."""
    count = thing.agreements_missing()
    if not count:
        return None
    return ngettext_lazy(
        "The panel has not agreed on %(count)s score.",
        "The panel has not agreed on %(count)s scores.",
        "count",
    ) % {"count": count}


def every_lot_is_ranked(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A ranking exists for each lot with admitted bids."""
    lots = thing.lots_without_ranking()
    if not lots:
        return None
    return ngettext_lazy(
        "No ranking yet for lot %(lots)s.", "No ranking yet for lots %(lots)s.", len(lots)
    ) % {"lots": lot_numbers(lots)}


def another_round_follows(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A procedure in rounds has its next round prepared."""
    return None if thing.next_deadline_at else _("No further round is prepared.")


def next_deadline_is_ahead(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Papers of the next round can still come in."""
    deadline = thing.next_deadline_at
    return _("The deadline of the next round has passed: set a later one.") if deadline and deadline <= now else None


def next_deadline_leaves_time(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The minimum period runs from the invitation, which is sent now (arts 28(2), 29(1))."""
    earliest = thing.earliest_next_deadline(now)
    if earliest is None or thing.next_deadline_day is None or thing.next_deadline_day >= earliest:
        return None
    said = _("The deadline of the next round is too early: the law allows %(day)s at the earliest.")
    return said % {"day": date_format(earliest)}


def next_key_is_made(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """What comes in the next round can be sealed, and its committee can open it."""
    ready = thing.next_deadline_at is None or thing.next_key_is_ready(now)
    return None if ready else _("The opening committee has not made or tried the keys of the next round.")


def offers_were_asked(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Requests to participate are selected, not scored: award criteria are about offers (art. 67)."""
    return None if thing.asks_for_offers() else _("Requests to participate are not scored: start the next round.")


def every_lot_has_ended(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Each lot is contracted, not awarded or cancelled."""
    lots = thing.lots_still_open()
    if not lots:
        return None
    return ngettext_lazy(
        "Still open: lot %(lots)s.", "Still open: lots %(lots)s.", len(lots)
    ) % {"lots": lot_numbers(lots)}


class TenderLifecycle(Stateful):
    """From draft to concluded; a pause is not a state."""

    state = StateField(_("state"), choices=S.choices, default=S.DRAFT)

    class Meta:
        abstract = True

    @move(S.DRAFT, S.IN_REVIEW, _("Send for approval"), is_no_template, is_complete, weights_add_up, bids_are_bound,
          limits_have_their_rule, discounts_can_be_compared, ground_is_named, value_fits_the_ground,
          somebody_is_invited, deadline_is_ahead, deadline_leaves_time, role=Role.OFFICER)
    def submit_for_review(self) -> None: ...

    @move([S.IN_REVIEW, S.APPROVED], S.DRAFT, _("Send back"), role=Role.APPROVER, needs_reason=True)
    def send_back(self) -> None: ...

    @move(S.IN_REVIEW, S.APPROVED, _("Approve"), is_not_the_author, is_no_deputy_of_the_author, weights_add_up,
          deadline_is_ahead, role=Role.APPROVER)
    def approve(self) -> None: ...

    @move(S.APPROVED, S.PUBLISHED, _("Publish"), deadline_is_ahead, deadline_leaves_time, value_fits_the_ground,
          somebody_is_invited, journal_has_answered, may_appear, committee_is_ready, role=Role.OFFICER)
    def publish(self) -> None: ...

    @move(S.APPROVED, S.PUBLISHED, _("Publish at the moment set"), planned_moment_has_come, deadline_is_ahead,
          deadline_leaves_time, value_fits_the_ground, somebody_is_invited, journal_has_answered, may_appear,
          committee_is_ready)
    def publish_as_planned(self) -> None: ...

    @move(S.PUBLISHED, S.CLOSED, _("Close"), deadline_has_passed)
    def close(self) -> None: ...

    @move(S.CLOSED, S.PUBLISHED, _("Take bids again after an outage"), an_outage_asks_for_time, no_opening_has_begun,
          role=Role.OFFICER)
    def take_bids_again(self) -> None: ...

    @move(S.CLOSED, S.OPENED, _("Open the bids"), deadline_has_passed, no_outage_asks_for_time,
          enough_members_unlocked, role=Role.COMMITTEE)
    def open(self) -> None: ...

    @move(S.OPENED, S.ADMISSIBILITY, _("Examine the bids"), has_declared_no_conflict, role=Role.OFFICER)
    def examine(self) -> None: ...

    @move(S.ADMISSIBILITY, S.EVALUATION, _("Start the evaluation"), every_bid_is_examined, some_bid_is_admitted,
          panel_is_ready, role=Role.OFFICER)
    def evaluate(self) -> None: ...

    @move(S.EVALUATION, S.CONSENSUS, _("Close the scoring"), offers_were_asked, every_bid_is_scored, role=Role.CHAIR)
    def close_scoring(self) -> None: ...

    @move(S.CONSENSUS, S.EVALUATION, _("Open the scoring again"), role=Role.CHAIR, needs_reason=True)
    def reopen_scoring(self) -> None: ...

    @move(S.CONSENSUS, S.DECISION, _("Go to the decision"), every_score_is_agreed, every_lot_is_ranked,
          role=(Role.CHAIR, Role.OFFICER))
    def prepare_decision(self) -> None: ...

    @move([S.OPENED, S.ADMISSIBILITY], S.DECISION, _("Decide without award"), every_bid_is_examined, no_bid_is_left,
          role=Role.OFFICER)
    def decide_without_award(self) -> None: ...

    @move(S.EVALUATION, S.PUBLISHED, _("Start the next round"), another_round_follows, next_deadline_is_ahead,
          next_deadline_leaves_time, next_key_is_made, some_bid_is_admitted, role=Role.OFFICER)
    def start_next_round(self) -> None: ...

    @move(S.DECISION, S.CONCLUDED, _("Conclude"), every_lot_has_ended)
    def conclude(self) -> None: ...

    @move(UNFINISHED, S.CANCELLED, _("Cancel the call"), is_no_template, role=Role.SIGNATORY, needs_reason=True)
    def cancel(self) -> None: ...
