"""The numbers of the home page: what they count, what they say of few, and what they cost."""

from datetime import date, timedelta

import pytest

from tenders.models import Stage, Tender
from tenders.record.figures import days_to_decide, portal_figures, punctuality_of, taking_bids
from tests.factories.calls import place
from tests.factories.people import BuyerFactory
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
TODAY, NOW = date(2027, 2, 20), moment("2027-02-20", 10)


def ended(tender: Tender, kind: str, actual: date, *, late: int = 0) -> Stage:
    """Let a stage end on this day, so many days after the day that was promised first."""
    stage = tender.stages.get(kind=kind)
    stage.first_commitment, stage.actual = actual - timedelta(days=late), actual
    stage.save()
    return stage


def decided(took: int, *, day: date = TODAY) -> Tender:
    tender = published_call(state="decision")
    ended(tender, "opening", day - timedelta(days=took))
    ended(tender, "decision", day)
    return tender


class TestPunctuality:
    def test_counts_what_was_kept_of_what_ended(self):
        for late in [0] * 9 + [1, 30]:
            ended(published_call(), "opening", TODAY, late=late)
        figure = punctuality_of(TODAY)
        assert figure.number == "82\N{NO-BREAK SPACE}%"
        assert figure.basis == "9 of 11 in twelve months, interval 52 to 95 %"

    def test_says_nothing_of_fewer_than_ten(self):
        for _more in range(9):
            ended(published_call(), "opening", TODAY)
        assert (punctuality_of(TODAY).number, punctuality_of(TODAY).basis) == ("", "")

    @pytest.mark.parametrize(("actual", "counts"), [(-366, 0), (-365, 0), (-364, 1), (0, 1), (1, 0)])
    def test_counts_365_days_and_no_day_to_come(self, actual: int, counts: int):
        for _more in range(9):
            ended(published_call(), "opening", TODAY)
        ended(published_call(), "opening", TODAY + timedelta(days=actual))
        assert bool(punctuality_of(TODAY).number) == bool(counts)

    def test_leaves_out_what_is_not_public_and_what_was_never_promised(self):
        for state in ["draft", "in_review", "approved"] * 4:
            place(tender := published_call(), state)
            ended(tender, "opening", TODAY)
        for _more in range(10):
            stage = ended(published_call(), "opening", TODAY)
            Stage.objects.filter(pk=stage.pk).update(first_commitment=None, commitment=None)
        assert punctuality_of(TODAY).number == ""

    def test_of_one_buyer_leaves_out_the_others(self):
        first, other = published_call().buyer, BuyerFactory()
        for _more in range(10):
            ended(published_call(buyer=first), "opening", TODAY)
        for _more in range(10):
            ended(published_call(buyer=other), "opening", TODAY, late=1)
        found = [punctuality_of(TODAY, buyer=buyer).number for buyer in (first, other, None)]
        assert found == [f"{share}\N{NO-BREAK SPACE}%" for share in (100, 0, 50)]


class TestDaysToDecide:
    def test_is_the_median_from_the_opening_to_the_decision(self):
        for took in [1, 2, 3, 4, 5, 40, 50, 60, 70, 80, 90]:
            decided(took)
        figure = days_to_decide(TODAY)
        assert (figure.number, figure.basis) == ("40 days", "median of 11 calls in twelve months")

    def test_of_an_even_number_takes_the_lower_middle(self):
        for took in [1] * 5 + [9] * 5:
            decided(took)
        assert days_to_decide(TODAY).number == "1 day"

    def test_says_nothing_of_fewer_than_ten(self):
        for _more in range(9):
            decided(10)
        decided(10, day=TODAY - timedelta(days=365))
        assert (days_to_decide(TODAY).number, days_to_decide(TODAY).basis) == ("", "")


class TestTakingBids:
    def test_counts_calls_and_buyers_of_this_instant(self):
        assert (taking_bids(NOW).number, taking_bids(NOW).basis) == ("0", "")
        first = published_call()
        assert taking_bids(NOW).number == "1"
        second = published_call(buyer=first.buyer)
        published_call(state="evaluation")
        assert (taking_bids(NOW).number, taking_bids(NOW).basis) == ("2", "of 1 buyer")
        assert taking_bids(second.deadline_at).number == "0"


@pytest.mark.parametrize("calls", [1, 12])
def test_the_home_page_pays_the_same_for_any_number_of_calls(calls: int, django_assert_num_queries):
    for _more in range(calls):
        decided(10)
    with django_assert_num_queries(3 if calls < 10 else 4):
        portal_figures(NOW)
