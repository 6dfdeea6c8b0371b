"""Is my firm ready to bid, and what for: plain words on what is missing, and calls with the reasons why they fit."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from procurement.accounts.roles import Role
from suppliers.access import people_of
from suppliers.models import Supplier
from tenders.models import SelectionCriterion, Tender
from tenders.readiness.points import is_ready, points_of
from tenders.readiness.queries import calls_that_fit
from tenders.readiness.reasons import fit_of
from tests.factories.calls import add_lot, place
from tests.factories.people import SupplierFactory, join
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-20", 10)


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


def sells(*codes: str, **facts: str) -> Supplier:
    return SupplierFactory(interests=list(codes), **{"nuts": "BE352", **facts})


def missing(firm: Supplier, by) -> set[str]:
    return {str(point.what) for point in points_of(firm, people_of(firm), by=by) if not point.there}


def reasons(call: Tender, firm: Supplier, *, fits: bool) -> list[str]:
    found = calls_that_fit(firm, NOW).get(pk=call.pk)
    return [reason.sentence for reason in fit_of(found, firm).reasons if reason.fits == fits]


def ask_turnover(call: Tender) -> None:
    facts = {"kind": "economic", "name": "Yearly turnover", "level": "€200,000", "position": 2}
    SelectionCriterion.objects.create(tender=call, kind="suitability", name="A trade licence")
    SelectionCriterion.objects.create(tender=call, **facts)


class TestWhatIsMissing:
    def test_of_a_firm_that_told_everything_is_nothing(self):
        firm = sells("77")
        owner = join(firm)
        assert missing(firm, owner) == set()
        assert is_ready(points_of(firm, people_of(firm), by=owner))

    def test_that_a_bid_needs_and_that_it_does_not(self):
        firm = SupplierFactory(identifier="", size="", nuts="", interests=[])
        owner = join(firm)
        assert missing(firm, owner) == {"The company number", "What you sell", "Your region", "Your size"}
        assert not is_ready(points_of(firm, people_of(firm), by=owner))
        firm.identifier = "0400"
        assert is_ready(points_of(firm, people_of(firm), by=owner))

    def test_may_be_somebody_who_hands_in(self):
        firm = sells("77")
        writer = join(firm, Role.CONTRIBUTOR)
        assert missing(firm, writer) == {"Somebody who hands in bids"}
        join(firm, Role.BID_SIGNATORY, email="signs@example.org")
        assert missing(firm, writer) == set()

    def test_leads_only_those_who_may_tell_it(self):
        firm = SupplierFactory(identifier="", interests=[])
        owner, writer = join(firm), join(firm, Role.CONTRIBUTOR, email="writes@example.org")
        ways = {by: {str(p.what): p.url for p in points_of(firm, people_of(firm), by=by)} for by in (owner, writer)}
        assert ways[owner]["The company number"] == reverse("onboarding:edit", args=[firm.pk])
        assert ways[writer]["The company number"] == ""
        assert ways[writer]["What you sell"] == reverse("onboarding:profile", args=[firm.pk])


class TestWhichCallsFit:
    def test_those_for_something_that_the_firm_sells_also_in_a_lot(self):
        own, lot = published_call(title="Own"), published_call(title="Lot", cpv="45000000")
        add_lot(lot, cpv="77211400")
        published_call(title="Other", cpv="30000000")
        published_call(title="Ended", state="concluded")
        assert {call.title for call in calls_that_fit(sells("77", "9"), NOW)} == {"Own", "Lot"}
        assert not calls_that_fit(sells(), NOW).exists()
        assert own in calls_that_fit(sells("77310000"), NOW)

    def test_near_means_the_same_province(self):
        published_call(title="Same", nuts="BE353")
        published_call(title="Next", nuts="BE332")
        firm = sells("77")
        assert {call.title for call in calls_that_fit(firm, NOW, near=True)} == {"Same"}
        firm.nuts = ""
        assert calls_that_fit(firm, NOW, near=True).count() == 2

    def test_each_says_why(self):
        call = published_call(nuts="BE352", language="fr")
        told = reasons(call, sells("7731", "77"), fits=True)
        assert "green spaces”" in told[0]
        assert "(7731)" in told[0]
        assert told[2:] == ["It is in your region: Namur (BE352).", "It is written in your language: French."]

    def test_each_says_what_to_look_at(self):
        call = published_call(nuts="BE332")
        told = reasons(call, sells("77", language="nl"), fits=False)
        assert told == ["It is outside your region: Liège (BE332).", "It is written in another language: French."]


class TestTheTurnover:
    def test_that_is_asked_is_quoted_beside_what_may_be_asked_at_most(self):
        call = published_call(value=Decimal(120_000))
        ask_turnover(call)
        firm = sells("77", size="micro")
        assert "It asks of your finances: Yearly turnover: €200,000" in reasons(call, firm, fits=False)
        assert any("more than €240,000 may not be asked" in told for told in reasons(call, firm, fits=True))

    @pytest.mark.parametrize(
        ("value", "size", "too_much"),
        [(1_000_000, "micro", False), (1_000_001, "micro", True), (1_000_001, "small", False),
         (25_000_001, "medium", True), (90_000_000, "large", False), (90_000_000, "", False)],
    )  # fmt: skip
    def test_is_compared_with_what_firms_of_the_size_have(self, value, size, too_much):
        call = published_call(value=Decimal(value))
        ask_turnover(call)
        told = reasons(call, sells("77", size=size), fits=False)
        assert any("firms of your size have" in each for each in told) == too_much

    @pytest.mark.parametrize("facts", [{"value_is_public": False}, {"value": None}, {"currency": "CHF"}])
    def test_of_a_value_that_is_not_told_says_nothing_of_it(self, facts):
        call = published_call(**facts)
        ask_turnover(call)
        firm = sells("77", size="micro")
        assert not any("240,000" in told for fits in (True, False) for told in reasons(call, firm, fits=fits))

    def test_is_not_mentioned_where_none_is_asked(self):
        call = published_call(value=Decimal(90_000_000))
        told = reasons(call, sells("77", size="micro"), fits=False)
        assert not any("turnover" in each for each in told)


class TestThePage:
    def address(self, firm: Supplier, query: str = "") -> str:
        with override("en"):
            return reverse("readiness:firm", args=[firm.pk]) + query

    def opened(self, client, firm: Supplier, query: str = "") -> str:
        client.force_login(join(firm), backend="django.contrib.auth.backends.ModelBackend")
        return client.get(self.address(firm, query)).text

    def test_says_it_all_in_words(self, client):
        published_call(title="Gardens", nuts="BE332")
        page = self.opened(client, sells("77", size=""))
        assert "Yes. Nothing that a bid needs is missing." in page
        assert "Not said; a bid does not need it." in page
        assert "Gardens" in page
        assert "Look at: It is outside your region: Liège (BE332)." in page
        assert f'{reverse("alerts:new")}?division=77" rel="nofollow">Green spaces and forestry (77)</a>' in page

    def test_says_what_to_do_where_nothing_fits(self, client):
        assert "No open call fits at this moment." in self.opened(client, sells("77"))

    def test_asks_what_the_firm_sells(self, client):
        assert "Say what your firm sells" in self.opened(client, sells(identifier=""))

    def test_of_the_region_leaves_out_the_others(self, client):
        published_call(title="Gardens", nuts="BE332")
        assert "Gardens" not in self.opened(client, sells("77"), "?near=1").split("<main")[1]

    def test_is_the_firms_own(self, client, personas):
        firm = sells("77")
        assert client.get(self.address(firm)).status_code == 302
        client.force_login(personas.stranger, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(self.address(firm)).status_code == 404

    def test_is_reached_from_the_page_of_the_firm(self, client):
        firm = sells("77")
        client.force_login(join(firm), backend="django.contrib.auth.backends.ModelBackend")
        with override("en"):
            assert self.address(firm) in client.get(reverse("onboarding:firm", args=[firm.pk])).text

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_for_one_call_as_for_three(self, client, count, django_assert_num_queries):
        firm = sells("77", "45")
        for _n in range(count):
            ask_turnover(published_call(lots=2))
        self.opened(client, firm)
        with django_assert_num_queries(12):
            client.get(self.address(firm))

    def test_leaves_out_what_was_withdrawn(self):
        call = published_call()
        place(call, "cancelled")
        assert not calls_that_fit(sells("77"), NOW).exists()
