"""A call appears at a set moment, not before the law allows; its notice goes to the Official Journal first."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.calls import actions as calls
from tenders.calls.advancing import advance
from tenders.calls.dispatching import DispatchFacts
from tenders.models import Dispatch, MemberKey, Round
from tests.personas import moment

NOW = moment("2027-02-01")
SENT = moment("2027-01-30", 8)
AT = moment("2027-02-03", 9)  # 10:00 in Brussels


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def planned(approved, personas):
    """The approved call, to appear on 3 February at 10:00."""
    calls.plan_publication(approved, day=date(2027, 2, 3), at=time(10), by=personas.officer, now=NOW)
    Mail.objects.all().delete()
    return approved


def facts(**more) -> DispatchFacts:
    return DispatchFacts(**{"sent_at": SENT, "sending": "2027-000123", **more})


def moves(advances):
    return [(row.move, row.before, row.after) for row in advances]


def test_the_clock_publishes_at_the_moment_and_not_before(planned, personas, mails):
    assert planned.publish_at == AT
    assert advance(now=AT - timedelta(milliseconds=1)) == []
    assert moves(advance(now=AT)) == [("publish_as_planned", "approved", "published")]
    planned.refresh_from_db()
    assert (planned.published_at, planned.publish_at) == (AT, None)
    assert planned.stages.count() == 11
    assert mails() == [(personas.officer.email, f"Your call is published ({planned.reference})")]
    assert advance(now=AT) == []


def test_the_moment_is_changed_and_taken_back_before_it_comes(planned, personas):
    calls.plan_publication(planned, day=date(2027, 2, 4), at=time(8), by=personas.officer, now=NOW)
    assert advance(now=AT) == []
    calls.drop_plan(planned, by=personas.officer, now=AT)
    assert planned.publish_at is None
    assert advance(now=moment("2027-02-05")) == []
    logged = Event.objects.filter(verb__in=["tender.plan_publication", "tender.drop_plan"]).order_by("pk")
    assert [event.payload["old"] for event in logged] == [None, "2027-02-03T09:00:00Z", "2027-02-04T07:00:00Z"]
    with pytest.raises(Refused, match="No publication is planned"):
        calls.drop_plan(planned, by=personas.officer, now=AT)


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        (date(2027, 2, 1), time(9), "This moment has passed"),
        (date(2027, 3, 15), time(10), "must appear before its deadline"),
        (date(2027, 3, 28), time(2, 30), "This time does not exist"),
    ],
)
def test_a_moment_that_can_not_be_is_refused(approved, personas, day, at, sentence):
    with pytest.raises(Refused, match=sentence):
        calls.plan_publication(approved, day=day, at=at, by=personas.officer, now=NOW)


def test_a_call_that_is_not_approved_has_no_moment(draft, personas):
    with pytest.raises(Refused, match="once the call is approved"):
        calls.plan_publication(draft, day=date(2027, 2, 3), at=time(10), by=personas.officer, now=NOW)


def test_what_stands_against_it_then_is_told_once_and_nothing_appears(planned, personas, mails):
    MemberKey.objects.update(drilled_at=None)
    assert advance(now=AT) == []
    planned.refresh_from_db()
    assert (planned.state, planned.publish_at, planned.stages.count()) == ("approved", None, 0)
    assert mails() == [(personas.officer.email, f"Your call was not published ({planned.reference})")]
    assert "has not made or tried its keys" in Mail.objects.get().text
    advance(now=AT + timedelta(minutes=1))
    assert len(mails()) == 1


def test_sent_back_the_plan_is_gone_and_the_notice_counts_as_sent_no_more(planned, personas):
    planned.sent_on = NOW.date()
    planned.save(update_fields=["sent_on"])
    calls.send_back(planned, reason="A lot is missing.", by=personas.approver, now=NOW)
    assert (planned.state, planned.publish_at, planned.sent_on) == ("draft", None, None)


def test_it_waits_for_the_journal_and_appears_48_hours_after_the_confirmation(planned, personas, mails):
    calls.record_dispatch(planned, facts(), by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="has not confirmed the notice yet"):
        calls.publish(planned, by=personas.officer, now=NOW)
    assert advance(now=AT) == []
    confirmed = moment("2027-02-03", 7)
    calls.record_dispatch(planned, facts(confirmed_at=confirmed), by=personas.officer, now=AT)
    assert planned.publish_from == confirmed + timedelta(hours=48)
    assert advance(now=planned.publish_from - timedelta(seconds=1)) == []
    assert (planned.publish_at, mails()) == (AT, [])  # it waits, and nobody is alarmed
    assert moves(advance(now=planned.publish_from)) == [("publish_as_planned", "approved", "published")]


def test_it_appears_with_the_journal_if_that_is_sooner(approved, personas):
    told = facts(confirmed_at=moment("2027-01-31"), journal_reference="12345-2027", appeared_on=date(2027, 2, 1))
    calls.record_dispatch(approved, told, by=personas.officer, now=NOW)
    assert approved.publish_from == moment("2027-01-31", 23)  # midnight in Brussels
    calls.publish(approved, by=personas.officer, now=NOW)


def test_no_moment_before_the_law_allows_it(approved, personas):
    calls.record_dispatch(approved, facts(confirmed_at=NOW), by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="The law allows 3 February 2027, 10:00 at the earliest"):
        calls.plan_publication(approved, day=date(2027, 2, 3), at=time(9, 59), by=personas.officer, now=NOW)
    calls.plan_publication(approved, day=date(2027, 2, 3), at=time(10), by=personas.officer, now=NOW)


def test_periods_count_from_the_evidenced_sending(approved, personas):
    """Sent on 20 February, 30 days have not run on 15 March, whatever day the call was approved."""
    Round.objects.filter(tender=approved).update(deadline_date=date(2027, 3, 15))
    told = facts(sent_at=moment("2027-02-20"), confirmed_at=moment("2027-02-20"))
    calls.record_dispatch(approved, told, by=personas.officer, now=moment("2027-02-20"))
    assert approved.sent_on == date(2027, 2, 20)
    with pytest.raises(Refused, match="The deadline is too early: the law allows 23 March 2027"):
        calls.publish(approved, by=personas.officer, now=moment("2027-02-23"))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"sent_at": NOW + timedelta(minutes=1)}, "this moment lies ahead"),
        ({"confirmed_at": SENT - timedelta(minutes=1)}, "before the notice was sent"),
        ({"appeared_on": date(2027, 1, 31)}, "Give the number"),
        ({"appeared_on": date(2027, 2, 2), "journal_reference": "1-2027"}, "between the sending and today"),
    ],
)
def test_what_can_not_have_happened_is_not_recorded(approved, personas, more, sentence):
    with pytest.raises(Refused, match=sentence):
        calls.record_dispatch(approved, facts(**more), by=personas.officer, now=NOW)
    assert not Dispatch.objects.exists()


def test_after_the_publication_the_journal_is_added_and_the_sending_stays(approved, personas):
    told = facts(confirmed_at=SENT)
    calls.record_dispatch(approved, told, by=personas.officer, now=NOW)
    calls.publish(approved, by=personas.officer, now=moment("2027-02-02"))
    later = {"by": personas.officer, "now": moment("2027-02-04")}
    added = facts(confirmed_at=SENT, journal_reference="12345-2027", appeared_on=date(2027, 2, 3))
    calls.record_dispatch(approved, added, **later)
    assert Dispatch.objects.get().journal_reference == "12345-2027"
    with pytest.raises(Refused, match="the moment of sending stays"):
        calls.record_dispatch(approved, facts(sent_at=SENT - timedelta(days=1)), **later)
    last = Event.objects.filter(verb="tender.record_dispatch").last().payload
    assert last["new"] == {"journal_reference": "12345-2027", "appeared_on": "2027-02-03"}


def test_the_database_knows_the_order(approved, personas):
    row = {"tender": approved, "sending": "1", "sent_at": SENT, "recorded_by": personas.officer}
    for wrong in ({"confirmed_at": SENT - timedelta(days=1)}, {"appeared_on": date(2027, 2, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispatch.objects.create(**row, **wrong)


def test_a_site_with_a_sender_hands_the_notice_over_once(client, approved, personas, settings, tmp_path):
    page, send = (reverse(name, args=[approved.reference]) for name in ("calls:dispatch", "desk:send_notice"))
    client.force_login(personas.officer)
    assert send not in client.get(page).text
    assert "download it" in client.post(send, follow=True).text
    settings.NOTICE_SENDER, settings.NOTICE_FOLDER = "tenders.calls.sending.FolderSender", tmp_path / "out"
    assert send in client.get(page).text
    assert "The notice is handed over" in client.post(send, follow=True).text
    assert b"ContractNotice" in (tmp_path / "out" / f"{approved.reference}.xml").read_bytes()
    assert (Dispatch.objects.get().sent_at, Dispatch.objects.get().sending) == (NOW, f"{approved.reference}.xml")
    assert "was sent already" in client.post(send, follow=True).text


def test_an_officer_sets_changes_and_drops_the_moment_in_the_browser(client, approved, personas):
    plan, office = (reverse(name, args=[approved.reference]) for name in ("calls:plan", "desk:call"))
    client.force_login(personas.officer)
    assert plan in client.get(office).text
    refused = client.post(plan, {"day": "2027-01-31", "at": "10:00"})
    assert (refused.status_code, "2027-01-31" in refused.text) == (422, True)
    assert client.post(plan, {"day": "2027-02-03", "at": "10:00"}).url == office
    assert "appears by itself on" in client.get(office).text
    assert '<time datetime="2027-02-03">3 February 2027</time>, 10:00' in client.get(office).text
    assert "The call appears on 3 February 2027, 10:00." in client.get(plan).text
    client.post(reverse("calls:drop_plan", args=[approved.reference]))
    approved.refresh_from_db()
    assert approved.publish_at is None


def test_an_officer_records_the_way_of_the_notice_in_the_browser(client, approved, personas):
    page = reverse("calls:dispatch", args=[approved.reference])
    client.force_login(personas.officer)
    typed = {"sending": "2027-1", "sent_day": "2027-01-30", "sent_at": "09:00", "confirmed_day": "2027-01-30"}
    assert "Give both the day and the time of the confirmation." in client.post(page, typed).text
    client.post(page, {**typed, "confirmed_at": "09:30"})
    row = Dispatch.objects.get()
    assert (row.sent_at, row.confirmed_at) == (SENT, SENT + timedelta(minutes=30))
    assert 'value="09:30"' in client.get(page).text


@pytest.mark.parametrize("name", ["approver", "auditor", "owner", "other_officer"])
@pytest.mark.parametrize("page", ["calls:plan", "calls:drop_plan", "calls:dispatch", "desk:send_notice"])
def test_only_officers_of_the_buyer(client, approved, personas, name, page):
    client.force_login(getattr(personas, name))
    assert client.post(reverse(page, args=[approved.reference])).status_code == 404
