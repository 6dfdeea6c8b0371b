"""What was evaluated, as papers tell it: criteria, ranking with reasons, rejected bids, dates."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.calendar import rulepacks
from procurement.calendar.citations import cited
from procurement.calendar.moments import local_day
from procurement.lifecycle import Sentence
from procurement.paper import Money
from tenders import access
from tenders.evaluation.facts import Criterion, PauseDates, RankedBid, RejectedBid, StageDates, Timetable
from tenders.evaluation.facts import Score as ScoreOnPaper
from tenders.evaluation.scale import level_in_words
from tenders.issuing import bidder
from tenders.lifecycle.bid import LotBidState
from tenders.lifecycle.lot import LotState
from tenders.lifecycle.tender import UNPUBLISHED
from tenders.models import AwardCriterion, Consensus, Lot, LotBid, PanelMember, Score, Tender


def offers_to_judge(reader: User, tender: Tender, now: datetime) -> QuerySet[LotBid]:
    """Return the running round's opened offers, lot by lot, as far as the person reads them."""
    offers = access.lot_bids_readable_by(reader, tender, now).filter(bid__round__number=tender.round_number)
    return offers.exclude(lot__state=LotState.CANCELLED).order_by("lot__position", "bid__number")


def why_panel_stays(tender: Tender) -> Sentence | None:
    """Return why the panel can't be changed any more; None while it can."""
    begun = Score.objects.filter(criterion__lot__tender=tender).exists()
    return _("The scoring has begun: the panel can't be changed any more.") if begun else None


def why_seat_stays(tender: Tender, seat: PanelMember) -> Sentence | None:
    """Return why a seat can't be limited to some lots; None where it can."""
    if seat.role == Role.CHAIR:
        return _("The chair leads the panel on every lot.")
    if tender.state in UNPUBLISHED:
        return _("The lots can still change: name them once the call is published.")
    return None


def criteria_of(lot: Lot) -> tuple[Criterion, ...]:
    """Return the lot's award criteria with their weights."""
    return tuple(Criterion(row.name, points_at_most(row), heading=row.heading) for row in lot.criteria.all())


def points_at_most(criterion: AwardCriterion) -> Decimal:
    """Return a criterion's weight as people write it: 60, not 60.00."""
    weight = criterion.weight or Decimal(0)
    return weight.quantize(Decimal(1)) if weight == weight.to_integral_value() else weight.normalize()


def ranking_of(lot: Lot) -> tuple[RankedBid, ...]:
    """Return the ranking that counts, each place with its points and the panel's reasons, in the active language."""
    ranking = lot.ranking()
    if ranking is None:
        return ()
    bids = {bid.bid.number: bid for bid in lot.every_bid()}
    criteria = list(lot.criteria.all())
    reasons = _reasons(lot)
    return tuple(
        RankedBid(
            supplier=bidder(bids[row["id"]].bid),
            rank=row["rank"],
            total=Decimal(row["total"]),
            scores=_scores(bids[row["id"]], row["points"], criteria, reasons),
            price=price_of(bids[row["id"]]),
            bid_number=row["id"],
        )
        for row in ranking.result["ranking"]
    )


def _reasons(lot: Lot) -> dict[int, dict[int, Consensus]]:
    """Return what was agreed on in a lot: by bid, then by criterion."""
    reasons: dict[int, dict[int, Consensus]] = defaultdict(dict)
    for row in lot.agreements():
        reasons[row.lot_bid_id][row.criterion_id] = row
    return reasons


def _scores(
    bid: LotBid, points: dict[str, str], criteria: list[AwardCriterion], agreed: dict[int, dict[int, Consensus]]
) -> tuple[ScoreOnPaper, ...]:
    rows = [(criterion, agreed[bid.pk].get(criterion.pk)) for criterion in criteria]
    return tuple(
        ScoreOnPaper(
            criterion=criterion.name,
            points=Decimal(points[criterion.code]),
            maximum=points_at_most(criterion),
            reason=row.reason if row else _formula_in_words(criterion),
            level=level_in_words(criterion, row.value) if row else "",
            heading=criterion.heading,
        )
        for criterion, row in rows
    )


def _formula_in_words(criterion: AwardCriterion) -> str:
    """Say how price points come about: nobody scored them."""
    return _("Computed from the price by the published formula: %(formula)s.") % {
        "formula": criterion.get_formula_display()
    }


def price_of(bid: LotBid) -> Money | None:
    """Return the price that was compared."""
    return Money(bid.price, bid.currency) if bid.price is not None else None


def rejected_of(lot: Lot) -> tuple[RejectedBid, ...]:
    """Return the bids that were rejected, each with the rule and the facts."""
    ranking = lot.ranking()
    below = {row["id"] for row in ranking.result["excluded"]} if ranking else set()
    return tuple(
        RejectedBid(
            supplier=bidder(bid.bid),
            phase=_("Evaluation") if bid.bid.number in below else _("Admissibility"),
            rule=bid.rejection_rule,
            facts=bid.rejection_facts,
            bid_number=bid.bid.number,
        )
        for bid in lot.every_bid()
        if bid.state == LotBidState.REJECTED
    )


def timetable_of(tender: Tender) -> Timetable:
    """Return every stage with what was promised first, what is promised now and what happened; and every pause."""
    zone = tender.buyer.time_zone
    stages = (
        StageDates(str(row.get_kind_display()), row.first_commitment, row.commitment, row.actual)
        for row in tender.stages.all()
    )
    pauses = (
        PauseDates(
            str(row.get_kind_display()),
            row.legal_basis,
            local_day(row.starts_at, zone),
            local_day(row.ends_at, zone) if row.ends_at else None,
        )
        for row in tender.pauses.all()
    )
    return Timetable(tuple(stages), tuple(pauses))


def legal_ground_of(tender: Tender) -> str:
    """Return the article that the procedure rests on, as the rule pack cites it; the procedure's name without one."""
    day = tender.sent_on or tender.round.deadline_date
    pack = rulepacks.pack_for(tender.buyer.country, day)
    phases = ("tenders", "requests")
    periods = (rulepacks.minimum_days(pack, tender.procedure, phase, electronic=False) for phase in phases)
    return next((cited(period.source) for period in periods if period), str(tender.get_procedure_display()))
