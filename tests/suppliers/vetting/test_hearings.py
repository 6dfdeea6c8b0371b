"""A check is suspended only after the firm was heard."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from procurement.accounts.roles import Role
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.models import Application, Membership
from suppliers.vetting.actions import expire
from suppliers.vetting.hearings import announce_hearing, answer_hearing, drop_hearing, suspend
from suppliers.vetting.queries import open_hearing
from tests.factories.files import GROUNDS, THURSDAY, filed, heard, verified
from tests.house.traces import tables_with
from tests.personas import moment

pytestmark = pytest.mark.django_db
REASON = "The register still says so."
LAST_DAY = date(2027, 7, 23)  # five working days, the 21st is a holiday


def test_the_firm_is_told_by_when_it_can_answer_and_the_grounds_stand_on_the_page_only(personas):
    file = heard(personas)
    hearing = open_hearing(file)
    assert (file.state, hearing.answer_by) == ("verified", LAST_DAY)
    mail = Mail.objects.filter(to=personas.owner.email).last()
    assert "23 juillet 2027" in mail.text
    assert GROUNDS not in mail.text + str(list(Event.objects.values()))


@pytest.mark.parametrize("day", ["2027-07-15", "2027-07-23"])
def test_nothing_is_suspended_before_the_answer_or_the_end_of_the_last_day(personas, day: str):
    file = heard(personas)
    with pytest.raises(Refused, match="The firm is heard first"):
        suspend(file, reason=REASON, by=personas.officer, now=moment(day, 20))
    file.refresh_from_db()
    assert (file.state, file.reason) == ("verified", "")


def test_after_the_last_day_it_is_with_its_reason(personas):
    file = heard(personas)
    suspend(file, reason=REASON, by=personas.officer, now=moment("2027-07-24"))
    assert (file.state, file.reason, open_hearing(file)) == ("suspended", REASON, None)
    assert Mail.objects.filter(to=personas.owner.email).last().subject.startswith("Ville de Valbrume a suspendu")


def test_why_it_was_suspended_stands_in_its_row_and_the_log_keeps_only_that_it_was_said(personas):
    file = heard(personas)
    with pytest.raises(Refused, match="Give the reason"):
        suspend(file, reason=" ", by=personas.officer, now=moment("2027-07-24"))
    suspend(file, reason="J. Doe has died.", by=personas.officer, now=moment("2027-07-24"))
    event = Event.objects.get(verb="application.suspend")
    assert event.payload == {"from": "verified", "to": "suspended", "reason_given": True}
    assert tables_with("J. Doe") == ["suppliers_application"]


def test_the_database_keeps_no_suspension_without_its_reason(personas):
    file = heard(personas)
    suspend(file, reason=REASON, by=personas.officer, now=moment("2027-07-24"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=file.pk).update(reason="")


def test_once_the_firm_has_answered_it_can_be_decided_either_way(personas):
    file = heard(personas)
    answer_hearing(open_hearing(file), answer="It has merged.", by=personas.owner, now=THURSDAY)
    assert Mail.objects.filter(to=personas.officer.email).last().subject.endswith("a répondu")
    drop_hearing(file, by=personas.officer, now=THURSDAY)
    file.refresh_from_db()
    assert (file.state, open_hearing(file)) == ("verified", None)
    with pytest.raises(Refused, match="heard first"):  # the old hearing does not count again
        suspend(file, reason=REASON, by=personas.officer, now=moment("2027-08-24"))


def test_without_any_hearing_nothing_is_suspended_or_dropped(personas):
    file = verified(personas)
    with pytest.raises(Refused, match="heard first"):
        suspend(file, reason=REASON, by=personas.officer, now=THURSDAY)
    with pytest.raises(Refused, match="No hearing runs"):
        drop_hearing(file, by=personas.officer, now=THURSDAY)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"answer_by": date(2027, 7, 22)}, "until 23 July 2027 at least"),
        ({"grounds": " "}, "Name the grounds"),
        ({"by": "other_officer"}, "Only officers"),
        ({"by": "owner"}, "Only officers"),
    ],
)
def test_what_is_not_announced(personas, facts: dict, sentence: str):
    file = verified(personas)
    known = {"grounds": GROUNDS, "answer_by": LAST_DAY, "by": "officer", **facts}
    known["by"] = getattr(personas, known["by"])
    with pytest.raises(Refused, match=sentence):
        announce_hearing(file, **known, now=THURSDAY)


def test_only_a_valid_check_and_one_hearing_at_a_time(personas):
    facts = {"grounds": GROUNDS, "answer_by": LAST_DAY, "by": personas.officer, "now": THURSDAY}
    with pytest.raises(Refused, match="heard already"):
        announce_hearing(heard(personas), **facts)
    with pytest.raises(Refused, match="Only a check that is valid"):
        announce_hearing(filed(personas), **facts)


def test_who_belongs_to_the_firm_neither_accuses_nor_closes(personas):
    file = heard(personas)
    Membership.objects.create(supplier=personas.supplier, person=personas.officer, role=Role.CONTRIBUTOR)
    with pytest.raises(Refused, match="a colleague"):
        drop_hearing(file, by=personas.officer, now=THURSDAY)


@pytest.mark.parametrize("name", ["contributor", "other_owner", "officer"])
def test_only_an_owner_answers(personas, name: str):
    hearing = open_hearing(heard(personas))
    with pytest.raises(Refused, match="Only an owner"):
        answer_hearing(hearing, answer="It has merged.", by=getattr(personas, name), now=THURSDAY)


def test_it_is_answered_once_in_words_and_not_after_it_is_closed(personas):
    file = heard(personas)
    hearing = open_hearing(file)
    with pytest.raises(Refused, match="Write the answer"):
        answer_hearing(hearing, answer=" ", by=personas.owner, now=THURSDAY)
    answer_hearing(hearing, answer="It has merged.", by=personas.owner, now=THURSDAY)
    with pytest.raises(Refused, match="answered or decided already"):
        answer_hearing(hearing, answer="Another.", by=personas.owner, now=THURSDAY)


def test_a_hearing_ends_with_the_check(personas):
    file = heard(personas)
    expire(file, now=moment("2028-07-20"))
    assert open_hearing(file) is None
