"""The moves of a call that are made in this room: what follows from each, and by which deed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.lifecycle import Sentence, blockers, offered, roles_for
from tenders.evaluation import actions
from tenders.lifecycle.bid import LotBidState
from tenders.lifecycle.tender import TenderState
from tenders.models import LotBid, Tender


@dataclass(frozen=True, slots=True)
class Step:
    """A move, its words, what follows from it, and its deed. `main`: it leads on; the others lead out or back."""

    move: str
    label: Sentence
    follows: Sentence
    act: Callable[..., None]
    main: bool = True
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A step that is this person's to take from here, and what stands in its way."""

    step: Step
    reasons: Sequence[Sentence]


STEPS: Mapping[str, Step] = {
    step.move: step
    for step in (
        Step(
            "examine",
            _("Examine the bids"),
            _("Each bid can then be admitted or rejected, lot by lot."),
            actions.start_examination,
        ),
        Step(
            "evaluate",
            _("Start the evaluation"),
            _("The panel then scores the admitted bids. What was admitted or rejected, and prices, stay as they are."),
            actions.start_evaluation,
        ),
        Step(
            "close_scoring",
            _("Close the scoring"),
            _("No score can be changed any more. The panel then sees all scores, and agrees on one per criterion."),
            actions.close_scoring,
        ),
        Step(
            "reopen_scoring",
            _("Open the scoring again"),
            _("Members can change their scores. Rankings are undone, and are made again later. The reason is kept."),
            actions.reopen_scoring,
            main=False,
            needs_reason=True,
        ),
        Step(
            "prepare_decision",
            _("Go to the decision"),
            _("The evaluation ends, and its report is made. Scores and rankings stay as they are."),
            actions.prepare_decision,
        ),
        Step(
            "decide_without_award",
            _("Decide without award"),
            _("The evaluation ends without a ranking, and its report is made. A decision then tells why."),
            actions.decide_without_award,
            main=False,
        ),
    )
}


def ways_on(tender: Tender, *, by: User, now: datetime) -> list[Way]:
    """Return the steps that this person may ever take from where the call is, those that lead on first."""
    names = [name for name, _label in offered(tender, by=by) if name in STEPS]
    ways = [Way(STEPS[name], blockers(tender, name, by=by, now=now)) for name in names]
    return sorted(ways, key=lambda way: not way.step.main)


def ways_from_a_list(tender: Tender, *, by: User, now: datetime) -> list[Way]:
    """Return what a list ends with: the steps that lead on, and of the others those that are open."""
    return [way for way in ways_on(tender, by=by, now=now) if way.step.main or not way.reasons]


def step_for(tender: Tender, name: str, *, by: User) -> Step | None:
    """Return the step by its name, if it is ever this person's to take."""
    step = STEPS.get(name)
    return step if step and roles_for(Tender, name) & tender.roles_of(by) else None


def why_not_scored(tender: Tender, offer: LotBid) -> list[Sentence]:
    """Return what keeps the panel from scoring this bid; the deed asks again."""
    if tender.state != TenderState.EVALUATION:
        return [_("Scores can be given while the evaluation is open.")]
    return [] if offer.state == LotBidState.ADMITTED else [_("Only admitted bids are scored.")]


def why_not_agreed(tender: Tender, offer: LotBid) -> list[Sentence]:
    """Return what keeps the panel from agreeing on a score of this bid; the deed asks again."""
    if tender.state != TenderState.CONSENSUS:
        return [_("The panel agrees once the scoring is closed.")]
    return [] if offer.state == LotBidState.ADMITTED else [_("Only admitted bids are scored.")]
