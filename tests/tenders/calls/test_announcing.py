"""A coming call is announced, withdrawn with a reason, or becomes a call; pages lead from one to the other."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from procurement.accounts.models import Buyer
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls.announcing import (
    AnnouncementFacts,
    announce,
    begin_call,
    why_not_announced,
    withdraw,
)
from tenders.models import Announcement
from tests.factories.published import publish
from tests.personas import moment

NOW = moment("2027-02-01")
FACTS = AnnouncementFacts("Vélos", "60 vélos.", "fr", "supplies", "34430000", "BE352", None, 2027, 2)
REASON = "Le budget n’a pas été voté."


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def announced(personas) -> Announcement:
    return announce(personas.buyer, FACTS, by=personas.officer, now=NOW)


def test_it_is_public_at_once_on_its_page_in_the_list_and_at_its_buyer(client, announced):
    pages = [f"/en/coming/{announced.reference}/", "/en/coming/", f"/en/buyers/{announced.buyer.slug}/"]
    for page in pages:
        found = client.get(page).text
        assert "Vélos" in found, page
        assert "econd quarter of 2027" in found, page
    found = client.get(pages[0]).text
    assert f"{reverse('alerts:new')}?buyer={announced.buyer.slug}&amp;cpv=34430000" in found
    assert client.get(f"{reverse('alerts:new')}?buyer={announced.buyer.slug}&cpv=34430000").status_code == 200
    assert Event.objects.filter(verb="announcement.publish").exists()


@pytest.mark.parametrize("change", [{"year": 2026, "quarter": 4}, {"year": 2031, "quarter": 1}])
def test_a_quarter_that_is_over_or_far_away_is_refused(personas, change):
    with pytest.raises(Refused):
        announce(personas.buyer, replace(FACTS, **change), by=personas.officer, now=NOW)
    assert not Announcement.objects.exists()


@given(day=st.dates(), quarter=st.integers(1, 4), years=st.integers(-3, 3))
def test_a_call_can_be_expected_from_this_quarter_on_for_three_years(day, quarter, years):
    wanted, this = (day.year + years, quarter), (day.year, (day.month + 2) // 3)
    assert (why_not_announced(*wanted, day) == []) == (wanted >= this)


def test_it_is_withdrawn_with_a_reason_that_everybody_reads(client, announced, personas):
    with pytest.raises(Refused, match="Say why"):
        withdraw(announced, reason=" ", by=personas.officer, now=NOW)
    withdraw(announced, reason=REASON, by=personas.officer, now=NOW)
    assert REASON in client.get(f"/en/coming/{announced.reference}/").text
    assert "Vélos" not in client.get("/en/coming/").text
    for deed in (lambda: withdraw(announced, reason="X.", by=personas.officer, now=NOW),
                 lambda: begin_call(announced, by=personas.officer, now=NOW)):  # fmt: skip
        with pytest.raises(Refused, match="withdrawn already"):
            deed()


def test_the_database_keeps_no_withdrawal_without_a_reason(announced):
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.filter(pk=announced.pk).update(withdrawn_at=NOW)


def test_the_call_begins_with_its_words_and_both_pages_lead_to_each_other_once_it_is_public(
    client, announced, personas
):
    call = begin_call(announced, by=personas.officer, now=NOW)
    assert (call.title, call.cpv, call.nature, call.state) == ("Vélos", "34430000", "supplies", "draft")
    page = f"/en/coming/{announced.reference}/"
    assert call.reference not in client.get(page).text
    assert "Vélos" in client.get("/en/coming/").text
    publish(call)
    assert call.reference in client.get(page).text
    assert "Vélos" not in client.get("/en/coming/").text
    assert page in client.get(f"/en/calls/{call.reference}/").text
    announced.refresh_from_db()
    with pytest.raises(Refused, match="cancel the call"):
        withdraw(announced, reason=REASON, by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="begun already"):
        begin_call(announced, by=personas.officer, now=NOW)


@pytest.mark.parametrize("name", ["approver", "other_officer", "administrator", "owner"])
def test_only_officers_of_the_buyer_announce_and_withdraw(announced, personas, name):
    by = getattr(personas, name)
    for deed in (
        lambda: announce(personas.buyer, FACTS, by=by, now=NOW),
        lambda: withdraw(announced, reason=REASON, by=by, now=NOW),
        lambda: begin_call(announced, by=by, now=NOW),
    ):
        with pytest.raises(Refused, match="Only this role"):
            deed()


@pytest.mark.parametrize(
    ("zone", "on_the_list"), [("Europe/Brussels", False), ("America/Martinique", True), ("Indian/Reunion", False)]
)
def test_a_quarter_is_over_where_its_buyer_is(client, announced, hands, zone: str, on_the_list: bool):
    """Two in the morning of 1 July in Brussels is still 30 June in Fort-de-France."""
    hands.at = moment("2027-07-01", 2)
    Buyer.objects.update(time_zone=zone)
    for page in ("/en/coming/", f"/en/buyers/{announced.buyer.slug}/"):
        assert ("Vélos" in client.get(page).text) is on_the_list


def test_a_quarter_that_is_over_leaves_the_list_and_its_page_stays(client, announced, hands):
    hands.at = moment("2027-07-01")
    assert "Vélos" not in client.get("/en/coming/").text
    assert "Vélos" in client.get(f"/en/coming/{announced.reference}/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(client, personas, rows, django_assert_num_queries):
    for number in range(rows):
        announce(personas.buyer, replace(FACTS, title=f"V{number}"), by=personas.officer, now=NOW)
    with django_assert_num_queries(3):
        client.get("/en/coming/")


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_one_that_is_withdrawn_stays_on_its_page_only_and_offers_nothing_more(client, announced, personas, language):
    withdraw(announced, reason=REASON, by=personas.officer, now=NOW)
    page = client.get(f"/{language}/coming/{announced.reference}/").text
    assert REASON in page
    assert reverse("alerts:new") not in page.split("<main")[1].split("</main>")[0]
    for address in (f"/{language}/coming/", f"/{language}/buyers/{announced.buyer.slug}/"):
        found = client.get(address).text
        assert announced.reference not in found, address
        assert REASON not in found, address


def test_what_is_withdrawn_stays_withdrawn_and_says_so_once(announced, personas):
    withdraw(announced, reason=f"  {REASON} ", by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="It is withdrawn already"):
        withdraw(announced, reason="Another.", by=personas.officer, now=NOW)
    announced.refresh_from_db()
    assert (announced.withdrawn_because, announced.withdrawn_at, announced.call) == (REASON, NOW, None)
    assert Event.objects.get(verb="announcement.withdraw").payload == {"reason": REASON}


def test_a_begun_draft_may_still_be_given_up_in_public_and_stays_a_draft(client, announced, personas):
    """What the office writes is nobody's business: the page names neither the draft nor its reference."""
    call = begin_call(announced, by=personas.officer, now=NOW)
    with pytest.raises(Refused, match=f"Its call is begun already: {call.reference}"):
        begin_call(announced, by=personas.officer, now=NOW)
    withdraw(announced, reason=REASON, by=personas.officer, now=NOW)
    call.refresh_from_db()
    assert call.state == "draft"
    assert call.reference not in client.get(f"/en/coming/{announced.reference}/").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"year": 2027, "quarter": 1}, ""),
        ({"year": 2026, "quarter": 4}, "This quarter is over: name a later one."),
        ({"year": 2030, "quarter": 4}, ""),
        ({"year": 2031, "quarter": 1}, "At most 3 years ahead."),
    ],
)
def test_the_quarters_at_the_edges_and_what_is_said_beyond(change, sentence):
    found = [str(said) for said in why_not_announced(**change, today=date(2027, 2, 1))]
    assert found == ([sentence] if sentence else [])


def test_the_quarter_is_counted_where_the_buyer_is(personas):
    """At 23:30 UTC on 31 March the second quarter has begun in Brussels, and not on the Azores."""
    late = moment("2027-03-31", 23, 30)
    with pytest.raises(Refused, match="This quarter is over"):
        announce(personas.buyer, replace(FACTS, quarter=1), by=personas.officer, now=late)
    type(personas.buyer).objects.filter(pk=personas.buyer.pk).update(time_zone="Atlantic/Azores")
    personas.buyer.refresh_from_db()
    announce(personas.buyer, replace(FACTS, quarter=1), by=personas.officer, now=late)
    assert Announcement.objects.get().quarter == 1


@given(today=st.dates(), year=st.integers(2000, 2999), quarter=st.integers(1, 4))
def test_one_reason_at_most_is_given_and_an_earlier_day_never_closes_a_quarter(today, year, quarter):
    said = why_not_announced(year, quarter, today)
    assert len(said) <= 1
    if "over" in "".join(map(str, said)):
        assert (year, (quarter - 1) * 3 + 3) < (today.year, today.month)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_buyer_asks_as_often_for_three_as_for_one(client, personas, rows, django_assert_num_queries):
    for number in range(rows):
        announce(personas.buyer, replace(FACTS, title=f"V{number}"), by=personas.officer, now=NOW)
    with django_assert_num_queries(10):
        client.get(f"/en/buyers/{personas.buyer.slug}/")
