"""The morning mail: asked for on the desk, one a day, of what is late, due today or at risk; none without anything."""

import pytest
from django.urls import reverse

from procurement.outbox.models import Mail
from tenders.desk import digest
from tenders.desk.digest import pressing, write_morning_mails
from tenders.desk.morning import want_morning_mail
from tenders.models import MorningMail, Question, Stage, Tender
from tests.factories.people import SupplierFactory
from tests.factories.published import published_call
from tests.personas import moment

EVENING, DAWN, MORNING = moment("2027-02-09", 18), moment("2027-02-10", 5, 59), moment("2027-02-10", 6)  # 7:00 here


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = MORNING


def waiting(personas, day: str, **facts: object) -> Tender:
    """A call with a question that is to be answered by this day."""
    call = published_call(buyer=personas.buyer, **facts)
    Stage.objects.filter(tender=call, kind="answers").update(commitment=day, first_commitment=day, earliest=None)
    Question.objects.create(tender=call, supplier=SupplierFactory(), text="Why?", asked_at=EVENING)
    return call


@pytest.fixture
def officer(personas):
    personas.officer.language = "en"
    personas.officer.save()
    want_morning_mail(personas.officer, wanted=True, now=EVENING)
    return personas.officer


def test_it_comes_at_seven_once_a_day_with_what_presses(personas, officer):
    late, today = waiting(personas, "2027-02-08", title="Late"), waiting(personas, "2027-02-10", title="Today")
    waiting(personas, "2027-03-01", title="Far away")
    assert [row.tender for row in pressing(officer, MORNING)] == [late, today]
    assert write_morning_mails(now=DAWN) == 0
    assert write_morning_mails(now=MORNING) == 1
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (officer.email, "2 things to do are pressing")
    assert "1 question waits for an answer." in mail.text
    assert "Due today" in mail.text
    assert "2 days late" in mail.text
    assert "Far away" not in mail.text
    assert write_morning_mails(now=moment("2027-02-10", 20)) == 0
    assert write_morning_mails(now=moment("2027-02-11", 7)) == 1


def test_on_a_day_without_anything_pressing_none_is_written(personas, officer):
    waiting(personas, "2027-03-01")
    assert write_morning_mails(now=MORNING) == 0
    assert MorningMail.objects.get().last_on.isoformat() == "2027-02-10"
    assert not Mail.objects.exists()


def test_who_did_not_ask_left_or_ended_it_gets_none(personas, officer):
    waiting(personas, "2027-02-10")
    want_morning_mail(officer, wanted=False, now=EVENING)
    want_morning_mail(personas.approver, wanted=True, now=EVENING)
    personas.approver.is_active = False
    personas.approver.save()
    assert write_morning_mails(now=MORNING) == 0


def test_where_one_mail_fails_the_others_are_written_and_it_is_tried_again(personas, officer, monkeypatch):
    waiting(personas, "2027-02-10")
    want_morning_mail(personas.auditor, wanted=True, now=EVENING)
    whole = digest.pressing

    def broken(person, now):
        if person == personas.auditor:
            raise RuntimeError
        return whole(person, now)

    monkeypatch.setattr(digest, "pressing", broken)
    assert write_morning_mails(now=MORNING) == 1
    assert MorningMail.objects.get(person=personas.auditor).last_on.isoformat() == "2027-02-09"


def test_it_is_asked_for_and_ended_on_the_desk(client, personas):
    client.force_login(personas.officer)
    home, morning = reverse("desk:home"), reverse("desk:morning")
    assert morning in client.get(home).text
    assert "The first mail comes tomorrow." in client.post(morning, follow=True).text
    assert 'name="end"' in client.get(home).text
    client.post(morning, {"end": "1"})
    assert not MorningMail.objects.exists()
    assert client.get(morning).status_code == 405


def test_a_firm_has_no_morning_mail(client, personas):
    client.force_login(personas.owner)
    assert reverse("desk:morning") not in client.get(reverse("desk:home")).text
    client.post(reverse("desk:morning"))
    assert not MorningMail.objects.exists()
