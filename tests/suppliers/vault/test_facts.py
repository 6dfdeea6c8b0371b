"""Facts fetched against a firm: it is told, can contest, and nobody refuses it before it was heard."""

from datetime import timedelta

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused, blockers
from procurement.outbox.models import Mail
from suppliers.models import Contest
from suppliers.models.credential import TIME_TO_CONTEST
from suppliers.vault.facts import contest_fact, correct_fact
from suppliers.vault.said import Said
from suppliers.vetting.actions import refuse, verify
from tests.factories.files import taken_up
from tests.factories.people import employ
from tests.factories.vault import NOW, fetch, file_at, give, keep

pytestmark = pytest.mark.django_db
ANSWER = "This debt was paid on 3 January."


@pytest.fixture
def application(personas):
    file = taken_up(personas, now=NOW)
    Mail.objects.all().delete()
    return file


@pytest.fixture
def fact(personas, application):
    return fetch(application, personas.officer)


def contest(fact, by, text: str = ANSWER, now=NOW) -> Contest:
    return contest_fact(fact, text=text, by=by, now=now)


class TestFetching:
    def test_is_told_to_those_who_keep_the_proofs_without_a_word_of_it(self, personas, fact):
        personas.contributor.language = "nl"
        mails = {mail.to: mail for mail in Mail.objects.all()}
        assert set(mails) == {personas.owner.email, personas.contributor.email}
        text = mails[personas.owner.email].text
        assert f"/fr/firm/{personas.supplier.pk}/vault/{fact.credential_id}/" in text
        assert "900 euros" not in "".join(mail.subject + mail.text for mail in mails.values())
        assert "900 euros" not in str(list(Event.objects.values("verb", "payload")))
        assert (fact.source, fact.credential.fetched_by) == ("fetched", personas.buyer)

    @pytest.mark.parametrize("name", ["approver", "signatory", "auditor", "other_officer", "administrator", "owner"])
    def test_is_for_officers_of_the_authority_that_has_the_file(self, personas, application, name: str):
        with pytest.raises(Refused, match="Only an officer"):
            fetch(application, getattr(personas, name))

    def test_is_not_before_the_file_is_handed_in(self, personas):
        with pytest.raises(Refused, match="Only an officer"):
            fetch(file_at(personas.buyer, personas.supplier, "draft"), personas.officer)

    def test_says_something(self, personas, application):
        with pytest.raises(Refused, match="write what the proof says"):
            fetch(application, personas.officer, "")
        assert not Mail.objects.exists()


class TestContesting:
    @pytest.mark.parametrize("name", ["owner", "contributor"])
    def test_stands_beside_the_fact_and_the_officers_are_told(self, personas, fact, name: str):
        colleague = employ(personas.buyer, "officer", language="de")
        Mail.objects.all().delete()
        answer = contest(fact, getattr(personas, name))
        assert (answer.text, answer.contested_at) == (ANSWER, NOW)
        mails = {mail.to: mail for mail in Mail.objects.all()}
        assert set(mails) == {personas.officer.email, colleague.email}
        assert "/de/office/proofs/" in mails[colleague.email].text
        assert ANSWER not in "".join(mail.text for mail in mails.values())
        assert Event.objects.latest("pk").verb == "credential.contest"

    @pytest.mark.parametrize("name", ["officer", "other_owner", "administrator", "stranger"])
    def test_is_for_the_firm(self, personas, fact, name: str):
        with pytest.raises(Refused, match="Only owners and contributors"):
            contest(fact, getattr(personas, name))

    def test_is_of_facts_only_and_in_words(self, personas, fact):
        own = keep(personas.supplier, personas.owner).versions.get()
        with pytest.raises(Refused, match="Only a fact"):
            contest(own, personas.owner)
        with pytest.raises(Refused, match="Write what is wrong"):
            contest(fact, personas.owner, "  ")
        assert not Contest.objects.exists()

    def test_is_of_what_counts_today(self, personas, application, fact):
        given = application.disclosures.get()
        newer = correct_fact(given, said=Said(statement="No debt."), by=personas.officer, now=NOW)
        with pytest.raises(Refused, match="said anew meanwhile"):
            contest(fact, personas.owner)
        assert contest(newer, personas.owner)

    def test_ends_somewhere(self, personas, fact, monkeypatch):
        monkeypatch.setattr("suppliers.vault.facts.MOST_ANSWERS", 1)
        contest(fact, personas.owner)
        with pytest.raises(Refused, match="answered often enough"):
            contest(fact, personas.owner)


class TestSayingItAnew:
    def test_leaves_what_was_said_and_answered(self, personas, application, fact):
        contest(fact, personas.owner)
        Mail.objects.all().delete()
        given = application.disclosures.get()
        correct_fact(given, said=Said(statement="The debt is paid."), by=personas.officer, now=NOW)
        newest, first = fact.credential.versions.all()
        assert (newest.statement, newest.source) == ("The debt is paid.", "fetched")
        assert first.contests.get().text == ANSWER
        assert Mail.objects.count() == 2

    def test_is_for_those_who_fetched_it(self, personas, application, fact):
        given = application.disclosures.get()
        for name in ("other_officer", "approver", "owner"):
            with pytest.raises(Refused, match="Only an officer"):
                correct_fact(given, said=Said(statement="x"), by=getattr(personas, name), now=NOW)
        own = give(keep(personas.supplier, personas.owner), application, personas.owner)
        with pytest.raises(Refused, match="Only an officer"):
            correct_fact(own, said=Said(statement="x"), by=personas.officer, now=NOW)


class TestDeciding:
    def waits(self, application, personas, now, move: str = "refuse") -> bool:
        said = blockers(application, move, by=personas.officer, now=now)
        return any("still has time" in str(sentence) for sentence in said)

    def refuse(self, application, personas, now) -> None:
        refuse(application, reason="A debt.", remedy="Pay it.", by=personas.officer, now=now)

    def test_waits_until_the_firm_was_heard_or_its_time_is_over(self, personas, application, fact):
        last = NOW + TIME_TO_CONTEST - timedelta(seconds=1)
        assert self.waits(application, personas, last)
        assert not self.waits(application, personas, NOW + TIME_TO_CONTEST)
        with pytest.raises(Refused, match="still has time"):
            self.refuse(application, personas, last)
        contest(fact, personas.owner)
        self.refuse(application, personas, last)
        assert application.state == "refused"

    def test_to_suspend_waits_as_well(self, personas, application):
        verify(application, by=personas.officer, now=NOW)
        assert not self.waits(application, personas, NOW, "suspend")
        fetch(application, personas.officer)
        assert self.waits(application, personas, NOW, "suspend")

    def test_a_fact_said_anew_starts_the_time_again(self, personas, application, fact):
        contest(fact, personas.owner)
        given = application.disclosures.get()
        correct_fact(given, said=Said(statement="Another debt."), by=personas.officer, now=NOW)
        assert self.waits(application, personas, NOW)

    def test_does_not_wait_for_the_firms_own_proofs_or_in_its_favour(self, personas, application):
        give(keep(personas.supplier, personas.owner), application, personas.owner)
        assert not self.waits(application, personas, NOW)
        fetch(application, personas.officer)
        verify(application, by=personas.officer, now=NOW)
        assert application.state == "verified"
