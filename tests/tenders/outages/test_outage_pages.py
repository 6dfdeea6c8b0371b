"""What everybody reads of outages, what officers answer, and who runs the portal records."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from procurement.availability.actions import beat, record_outage
from procurement.availability.models import Outage
from tenders.calls.advancing import advance
from tenders.models import Tender
from tenders.outages.actions import propose_what_is_due
from tests.factories.calls import DEADLINE
from tests.factories.people import UserFactory
from tests.factories.sealed import BEFORE, hand_in, open_call
from tests.personas import moment

BACK = DEADLINE + timedelta(minutes=90)
PUBLIC = "/en/availability/"
RECORD = "/en/availability/record/"
OTHERS = ["approver", "signatory", "administrator", "auditor", "ombudsperson", "owner", "other_officer", "stranger"]


@pytest.fixture(autouse=True)
def afterwards(hands, call):
    hands.at = BACK


@pytest.fixture
def at(call):
    return lambda name, *args: reverse(f"outages:{name}", args=[call.reference, *args])


@pytest.fixture
def keeper(db):
    return UserFactory(is_superuser=True)


def as_(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_before_anything_is_measured_the_page_says_so(db):
    page = Client().get(PUBLIC).text
    assert "Nothing is measured here yet." in page
    assert "None is on record." in page


def test_the_page_tells_the_share_and_each_outage_with_what_it_gave(call, personas, proposal, at, hands):
    page = Client().get(PUBLIC).text
    assert "measured: no answer in between" in page
    assert "15 March 2027, 9:30" in page
    assert "More time was given" not in page
    beat(now=DEADLINE + timedelta(minutes=90 + 121 * 29))
    hands.at = DEADLINE + timedelta(minutes=90 + 121 * 29)
    assert "of the time in the last twelve months" in Client().get(PUBLIC).text
    hands.at = BACK
    as_(personas.officer).post(at("accept", proposal.pk))
    given = Client().get(PUBLIC).text.split("More time was given for:", 1)[1]
    assert call.get_absolute_url().split("/", 2)[2] in given


def test_a_call_by_invitation_gets_more_time_and_nobody_reads_its_name(call, personas, proposal, at):
    facts = {"by_invitation": True, "ground": "low-value", "procedure": "neg-wo-call"}
    Tender.objects.filter(pk=call.pk).update(**facts)
    as_(personas.officer).post(at("accept", proposal.pk))
    proposal.refresh_from_db()
    assert proposal.amendment
    assert "More time was given" not in Client().get(PUBLIC).text


def test_two_hours_in_two_hundred_are_one_percent(db, hands):
    start = moment("2027-02-01", 0)
    for hours in range(100):
        beat(now=start + timedelta(hours=hours, minutes=0))
    Outage.objects.all().delete()
    gap = {"began_at": start + timedelta(hours=10), "ended_at": start + timedelta(hours=11)}
    Outage.objects.create(kind="measured", found_at=start, **gap)
    hands.at = start + timedelta(hours=100)
    beat(now=hands.at)
    Outage.objects.exclude(began_at=gap["began_at"]).delete()
    assert "It answered 99.00 % of the time" in Client().get(PUBLIC).text


def test_while_nothing_answers_the_measurement_page_says_since_when(db, hands):
    beat(now=BACK)
    hands.at = BACK + timedelta(minutes=5)
    assert "no answer was measured" not in Client().get(PUBLIC).text
    hands.at = BACK + timedelta(minutes=6)
    assert "Since 15 March 2027, 11:30 no answer was measured." in Client().get(PUBLIC).text


def test_the_page_asks_as_often_for_three_outages_as_for_one(keeper, django_assert_num_queries):
    def add(day: int) -> None:
        began = moment(f"2027-03-1{day}")
        record_outage(began_at=began, ended_at=began + timedelta(hours=1), reason="Cut.", by=keeper, now=BACK)

    beat(now=moment("2027-01-01"))
    add(1)
    Client().get(PUBLIC)
    with django_assert_num_queries(5):
        Client().get(PUBLIC)
    add(2)
    add(3)
    with django_assert_num_queries(5):
        Client().get(PUBLIC)


def test_the_officer_finds_it_on_the_desk_and_gives_the_time_with_one_press(call, personas, proposal, at):
    advance(now=BACK)
    officer = as_(personas.officer)
    assert at("more_time") in officer.get("/en/desk/").text
    assert at("more_time") in officer.get(reverse("desk:call", args=[call.reference])).text
    page = officer.get(at("more_time")).text
    for words in ("Extend to 17 March 2027, 10:00?", "15 March 2027, 10:00", "measured: no answer in between"):
        assert words in page
    assert proposal.reason in page
    answer = officer.post(at("accept", proposal.pk), follow=True)
    assert "The deadline is extended, and everybody reads why." in answer.text
    call.refresh_from_db()
    assert (call.state, str(call.deadline_day)) == ("published", "2027-03-17")
    assert proposal.reason in Client().get(call.get_absolute_url()).text
    assert at("more_time") not in officer.get("/en/desk/").text
    assert "No outage waits for an answer here." in officer.get(at("more_time")).text


def test_a_closed_call_shows_it_on_its_office_page_too_and_a_calm_one_does_not(call, personas, at):
    assert at("more_time") not in as_(personas.officer).get(reverse("desk:call", args=[call.reference])).text


def test_the_page_shows_the_day_that_would_be_given_now(call, personas, proposal, at, hands):
    hands.at = moment("2027-03-18")
    officer = as_(personas.officer)
    assert "Extend to 22 March 2027, 10:00?" in officer.get(at("more_time")).text  # two days later is a Saturday
    officer.post(at("accept", proposal.pk))
    call.refresh_from_db()
    assert str(call.deadline_day) == "2027-03-22"


def test_who_recorded_the_outage_reads_why_another_one_answers(personas, call, at):
    personas.officer.is_superuser = True
    personas.officer.save()
    record_outage(
        began_at=DEADLINE - timedelta(hours=1), ended_at=DEADLINE, reason="Cut.", by=personas.officer, now=BACK
    )
    propose_what_is_due(now=BACK)
    officer, address = as_(personas.officer), at("accept", call.proposed_extensions.get().pk)
    page = officer.get(at("more_time")).text
    assert "You recorded this outage: somebody else decides" in page
    assert address not in page
    assert "You recorded this outage" in officer.post(address, follow=True).text


def test_declining_asks_why(call, personas, proposal, at):
    officer = as_(personas.officer)
    assert "Let the deadline stand?" in officer.get(at("decline", proposal.pk)).text
    assert officer.post(at("decline", proposal.pk), {"reason": ""}).status_code == 422
    officer.post(at("decline", proposal.pk), {"reason": "Nobody was kept out."})
    proposal.refresh_from_db()
    assert (proposal.declined_because, proposal.answered_by) == ("Nobody was kept out.", personas.officer)
    late = officer.post(at("accept", proposal.pk), follow=True)
    assert "has its answer already" in late.text


def test_what_is_shown_does_not_depend_on_whether_anybody_bid(call, personas, proposal, at, hands):
    empty = as_(personas.officer).get(at("more_time")).text.split("<main", 1)[1]
    hands.at = BEFORE
    hand_in(call, personas.supplier, personas.owner)
    hands.at = BACK
    full = as_(personas.officer).get(at("more_time")).text.split("<main", 1)[1]
    assert strip_tokens(empty) == strip_tokens(full)


def strip_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("name", OTHERS)
def test_others_find_nothing_of_it(call, personas, proposal, at, name):
    client = as_(getattr(personas, name))
    assert client.get(at("more_time")).status_code == 404
    assert client.post(at("accept", proposal.pk)).status_code == 404
    assert client.post(at("decline", proposal.pk), {"reason": "No."}).status_code == 404
    proposal.refresh_from_db()
    assert proposal.answered_at is None


def test_a_proposal_is_answered_on_the_page_of_its_own_call_only(personas, proposal):
    other = open_call(personas)
    officer = as_(personas.officer)
    for name in ("accept", "decline"):
        address = reverse(f"outages:{name}", args=[other.reference, proposal.pk])
        assert officer.post(address, {"reason": "No."}).status_code == 404


def test_an_officers_page_asks_as_often_for_three_as_for_one(
    call, personas, proposal, keeper, at, django_assert_num_queries
):
    officer = as_(personas.officer)
    officer.get(at("more_time"))
    with django_assert_num_queries(6):
        officer.get(at("more_time"))
    for minutes in (1, 2):
        began = DEADLINE - timedelta(minutes=minutes)
        record_outage(began_at=began, ended_at=BACK, reason="Cut.", by=keeper, now=BACK)
    assert propose_what_is_due(now=BACK) == 2
    with django_assert_num_queries(6):
        officer.get(at("more_time"))


def test_who_runs_the_portal_records_one_for_everybody_to_read(keeper):
    client = as_(keeper)
    assert RECORD in client.get(PUBLIC).text
    typed = {"began_day": "2027-03-14", "began_time": "08:00", "ended_day": "2027-03-14", "ended_time": "07:00"}
    wrong = client.post(RECORD, typed | {"reason": "A cable was cut."})
    assert (wrong.status_code, "An outage ends after it began." in wrong.text) == (422, True)
    assert client.post(RECORD, typed | {"ended_time": "", "reason": "Cut."}).status_code == 422
    right = client.post(RECORD, typed | {"ended_time": "09:30", "reason": "A cable was cut."}, follow=True)
    assert "recorded by hand: A cable was cut." in right.text
    assert "14 March 2027, 8:00" in right.text
    assert Outage.objects.get().began_at == moment("2027-03-14", 7)


def test_a_time_that_the_clocks_jump_over_is_none(keeper, hands):
    hands.at = moment("2027-04-01")
    typed = {"began_day": "2027-03-28", "began_time": "02:30", "ended_day": "2027-03-28", "ended_time": "09:00"}
    assert as_(keeper).post(RECORD, typed | {"reason": "Cut."}).status_code == 422


@pytest.mark.parametrize("name", ["officer", *OTHERS])
def test_nobody_else_records_one(personas, name):
    client = as_(getattr(personas, name))
    assert client.get(RECORD).status_code == 404
    assert RECORD not in client.get(PUBLIC).text
