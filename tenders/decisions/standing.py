"""Where each lot of a call stands on the way from the ranking to the contract, and who acts next."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from procurement.dates import date_format
from procurement.lifecycle import Sentence
from tenders.lifecycle.decision import DecisionState
from tenders.lifecycle.lot import LotState
from tenders.lifecycle.tender import TenderState
from tenders.models import Decision, Lot, Tender

S = TenderState
SEALED = [S.DRAFT, S.IN_REVIEW, S.APPROVED, S.PUBLISHED, S.CLOSED]
ENDED = [S.CONCLUDED, S.CANCELLED]
IN_PREPARATION = {DecisionState.DRAFT, DecisionState.APPROVED}
IN_FORCE = {DecisionState.SIGNED, DecisionState.NOTIFIED}
# The shape beside the word, by the state of the lot; an undecided one is in progress once somebody drafts.
SHAPES: Mapping[str, str] = {
    LotState.UNDECIDED: "not-planned",
    LotState.DECIDED: "in-progress",
    LotState.STANDSTILL: "in-progress",
    LotState.AWARDED: "in-progress",
    LotState.CONTRACTED: "done",
    LotState.NOT_AWARDED: "done",
    LotState.CANCELLED: "not-planned",
}
NEXT: Mapping[str, Sentence] = {
    DecisionState.DRAFT: gettext_lazy("The approver reads the draft, and approves it."),
    DecisionState.APPROVED: gettext_lazy("The signatory signs the approved decision."),
    LotState.UNDECIDED: gettext_lazy("An officer drafts the decision."),
    LotState.DECIDED: gettext_lazy("An officer tells everybody concerned, at the same moment."),
    LotState.AWARDED: gettext_lazy("The signatory records the contract, once it is signed."),
    LotState.CONTRACTED: gettext_lazy("The contract is signed: this lot has ended."),
    LotState.NOT_AWARDED: gettext_lazy("This lot ended without a contract."),
    LotState.CANCELLED: gettext_lazy("This lot is cancelled."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A lot with its decisions: the one being prepared, the one in force, and those that were superseded.

    `kind` is a shape of components/shape.html, `word` says where the lot stands, `next` what follows and who acts.
    """

    lot: Lot
    prepared: Decision | None
    in_force: Decision | None
    superseded: Sequence[Decision]
    kind: str
    word: str
    next: str

    @property
    def current(self) -> Decision | None:
        """The decision that somebody works on now: the one being prepared, else the one in force."""
        return self.prepared or self.in_force


def to_decide_first(calls: QuerySet[Tender]) -> QuerySet[Tender]:
    """Return those of the calls whose bids are open or were, first those in decision, with their lots counted."""
    undecided = Count("lots", filter=Q(lots__state=LotState.UNDECIDED))
    last = Case(When(state=TenderState.DECISION, then=0), When(state__in=ENDED, then=2), default=1)
    found = calls.exclude(state__in=SEALED).annotate(lot_count=Count("lots"), undecided=undecided, last=last)
    return found.order_by("last", "-published_at", "-pk")


def standings_of(tender: Tender, lots: Iterable[Lot]) -> list[Standing]:
    """Return where these lots of the call stand, in a fixed number of queries. Each lot knows its call."""
    found, decisions = list(lots), defaultdict(list)
    for decision in _decisions(found):
        decisions[decision.lot_id].append(decision)
    return [_standing(tender, lot, decisions[lot.pk]) for lot in found]


def _decisions(lots: Sequence[Lot]) -> Iterable[Decision]:
    rows = Decision.objects.filter(lot__in=lots).prefetch_related("winners__bid__supplier", "papers")
    people = ("author", "approved_by", "approved_for", "signed_by", "signed_for")
    return rows.select_related(*people, "supersedes").order_by("drafted_at", "pk")


def _standing(tender: Tender, lot: Lot, decisions: Sequence[Decision]) -> Standing:
    lot.tender = tender
    for decision in decisions:
        decision.lot = lot
    prepared = next((one for one in decisions if one.state in IN_PREPARATION), None)
    return Standing(
        lot=lot,
        prepared=prepared,
        in_force=next((one for one in reversed(decisions) if one.state in IN_FORCE), None),
        superseded=[one for one in decisions if one.state == DecisionState.SUPERSEDED],
        kind="in-progress" if prepared else SHAPES[lot.state],
        word=_word(lot, prepared),
        next=_next(tender, lot, prepared),
    )


def _word(lot: Lot, prepared: Decision | None) -> str:
    if prepared is None:
        return str(lot.get_state_display())
    return _("draft") if prepared.state == DecisionState.DRAFT else pgettext("decision", "approved")


def _next(tender: Tender, lot: Lot, prepared: Decision | None) -> str:
    if prepared:
        return str(NEXT[prepared.state])
    if lot.state == LotState.UNDECIDED and tender.state != TenderState.DECISION:
        return _("There is nothing to decide before the evaluation is closed.")
    if lot.state == LotState.STANDSTILL and lot.earliest_signature:
        day = {"day": date_format(lot.earliest_signature)}
        return _("The standstill runs. The lot can be awarded from %(day)s.") % day
    if lot.state == LotState.STANDSTILL:
        return _("No standstill applies: an officer awards the lot.")
    return str(NEXT[lot.state])
