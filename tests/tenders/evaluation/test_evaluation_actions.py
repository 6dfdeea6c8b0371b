"""The panel's deeds: who may, when, with what reason; and the ranking that follows from what was agreed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.evaluation import actions
from tenders.models import Consensus, Lot, LotBid, Score
from tests.factories.bids import declare, opened_bid, seat_panel
from tests.factories.calls import TenderFactory, place
from tests.personas import Personas, moment

NOW = moment("2027-03-20")


@pytest.fixture
def lot(personas: Personas) -> Lot:
    tender = TenderFactory(buyer=personas.buyer)
    place(tender, "admissibility")
    lot = tender.lots.get()
    declare(lot, personas.officer)
    return lot


def stage(lot: Lot, state: str) -> None:
    place(lot.tender, state)


def quality(lot: Lot):
    return lot.criteria.get(code="q1")


def test_admitting_and_rejecting_with_reasons(lot: Lot, personas: Personas) -> None:
    good, bad = opened_bid(lot, "100.00"), opened_bid(lot, "90.00")
    actions.admit(good, by=personas.officer, now=NOW)
    actions.reject(bad, rule="Art. 3.2", facts="No reference was given.", by=personas.officer, now=NOW)
    assert (good.state, bad.state, bad.rejection_facts) == ("admitted", "rejected", "No reference was given.")


@pytest.mark.parametrize(("rule", "facts"), [("", "No reference was given."), ("Art. 3.2", "missing"), ("  ", "  ")])
def test_a_rejection_without_rule_or_facts_is_refused_and_leaves_nothing(lot, personas, rule, facts) -> None:
    bid = opened_bid(lot, "90.00")
    with pytest.raises(Refused, match="Name the rule"):
        actions.reject(bid, rule=rule, facts=facts, by=personas.officer, now=NOW)
    bid.refresh_from_db()
    assert (bid.state, bid.rejection_rule, bid.rejection_facts) == ("opened", "", "")


def test_whoever_has_a_conflict_examines_nothing(lot: Lot, personas: Personas) -> None:
    bid = opened_bid(lot, "90.00")
    actions.declare_interests(
        lot.tender, by=personas.officer, now=NOW, has_conflict=True, statement="My sister owns the firm."
    )
    with pytest.raises(Refused, match="Declare first"):
        actions.admit(bid, by=personas.officer, now=NOW)


def test_a_conflict_is_described_and_a_stranger_declares_nothing(lot: Lot, personas: Personas) -> None:
    with pytest.raises(Refused, match="Describe the conflict"):
        actions.declare_interests(lot.tender, by=personas.officer, now=NOW, has_conflict=True)
    with pytest.raises(Refused, match="no part in this call"):
        actions.declare_interests(lot.tender, by=personas.stranger, now=NOW)


def test_a_corrected_price_keeps_the_original_and_stays_out_of_the_log(lot: Lot, personas: Personas) -> None:
    bid = opened_bid(lot, "1234.50")
    corrected = Decimal("43219876.50")
    actions.correct_price(bid, price=corrected, why="Line 3 was added twice.", by=personas.officer, now=NOW)
    assert (bid.submitted_price, bid.price) == (Decimal("1234.50"), corrected)
    assert "4321987" not in str(list(Event.objects.values("verb", "payload")))
    with pytest.raises(Refused, match="Say why"):
        actions.correct_price(bid, price=Decimal(1), why="", by=personas.officer, now=NOW)
    stage(lot, "evaluation")
    with pytest.raises(Refused, match="not later"):
        actions.correct_price(bid, price=Decimal(1), why="Once more, too late.", by=personas.officer, now=NOW)


class TestScoring:
    @pytest.fixture
    def bid(self, lot: Lot, personas: Personas) -> LotBid:
        seat_panel(lot, personas)
        stage(lot, "evaluation")
        return opened_bid(lot, "100.00", state="admitted")

    def give(self, bid: LotBid, by, value: str = "7.5", reason: str = "Clear and complete.", criterion=None) -> Score:
        criterion = criterion or quality(bid.lot)
        return actions.give_score(bid, criterion, value=Decimal(value), reason=reason, by=by, now=NOW)

    def test_a_score_is_given_and_given_again(self, bid, personas) -> None:
        self.give(bid, personas.evaluator)
        self.give(bid, personas.evaluator, "8")
        assert Score.objects.get().value == 8

    def test_only_the_panel_scores(self, bid, personas) -> None:
        with pytest.raises(Refused, match="evaluator"):
            self.give(bid, personas.officer)

    @pytest.mark.parametrize(
        ("value", "reason", "sentence"),
        [
            ("10.5", "Clear and complete.", "The score must be from 0 to 10"),
            ("-1", "Clear and complete.", "The score must be from 0 to 10"),
            ("5", "good", "Give the reason in a sentence"),
            ("5", "", "Give the reason in a sentence"),
        ],
    )
    def test_scale_and_reason(self, bid, personas, value, reason, sentence) -> None:
        with pytest.raises(Refused, match=sentence):
            self.give(bid, personas.evaluator, value, reason)

    def test_the_price_is_not_scored_and_rejected_bids_are_not(self, bid, personas) -> None:
        with pytest.raises(Refused, match="not scored for this bid"):
            self.give(bid, personas.evaluator, criterion=bid.lot.criteria.get(code="price"))
        rejected = opened_bid(bid.lot, "1.00", state="rejected")
        with pytest.raises(Refused, match="Only admitted bids"):
            self.give(rejected, personas.evaluator)

    def test_after_the_closing_no_score_changes(self, bid, personas) -> None:
        for member in (personas.chair, personas.evaluator):
            self.give(bid, member)
        actions.close_scoring(bid.lot.tender, by=personas.chair, now=NOW)
        with pytest.raises(Refused, match="while the evaluation is open"):
            self.give(bid, personas.evaluator)

    def test_the_scoring_closes_only_when_all_have_scored(self, bid, personas) -> None:
        self.give(bid, personas.evaluator)
        with pytest.raises(Refused, match="1 score is missing"):
            actions.close_scoring(bid.lot.tender, by=personas.chair, now=NOW)

    def test_the_panel_stands_once_scoring_began(self, bid, personas) -> None:
        self.give(bid, personas.evaluator)
        with pytest.raises(Refused, match="can't be changed"):
            actions.appoint_panel(bid.lot.tender, chair=personas.chair, members=[], by=personas.officer, now=NOW)


class TestRanking:
    @pytest.fixture
    def bids(self, lot: Lot, personas: Personas) -> list[LotBid]:
        seat_panel(lot, personas)
        lot.criteria.filter(code="q1").update(threshold=5)
        stage(lot, "consensus")
        bids = [opened_bid(lot, price, state="admitted") for price in ("100000.00", "90000.00", "80000.00")]
        for bid, value in zip(bids, ["9", "6", "4"], strict=True):
            actions.agree(
                bid, quality(lot), value=Decimal(value), reason="The panel found this.", by=personas.chair, now=NOW
            )
        return bids

    def test_the_ranking_follows_the_published_arithmetic(self, lot, bids, personas) -> None:
        ranking = actions.rank_lot(lot, by=personas.chair, now=NOW)
        for bid in bids:
            bid.refresh_from_db()
        # The third is below the threshold, so the lowest price is 90,000: 60 * 90 : 100 = 54 and 40 * 9 : 10 = 36.
        assert [(row["id"], row["rank"], row["total"]) for row in ranking.result["ranking"]] == [
            (bids[0].bid.number, 1, "90.00"),
            (bids[1].bid.number, 2, "84.00"),
        ]
        assert [bid.state for bid in bids] == ["ranked", "ranked", "rejected"]
        with override("fr"):  # kept in the call's language
            assert bids[2].rejection_facts == _(
                "%(value)s points were agreed; the call asks for at least %(threshold)s."
            ) % {"value": 4, "threshold": 5}

    def test_a_bid_without_a_price_stops_the_ranking_with_a_sentence(self, lot, bids, personas) -> None:
        LotBid.objects.filter(pk=bids[0].pk).update(price=None)
        with pytest.raises(Refused, match="price is missing"):
            actions.rank_lot(lot, by=personas.chair, now=NOW)
        assert not lot.rankings.exists()

    def test_a_score_given_after_the_agreement_asks_to_agree_again(self, lot, bids, personas) -> None:
        cell = {"value": Decimal(8), "reason": "The page was there after all.", "by": personas.chair}
        stage(lot, "evaluation")
        actions.give_score(bids[2], quality(lot), **{**cell, "by": personas.evaluator}, now=NOW + timedelta(days=1))
        stage(lot, "consensus")
        assert lot.tender.agreements_missing() == 1
        with pytest.raises(Refused, match="can't be computed yet"):
            actions.rank_lot(lot, by=personas.chair, now=NOW + timedelta(days=2))
        actions.agree(bids[2], quality(lot), **cell, now=NOW + timedelta(days=2))
        assert lot.tender.agreements_missing() == 0
        ranking = actions.rank_lot(lot, by=personas.chair, now=NOW + timedelta(days=2))
        assert not ranking.result["excluded"]

    def test_a_score_of_another_bid_overtakes_no_agreement(self, lot, bids, personas) -> None:
        stage(lot, "evaluation")
        other = opened_bid(lot, "70000.00", state="admitted")
        later = {"value": Decimal(7), "reason": "It names every site.", "by": personas.evaluator}
        actions.give_score(other, quality(lot), **later, now=NOW + timedelta(days=1))
        assert lot.tender.agreements_missing() == 1  # of the new bid alone
        assert Consensus.objects.standing().count() == 3

    def test_only_the_chair_records_agreement(self, lot, bids, personas) -> None:
        with pytest.raises(Refused, match="chair"):
            actions.agree(
                bids[0], quality(lot), value=Decimal(1), reason="I alone say so.", by=personas.evaluator, now=NOW
            )
        assert Consensus.objects.get(lot_bid=bids[0]).value == 9
