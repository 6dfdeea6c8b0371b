"""Finding a call: each filter, filters together, what an empty list says, and what a page of 200 rows costs."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tenders.models import Round, Tender
from tenders.record.finding import MOST, found_page
from tenders.record.queries import ALL, SOON, calls_wanted
from tenders.wanted import Wanted
from tests.factories.calls import TenderFactory, add_lot
from tests.factories.people import BuyerFactory
from tests.factories.published import PUBLISHED, published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
LIST, NOW = "/en/calls/", moment("2027-02-20", 10)


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


def body(client, query: str = "") -> str:
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200
    return answer.text


def titles(**wanted: object) -> set[str]:
    return {call.title for call in calls_wanted(Wanted(**wanted), NOW)}


def many(count: int) -> None:
    """Make this many open calls of one buyer, in a handful of queries."""
    buyer = BuyerFactory()
    facts = {"buyer": buyer, "state": "published", "published_at": PUBLISHED, "language": "fr"}
    calls = [Tender(title=f"Call {n}", reference=f"N-{n:04}", ocid=f"ocds-n-{n:04}", **facts) for n in range(count)]
    made = Tender.objects.bulk_create(calls)
    due = published_call().round
    Round.objects.bulk_create(
        Round(
            tender=call,
            deadline_date=due.deadline_date,
            deadline_time=due.deadline_time,
            time_zone=due.time_zone,
            deadline_at=due.deadline_at,
        )
        for call in made
    )


class TestFilters:
    def test_open_closing_soon_and_all(self):
        published_call(title="Later")
        published_call(title="Soon").rounds.update(deadline_at=moment("2027-02-27", 10))
        published_call(title="Just not soon").rounds.update(deadline_at=moment("2027-02-27", 11))
        published_call(title="Ended", state="concluded")
        assert titles() == {"Later", "Soon", "Just not soon"}
        assert titles(show=SOON) == {"Soon"}
        assert titles(show=ALL) == {"Later", "Soon", "Just not soon", "Ended"}

    def test_by_buyer(self, client):
        one, other = BuyerFactory(name="Town of Brook"), BuyerFactory(name="Town of Hill")
        published_call(title="Of Brook", buyer=one)
        published_call(title="Of Hill", buyer=other)
        assert titles(buyer=one) == {"Of Brook"}
        found = body(client, f"?buyer={other.slug}")
        assert "Of Hill" in found
        assert "Of Brook" not in found

    def test_only_buyers_that_published_something_can_be_chosen(self, client):
        TenderFactory(buyer__name="Town of Drafts")
        published_call(buyer__name="Town of Calls")
        found = body(client)
        assert "Town of Calls" in found
        assert "Town of Drafts" not in found

    def test_by_the_beginning_of_a_cpv_code_of_the_call_or_of_a_lot(self):
        published_call(title="Gardens", cpv="77310000")
        mixed = published_call(title="Mixed", cpv="45000000")
        add_lot(mixed, cpv="77211400")
        add_lot(mixed, cpv="77211500")
        published_call(title="Roads", cpv="45233000")
        assert titles(division="77") == {"Gardens", "Mixed"}
        assert titles(cpv="7731") == {"Gardens"}
        assert titles(division="45", cpv="77") == {"Mixed"}
        assert [call.title for call in calls_wanted(Wanted(division="77"), NOW)].count("Mixed") == 1

    def test_by_region_at_any_level_also_of_a_lot(self):
        published_call(title="Namur", nuts="BE352")
        published_call(title="Liège", nuts="BE332")
        spread = published_call(title="Spread", nuts="BE100")
        add_lot(spread, nuts="BE353")
        assert titles(region="BE") == {"Namur", "Liège", "Spread"}
        assert titles(region="BE3") == {"Namur", "Liège", "Spread"}
        assert titles(region="BE35") == {"Namur", "Spread"}
        assert titles(region="BE352") == {"Namur"}

    def test_a_lots_count_stays_that_of_the_whole_call(self):
        tender = published_call(lots=3)
        tender.lots.filter(position=2).update(cpv="77211400")
        assert calls_wanted(Wanted(cpv="772"), NOW).get().lot_count == 3

    def test_filters_are_labelled_in_each_language_and_come_off_one_by_one(self, client):
        buyer = published_call(buyer__name="Town of Brook", cpv="77310000", nuts="BE352").buyer
        query = f"?q=espaces&show=all&buyer={buyer.slug}&division=77&cpv=7731&region=BE352"
        found = body(client, query)
        for words in (
            "Words: espaces",
            "Buyer: Town of Brook",
            "Bought: Green spaces",
            "CPV code: 7731",
            "Namur (BE352)",
        ):
            assert words in found
        assert f"?q=espaces&amp;show=all&amp;buyer={buyer.slug}&amp;division=77&amp;cpv=7731" in found
        assert "Groenonderhoud en bosbouw" in client.get(f"/nl/calls/{query}").text
        assert "Grünpflege" in client.get(f"/de/calls/{query}").text

    def test_a_place_smaller_than_those_of_the_list_stays_chosen(self, client):
        assert '<option value="BE352" selected>Namur (BE352)</option>' in body(client, "?region=BE352")


class TestTheAddress:
    def test_holds_the_question_and_nothing_empty(self, client):
        answer = client.get(f"{LIST}?q=&show=soon&buyer=&division=77&cpv=&region=")
        assert answer.status_code == 302
        assert parse_qs(urlsplit(answer["Location"]).query) == {"show": ["soon"], "division": ["77"]}
        assert client.get(f"{LIST}?q=")["Location"] == LIST

    def test_pages_keep_the_filters(self, client):
        many(51)
        found = body(client, "?q=call")
        assert "q=call&amp;page=2" in found
        assert "1 to 50 of 51" in found
        assert body(client, "?q=call&page=2").count("pv-calls__title") == 1

    def test_a_code_is_read_as_people_write_it(self, client):
        published_call(title="Gardens", cpv="77310000")
        assert "Gardens" in body(client, "?cpv=7731+0000-6")
        assert "Gardens" in body(client, "?region=be352")

    @pytest.mark.parametrize("query", ["cpv=x", "cpv=7", "region=%27", "buyer=nobody", "division=00", "show=odd"])
    def test_what_cannot_be_read_is_named_and_kept_and_filters_nothing(self, client, query):
        published_call(title="Gardens")
        found = body(client, f"?{query}")
        assert "There is something to mend" in found
        assert "Gardens" in found

    def test_what_no_database_takes_is_refused_kindly(self, client):
        assert client.get(LIST, {"q": "a\0b"}).status_code == 200


class TestNothing:
    def test_says_which_filter_to_loosen(self, client):
        published_call(title="Gardens", cpv="77310000", nuts="BE352")
        found = body(client, "?division=45&region=BE35")
        assert "No call fits these filters together." in found
        assert "Without “Bought: Construction work”" in found
        assert "Without “Place:" not in found
        assert 'href="?region=BE35"' in found

    def test_says_that_ended_calls_would_fit(self, client):
        published_call(title="Gardens", state="concluded")
        found = body(client, "?q=gardens")
        assert "No call for “gardens”." in found
        assert "1 call, open or ended" in found

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("", "No call takes bids at this moment."),
            ("?show=soon", "No call closes within the next 7 days."),
            ("?show=all", "No call has been published here yet."),
            ("?q=cheese", "No call for “cheese”."),
        ],
    )
    def test_of_no_call_at_all_says_so(self, client, query, said):
        assert said in body(client, query)


class TestSize:
    @pytest.mark.parametrize(("rows", "said"), [(1, "1 call takes"), (3, "3 calls take"), (200, "200 calls take")])
    def test_counts_in_words_in_three_queries(self, client, rows, said, django_assert_num_queries):
        many(rows - 1)
        with django_assert_num_queries(3):
            found = body(client)
        assert said in found

    def test_of_200_rows_is_a_page_of_fifty_under_100_kb(self, client):
        many(199)
        answer = client.get(LIST)
        assert answer.text.count("pv-calls__title") == 50
        assert len(answer.content) < 100_000
        assert "1 to 50 of 200" in answer.text

    def test_nothing_found_costs_no_more_with_many_rows(self, client, django_assert_num_queries):
        many(3)
        with django_assert_num_queries(5):
            body(client, "?division=45&region=FR")

    def test_is_counted_up_to_a_thousand(self):
        many(MOST + 5)
        found = found_page(Wanted(), "20", NOW)
        assert found.page.paginator.num_pages == 20
        assert found.total == "more than 1000"
        assert "More than 1000 calls" in found.count


def test_the_newest_comes_first_where_ended_calls_are_shown():
    older, newer = published_call(title="Older"), published_call(title="Newer", state="concluded")
    Tender.objects.filter(pk=newer.pk).update(published_at=moment("2027-02-10"))
    assert [call.pk for call in calls_wanted(Wanted(show=ALL), NOW)] == [newer.pk, older.pk]
