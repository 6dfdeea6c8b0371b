"""Who wants a call: the list of calls and the saved searches give the same answer, and many searches cost no more."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenders.following.matching import beginnings, wanted_by, who_wants
from tenders.models import Alert, Reader, Tender
from tenders.record.queries import calls_wanted
from tenders.wanted import Wanted, in_words
from tests.factories.alerts import SAVED, alert_of
from tests.factories.calls import add_lot
from tests.factories.people import BuyerFactory
from tests.factories.published import PUBLISHED, published_call

pytestmark = pytest.mark.django_db
# The call is published on 1 February 2027 at 9:00 UTC, and takes bids for 42 days exactly.
FITS = [
    {},
    {"q": "espaces"},
    {"q": "Ville  VERTS"},
    {"division": "77"},
    {"cpv": "7731"},
    {"cpv": "77310000", "region": "BE352"},
    {"division": "45", "cpv": "77"},
    {"region": "BE"},
    {"region": "FRE1"},
    {"least": 120_000},
    {"most": 120_000},
    {"least": 100_000, "most": 150_000, "days": 42, "q": "brook"},
    {"show": "soon", "q": "t-one"},
]
MISSES = [
    {"q": "espaces bleus"},
    {"division": "71"},
    {"cpv": "77310001"},
    {"cpv": "7731", "region": "NL"},
    {"region": "BE353"},
    {"least": 120_001},
    {"most": 119_999},
    {"days": 43},
]


@pytest.fixture
def call() -> Tender:
    """A call of 120,000 euros for green spaces in Belgium, with a lot of works in France."""
    buyer = BuyerFactory(name="Ville de Brook", slug="brook")
    call = published_call(buyer=buyer, reference="T-ONE")
    add_lot(call, cpv="45112700", nuts="FRE11")
    return Tender.objects.select_related("buyer").get()


class TestBothEnds:
    @pytest.mark.parametrize("asked", FITS)
    def test_what_the_list_finds_finds_the_search(self, call, asked):
        alert = alert_of(Wanted(**asked))
        assert call in calls_wanted(Wanted(**{**asked, "show": ""}), PUBLISHED)
        assert who_wants(call, PUBLISHED) == [alert.pk]

    @pytest.mark.parametrize("asked", MISSES)
    def test_what_the_list_leaves_out_leaves_the_search_out(self, call, asked):
        alert_of(Wanted(**asked))
        assert call not in calls_wanted(Wanted(**asked), PUBLISHED)
        assert who_wants(call, PUBLISHED) == []

    def test_a_buyer_is_that_buyer(self, call):
        own, other = alert_of(Wanted(buyer=call.buyer)), alert_of(Wanted(buyer=BuyerFactory()))
        assert who_wants(call, PUBLISHED) == [own.pk]
        assert call not in calls_wanted(Wanted(buyer=other.buyer), PUBLISHED)

    @pytest.mark.parametrize("facts", [{"value_is_public": False}, {"value": None}, {"currency": "CHF"}])
    def test_a_value_that_is_not_told_leaves_nobody_out_and_tells_nobody(self, call, facts):
        Tender.objects.filter(pk=call.pk).update(**facts)
        call.refresh_from_db()
        limits = [Wanted(least=500_000), Wanted(most=1), Wanted(least=119_000, most=121_000)]
        alerts = [alert_of(wanted).pk for wanted in limits]
        assert who_wants(call, PUBLISHED) == alerts
        assert all(call in calls_wanted(wanted, PUBLISHED) for wanted in limits)

    def test_cents_count(self, call):
        Tender.objects.filter(pk=call.pk).update(value=Decimal("119999.99"))
        call.refresh_from_db()
        alert_of(Wanted(least=120_000))
        assert who_wants(call, PUBLISHED) == []


class TestASearch:
    def test_is_kept_whole(self, call):
        wanted = Wanted("", "a b", call.buyer, "77", "7731", "BE35", 1000, 2000, 14)
        alert = alert_of(wanted)
        assert wanted_by(alert) == wanted
        assert alert.query == "q=a+b&buyer=brook&division=77&cpv=7731&region=BE35&least=1000&most=2000&days=14"
        assert in_words(wanted_by(alert)).endswith(
            "Value: €1,000 or more · Value: €2,000 or less · At least 14 days left"
        )

    def test_is_one_whatever_its_capitals_and_its_list(self, call):
        first = alert_of(Wanted(q="Green  Roofs"), email="a@example.org")
        alert_of(Wanted(q="green roofs", show="all"), email="a@example.org")
        assert list(Alert.objects.all()) == [first]

    def test_unconfirmed_wants_nothing(self, call):
        Alert.objects.filter(pk=alert_of(Wanted()).pk).update(confirmed_at=None)
        assert who_wants(call, PUBLISHED) == []

    def test_has_words(self):
        assert in_words(Wanted()) == "Every new call"


def test_the_beginnings_of_codes():
    assert beginnings(["", "BE3", "BE1"]) == ["", "B", "BE", "BE1", "BE3"]


def many(*codes: str) -> None:
    """Save a search for each of these codes, in two queries."""
    shared = {"asked_at": SAVED, "confirmed_at": SAVED, "language": "en", "pace": "daily"}
    first = Reader.objects.count()
    names = [f"r{first + n}" for n in range(len(codes))]
    readers = Reader.objects.bulk_create(
        Reader(email=f"{name}@example.org", language="en", token=name) for name in names
    )
    Alert.objects.bulk_create(
        Alert(reader=reader, token=reader.token, query=f"cpv={code}", cpv=code, **shared)
        for reader, code in zip(readers, codes, strict=True)
    )


@pytest.mark.parametrize("count", [1, 3, 300])
def test_many_searches_cost_as_many_queries_as_one(call, count, django_assert_num_queries):
    many(*["77"] * count, *["99"] * count)
    with django_assert_num_queries(3):
        assert len(who_wants(call, PUBLISHED)) == count


def test_the_searches_are_found_by_their_index(call):
    many(*map(str, range(10_000, 16_000)))  # fewer are read quicker without any index, and PostgreSQL knows it
    with CaptureQueriesContext(connection) as asked:
        who_wants(call, PUBLISHED)
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tenders_alert")
        cursor.execute(f"{explain} {asked.captured_queries[-1]['sql']}")
        assert "searches_by_code" in str(cursor.fetchall())
