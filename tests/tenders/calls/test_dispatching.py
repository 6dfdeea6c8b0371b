"""A change notice is sent and recorded like the first: in its order, once, on its page, and the desk asks for it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from lxml import etree

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.dispatching import DispatchFacts, change_to_send, latest_notice
from tenders.decisions.actions import cancel_call
from tenders.models import Dispatch, Tender
from tests.personas import moment

SENT, APPEARS, NOW = moment("2027-01-30", 8), moment("2027-02-02"), moment("2027-02-10")


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def told(approved, personas) -> Tender:
    """A public call whose first notice is in the Journal."""
    first = DispatchFacts(SENT, "2027-1", SENT, "12345-2027", date(2027, 2, 1))
    calls.record_dispatch(approved, first, by=personas.officer, now=APPEARS)
    calls.publish(approved, by=personas.officer, now=APPEARS)
    return approved


@pytest.fixture
def changed(told, personas) -> Tender:
    """The same, once it says something else."""
    return change(told, personas)


def change(tender, personas, text: str = "Tonte et taille", now=NOW) -> Tender:
    calls.draft_changes(tender, {"title": text}, by=personas.officer, now=now)
    calls.publish_amendment(tender, reason="Two answers.", by=personas.officer, now=now)
    return Tender.objects.get(pk=tender.pk)


def facts(**more) -> DispatchFacts:
    return DispatchFacts(**{"sent_at": NOW, "sending": "2027-2", **more})


def test_the_desk_asks_for_the_change_notice_until_it_is_on_record(client, told, personas):
    client.force_login(personas.officer)
    asked, page = "its change notice is still to be sent", reverse("calls:dispatch", args=[told.reference])
    assert asked not in client.get(reverse("desk:home")).text
    tender = change(told, personas)
    home = client.get(reverse("desk:home")).text
    assert (asked in home, page in home) == (True, True)
    assert "The change notice is still to be sent" in client.get(reverse("desk:call", args=[told.reference])).text
    calls.record_dispatch(tender, facts(), number=2, by=personas.officer, now=NOW)
    assert asked not in client.get(reverse("desk:home")).text


def test_a_call_of_which_nothing_is_on_record_asks_for_nothing(published, personas):
    assert change_to_send(change(published, personas)) is None


def test_a_call_that_was_taken_over_asks_for_its_change_notice(published, personas):
    Tender.objects.filter(pk=published.pk).update(notice_identity="ted:1-2027")
    published.refresh_from_db()
    assert change_to_send(change(published, personas)) == 2
    approved = Tender(notice_identity="ted:1-2027", state="approved")
    approved.pk = 0
    assert change_to_send(approved) is None


def test_its_sending_confirmation_and_number_are_recorded_and_move_no_period(changed, personas):
    before = (changed.sent_on, changed.publish_from)
    calls.record_dispatch(changed, facts(), number=2, by=personas.officer, now=NOW)
    later = facts(confirmed_at=NOW, journal_reference="23456-2027", appeared_on=date(2027, 2, 11))
    calls.record_dispatch(changed, later, number=2, by=personas.officer, now=NOW + timedelta(days=1))
    row = Dispatch.objects.get(tender=changed, number=2)
    assert (row.sending, row.confirmed_at, row.journal_reference) == ("2027-2", NOW, "23456-2027")
    assert (changed.sent_on, changed.publish_from) == before
    logged = Event.objects.filter(verb="tender.record_dispatch").last()
    assert (logged.payload["number"], logged.payload["new"]["journal_reference"]) == (2, "23456-2027")


@pytest.mark.parametrize(
    ("number", "sent_at", "sentence"),
    [
        (0, NOW, "no such notice"),
        (3, NOW, "no such notice"),
        (2, SENT - timedelta(minutes=1), "one after the other"),
        (2, NOW + timedelta(minutes=1), "lies ahead"),
    ],
)
def test_what_can_not_be_is_not_recorded(changed, personas, number, sent_at, sentence):
    with pytest.raises(Refused, match=sentence):
        calls.record_dispatch(changed, facts(sent_at=sent_at), number=number, by=personas.officer, now=NOW)
    assert Dispatch.objects.count() == 1


def test_a_change_that_was_never_sent_is_told_by_the_next_notice(changed, personas):
    again = change(changed, personas, "Tonte seule", NOW + timedelta(hours=1))
    assert (latest_notice(again), change_to_send(again)) == (3, 3)
    late = NOW + timedelta(hours=2)
    calls.record_dispatch(again, facts(sent_at=late), number=3, by=personas.officer, now=late)
    with pytest.raises(Refused, match="one after the other"):
        calls.record_dispatch(again, facts(sent_at=late), number=2, by=personas.officer, now=late)


def test_a_site_with_a_sender_hands_each_change_notice_over_once(client, changed, personas, settings, tmp_path):
    settings.NOTICE_SENDER, settings.NOTICE_FOLDER = "tenders.calls.sending.FolderSender", tmp_path
    page, send = (reverse(name, args=[changed.reference]) for name in ("calls:dispatch", "desk:send_notice"))
    client.force_login(personas.officer)
    assert send in client.get(page).text
    assert "The notice is handed over" in client.post(send, follow=True).text
    notice = etree.fromstring((tmp_path / f"{changed.reference}-2.xml").read_bytes())
    assert [element.text for element in notice.iter("{*}ReasonDescription")] == ["Two answers."]
    assert [element.text for element in notice.findall("{*}IssueDate")] == ["2027-02-10+01:00"]
    assert (Dispatch.objects.get(number=2).sent_at, send in client.get(page).text) == (NOW, False)
    assert "was sent already" in client.post(send, follow=True).text


def test_the_notice_of_a_call_that_was_taken_over_is_not_sent_twice(approved, personas, settings, tmp_path):
    settings.NOTICE_SENDER, settings.NOTICE_FOLDER = "tenders.calls.sending.FolderSender", tmp_path
    approved.notice_identity = "ted:1-2027"
    with pytest.raises(Refused, match="taken over from its notice"):
        calls.send_notice(approved, b"<ContractNotice/>", by=personas.officer, now=NOW)
    assert not list(tmp_path.iterdir())


def test_the_page_of_a_notice_leads_to_the_others(client, changed, personas):
    client.force_login(personas.officer)
    page = client.get(reverse("calls:dispatch", args=[changed.reference])).text
    first = reverse("calls:dispatch_of", args=[changed.reference, 1])
    assert "The change notice of 10 February 2027 and the Official Journal" in page
    assert (first in page, "published under number 12345-2027" in page, "not on record as sent" in page) == (True,) * 3
    typed = {"sending": "2027-2", "sent_day": "2027-02-10", "sent_at": "09:00"}
    client.post(reverse("calls:dispatch_of", args=[changed.reference, 2]), typed)
    assert Dispatch.objects.get(number=2).sending == "2027-2"
    assert client.get(reverse("calls:dispatch_of", args=[changed.reference, 3])).status_code == 404
    assert 'value="2027-1"' in client.get(first).text


def test_everybody_reads_which_notices_are_in_the_journal(client, changed, personas):
    told = facts(journal_reference="23456-2027", appeared_on=date(2027, 2, 10))
    calls.record_dispatch(changed, told, number=2, by=personas.officer, now=NOW)
    page = client.get(changed.get_absolute_url()).text
    assert "https://ted.europa.eu/en/notice/-/detail/12345-2027" in page
    assert "https://ted.europa.eu/en/notice/-/detail/23456-2027" in page
    release = client.get(reverse("record:record", args=[changed.reference])).json()["records"][0]["compiledRelease"]
    documents = [row for row in release["tender"]["documents"] if row["id"].startswith("journal-")]
    assert [(row["id"], row["url"][-10:], row["datePublished"][:10]) for row in documents] == [
        ("journal-1", "12345-2027", "2027-02-01"),
        ("journal-2", "23456-2027", "2027-02-10"),
    ]
    assert {row["documentType"] for row in documents} == {"tenderNotice"}


def test_a_cancelled_call_has_one_more_notice(told, personas):
    cancel_call(told, reason="Le besoin a disparu.", by=personas.signatory, now=NOW)
    tender = Tender.objects.get(pk=told.pk)
    assert change_to_send(tender) == 2
    calls.record_dispatch(tender, facts(), number=2, by=personas.officer, now=NOW)
    assert change_to_send(Tender.objects.get(pk=told.pk)) is None


@pytest.mark.parametrize("name", ["approver", "auditor", "owner", "other_officer"])
def test_only_officers_of_the_buyer(client, changed, personas, name):
    client.force_login(getattr(personas, name))
    assert client.get(reverse("calls:dispatch_of", args=[changed.reference, 2])).status_code == 404
