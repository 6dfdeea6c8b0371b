"""Reminders before an expiry: on their day, once each, to those who keep the proofs, each in its language."""

from datetime import date, datetime

import pytest

from procurement.outbox.models import Mail
from suppliers.models import CredentialReminder, CredentialVersion
from suppliers.vault import reminders
from suppliers.vault.actions import remove_proof, renew_proof
from suppliers.vault.facts import fetch_fact
from suppliers.vault.reminders import remind
from suppliers.vault.said import Said
from tenders.management.commands.work import Command
from tests.factories.vault import NOW, file_at, keep
from tests.personas import moment

pytestmark = pytest.mark.django_db
ENDS = date(2027, 6, 30)


@pytest.fixture
def proof(personas):
    return keep(personas.supplier, personas.owner, expires=ENDS)


def mailed(day: str | datetime) -> list[str]:
    """Return to whom reminders go at this moment."""
    before = Mail.objects.count()
    remind(now=moment(day) if isinstance(day, str) else day)
    return [mail.to for mail in Mail.objects.order_by("pk")[before:]]


def test_60_and_14_days_before_and_at_no_other_time(personas, proof):
    both = [personas.owner.email, personas.contributor.email]
    days = ["2027-04-30", "2027-05-01", "2027-05-02", "2027-06-15", "2027-06-16", "2027-06-30", "2027-07-01"]
    assert [mailed(day) for day in days] == [[], both, [], [], both, [], []]


def test_the_day_begins_at_midnight_where_the_portal_is(personas, proof):
    assert mailed(moment("2027-04-30", 21, 59)) == []
    assert len(mailed(moment("2027-04-30", 22, 0))) == 2


def test_each_in_its_own_language_with_the_way_to_the_proof(personas, proof):
    personas.contributor.language = "nl"
    personas.contributor.save()
    mailed("2027-05-01")
    french, dutch = Mail.objects.order_by("pk")
    assert (french.language, dutch.language) == ("fr", "nl")
    assert "30 juin 2027" in french.subject
    assert "30 juni 2027" in dutch.subject
    assert f"/nl/firm/{personas.supplier.pk}/vault/{proof.pk}/" in dutch.text


def test_two_workers_write_it_once(personas, proof):
    assert (remind(now=moment("2027-05-01")), remind(now=moment("2027-05-01"))) == (1, 0)
    assert Mail.objects.count() == 2


def test_the_second_of_two_workers_that_saw_the_same_proof_writes_nothing(personas, proof):
    """Both have read the list before either writes: the row decides, not the list."""
    version = proof.versions.get()
    assert [reminders._settle(version, 60, moment("2027-05-01")) for _worker in range(2)] == [True, False]
    assert Mail.objects.count() == 2


def test_a_mail_that_can_not_be_written_leaves_the_reminder_due(personas, proof, monkeypatch):
    def broken(*_given: object, **_named: object) -> None:
        raise OSError("full")

    with monkeypatch.context() as patched:
        patched.setattr("suppliers.vault.emails.expires", broken)
        with pytest.raises(OSError, match="full"):
            remind(now=moment("2027-05-01"))
    assert not CredentialReminder.objects.exists()
    assert remind(now=moment("2027-05-01")) == 1


def test_after_an_outage_the_later_one_is_written_and_not_both(personas, proof):
    assert len(mailed("2027-06-20")) == 2
    assert mailed("2027-06-21") == []


def test_after_the_expiry_nothing_is_written_any_more(personas, proof):
    assert mailed("2027-07-01") == []


@pytest.mark.parametrize(("added", "count"), [("2027-05-02", 0), ("2027-05-01", 0), ("2027-04-30", 1)])
def test_what_was_added_when_it_was_due_needs_none(personas, added: str, count: int):
    keep(personas.supplier, personas.owner, expires=ENDS, now=moment(added))
    assert remind(now=moment("2027-05-03")) == count
    assert remind(now=moment("2027-06-16")) == 1


def test_a_newer_version_takes_its_place(personas, proof):
    said = Said(statement="Renewed.", expires_on=date(2028, 6, 30))
    renew_proof(proof, said=said, upload=None, by=personas.owner, now=NOW)
    assert mailed("2027-05-01") == []
    assert len(mailed("2028-05-01")) == 2


def test_what_was_removed_or_fetched_or_never_ends_is_left_alone(personas, proof):
    remove_proof(proof, by=personas.owner, now=NOW)
    keep(personas.supplier, personas.owner)
    file, said = file_at(personas.buyer, personas.supplier), Said(statement="A licence.", expires_on=ENDS)
    fetch_fact(file, kind="other", title="Licence", said=said, by=personas.officer, now=NOW)
    assert CredentialVersion.objects.filter(expires_on=ENDS).count() == 2
    assert mailed("2027-05-01") == []


def test_who_left_and_signatories_are_not_written_to(personas, proof):
    personas.owner.is_active = False
    personas.owner.save()
    personas.supplier.memberships.filter(person=personas.contributor).update(role="bid_signatory")
    assert mailed("2027-05-01") == []


def test_the_worker_that_asks_every_minute_reminds_once(personas, proof, hands):
    hands.at = moment("2027-05-01")
    for minute in (0, 0, 1):  # two workers at once, then the next minute
        hands.at = moment("2027-05-01", 8, minute)
        Command()._every_minute()
    assert CredentialReminder.objects.get().days == 60
    assert Mail.objects.filter(to=personas.owner.email, subject__contains="30 juin 2027").count() == 1
