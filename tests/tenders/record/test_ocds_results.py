"""What a release says of results: awards, contracts and counts, lot by lot."""

from datetime import date
from decimal import Decimal

import pytest

from tenders.decisions import actions
from tenders.record.ocds import release_of
from tests.factories.published import NOTIFIED, award, judged_call, no_award, notify, notify_award
from tests.personas import moment

pytestmark = pytest.mark.django_db
AFTER = moment("2027-09-01")


class TestResults:
    def test_an_award_is_pending_then_active_and_the_contract_follows(self, personas):
        tender = judged_call(personas)
        lot = tender.lots.get()
        notify_award(personas, lot)
        told = release_of(tender, now=NOTIFIED)
        (pending,) = told["awards"]
        assert told["tag"] == ["tender", "award"]
        assert pending["id"] == f"{tender.ocid}-LOT-0001-award-1"
        assert (pending["status"], pending["relatedLots"]) == ("pending", ["LOT-0001"])
        assert pending["date"] == "2027-05-24T09:00:00Z"
        assert pending["value"] == {"amount": 100000, "currency": "EUR"}
        (winner,) = pending["suppliers"]
        assert {"supplier", "tenderer"} == set(
            next(party["roles"] for party in told["parties"] if party["id"] == winner["id"])
        )
        lot.refresh_from_db()
        actions.award_lot(lot, by=personas.officer, now=moment("2027-06-10"))
        assert release_of(tender, now=moment("2027-06-10"))["awards"][0]["status"] == "active"
        signed_on, worth = date(2027, 6, 14), Decimal("99000.50")
        actions.record_contract(lot, signed_on=signed_on, value=worth, by=personas.signatory, now=AFTER)
        told = release_of(tender, now=AFTER)
        (contract,) = told["contracts"]
        assert contract["awardID"] == pending["id"]
        assert contract["value"] == {"amount": 99000.5, "currency": "EUR"}
        assert contract["dateSigned"] == "2027-06-14T00:00:00+02:00"
        assert told["tender"]["lots"][0]["status"] == "complete"

    def test_no_award_says_why(self, personas):
        tender = judged_call(personas)
        notify(personas, [no_award(personas, tender.lots.get())])
        told = release_of(tender, now=AFTER)
        (award_,) = told["awards"]
        assert award_["status"] == "unsuccessful"
        assert award_["description"]
        assert "suppliers" not in award_
        assert told["tender"]["lots"][0]["status"] == "unsuccessful"

    def test_lots_are_told_one_by_one(self, personas):
        tender = judged_call(personas, lots=2)
        first, second = tender.lots.all()
        notify(personas, [award(personas, first)])
        told = release_of(tender, now=AFTER)
        assert [award_["relatedLots"] for award_ in told["awards"]] == [["LOT-0001"]]
        assert {row["relatedLot"] for row in told["bids"]["statistics"]} == {"LOT-0001"}
        award(personas, second)
        again = release_of(tender, now=AFTER)  # signed is not notified
        assert (again["awards"], again["bids"], again["parties"]) == (told["awards"], told["bids"], told["parties"])

    def test_a_superseded_award_stays_as_cancelled(self, personas):
        tender = judged_call(personas)
        lot = tender.lots.get()
        (old,) = notify_award(personas, lot)
        new = award(personas, lot, supersedes=old, place_=1)
        assert [row["status"] for row in release_of(tender, now=AFTER)["awards"]] == ["cancelled"]
        notify(personas, [new], now=moment("2027-06-01"))
        awards = release_of(tender, now=AFTER)["awards"]
        assert [(row["id"][-1], row["status"]) for row in awards] == [("1", "cancelled"), ("2", "pending")]
