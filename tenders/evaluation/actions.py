"""The panel's deeds: declare, admit, score, agree, rank. Each is logged; none stores or logs a price in the log."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, perform
from tenders.evaluation.documents import make_evaluation_report
from tenders.evaluation.marks import refuse_overtaken
from tenders.evaluation.matrices import matrix_of
from tenders.evaluation.queries import why_panel_stays, why_seat_stays
from tenders.evaluation.scale import why_off_scale
from tenders.evaluation.scoring import WrongMatrix, rank, read_matrix, result_as_json
from tenders.models import (
    AwardCriterion,
    ConflictDeclaration,
    Consensus,
    Lot,
    LotBid,
    PanelMember,
    Ranking,
    Score,
    Tender,
)

ONE_WORD = 1


@transaction.atomic
def appoint_panel(tender: Tender, *, chair: User, members: Sequence[User], by: User, now: datetime) -> None:
    """Name the panel: a chair and further members. Who stays a member keeps its lots. Refused once scoring began."""
    _require(tender, by, Role.OFFICER)
    if sentence := why_panel_stays(tender):
        raise Refused(sentence)
    before = {seat.person_id: (list(seat.lots.all()), seat.external) for seat in tender.panel.prefetch_related("lots")}
    tender.panel.all().delete()
    seats = [PanelMember(tender=tender, person=chair, role=Role.CHAIR)]
    seats += [PanelMember(tender=tender, person=person) for person in members if person != chair]
    PanelMember.objects.bulk_create(seats)
    for seat in seats[1:]:
        lots, external = before.get(seat.person_id, ([], False))
        _give_charge(seat, lots, external=external)
    people = [seat.person_id for seat in seats]
    record("tender.appoint_panel", tender, by=by, now=now, payload={"chair": chair.pk, "people": people})


@transaction.atomic
def limit_seat(seat: PanelMember, *, lots: Collection[Lot], external: bool, by: User, now: datetime) -> None:
    """Say which lots a member judges (none named: every one), and whether it is an external expert.

    Raises:
        Refused: not an officer, of the chair, lots of another call, before the publication, or the scoring has begun.
    """
    tender = _locked(seat.tender)
    _require(tender, by, Role.OFFICER)
    if sentence := why_panel_stays(tender) or why_seat_stays(tender, seat):
        raise Refused(sentence)
    if any(lot.tender_id != tender.pk for lot in lots):
        raise Refused(_("This lot belongs to another call."))
    _give_charge(seat, [] if len(lots) == tender.lots.count() else lots, external=external)
    facts = {"person": seat.person_id, "lots": sorted(lot.identifier for lot in lots), "external": external}
    record("tender.limit_seat", tender, by=by, now=now, payload=facts)


def _give_charge(seat: PanelMember, lots: Collection[Lot], *, external: bool) -> None:
    seat.external = external
    seat.save(update_fields=["external"])
    seat.lots.set(lots)


@transaction.atomic
def declare_interests(
    tender: Tender, *, by: User, now: datetime, has_conflict: bool = False, statement: str = ""
) -> ConflictDeclaration:
    """Declare, once the names are known, whether one has a conflict of interest (art. 24). The last one counts."""
    if has_conflict and not statement.strip():
        raise Refused(_("Describe the conflict of interest in a sentence."))
    if not tender.roles_of(by):
        raise Refused(_("You have no part in this call."))
    declaration = ConflictDeclaration.objects.create(
        tender=tender, person=by, has_conflict=has_conflict, statement=statement, declared_at=now
    )
    record("tender.declare_interests", tender, by=by, now=now, payload={"has_conflict": has_conflict})
    return declaration


def start_examination(tender: Tender, *, by: User, now: datetime) -> None:
    """Start to examine who is admitted."""
    perform(tender, "examine", by=by, now=now)


def admit(lot_bid: LotBid, *, by: User, now: datetime) -> None:
    """Find that the bid meets what is asked, for this lot."""
    perform(lot_bid, "admit", by=by, now=now)


@transaction.atomic
def reject(lot_bid: LotBid, *, rule: str, facts: str, by: User, now: datetime) -> None:
    """Find that the bid does not meet a rule, and say which one and by what facts (art. 55)."""
    LotBid.objects.filter(pk=lot_bid.pk).update(rejection_rule=rule.strip(), rejection_facts=facts.strip())
    perform(lot_bid, "reject", by=by, now=now)


def examine_again(lot_bid: LotBid, *, by: User, now: datetime) -> None:
    """Take a finding back, until the evaluation starts."""
    perform(lot_bid, "examine_again", by=by, now=now)


@transaction.atomic
def correct_price(lot_bid: LotBid, *, price: Decimal, why: str, by: User, now: datetime) -> None:
    """Correct an arithmetic error in a price; the original stays. The ranking uses the corrected one."""
    tender = _locked(lot_bid.lot.tender)
    _require(tender, by, Role.OFFICER)
    if not tender.has_declared_no_conflict(by):
        raise Refused(_("Declare first that you have no conflict of interest with the bidders."))
    if tender.state != "admissibility":
        raise Refused(_("Prices can be corrected while bids are examined, not later."))
    if len(why.split()) <= ONE_WORD:
        raise Refused(_("Say why the price is corrected."))
    LotBid.objects.filter(pk=lot_bid.pk).update(price=price, correction=why.strip())
    lot_bid.refresh_from_db()
    record("lotbid.correct_price", lot_bid, by=by, now=now)


def start_evaluation(tender: Tender, *, by: User, now: datetime) -> None:
    """Start the scoring of the admitted bids."""
    perform(tender, "evaluate", by=by, now=now)


@transaction.atomic
def give_score(
    lot_bid: LotBid,
    criterion: AwardCriterion,
    *,
    value: Decimal,
    reason: str,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> Score:
    """Score one bid on one criterion, with its reason; giving it again replaces one's own.

    `seen` is the mark of the score that the person had before its eyes, see `marks`.

    Raises:
        Overtaken: another score stands there by now, given in another window.
        Refused: not the person's to give, not now, not on this scale, or without a reason.
    """
    tender = _locked(lot_bid.lot.tender)
    _require(tender, by, Role.EVALUATOR)
    _require_stage(tender, "evaluation", _("Scores can be given while the evaluation is open."))
    _check_cell(lot_bid, criterion, value, reason)
    if not tender.has_declared_no_conflict(by):
        raise Refused(_("Declare first that you have no conflict of interest with the bidders."))
    charge = tender.lots_in_charge_of(by)
    if charge is not None and lot_bid.lot_id not in charge:
        raise Refused(_("This lot is judged by other members of the panel."))
    standing = Score.objects.filter(lot_bid=lot_bid, criterion=criterion, evaluator=by).first()
    refuse_overtaken(standing, seen, value=value, reason=reason)
    score, _made = Score.objects.update_or_create(
        lot_bid=lot_bid,
        criterion=criterion,
        evaluator=by,
        defaults={"value": value, "reason": reason.strip(), "scored_at": now},
    )
    record("score.give", score, by=by, now=now)
    return score


def close_scoring(tender: Tender, *, by: User, now: datetime) -> None:
    """Close the scoring: from now on chair and officers see every single score, and the panel agrees."""
    perform(tender, "close_scoring", by=by, now=now)


@transaction.atomic
def reopen_scoring(tender: Tender, *, reason: str, by: User, now: datetime) -> None:
    """Open the scoring again, with a reason: rankings are undone, and who fell below a threshold is back in."""
    perform(tender, "reopen_scoring", by=by, now=now, reason=reason)
    for lot in tender.lots.all():
        if ranking := lot.ranking():
            _undo(ranking, by=by, now=now)


def _undo(ranking: Ranking, *, by: User, now: datetime) -> None:
    below = {row["id"] for row in ranking.result["excluded"]}
    for lot_bid in ranking.lot.bids().filter(state__in=["ranked", "rejected"]):
        if lot_bid.state == "ranked" or lot_bid.bid.number in below:
            perform(lot_bid, "unrank", by=by, now=now)
            LotBid.objects.filter(pk=lot_bid.pk).update(rejection_rule="", rejection_facts="")
    Ranking.objects.filter(pk=ranking.pk).update(undone_at=now)
    record("lot.undo_ranking", ranking.lot, by=by, now=now, payload={"ranking": ranking.pk})


@transaction.atomic
def agree(
    lot_bid: LotBid,
    criterion: AwardCriterion,
    *,
    value: Decimal,
    reason: str,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> Consensus:
    """Record what the panel agreed on for one bid and criterion, with the common reason. `seen`: as `give_score`."""
    tender = _locked(lot_bid.lot.tender)
    _require(tender, by, Role.CHAIR)
    _require_stage(tender, "consensus", _("The panel agrees once the scoring is closed."))
    _check_cell(lot_bid, criterion, value, reason)
    standing = Consensus.objects.filter(lot_bid=lot_bid, criterion=criterion).first()
    refuse_overtaken(standing, seen, value=value, reason=reason)
    consensus, _made = Consensus.objects.update_or_create(
        lot_bid=lot_bid,
        criterion=criterion,
        defaults={"value": value, "reason": reason.strip(), "agreed_at": now, "agreed_by": by},
    )
    record("consensus.agree", consensus, by=by, now=now)
    return consensus


@transaction.atomic
def rank_lot(lot: Lot, *, by: User, now: datetime) -> Ranking:
    """Rank a lot's bids by the published arithmetic; who is below a threshold is rejected with that reason."""
    tender = _locked(lot.tender)
    _require(tender, by, Role.CHAIR, Role.OFFICER)
    _require_stage(tender, "consensus", _("A lot is ranked once the panel has agreed."))
    matrix = matrix_of(lot)
    try:
        result = result_as_json(rank(read_matrix(matrix)))
    except WrongMatrix as wrong:
        raise Refused(_("The ranking can't be computed yet: %(sentence)s") % {"sentence": wrong}) from wrong
    ranking = Ranking.objects.create(lot=lot, matrix=matrix, result=result, made_at=now, made_by=by)
    record("lot.rank", lot, by=by, now=now, payload={"ranking": ranking.pk})
    for lot_bid in lot.bids().filter(state="admitted"):
        _place(lot_bid, result["excluded"], by=by, now=now)
    return ranking


def _place(lot_bid: LotBid, excluded: list[dict[str, object]], *, by: User, now: datetime) -> None:
    """Move one bid to its place in the ranking, or out of it."""
    failed = next((row["criterion"] for row in excluded if row["id"] == lot_bid.bid.number), None)
    if failed is None:
        perform(lot_bid, "rank", by=by, now=now)
        return
    criterion = lot_bid.lot.criteria.get(code=failed)
    value = Consensus.objects.get(lot_bid=lot_bid, criterion=criterion).value
    with override(lot_bid.lot.tender.language):  # it is kept, and printed in papers: in the call's own language
        _keep_exclusion(lot_bid, criterion, value)
    perform(lot_bid, "exclude", by=by, now=now)


def _keep_exclusion(lot_bid: LotBid, criterion: AwardCriterion, value: Decimal) -> None:
    facts = _("%(value)s points were agreed; the call asks for at least %(threshold)s.")
    LotBid.objects.filter(pk=lot_bid.pk).update(
        rejection_rule=_("Published threshold of the criterion “%(name)s”") % {"name": criterion.full_name[:200]},
        rejection_facts=facts
        % {"value": f"{value.normalize():f}", "threshold": f"{(criterion.threshold or Decimal(0)).normalize():f}"},
    )


@transaction.atomic
def prepare_decision(tender: Tender, *, by: User, now: datetime) -> None:
    """Close the evaluation and go to the decision; the evaluation report is made."""
    perform(tender, "prepare_decision", by=by, now=now)
    make_evaluation_report.enqueue(tender.pk)


@transaction.atomic
def decide_without_award(tender: Tender, *, by: User, now: datetime) -> None:
    """Go to the decision where no bid is left; the evaluation report says so."""
    perform(tender, "decide_without_award", by=by, now=now)
    make_evaluation_report.enqueue(tender.pk)


def _locked(tender: Tender) -> Tender:
    return Tender.objects.select_for_update().get(pk=tender.pk)


def _require(tender: Tender, by: User, *roles: Role) -> None:
    if not tender.roles_of(by) & set(roles):
        names = ", ".join(str(role.label) for role in roles)
        raise Refused(_("Only this role may do it: %(roles)s.") % {"roles": names})


def _require_stage(tender: Tender, state: str, sentence: str) -> None:
    if tender.state != state:
        raise Refused(sentence)


def _check_cell(lot_bid: LotBid, criterion: AwardCriterion, value: Decimal, reason: str) -> None:
    """Refuse a score outside its scale, on another lot's criterion, for a bid out of the running, or without reason."""
    if criterion.lot_id != lot_bid.lot_id or criterion.kind != AwardCriterion.Kind.QUALITY:
        raise Refused(_("This criterion is not scored for this bid."))
    if lot_bid.state != "admitted":
        raise Refused(_("Only admitted bids are scored."))
    if sentence := why_off_scale(criterion, value):
        raise Refused(sentence)
    if len(reason.split()) <= ONE_WORD:
        raise Refused(_("Give the reason in a sentence: the bidder will read it."))
