"""What this person may ever do next about a lot or its call: each step as a button, or with what stands in its way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Sentence, blockers
from tenders.decisions.drafting import OPENED, TO_BE_REPLACED, objections
from tenders.decisions.notifying import against_cancelling
from tenders.decisions.standing import Standing
from tenders.lifecycle.decision import DecisionState
from tenders.lifecycle.lot import LotState
from tenders.lifecycle.rules import has_declared_no_conflict
from tenders.lifecycle.tender import UNFINISHED, TenderState
from tenders.models import Decision, Lot, Tender

OVER = {LotState.CONTRACTED, LotState.NOT_AWARDED, LotState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, with the address of the page where it can be cured."""

    sentence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name, the button's words, where it leads; `reasons` stand in its way, none means go.

    `posts`: the button does it at once. `side`: not the way on, but a way back or out.
    """

    name: str
    label: str
    url: str
    reasons: Sequence[Reason] = ()
    posts: bool = False
    side: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks about a call, in which roles, and when."""

    tender: Tender
    person: User
    now: datetime
    roles: frozenset[str]

    def blockers(self, thing: Decision | Lot | Tender, move: str) -> list[Sentence]:
        """Return what the rules say to a move of this person at this moment."""
        return blockers(thing, move, by=self.person, now=self.now)

    def undeclared(self) -> list[Sentence]:
        """Return the sentence for who has not declared its interests yet."""
        sentence = has_declared_no_conflict(self.tender, by=self.person, now=self.now)
        return [sentence] if sentence else []

    def reasons(self, sentences: Sequence[Sentence]) -> list[Reason]:
        """Return sentences for a page, each once; what a declaration cures leads to it."""
        if not sentences:
            return []
        declare, cure = self.undeclared(), reverse("evaluation:declaration", args=[self.tender.reference])
        plain = dict.fromkeys(str(sentence) for sentence in sentences)
        return [Reason(capfirst(one), cure if [one] == list(map(str, declare)) else "") for one in plain]

    def about(self, lot: Lot, name: str, label: str, sentences: Sequence[Sentence], *, side: bool = False) -> Step:
        """Return a step about one lot."""
        url = reverse(f"decisions:{name}", args=[self.tender.reference, lot.pk])
        return Step(name, label, url, self.reasons(sentences), posts=name == "approve", side=side)


def asker_of(tender: Tender, person: User, now: datetime) -> Asker:
    """Return who asks, with its roles in the call."""
    return Asker(tender, person, now, tender.roles_of(person))


def steps_about(standing: Standing, asker: Asker) -> list[Step]:
    """Return the steps about one lot that are this person's, the way on first."""
    steps = [
        *(_of_officer(standing, asker) if Role.OFFICER in asker.roles else ()),
        *(_checking(standing, asker) if Role.OFFICER in asker.roles else ()),
        *(_of_approver(standing, asker) if Role.APPROVER in asker.roles else ()),
        *(_of_signatory(standing, asker) if Role.SIGNATORY in asker.roles else ()),
    ]
    return sorted(steps, key=lambda step: step.side)


def _of_officer(standing: Standing, asker: Asker) -> Iterator[Step]:
    lot, prepared = standing.lot, standing.prepared
    if prepared:
        if prepared.state == DecisionState.DRAFT:
            yield asker.about(lot, "draft", _("Change the draft"), against_redrafting(prepared, asker), side=True)
        return
    if lot.state == LotState.DECIDED:
        url = reverse("decisions:notify", args=[asker.tender.reference])
        yield Step("notify", _("See what everybody will be told"), url)
    if lot.state == LotState.STANDSTILL:
        yield asker.about(lot, "award", _("Award the lot"), asker.blockers(lot, "award"))
    if lot.state in {LotState.UNDECIDED, *TO_BE_REPLACED}:
        yield _drafting(standing, asker)


def _checking(standing: Standing, asker: Asker) -> Iterator[Step]:
    """Offer a check of the winner's file from the ranking on, until the lot has ended. It holds up nothing."""
    award = standing.current is None or standing.current.outcome == Decision.Outcome.AWARD
    if asker.tender.state == TenderState.DECISION and standing.lot.state not in OVER and award:
        label = _("Have the winner’s file checked")
        yield asker.about(standing.lot, "check_winner", label, asker.undeclared(), side=True)


def _drafting(standing: Standing, asker: Asker) -> Step:
    lot, reasons = standing.lot, against_drafting(standing, asker)
    if standing.in_force:
        return asker.about(lot, "draft", _("Draft another decision in its place"), reasons, side=True)
    early = is_early(asker.tender)
    label = _("Cancel this lot by itself") if early else _("Draft the decision")
    return asker.about(lot, "draft", label, reasons, side=early)


def is_early(tender: Tender) -> bool:
    """Tell whether a lot can only be cancelled yet: the bids are open, the evaluation is not closed."""
    return tender.state in OPENED - {TenderState.DECISION}


def against_drafting(standing: Standing, asker: Asker) -> list[Sentence]:
    """Return what the rules say even to the plainest decision that this person could draft about the lot."""
    outcome = Decision.Outcome.CANCELLATION if is_early(asker.tender) else Decision.Outcome.NO_AWARD
    plainest = Decision(lot=standing.lot, outcome=outcome, supersedes=standing.in_force)
    return [*asker.undeclared(), *objections(plainest, [])]


def against_redrafting(draft: Decision, asker: Asker) -> list[Sentence]:
    """Return why this person can't write the draft anew, whatever it writes."""
    own = draft.author_id == asker.person.pk
    return asker.undeclared() if own else [_("Only its author changes a draft.")]


def _of_approver(standing: Standing, asker: Asker) -> Iterator[Step]:
    lot, prepared = standing.lot, standing.prepared
    if prepared and prepared.state == DecisionState.DRAFT:
        yield asker.about(lot, "approve", _("Approve"), asker.blockers(prepared, "approve"))
    elif prepared:
        yield asker.about(lot, "send_back", _("Send back"), asker.blockers(prepared, "send_back"), side=True)


def _of_signatory(standing: Standing, asker: Asker) -> Iterator[Step]:
    lot, prepared = standing.lot, standing.prepared
    if prepared:
        yield asker.about(lot, "sign", _("Sign"), asker.blockers(prepared, "sign"))
    elif lot.state in {LotState.STANDSTILL, LotState.AWARDED}:
        yield asker.about(lot, "contract", _("Record the contract"), asker.blockers(lot, "contract"))


def cancelling(asker: Asker) -> Step | None:
    """Return the step that cancels the call, for who may ever take it; None once the call has ended."""
    tender = asker.tender
    if tender.state not in UNFINISHED or Role.SIGNATORY not in asker.roles:
        return None
    reasons = asker.reasons([*asker.blockers(tender, "cancel"), *against_cancelling(tender)])
    return Step(
        "cancel", _("Cancel the call"), reverse("decisions:cancel", args=[tender.reference]), reasons, side=True
    )
