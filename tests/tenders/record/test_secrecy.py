"""What the public record keeps to itself: nothing of bids before the opening, and after it what the rule pack says."""

import json
import re
from dataclasses import replace

import pytest

from procurement.calendar.rules import Choice, Option
from tenders.models import Bid, Tender
from tenders.record.ocds import release_of
from tenders.record.results import names_at_the_opening, results_of
from tests.factories.bids import opened_bid
from tests.factories.people import SupplierFactory
from tests.factories.published import NOTIFIED, judged_call, notify_award, offers, published_call
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db
BEFORE, AFTER = moment("2027-03-14"), moment("2027-05-30")


def told_by(tender: Tender, now) -> str:
    return json.dumps(release_of(tender, now=now), ensure_ascii=False, sort_keys=True)


def rules(monkeypatch: pytest.MonkeyPatch, *said: Option) -> None:
    """Let the call's rule pack answer yes to these options."""
    real = Tender.rules

    def changed(tender, now):
        pack = real(tender, now)
        answers = {option: Choice(value=True, source="a test", confirmed=True) for option in said}
        return replace(pack, options={**pack.options, **answers})

    monkeypatch.setattr(Tender, "rules", changed)


@pytest.mark.parametrize("country", ["BE", "FR", "LU"])
@pytest.mark.parametrize("state", ["published", "closed"])
def test_until_the_opening_nothing_differs_between_0_and_5_bids(state: str, country: str):
    tender = published_call(state=state, buyer__country=country)
    before = told_by(tender, moment("2027-03-16"))
    for n in range(5):
        opened_bid(tender.lots.get(), "98765432.00", supplier=SupplierFactory(name=f"Hidden {n}"))
    Bid.objects.update(state="submitted")
    assert told_by(tender, moment("2027-03-16")) == before


@pytest.mark.parametrize("country", ["BE", "FR", "LU"])
@pytest.mark.parametrize("state", ["opened", "admissibility", "evaluation", "consensus", "decision"])
def test_after_the_opening_the_public_learns_nothing_before_the_notification(state: str, country: str):
    tender = published_call(state=state, buyer__country=country)
    before = told_by(tender, AFTER)
    opened_bid(tender.lots.get(), "98765432.00", supplier=SupplierFactory(name="Hidden"))
    assert told_by(tender, AFTER) == before


def test_bids_that_say_opened_before_the_deadline_are_told_nowhere(monkeypatch: pytest.MonkeyPatch):
    rules(monkeypatch, Option.OPENING_NAMES_TO_PUBLIC)
    tender = published_call()
    opened_bid(tender.lots.get(), "98765432.00", supplier=SupplierFactory(name="Hidden"))
    assert "Hidden" not in told_by(tender, BEFORE)
    assert names_at_the_opening(tender, BEFORE) == {}


def test_names_are_told_at_the_opening_where_the_rules_say_so(monkeypatch: pytest.MonkeyPatch):
    tender = published_call(state="opened")
    opened_bid(tender.lots.get(), "98765432.00", supplier=SupplierFactory(name="Named"))
    assert "Named" not in told_by(tender, AFTER)
    rules(monkeypatch, Option.OPENING_NAMES_TO_PUBLIC)
    release = release_of(tender, now=AFTER)
    (detail,) = release["bids"]["details"]
    assert detail["tenderers"][0]["name"] == "Named"
    assert [party["roles"] for party in release["parties"][1:]] == [["tenderer"]]
    assert "98765432" not in told_by(tender, AFTER)


@pytest.mark.parametrize("country", ["BE", "FR", "LU"])
def test_a_notified_award_names_its_winner_and_no_loser(country: str, personas: Personas):
    personas.buyer.country = country
    personas.buyer.save()
    tender = judged_call(personas)
    winner, *losers = offers(tender.lots.get())
    notify_award(personas, tender.lots.get())
    told = told_by(tender, NOTIFIED)
    assert winner.supplier.name in told
    assert " 92" in release_of(tender, now=NOTIFIED)["awards"][0]["description"]
    for loser in losers:
        assert loser.supplier.name not in told
        assert loser.bid.number not in told
        assert f"{loser.price:f}"[:6] not in told
    assert {row["measure"]: row["value"] for row in release_of(tender, now=NOTIFIED)["bids"]["statistics"]} == {
        "bids": 3,
        "smeBids": 3,
    }


def test_the_moment_of_the_notification_is_the_first_at_which_it_is_told(personas: Personas):
    tender = judged_call(personas)
    notify_award(personas, tender.lots.get())
    earlier = moment("2027-05-24", 8)
    assert results_of(tender, earlier) == []
    assert "awards" not in release_of(tender, now=earlier)


def test_the_marks_of_losers_are_never_told_in_france(personas: Personas):
    personas.buyer.country = "FR"
    personas.buyer.save()
    tender = judged_call(personas)
    notify_award(personas, tender.lots.get())
    (result,) = results_of(tender, NOTIFIED)
    assert not tender.rules(NOTIFIED).says(Option.PUBLIC_LOSER_POINTS)
    assert all(tenderer.points is None for tenderer in result.tenderers)
    told = told_by(tender, NOTIFIED)
    assert not re.search(r"\b(85|78)\b", release_of(tender, now=NOTIFIED)["awards"][0]["description"])
    assert "85,00" not in told
    assert "78,00" not in told


@pytest.mark.parametrize("points", [False, True])
def test_names_and_points_of_the_others_are_told_where_the_rules_say_so(
    points: bool, personas: Personas, monkeypatch: pytest.MonkeyPatch
):
    rules(monkeypatch, Option.PUBLIC_BIDDER_NAMES, *([Option.PUBLIC_LOSER_POINTS] if points else []))
    tender = judged_call(personas)
    notify_award(personas, tender.lots.get())
    (result,) = results_of(tender, NOTIFIED)
    assert len(result.tenderers) == 3
    assert ["description" in row for row in release_of(tender, now=NOTIFIED)["bids"]["details"]] == [points] * 3


def test_a_count_that_is_not_public_is_not_told(personas: Personas, monkeypatch: pytest.MonkeyPatch):
    real = Tender.rules

    def silent(tender, now):
        pack = real(tender, now)
        return replace(pack, options={**pack.options, Option.PUBLIC_BID_COUNT: Choice(False, "a test", True)})

    monkeypatch.setattr(Tender, "rules", silent)
    tender = judged_call(personas)
    notify_award(personas, tender.lots.get())
    assert "bids" not in release_of(tender, now=NOTIFIED)


def test_bids_of_an_earlier_round_are_not_counted_again(personas: Personas):
    tender = judged_call(personas)
    lot = tender.lots.get()
    notify_award(personas, lot)
    tender.rounds.create(number=2, deadline_date="2027-04-15", deadline_time="10:00", deadline_at=moment("2027-04-15"))
    Tender.objects.filter(pk=tender.pk).update(round_number=2)
    tender.refresh_from_db()
    (result,) = results_of(tender, NOTIFIED)
    assert result.bids == 0
