"""The opened bids: the list, what a bid says, and what an officer finds."""

from decimal import Decimal

import pytest

from tests.factories.bids import opened_bid
from tests.factories.calls import TenderFactory, add_lot, place
from tests.factories.judged import get, named, post, room

pytestmark = pytest.mark.django_db


class TestTheBids:
    def test_an_officer_admits_and_takes_it_back(self, client, personas, lot):
        bid = named(lot, "Good SA")
        post(client, personas.officer, room(lot.tender, f"bids/{bid.pk}/admit/"))
        bid.refresh_from_db()
        assert bid.state == "admitted"
        assert "Examine again" in get(client, personas.officer, room(lot.tender, f"bids/{bid.pk}/"))
        post(client, personas.officer, room(lot.tender, f"bids/{bid.pk}/again/"))
        bid.refresh_from_db()
        assert bid.state == "opened"

    def test_a_rejection_needs_its_reasons_and_loses_nothing_typed(self, client, personas, lot):
        bid = named(lot, "Bad SA")
        address = room(lot.tender, f"bids/{bid.pk}/reject/")
        found = post(client, personas.officer, address, {"rule": "Art. 3.2 of the call", "facts": "missing"}, 422)
        assert "Name the rule that is not met, and the facts." in found
        assert 'value="Art. 3.2 of the call"' in found
        post(client, personas.officer, address, {"rule": "Art. 3.2", "facts": "No reference was given."})
        bid.refresh_from_db()
        assert (bid.state, bid.rejection_facts) == ("rejected", "No reference was given.")
        assert "Art. 3.2" in get(client, personas.officer, room(lot.tender, "bids/"))

    def test_a_price_is_corrected_as_people_write_it_and_the_first_stays_visible(self, client, personas, lot):
        bid = named(lot, "Sum SA", "1234.50")
        address = room(lot.tender, f"bids/{bid.pk}/price/")
        found = post(client, personas.officer, address, {"price": "many", "why": "Line 3 twice."}, 422)
        assert 'value="many"' in found
        assert "Line 3 twice." in found
        assert "Say why" in post(client, personas.officer, address, {"price": "4321.50", "why": "because"}, 422)
        post(client, personas.officer, address, {"price": "4,321.50", "why": "Line 3 was added twice."})
        bid.refresh_from_db()
        assert (bid.price, bid.submitted_price) == (Decimal("4321.50"), Decimal("1234.50"))
        found = get(client, personas.officer, room(lot.tender, f"bids/{bid.pk}/"))
        assert "1,234.50" in found
        assert "4,321.50" in found

    @pytest.mark.parametrize("name", ["chair", "evaluator", "signatory", "auditor"])
    def test_readers_read_and_find_nothing(self, client, personas, lot, name):
        bid, reader = named(lot, "Good SA"), getattr(personas, name)
        found = get(client, reader, room(lot.tender, f"bids/{bid.pk}/"))
        assert "admit/" not in found
        assert "Correct an arithmetic error" not in found
        for page in ("reject/", "price/"):
            get(client, reader, room(lot.tender, f"bids/{bid.pk}/{page}"), 404)
        for page in ("admit/", "again/", "reject/", "price/"):
            post(client, reader, room(lot.tender, f"bids/{bid.pk}/{page}"), status=404)
        bid.refresh_from_db()
        assert bid.state == "opened"

    def test_a_late_finding_is_refused_with_its_sentence(self, client, personas, lot):
        bid = named(lot, "Good SA")
        place(lot.tender, "evaluation")
        sentence = "The call is not in admissibility."
        assert sentence in get(client, personas.officer, room(lot.tender, f"bids/{bid.pk}/"))
        assert sentence in post(client, personas.officer, room(lot.tender, f"bids/{bid.pk}/admit/"), status=422)

    def test_a_bid_of_another_call_is_not_there(self, client, personas, lot):
        other = TenderFactory(buyer=personas.buyer)
        place(other, "admissibility")
        bid = named(other.lots.get(), "Elsewhere SA")
        get(client, personas.officer, room(lot.tender, f"bids/{bid.pk}/"), 404)
        post(client, personas.officer, room(lot.tender, f"bids/{bid.pk}/admit/"), status=404)

    def test_nothing_is_changed_by_looking(self, client, personas, lot):
        bid = named(lot, "Good SA")
        for page in ("admit/", "again/"):
            get(client, personas.officer, room(lot.tender, f"bids/{bid.pk}/{page}"), 405)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_takes_the_same_queries_for_any_number_of_rows(
        self, client, personas, lot, rows, django_assert_num_queries
    ):
        for one in [lot, *(add_lot(lot.tender) for _n in range(rows - 1))]:
            for _n in range(rows):
                opened_bid(one, "100.00")
        client.force_login(personas.officer)
        with django_assert_num_queries(20):
            client.get(room(lot.tender, "bids/"))

    def test_fifty_rows_a_page(self, client, personas, lot):
        for _n in range(52):
            opened_bid(lot, "100.00")
        assert get(client, personas.officer, room(lot.tender, "bids/")).count("rowheader") == 50
        assert get(client, personas.officer, room(lot.tender, "bids/?page=2")).count("rowheader") == 2

    def test_without_bids_the_list_says_so(self, client, personas, lot):
        assert "No bid was opened for this call." in get(client, personas.officer, room(lot.tender, "bids/"))
