"""What happens next, who acts, by when, and what you need to do: in plain words, for each audience."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.roles import Role
from procurement.calendar.moments import to_local
from procurement.dates import date_format, zone_in_words
from tenders.timetable.calendar import PLANS_ITS_PUBLICATION
from tenders.timetable.kinds import BEFORE_THE_DEADLINE, StageKind
from tenders.timetable.marking import with_the_day_marked
from tenders.timetable.status import is_paused, stages_ahead

if TYPE_CHECKING:
    from tenders.models import Stage, Tender

K = StageKind
Sentences = Mapping[str, str | Promise]


class Audience(StrEnum):
    """Who reads: everybody, a firm that bids or may bid, or the authority itself."""

    PUBLIC = "public"
    SUPPLIER = "supplier"
    BUYER = "buyer"


@dataclass(frozen=True, slots=True)
class NextStep:
    """Whole sentences in the active language; `by` is a local day of the buyer, None where nothing is promised.

    `what` says what happens and until when, `who` names who acts, `todo` is for the reader, `notice` tells of a pause
    or a delay ("" where there is none).
    """

    what: str
    who: str
    by: date | None
    todo: str
    notice: str = ""

    @property
    def sentence(self) -> SafeString:
        """What happens next and what holds it up, as HTML with the day marked."""
        return with_the_day_marked(" ".join(filter(None, [self.what, self.notice])), self.by)


WHAT: Sentences = {
    K.QUESTIONS: gettext_lazy("Questions can be asked until %(day)s."),
    K.ANSWERS: gettext_lazy("The buyer answers all questions by %(day)s, for everybody to read."),
    K.SUBMISSION: gettext_lazy("Bids can be sent until %(moment)s."),
    K.OPENING: gettext_lazy("The opening committee opens all bids together by %(day)s."),
    K.ADMISSIBILITY: gettext_lazy("The buyer checks by %(day)s which bids are complete and allowed."),
    K.EVALUATION: gettext_lazy("The panel scores the bids by %(day)s."),
    K.CONSENSUS: gettext_lazy("The panel agrees on the scores by %(day)s."),
    K.DECISION: gettext_lazy("The decision is approved and signed by %(day)s."),
    K.NOTIFICATION: gettext_lazy("Every bidder is told the decision by %(day)s."),
    K.STANDSTILL: gettext_lazy("The contract waits until the end of %(day)s, so that a bidder can ask for a review."),
    K.CONTRACT: gettext_lazy("The contract is signed by %(day)s."),
}
# Who acts where the clock ends a stage.
WHO: Sentences = {
    K.QUESTIONS: gettext_lazy("firms"),
    K.SUBMISSION: gettext_lazy("firms"),
    K.STANDSTILL: gettext_lazy("nobody: this time must pass"),
}
# States of the call in which no promised stage is ahead.
WHAT_ELSE: Sentences = {
    "draft": gettext_lazy("The call is being written."),
    "in_review": gettext_lazy("A second person checks the call before it is published."),
    "approved": gettext_lazy("The call is approved and waits to be published."),
    "concluded": gettext_lazy("The call is concluded."),
    "cancelled": gettext_lazy("The call was cancelled."),
}
# The same of a call by invitation, and what its office has to do.
BY_INVITATION: Sentences = {
    "in_review": gettext_lazy("A second person checks the call before the invitations are sent."),
    "approved": gettext_lazy("The call is approved, and its invitations wait to be sent."),
}
SEND_THEM = gettext_lazy("Send the invitations.")
WHO_ELSE = {"draft": Role.OFFICER, "in_review": Role.APPROVER, "approved": Role.OFFICER}
TODO: Mapping[Audience, Sentences] = {
    Audience.PUBLIC: {
        K.QUESTIONS: gettext_lazy("To ask, sign in for your firm."),
        K.SUBMISSION: gettext_lazy("To bid, sign in for your firm."),
    },
    Audience.SUPPLIER: {
        K.QUESTIONS: gettext_lazy("Ask what is unclear. Nobody else sees who asked."),
        K.ANSWERS: gettext_lazy("Read the answers before you send your bid."),
        K.SUBMISSION: gettext_lazy("Send your bid before this moment. You can replace it until then."),
        K.NOTIFICATION: gettext_lazy("You will get a letter in your language, whatever the outcome."),
        K.STANDSTILL: gettext_lazy("If you disagree, ask for a review in time: your letter says how."),
    },
    Audience.BUYER: {
        "draft": gettext_lazy("Complete the call, and send it for approval."),
        "in_review": gettext_lazy("An approver who did not write it approves it or sends it back."),
        "approved": gettext_lazy("Publish the call."),
        K.QUESTIONS: gettext_lazy("Answer the questions as they come in."),
        K.ANSWERS: gettext_lazy("Answer every open question, or extend the deadline."),
        K.OPENING: gettext_lazy("Committee members: unlock the bids together."),
        K.ADMISSIBILITY: gettext_lazy("Admit or reject each bid, with its reason."),
        K.EVALUATION: gettext_lazy("Panel members: give each score with its reason."),
        K.CONSENSUS: gettext_lazy("Agree on one score for each criterion, and rank the lots."),
        K.DECISION: gettext_lazy("Write, approve and sign a decision for each lot."),
        K.NOTIFICATION: gettext_lazy("Send the letters, all at the same moment."),
        K.CONTRACT: gettext_lazy("Award each lot, and record its contract."),
    },
}


def next_step(tender: "Tender", now: datetime, audience: Audience) -> NextStep:
    """Return what comes next at this instant, for this audience, in the active language."""
    ahead = stages_ahead(tender, tender.local_day(now))
    if not ahead:
        return _without_stage(tender, audience)
    stage = ahead[0]
    return NextStep(
        what=str(WHAT[stage.kind]) % {"day": _day(stage.commitment), "moment": _deadline(tender)},
        who=str(WHO.get(stage.kind) or Role(stage.who).label),
        by=stage.commitment,
        todo=_todo(audience, stage.kind),
        notice=_notice(tender, stage, now),
    )


def _without_stage(tender: "Tender", audience: Audience) -> NextStep:
    if tender.state == PLANS_ITS_PUBLICATION and tender.publish_at:
        moment = date_format(to_local(tender.publish_at, tender.buyer.time_zone), "DATETIME_FORMAT")
        what = _("The call is approved, and appears by itself on %(moment)s.")
        if tender.by_invitation:
            what = _("The call is approved, and its invitations go out by themselves on %(moment)s.")
        what %= {"moment": moment}
        return NextStep(what, "", tender.local_day(tender.publish_at), _("You have nothing to do."))
    if tender.state not in WHAT_ELSE:
        return NextStep(_("All planned steps are done."), "", None, _("You have nothing to do."))
    role = WHO_ELSE.get(tender.state)
    who = str(role.label) if role else ""
    if tender.by_invitation and tender.state in BY_INVITATION:
        sends = audience is Audience.BUYER and tender.state == PLANS_ITS_PUBLICATION
        todo = str(SEND_THEM) if sends else _todo(audience, tender.state)
        return NextStep(str(BY_INVITATION[tender.state]), who, None, todo)
    return NextStep(str(WHAT_ELSE[tender.state]), who, None, _todo(audience, tender.state))


def _todo(audience: Audience, step: str) -> str:
    return str(TODO[audience].get(step) or _("You have nothing to do."))


def _notice(tender: "Tender", stage: "Stage", now: datetime) -> str:
    if is_paused(tender, now) and stage.kind not in BEFORE_THE_DEADLINE:
        return _("The procedure is paused: this day will move.")
    if stage.commitment is None or tender.local_day(now) <= stage.commitment:
        return ""
    if stage.expected:
        return _("This is late. It is now expected by %(day)s.") % {"day": _day(stage.expected)}
    return _("This is late. The buyer has not given a new day yet.")


def _deadline(tender: "Tender") -> str:
    """Write the deadline in the buyer's zone, with the zone's name."""
    zone = tender.buyer.time_zone
    running = [round_.deadline_at for round_ in tender.rounds.all() if round_.number == tender.round_number]
    if not running:
        return ""
    local = to_local(running[0], zone)
    parts = {"day": _day(local.date()), "time": date_format(local, "TIME_FORMAT"), "zone": zone_in_words(zone)}
    return _("%(day)s, %(time)s (%(zone)s)") % parts


def _day(day: date | None) -> str:
    return date_format(day) if day else ""
