"""The plain questions that the call's lifecycle asks. Each answers from the database at that moment."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.calendar import rulepacks
from procurement.calendar.rules import Ceiling, Invitation
from procurement.calendar.thresholds import ceiling_of, eu_threshold, invitation_on, result_public_from
from procurement.lifecycle import Sentence
from tenders.lifecycle.bid import STILL_IN, LotBidState
from tenders.lifecycle.lot import ENDED, LotState
from tenders.models.bid import LotBid
from tenders.models.decision import Decision
from tenders.models.discount_rules import against_discounts
from tenders.models.invited import InvitedFirm
from tenders.models.lot import AwardCriterion, Lot
from tenders.models.panel import CommitteeMember, Consensus, PanelMember, Ranking, Score
from tenders.models.publication import Dispatch
from tenders.models.round import Envelope, MemberKey, Round, Unlock
from tenders.models.terms import CallTerms

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from procurement.accounts.models import Buyer
    from tenders.models.panel import ConflictDeclaration


@dataclass(frozen=True, slots=True)
class Part:
    """What a person is in a call, and whether it may read the bids by its declaration."""

    person: int
    roles: frozenset[str]
    declared: bool
    lots: frozenset[int] | None = None  # to which its seat in the panel is limited
    deputies: dict[frozenset[str], User | None] = field(default_factory=dict)  # for whom it acts, by the roles asked


class TenderQuestions(models.Model):
    """Mixed into Tender: facts about the call that its rules turn into yes or a sentence."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Tender brings
        title: str
        procedure: str
        nature: str
        value: Decimal | None
        urgent: bool
        by_invitation: bool
        ground: str
        rehearsal: bool
        round_number: int
        sent_on: date | None
        holidays: list[str]
        buyer: Buyer
        lots: RelatedManager[Lot]
        rounds: RelatedManager[Round]
        declarations: RelatedManager[ConflictDeclaration]

        @property
        def round(self) -> Round: ...

        def local_day(self, now: datetime) -> date: ...

        def roles_of(self, person: User | None) -> frozenset[str]: ...

    _part: Part | None = None

    def ask_once_about(self, person: User) -> None:
        """Keep what the person is here in this copy of the row, for the length of one page.

        Deeds lock a row of their own, which knows nothing of it, and ask again: one that moves many rows, once for all.
        """
        roles, declared = self.roles_of(person), self.has_declared_no_conflict(person)
        seated = Role.EVALUATOR in roles and Role.CHAIR not in roles  # the chair judges every lot
        self._part = Part(person.pk, roles, declared, self.lots_in_charge_of(person) if seated else None)

    def _part_of(self, person: User | None) -> Part | None:
        part = self._part
        return part if part and person is not None and part.person == person.pk else None

    def missing_parts(self) -> list[Sentence]:
        """Name what a complete call still lacks."""
        missing: list[Sentence] = []
        if not self.title.strip():
            missing.append(_("the title"))
        if not self.lots.exists():
            missing.append(_("a lot"))
        elif self.lots.filter(criteria=None).exists():
            missing.append(_("award criteria for each lot"))
        if not self.rounds.filter(number=self.round_number).exists():
            missing.append(_("the deadline for bids"))
        return missing

    def lots_with_wrong_weights(self) -> list[str]:
        """Return the identifiers of lots whose weights do not add up to 100."""
        totals = self.lots.annotate(total=Sum("criteria__weight"))
        unread = set(AwardCriterion.objects.filter(lot__tender=self.pk, weight=None).values_list("lot_id", flat=True))
        return [lot.identifier for lot in totals if lot.total != 100 or lot.pk in unread]  # noqa: PLR2004

    def leaves_bids_unbound(self, now: datetime) -> bool:
        """Tell whether it must say for how long bids bind their firms, and does not (Annex V part C).

        Asked of open procedures from the EU's threshold on.
        """
        if self.rehearsal or self.procedure != "open" or self.value is None:
            return False
        limit = eu_threshold(self.rules(now), self.sent_on or self.local_day(now), works=self.nature == "works")
        return self.value >= limit and not CallTerms.objects.filter(tender=self.pk, validity_days__gt=0).exists()

    def limits_wins_without_rule(self) -> bool:
        """Tell whether a firm may win fewer lots than it may bid for, and no rule says which (art. 46(2))."""
        terms = CallTerms.objects.filter(tender=self.pk, most_wins__isnull=False, preference="").first()
        if terms is None or terms.most_wins is None:
            return False
        lots = self.lots.count()
        return terms.most_wins < min(lots, terms.most_bids or lots)

    def why_no_discounts(self, now: datetime) -> Sentence | None:
        """Return why it can't allow discounts for lots won together; None where it can, or does not."""
        terms = CallTerms.objects.filter(tender=self.pk, most_discounts__isnull=False).first()
        return against_discounts(self.rules(now), self.lots.prefetch_related("criteria"), terms) if terms else None

    @property
    def deadline_at(self) -> datetime | None:
        """The instant of the running round's deadline, UTC."""
        row = self.rounds.filter(number=self.round_number).values_list("deadline_at", flat=True)
        return row.first()

    @property
    def deadline_day(self) -> date:
        """The deadline's local day."""
        return self.round.deadline_date

    def earliest_lawful_deadline(self, now: datetime) -> date | None:
        """Return the earliest day the rule pack allows; None where it asks for no period, or in a rehearsal."""
        if self.rehearsal or self.by_invitation:
            return None
        sent, pack = self.sent_on or self.local_day(now), self.rules(now)
        holidays = frozenset(map(date.fromisoformat, self.holidays))
        return rulepacks.earliest_deadline(pack, self.procedure, sent, holidays, urgent=self.urgent)

    def invitation_rule(self, now: datetime) -> Invitation | None:
        """Return what the rule pack says of the ground of a call by invitation; None where it names none."""
        return invitation_on(self.rules(now), self.ground)

    def invitation_ceiling(self, now: datetime) -> Ceiling | None:
        """Return the amount below which the estimate must be on this day; None where the ground has none."""
        rule = self.invitation_rule(now)
        return ceiling_of(rule, self.local_day(now), works=self.nature == "works") if rule else None

    def count_invited(self) -> int:
        """Return how many firms are named."""
        return InvitedFirm.objects.filter(tender=self.pk).count()

    def result_is_public(self, now: datetime) -> bool:
        """Tell whether the result of a call by invitation is for everybody: from a value that the rule pack names."""
        if not self.by_invitation:
            return False
        least = result_public_from(self.rules(now), self.local_day(now), works=self.nature == "works")
        return self.value is None or self.value >= least

    def waits_for_the_journal(self) -> bool:
        """Tell whether the notice was sent to the Official Journal, which has not confirmed that it has it."""
        silent = Dispatch.objects.filter(tender=self.pk, number=1, confirmed_at=None, appeared_on=None)
        return silent.exists()

    def rules(self, now: datetime) -> rulepacks.RulePack:
        """Return the rule pack that holds for this call: the one in force when its notice was sent."""
        return rulepacks.pack_for(self.buyer.country, self.sent_on or self.local_day(now))

    def committee_is_ready(self, now: datetime) -> bool:
        """Tell whether the round's key exists, as many open together as is asked, and every member tried its own."""
        return self._is_keyed(self.round_number, now)

    def _is_keyed(self, number: int, now: datetime) -> bool:
        envelope = Envelope.objects.filter(round__tender=self.pk, round__number=number).first()
        members = CommitteeMember.objects.filter(tender=self.pk).values_list("person", flat=True)
        keys = MemberKey.objects.filter(person__in=members)
        tried = sum(key.is_tried(now) for key in keys)
        if envelope is None or envelope.quorum < self.buyer.quorum_for(self.value):  # it rose
            return False
        return len(members) >= envelope.quorum and tried == len(members)

    def unlocks_missing(self) -> int:
        """Return how many members must still unlock."""
        envelope = Envelope.objects.get(round__tender=self.pk, round__number=self.round_number)
        return max(0, envelope.quorum - Unlock.objects.filter(envelope=envelope).count())

    def bids_to_examine(self) -> int:
        """Return how many lot bids are neither admitted nor rejected."""
        return self._lot_bids().filter(state=LotBidState.OPENED).count()

    def bids_admitted(self) -> int:
        """Return how many lot bids are in the running."""
        return self._lot_bids().filter(state__in=STILL_IN).count()

    def _lot_bids(self) -> models.QuerySet[LotBid]:
        bids = LotBid.objects.filter(lot__tender=self.pk, bid__round__number=self.round_number)
        return bids.exclude(lot__state=LotState.CANCELLED)

    def panel_is_ready(self) -> bool:
        """Tell whether there is a chair and every member declared to have no conflict."""
        members = list(PanelMember.objects.filter(tender=self.pk))
        chaired = any(member.role == Role.CHAIR for member in members)
        return chaired and all(self.has_declared_no_conflict(member.person) for member in members)

    def has_declared_no_conflict(self, person: User) -> bool:
        """Tell whether the person's last declaration for this call says that it has no conflict."""
        if (part := self._part_of(person)) is not None:
            return part.declared
        last = self.declarations.filter(person=person).order_by("declared_at", "pk").last()
        return last is not None and not last.has_conflict

    def lots_in_charge_of(self, person: User) -> frozenset[int] | None:
        """Return the lots to which the person's seat in the panel is limited; None without a limit, or a seat."""
        if (part := self._part_of(person)) is not None:
            return part.lots
        limits = PanelMember.lots.through.objects.filter(panelmember__tender=self.pk, panelmember__person=person)
        return frozenset(limits.values_list("lot_id", flat=True)) or None

    def scores_missing(self) -> int:
        """Return how many scores the panel still owes: each member those of the lots that it judges."""
        cells = self._cells_by_lot()
        given = Score.objects.filter(lot_bid__in=self._in_the_running()).values_list("evaluator", "lot_bid__lot")
        counted = Counter(given)
        members = PanelMember.objects.filter(tender=self.pk).prefetch_related("lots")
        charges = [(seat.person_id, {lot.pk for lot in seat.lots.all()} or set(cells)) for seat in members]
        return sum(cells[lot] - counted[person, lot] for person, lots in charges for lot in lots)

    def agreements_missing(self) -> int:
        """Return on how many scores the panel has not agreed, or not since one of them was given anew."""
        agreed = Consensus.objects.standing().filter(lot_bid__in=self._in_the_running()).count()
        return sum(self._cells_by_lot().values()) - agreed

    def _in_the_running(self) -> models.QuerySet[LotBid]:
        return self._lot_bids().filter(state__in=STILL_IN)

    def _cells_by_lot(self) -> Counter[int]:
        """Return how many (bid, quality criterion) pairs there are in each lot."""
        quality = AwardCriterion.objects.filter(lot__tender=self.pk, kind=AwardCriterion.Kind.QUALITY)
        per_lot = dict(quality.values_list("lot").annotate(count=models.Count("pk")))
        lots = self._in_the_running().values_list("lot_id", flat=True)
        return Counter({lot: bids * per_lot.get(lot, 0) for lot, bids in Counter(lots).items()})

    def lots_without_ranking(self) -> list[str]:
        """Return the identifiers of lots with bids in the running and no ranking."""
        running = self._in_the_running().values("lot")
        ranked = Ranking.objects.filter(lot__tender=self.pk, undone_at=None).values("lot")
        return list(Lot.objects.filter(pk__in=running).exclude(pk__in=ranked).values_list("identifier", flat=True))

    @property
    def next_round(self) -> Round | None:
        """The round that follows, if it is prepared."""
        return self.rounds.filter(number=self.round_number + 1).first()

    @property
    def next_deadline_at(self) -> datetime | None:
        """The instant of its deadline, UTC."""
        following = self.next_round
        return following.deadline_at if following else None

    @property
    def next_deadline_day(self) -> date | None:
        """Its deadline's local day."""
        following = self.next_round
        return following.deadline_date if following else None

    def earliest_next_deadline(self, now: datetime) -> date | None:
        """Return the earliest lawful day for offers when the invitation goes out now; None where no law says one."""
        following, pack = self.next_round, self.rules(now)
        asked = following is not None and following.kind == Round.Kind.OFFERS
        if self.rehearsal or not asked or rulepacks.minimum_days(pack, self.procedure, "tenders") is None:
            return None
        holidays, sent = frozenset(map(date.fromisoformat, self.holidays)), self.local_day(now)
        count = rulepacks.earliest_deadline
        return count(pack, self.procedure, sent, holidays, phase="tenders", urgent=self.urgent)

    def next_key_is_ready(self, now: datetime) -> bool:
        """Tell whether the key of the next round exists and every member has tried its own."""
        return self._is_keyed(self.round_number + 1, now)

    def asks_for_offers(self) -> bool:
        """Tell whether what the running round asks for is to be compared."""
        return not self.rounds.filter(number=self.round_number, kind=Round.Kind.REQUESTS).exists()

    def lots_still_open(self) -> list[str]:
        """Return the identifiers of lots that have not ended."""
        return list(self.lots.exclude(state__in=ENDED).values_list("identifier", flat=True))

    def decisions(self) -> models.QuerySet[Decision]:
        """Return every decision about the call's lots, oldest first."""
        return Decision.objects.filter(lot__tender=self.pk).select_related("lot").order_by("drafted_at", "pk")
