"""The page of a call with more lots than anybody reads: fifty at a time, found by number and by words, no script."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tenders.models import AwardCriterion, Lot, Tender
from tests.factories.calls import TenderFactory, place
from tests.factories.published import publish
from tests.personas import Personas, moment

NUMBER = 120


@pytest.fixture
def call(personas: Personas, hands) -> Tender:
    """A published call with 120 lots; something is asked of the firms for every lot, and for each alone."""
    hands.at = moment("2027-02-02")
    return publish(with_lots(TenderFactory(buyer=personas.buyer, author=personas.officer), NUMBER))


def with_lots(tender: Tender, number: int) -> Tender:
    """Give the call so many lots."""
    Lot.objects.bulk_create(
        Lot(tender=tender, identifier=f"LOT-{n:04}", position=n, title=f"École de la rue {n + 1000}", value=Decimal(n))
        for n in range(2, number + 1)
    )
    tender.lots.filter(identifier="LOT-0001").update(title="École de la rue 1001")
    lots = list(tender.lots.all())
    AwardCriterion.objects.bulk_create(
        AwardCriterion(lot=lot, code="price", kind="price", name="Prix", weight=100) for lot in lots[1:]
    )
    tender.selection.create(kind="technical", name="Pour tous les lots")
    for lot in lots:
        tender.selection.create(lot=lot, kind="technical", name=f"Demandé pour {lot.number}.")
    return tender


def shown(page: str) -> list[str]:
    """Return which lots stand there."""
    part = page[page.index('<ul class="pv-lots">') :]
    return re.findall(r'<div class="pv-lots__head">\s*<strong>Lot (\d+)', part)


def ask(client: Client, call: Tender, query: str = "") -> str:
    return client.get(f"/en/calls/{call.reference}/{query}").text


def test_fifty_lots_stand_on_a_page_and_links_lead_on(client, call):
    first = ask(client, call)
    assert shown(first) == [str(n) for n in range(1, 51)]
    assert "120 lots" in first
    assert "1 to 50 of 120" in first
    assert 'href="?page=2#lots"' in first
    assert shown(ask(client, call, "?page=3")) == [str(n) for n in range(101, 121)]
    assert shown(ask(client, call, "?page=x")) == [str(n) for n in range(1, 51)]


def test_what_is_asked_of_the_firms_follows_the_lots_that_are_shown(client, call):
    page = ask(client, call, "?page=3")
    listed = page[: page.index("Pour tous les lots")].rsplit("<ul", 1)[1]
    assert "pv-rows--plain" in listed, "its words stand in the column of a shape, a letter wide"
    assert [name in page for name in ("Pour tous les lots", "Demandé pour 101.", "Demandé pour 99.")] == [
        True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [("7", ["7"]), ("RUE 1050", ["50"]), ("ÉCOLE 1120", ["120"]), ("1", ["1"]), ("nowhere", []), ("%00<b>", [])],
)
def test_a_lot_is_found_by_its_number_and_by_words(client, call, asked, found):
    page = ask(client, call, f"?lot={asked}")
    assert shown(page) == found
    assert ("No lot fits" in page) == (not found)
    assert "<b>" not in page


def test_pages_keep_what_is_asked(client, call):
    page = ask(client, call, "?lot=rue&page=2")
    assert "51 to 100 of 120" in page
    assert 'href="?lot=rue&amp;page=3#lots"' in page
    assert 'value="rue"' in page


def test_few_lots_need_no_finder(client, personas, hands):
    hands.at = moment("2027-02-02")
    page = ask(client, publish(with_lots(TenderFactory(buyer=personas.buyer), 3)))
    assert shown(page) == ["1", "2", "3"]
    assert "Find a lot" not in page


def test_the_desk_of_a_draft_lists_those_shown_and_every_wrong_one(client, personas, call):
    place(call, "draft")
    AwardCriterion.objects.filter(lot__identifier="LOT-0119").update(weight=90)
    client.force_login(personas.officer)
    for name in ("desk:call", "desk:preview"):
        page = client.get(reverse(name, args=[call.reference]) + "?lot=77").text
        assert shown(page) == ["77"]
    links = re.findall(r"/lots/(\d+)/\"", client.get(reverse("desk:call", args=[call.reference]) + "?lot=77").text)
    wanted = call.lots.filter(identifier__in=["LOT-0077", "LOT-0119"]).values_list("pk", flat=True)
    assert {int(pk) for pk in links} == set(wanted)


@pytest.mark.parametrize("lots", [1, 3, 120])
def test_the_pages_ask_as_often_for_many_lots_as_for_one(client, personas, hands, django_assert_num_queries, lots):
    hands.at = moment("2027-02-02")
    call = publish(with_lots(TenderFactory(buyer=personas.buyer, author=personas.officer), lots))
    with django_assert_num_queries(18):
        ask(client, call)
    client.force_login(personas.officer)
    with django_assert_num_queries(36):
        client.get(reverse("desk:call", args=[call.reference]))
