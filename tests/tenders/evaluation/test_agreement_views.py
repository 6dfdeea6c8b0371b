"""What the panel agrees on, and the ranking that follows."""

from decimal import Decimal

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused, perform
from tenders.evaluation import actions
from tenders.models import Consensus, Lot, LotBid, Ranking
from tests.factories.bids import opened_bid
from tests.factories.calls import add_lot, place
from tests.factories.judged import NOW, agreed, get, named, post, quality, room, scored
from tests.personas import Personas

pytestmark = pytest.mark.django_db


class TestAgreeing:
    @pytest.fixture
    def bid(self, lot: Lot, personas: Personas) -> LotBid:
        bid = named(lot, "Clear SA", "100.00", state="admitted")
        scored(bid, personas.chair, value="5")
        scored(bid, personas.evaluator, value="8")
        place(lot.tender, "consensus")
        return bid

    def address(self, bid: LotBid) -> str:
        return room(bid.lot.tender, f"consensus/{bid.pk}/{quality(bid.lot).pk}/")

    @pytest.mark.parametrize("name", ["chair", "officer", "auditor"])
    def test_once_scoring_is_closed_the_spread_is_seen(self, client, personas, bid, name):
        assert "5 to 8, mean 6.5" in get(client, getattr(personas, name), room(bid.lot.tender, "consensus/"))

    def test_another_member_of_the_panel_sees_its_own_score_and_what_is_agreed(self, client, personas, bid):
        agreed(bid, personas.chair)
        found = get(client, personas.evaluator, room(bid.lot.tender, "consensus/"))
        assert "What all agreed on." in found
        assert 'data-label="Your score">8' in found
        assert "mean" not in found

    def test_a_signatory_sees_what_is_agreed_and_no_single_score(self, client, personas, bid):
        agreed(bid, personas.chair)
        found = get(client, personas.signatory, room(bid.lot.tender, "consensus/"))
        assert "What all agreed on." in found
        assert "mean" not in found

    def test_the_chair_writes_down_the_agreement(self, client, personas, bid):
        found = get(client, personas.chair, self.address(bid))
        assert "Why Éva Note thinks so." in found
        assert "Why Charles Présidence thinks so." in found
        said = {"value": "6", "reason": "Clear, but one school is missing.", "seen": ""}
        post(client, personas.chair, self.address(bid), said)
        assert Consensus.objects.get().value == 6
        assert "Clear, but one school is missing." in get(
            client, personas.evaluator, room(bid.lot.tender, "consensus/")
        )

    def test_a_second_window_is_told_here_too(self, client, personas, bid):
        agreed(bid, personas.chair, "7")
        said = {"value": "4", "reason": "Typed in the old window.", "seen": ""}
        found = post(client, personas.chair, self.address(bid), said, 422)
        assert "another score was saved: 7" in found
        assert "Typed in the old window." in found
        assert Consensus.objects.get().value == 7

    @pytest.mark.parametrize("name", ["evaluator", "officer", "signatory", "auditor"])
    def test_nobody_else_does(self, client, personas, bid, name):
        get(client, getattr(personas, name), self.address(bid), 404)
        post(client, getattr(personas, name), self.address(bid), {"value": "6", "reason": "Not mine to say."}, 404)
        assert self.address(bid) not in get(client, getattr(personas, name), room(bid.lot.tender, "consensus/"))

    def test_while_scoring_is_open_there_is_nothing_to_agree_on(self, client, personas, bid):
        place(bid.lot.tender, "evaluation")
        assert "The panel agrees once the scoring is closed." in get(
            client, personas.chair, room(bid.lot.tender, "consensus/")
        )
        get(client, personas.chair, self.address(bid), 404)

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("part", "queries"), [("consensus/", 16), ("ranking/", 20)])
    def test_the_lists_take_the_same_queries_for_any_number_of_rows(
        self, client, personas, bid, part, queries, rows, django_assert_num_queries
    ):
        for one in [bid.lot, *(add_lot(bid.lot.tender) for _n in range(rows - 1))]:
            for _n in range(rows):
                offer = opened_bid(one, "100.00", state="admitted")
                scored(offer, personas.evaluator, personas.chair)
                agreed(offer, personas.chair)
        client.force_login(personas.chair)
        with django_assert_num_queries(queries):
            client.get(room(bid.lot.tender, part))


class TestRanking:
    @pytest.fixture
    def bids(self, lot: Lot, personas: Personas) -> list[LotBid]:
        lot.criteria.filter(kind="quality").update(threshold=5)
        place(lot.tender, "consensus")
        bids = [named(lot, name, "100.00", "admitted") for name in ("First SA", "Second SA", "Below SA")]
        for bid, value in zip(bids, ("9", "6", "4"), strict=True):
            scored(bid, personas.chair, personas.evaluator, value=value)
            agreed(bid, personas.chair, value)
        return bids

    def test_it_asks_first_then_ranks_with_points_per_criterion(self, client, personas, lot, bids):
        address = room(lot.tender, f"ranking/{lot.pk}/")
        assert address in get(client, personas.chair, room(lot.tender, "ranking/"))
        get(client, personas.chair, address)
        assert not Ranking.objects.exists()
        post(client, personas.chair, address)
        found = get(client, personas.signatory, room(lot.tender, "ranking/"))
        assert found.index("First SA") < found.index("Second SA") < found.index("Below SA")
        assert all(points in found for points in ("60.00", "36.00", "96.00", "24.00", "84.00"))
        assert "Out of the running" in found

    def test_fifty_lots_stand_on_a_page(self, client, personas, lot, bids):
        more = (Lot(tender=lot.tender, identifier=f"LOT-{n:04}", position=n, title=f"T{n:03}x") for n in range(2, 61))
        Lot.objects.bulk_create(more)
        first = get(client, personas.chair, room(lot.tender, "ranking/"))
        last = get(client, personas.chair, room(lot.tender, "ranking/?page=2"))
        assert [("T050x" in page, "T051x" in page) for page in (first, last)] == [(True, False), (False, True)]
        assert "1 to 50 of 60" in first
        assert "First SA" not in last

    def test_what_is_missing_is_said_and_nothing_is_ranked(self, client, personas, lot, bids):
        Consensus.objects.filter(lot_bid=bids[0]).delete()
        LotBid.objects.filter(pk=bids[1].pk).update(price=None)
        for page in ("ranking/", f"ranking/{lot.pk}/"):
            found = get(client, personas.chair, room(lot.tender, page))
            assert "The panel has not agreed on 1 score." in found
            assert "Second SA has given no price." in found
        assert "be computed yet" in post(client, personas.chair, room(lot.tender, f"ranking/{lot.pk}/"), status=422)
        assert not Ranking.objects.exists()

    @pytest.mark.parametrize("name", ["evaluator", "signatory", "auditor"])
    def test_who_does_not_rank_only_reads(self, client, personas, lot, bids, name):
        assert f"ranking/{lot.pk}/" not in get(client, getattr(personas, name), room(lot.tender, "ranking/"))
        get(client, getattr(personas, name), room(lot.tender, f"ranking/{lot.pk}/"), 404)
        post(client, getattr(personas, name), room(lot.tender, f"ranking/{lot.pk}/"), status=404)
        assert not Ranking.objects.exists()

    def test_then_the_way_to_the_decision_is_open(self, client, personas, lot, bids):
        assert "No ranking yet for lot 1." in get(client, personas.officer, room(lot.tender, "ranking/"))
        actions.rank_lot(lot, by=personas.chair, now=NOW)
        post(client, personas.officer, room(lot.tender, "steps/prepare_decision/"))
        lot.tender.refresh_from_db()
        assert lot.tender.state == "decision"

    def test_a_ranked_bid_is_neither_scored_nor_agreed_on_again_and_the_pages_say_so(self, client, personas, lot, bids):
        actions.rank_lot(lot, by=personas.chair, now=NOW)
        place_ = f"{bids[0].pk}/{quality(lot).pk}/"
        assert "Only admitted bids are scored." in get(client, personas.chair, room(lot.tender, f"consensus/{place_}"))
        place(lot.tender, "evaluation")
        assert "Only admitted bids are scored." in get(client, personas.evaluator, room(lot.tender, f"scores/{place_}"))

    def test_the_way_back_undoes_the_ranking_and_a_new_one_can_be_made(self, client, personas, lot, bids):
        actions.rank_lot(lot, by=personas.chair, now=NOW)
        step = room(lot.tender, "steps/reopen_scoring/")
        post(client, personas.chair, step, {"reason": " "}, status=422)
        assert lot.ranking() is not None
        post(client, personas.chair, step, {"reason": "A page of the third bid was overlooked."})
        assert set(LotBid.objects.values_list("state", "rejection_rule")) == {("admitted", "")}
        assert lot.ranking() is None
        assert Ranking.objects.get().undone_at is not None
        assert Event.objects.filter(verb="lotbid.unrank").count() == 3
        assert Event.objects.filter(verb="lot.undo_ranking").count() == 1
        below = f"{bids[2].pk}/{quality(lot).pk}/"
        said = {"value": Decimal(8), "reason": "The page shows it after all."}
        actions.give_score(bids[2], quality(lot), **said, by=personas.evaluator, now=NOW)
        assert below in get(client, personas.evaluator, room(lot.tender, "scores/"))
        post(client, personas.chair, room(lot.tender, "steps/close_scoring/"))
        actions.agree(bids[2], quality(lot), **said, by=personas.chair, now=NOW)
        assert "No ranking yet" in get(client, personas.chair, room(lot.tender, "ranking/"))
        again = actions.rank_lot(lot, by=personas.chair, now=NOW)
        assert lot.ranking() == again
        assert not again.result["excluded"]
        bids[2].refresh_from_db()
        assert bids[2].state == "ranked"

    def test_who_was_rejected_before_the_scoring_stays_out(self, client, personas, lot, bids):
        out = named(lot, "Out SA", "90.00", "rejected")
        actions.rank_lot(lot, by=personas.chair, now=NOW)
        actions.reopen_scoring(lot.tender, reason="A page was overlooked.", by=personas.chair, now=NOW)
        out.refresh_from_db()
        assert out.state == "rejected"
        with pytest.raises(Refused, match="The ranking does not hold this bid"):
            perform(out, "unrank", by=personas.chair, now=NOW)

    def test_a_bid_leaves_the_ranking_only_while_the_scoring_is_open(self, personas, lot, bids):
        actions.rank_lot(lot, by=personas.chair, now=NOW)
        bids[0].refresh_from_db()
        with pytest.raises(Refused, match="The scoring is not open"):
            perform(bids[0], "unrank", by=personas.chair, now=NOW)
