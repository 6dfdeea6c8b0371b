"""The scoring sheet: one's own scores only, nothing lost, nothing overwritten unseen."""

import re
from decimal import Decimal

import pytest

from procurement.audit.models import Event
from tenders.models import Lot, LotBid, Score
from tests.factories.bids import opened_bid
from tests.factories.calls import add_lot, place
from tests.factories.judged import get, named, post, quality, room, scored

pytestmark = pytest.mark.django_db


class TestScoring:
    @pytest.fixture
    def bid(self, lot: Lot) -> LotBid:
        place(lot.tender, "evaluation")
        return named(lot, "Clear SA", state="admitted")

    def address(self, bid: LotBid) -> str:
        return room(bid.lot.tender, f"scores/{bid.pk}/{quality(bid.lot).pk}/")

    def seen(self, page: str) -> str:
        return re.search(r'name="seen" value="([^"]*)"', page)[1]

    def test_a_score_is_saved_and_the_next_missing_one_follows(self, client, personas, bid):
        second = named(bid.lot, "Dense SA", state="admitted")
        found = get(client, personas.evaluator, self.address(bid))
        assert "Your scores: 0 of 2 given" in found
        assert "Score, from 0 to 10" in found
        assert "10 gives all 40 points" in found
        data = {"value": "7,5", "reason": "Clear on page 4.", "seen": ""}
        assert post(client, personas.evaluator, self.address(bid), data) == self.address(second)
        assert Score.objects.get().value == Decimal("7.5")
        assert post(client, personas.evaluator, self.address(second), data) == room(bid.lot.tender, "scores/")

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            ({"value": "10.5", "reason": "Clear on page 4."}, "The score must be from 0 to 10."),
            ({"value": "much", "reason": "Clear on page 4."}, "Write the score in digits"),
            ({"value": "", "reason": "Clear on page 4."}, "There is something to mend"),
            ({"value": "7", "reason": "Good"}, "Give the reason in a sentence"),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_typed_is_lost(self, client, personas, bid, data, sentence):
        found = post(client, personas.evaluator, self.address(bid), {**data, "seen": ""}, 422)
        assert sentence in found
        assert data["reason"] in found
        assert f'value="{data["value"]}"' in found or not data["value"]
        assert not Score.objects.exists()

    def test_a_second_window_is_told_and_its_text_kept(self, client, personas, bid):
        address, stale = self.address(bid), {"value": "3", "reason": "Typed in the old window.", "seen": ""}
        post(client, personas.evaluator, address, {"value": "8", "reason": "Typed in the new window.", "seen": ""})
        found = post(client, personas.evaluator, address, stale, 422)
        assert "Since you opened this page, another score was saved: 8" in found
        assert "Typed in the old window." in found
        assert Score.objects.get().value == 8
        post(client, personas.evaluator, address, {**stale, "seen": self.seen(found)})
        assert Score.objects.get().value == 3

    def test_pressing_save_twice_is_no_harm(self, client, personas, bid):
        data = {"value": "8", "reason": "Typed in one window.", "seen": ""}
        for _press in range(2):
            post(client, personas.evaluator, self.address(bid), data)
        assert Score.objects.get().value == 8

    def test_a_page_that_is_opened_anew_changes_its_own_score(self, client, personas, bid):
        post(client, personas.evaluator, self.address(bid), {"value": "8", "reason": "First thought here.", "seen": ""})
        found = get(client, personas.evaluator, self.address(bid))
        assert "First thought here." in found
        data = {"value": "9", "reason": "Second thought here.", "seen": self.seen(found)}
        post(client, personas.evaluator, self.address(bid), data)
        assert Score.objects.get().value == 9

    def test_two_evaluators_never_meet(self, client, personas, bid):
        for person, value in ((personas.chair, "2"), (personas.evaluator, "9")):
            said = {"value": value, "reason": f"Only {person.name} knows.", "seen": ""}
            post(client, person, self.address(bid), said)
        assert sorted(Score.objects.values_list("value", flat=True)) == [2, 9]
        for page in ("", "scores/", f"scores/{bid.pk}/{quality(bid.lot).pk}/", "consensus/", f"bids/{bid.pk}/"):
            found = get(client, personas.evaluator, room(bid.lot.tender, page))
            assert f"Only {personas.chair.name} knows." not in found
        for name in ("officer", "signatory", "auditor"):
            for page in ("", "scores/", "consensus/", "ranking/"):
                assert "knows." not in get(client, getattr(personas, name), room(bid.lot.tender, page))

    def test_everybody_sees_how_far_the_members_are(self, client, personas, bid):
        scored(bid, personas.chair)
        for name in ("chair", "evaluator", "officer", "auditor"):
            found = get(client, getattr(personas, name), room(bid.lot.tender, "scores/"))
            assert "1 of 1 given" in found
            assert "0 of 1 given" in found

    @pytest.mark.parametrize("name", ["officer", "signatory", "auditor"])
    def test_who_does_not_score_has_no_sheet(self, client, personas, bid, name):
        get(client, getattr(personas, name), self.address(bid), 404)
        said = {"value": "7", "reason": "Not mine to say.", "seen": ""}
        post(client, getattr(personas, name), self.address(bid), said, 404)

    def test_a_price_a_rejected_bid_and_another_lot_have_no_place(self, client, personas, bid):
        out, other = named(bid.lot, "Out SA", state="rejected"), add_lot(bid.lot.tender)
        price = bid.lot.criteria.get(kind="price")
        places = [(bid.pk, price.pk), (out.pk, quality(bid.lot).pk), (bid.pk, quality(other).pk), (0, 0)]
        for pk, criterion in places:
            get(client, personas.evaluator, room(bid.lot.tender, f"scores/{pk}/{criterion}/"), 404)

    def test_after_closing_the_page_says_why_nothing_can_be_changed(self, client, personas, bid):
        scored(bid, personas.evaluator)
        place(bid.lot.tender, "consensus")
        found = get(client, personas.evaluator, self.address(bid))
        assert "Scores can be given while the evaluation is open." in found
        assert "Why Éva Note thinks so." in found
        said = {"value": "9", "reason": "Too late for this.", "seen": ""}
        assert "Scores can be given while" in post(client, personas.evaluator, self.address(bid), said, 422)

    def test_the_chair_closes_when_all_is_scored(self, client, personas, bid):
        scored(bid, personas.chair)
        address = room(bid.lot.tender, "steps/close_scoring/")
        assert "1 score is missing." in get(client, personas.chair, room(bid.lot.tender, "scores/"))
        assert "1 score is missing." in post(client, personas.chair, address, status=422)
        scored(bid, personas.evaluator)
        post(client, personas.chair, address)
        bid.lot.tender.refresh_from_db()
        assert bid.lot.tender.state == "consensus"
        get(client, personas.evaluator, address, 404)

    def test_it_is_opened_again_only_with_a_reason(self, client, personas, bid):
        place(bid.lot.tender, "consensus")
        address = room(bid.lot.tender, "steps/reopen_scoring/")
        assert "There is something to mend" in post(client, personas.chair, address, {"reason": " "}, 422)
        post(client, personas.chair, address, {"reason": "A page was overlooked."})
        bid.lot.tender.refresh_from_db()
        assert bid.lot.tender.state == "evaluation"
        assert Event.objects.get(verb="tender.reopen_scoring").payload["reason"] == "A page was overlooked."

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("part", "queries"), [("scores/", 20), ("sheet", 23)])
    def test_the_sheet_takes_the_same_queries_for_any_number_of_rows(
        self, client, personas, bid, part, queries, rows, django_assert_num_queries
    ):
        for one in [bid.lot, *(add_lot(bid.lot.tender) for _n in range(rows - 1))]:
            for _n in range(rows):
                scored(opened_bid(one, "100.00", state="admitted"), personas.evaluator, personas.chair)
        client.force_login(personas.evaluator)
        with django_assert_num_queries(queries):
            client.get(self.address(bid) if part == "sheet" else room(bid.lot.tender, part))
