"""The page of a buyer: numbers that anyone can count again, from public calls only."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from lxml import etree

from procurement.accounts.models import Buyer
from tenders.models import Question, Stage, Tender
from tenders.record.buyers import buyer_page, kept_of, stage_records
from tenders.record.figures import answers_in_time, days_to_bid, days_to_decide
from tests.factories.calls import TenderFactory, place
from tests.factories.people import BuyerFactory, SupplierFactory, UserFactory
from tests.factories.published import judged_call, notify_award, published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
TODAY, NOW = date(2027, 6, 20), moment("2027-06-20", 10)


@pytest.fixture(autouse=True)
def in_june(hands):
    hands.at = NOW


@pytest.fixture
def buyer() -> Buyer:
    """Who has one public call, that takes bids no more."""
    return published_call(state="decision").buyer


def ended(buyer: Buyer, kind: str, *, late: int = 0, day: date = TODAY) -> Stage:
    stage = published_call(buyer=buyer, state="decision").stages.get(kind=kind)
    stage.first_commitment, stage.actual = day - timedelta(days=late), day
    stage.save()
    return stage


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_a_buyer_without_a_public_call_has_no_page(client):
    slug = TenderFactory().buyer.slug
    assert [client.get(f"/en/buyers/{slug}/{end}").status_code for end in ("", "promises.csv", "badge.svg")] == [
        404
    ] * 3


def test_a_call_leads_to_its_buyer_and_back(client, personas):
    tender = judged_call(personas)
    notify_award(personas, tender.lots.get())
    where = f"/en/buyers/{tender.buyer.slug}/"
    assert f'href="{where}"' in page(client, f"/en/calls/{tender.reference}/")
    found = page(client, where)
    assert f"/en/calls/{tender.reference}/#result" in found
    assert f"?show=all&amp;buyer={tender.buyer.slug}" in found


def test_each_kind_of_stage_is_counted_in_the_order_of_a_call(buyer):
    for late in [0] * 9 + [1, 2]:
        ended(buyer, "decision", late=late)
    ended(buyer, "opening")
    opening, decision = stage_records(buyer, TODAY)
    assert (opening.stage, opening.kept, opening.n, opening.interval) == ("Opening", 1, 1, "")
    assert (decision.kept, decision.n) == (9, 11)
    assert decision.interval == "52 to 95 %"
    assert kept_of(buyer, NOW) == (10, 12)


def test_nothing_of_another_buyer_or_of_a_call_that_is_not_public_counts(buyer):
    ended(BuyerFactory(), "opening")
    place(ended(buyer, "opening").tender, "approved")
    assert kept_of(buyer, NOW) == (0, 0)


def test_the_promises_can_be_counted_again(client, buyer):
    stages = [ended(buyer, "opening", late=late) for late in (0, 0, 3)]
    answer = client.get(f"/en/buyers/{buyer.slug}/promises.csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert [row["call"] for row in rows] == [stage.tender.reference for stage in stages]
    kept = sum(row["happened"] <= row["promised_first"] for row in rows)
    assert (kept, len(rows)) == kept_of(buyer, NOW) == (2, 3)


def test_the_badge_tells_the_same_to_the_eye_and_to_the_ear(client, buyer):
    where = f"/en/buyers/{buyer.slug}/badge.svg"
    assert "no promise has fallen due yet" in page(client, where)
    ended(buyer, "opening")
    ended(buyer, "opening", late=1)
    answer = client.get(where)
    drawn = etree.fromstring(answer.content)
    title, *_shapes, words = drawn
    assert title.text == "Dates kept: 1 of 2 in twelve months"
    assert [text.text for text in words] == ["Dates kept", "1 of 2"]
    assert answer.headers["Content-Type"].startswith("image/svg+xml")


class TestAnswersInTime:
    def ask(self, buyer: Buyer, answered: date | None, promised: date = TODAY, hour: int = 10) -> None:
        tender = published_call(buyer=buyer, state="decision")
        Stage.every.filter(tender=tender, kind="answers").update(first_commitment=promised, commitment=promised)
        told = {"answered_at": moment(answered.isoformat(), hour), "answered_by": UserFactory()} if answered else {}
        Question.objects.create(tender=tender, supplier=SupplierFactory(), text="?", asked_at=NOW, answer="!", **told)

    def test_counts_those_by_the_day_promised_first(self, buyer):
        for late in [0] * 8 + [-1, 1]:
            self.ask(buyer, TODAY, TODAY - timedelta(days=late))
        self.ask(buyer, None)
        assert answers_in_time(TODAY, buyer=buyer).number == "90\N{NO-BREAK SPACE}%"

    def test_the_day_is_the_buyer_s_own(self, buyer):
        """23:00 in Universal Time is the next day in Brussels."""
        for _more in range(10):
            self.ask(buyer, TODAY - timedelta(days=1), TODAY - timedelta(days=1), hour=23)
        assert answers_in_time(TODAY, buyer=buyer).number == "0\N{NO-BREAK SPACE}%"


def test_the_time_to_bid_is_a_median_of_closed_calls(buyer):
    assert days_to_bid(NOW, buyer=buyer).number == ""
    for _more in range(9):
        published_call(buyer=buyer, state="decision")
    published_call(buyer=BuyerFactory(), state="decision")
    figure = days_to_bid(NOW, buyer=buyer)
    one = Tender.objects.filter(buyer=buyer).first()
    assert figure.number == f"{(one.rounds.get().deadline_at - one.published_at).days} days"
    assert figure.basis == "median of 10 calls in twelve months"


def test_the_time_to_decide_is_the_buyer_s_own(buyer):
    for took in range(1, 11):
        tender = ended(buyer, "decision").tender
        tender.stages.filter(kind="opening").update(actual=TODAY - timedelta(days=took))
    assert days_to_decide(TODAY, buyer=buyer).number == "5 days"
    assert days_to_decide(TODAY, buyer=BuyerFactory()).number == ""


@pytest.mark.parametrize("n", [1, 3])
def test_queries_do_not_grow(n, personas, django_assert_num_queries):
    buyer = personas.buyer
    for _more in range(n):
        published_call(buyer=buyer, state="published")
        notify_award(personas, judged_call(personas).lots.get())
        ended(buyer, "opening")
    where, client = f"/en/buyers/{buyer.slug}/", Client()
    client.get(where)
    with django_assert_num_queries(11):
        client.get(where)


def test_the_page_has_ten_rows_at_most(buyer, personas):
    for _more in range(12):
        published_call(buyer=buyer)
    assert len(buyer_page(buyer, moment("2027-02-20", 10)).calls) == 10
