"""What the database, the mails and the lists hold of registrations that were taken in."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from procurement.outbox.models import Mail
from suppliers.intake.actions import claim, make_code, take_in
from suppliers.intake.queries import opened_by, taken_in_for
from suppliers.models import Intake, Supplier
from suppliers.onboarding.actions import Facts
from tests.factories.people import UserFactory
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-03-15")


def took(personas: Personas, number: int = 0, *, email: str = "", language: str = "fr") -> Intake:
    facts = Facts(f"Boulangerie {number}", "US", f"N-{number}", "Main Street 1", email, language)
    how = {"channel": "paper", "attention": "Nadia Lenoir", "scan": None}
    return take_in(personas.buyer, facts, **how, by=personas.officer, now=NOW)


def test_a_claimed_account_keeps_no_code(personas):
    intake = took(personas)
    claim(make_code(intake, by=personas.officer, now=NOW), by=personas.stranger, now=NOW)
    intake.refresh_from_db()
    assert (intake.claimed_by, intake.code_sha256) == (personas.stranger, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Intake.objects.update(code_sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Intake.objects.update(claimed_by=None)


def test_without_a_code_nothing_is_opened_by_an_empty_one(personas):
    took(personas)
    assert not opened_by("", NOW).exists()
    assert not opened_by(" - ", NOW).exists()


@pytest.mark.parametrize(("language", "words"), [("fr", "a réclamé"), ("nl", "opgeëist"), ("de", "übernommen")])
def test_the_firms_own_address_hears_when_somebody_else_claims(personas, language: str, words: str):
    intake = took(personas, email="lenoir@example.org", language=language)
    claim(make_code(intake, by=personas.officer, now=NOW), by=personas.stranger, now=NOW)
    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert set(mails) == {personas.officer.email, "lenoir@example.org"}
    assert words in mails["lenoir@example.org"].text
    assert mails["lenoir@example.org"].language == language


def test_and_not_when_it_is_the_one_who_claims(personas):
    intake = took(personas, email="Lenoir@example.org")
    claim(make_code(intake, by=personas.officer, now=NOW), by=UserFactory(email="lenoir@example.org"), now=NOW)
    assert Mail.objects.get().to == personas.officer.email


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(client, personas, hands, rows: int, django_assert_num_queries):
    hands.at = NOW
    for number in range(rows):
        make_code(took(personas, number), by=personas.officer, now=NOW)
    client.force_login(personas.officer)
    with django_assert_num_queries(6):
        page = client.get(reverse("intake:list"))
    assert page.text.count("the letter is made") == rows


def test_an_officer_sees_those_of_its_authority_the_newest_first(personas):
    first, second = took(personas, 1), took(personas, 2)
    assert list(taken_in_for(personas.officer)) == [second, first]
    for name in ("other_officer", "approver", "administrator", "owner", "stranger"):
        assert not taken_in_for(getattr(personas, name)).exists()


def test_the_way_to_the_claim_stands_where_a_firm_is_registered(client, personas):
    client.force_login(personas.stranger)
    assert reverse("intake:claim") in client.get(reverse("onboarding:new")).text
    assert "Five codes can be tried a day." in client.get(reverse("intake:claim")).text
    client.logout()
    assert client.get(reverse("intake:claim")).status_code == 302


def test_the_region_follows_from_the_postcode_as_in_every_registration(personas):
    facts = Facts("Boulangerie", "BE", "0403019261", "Rue Haute 1, 5000 Namur", "", "fr")
    how = {"channel": "phone", "attention": "N", "scan": None}
    take_in(personas.buyer, facts, **how, by=personas.officer, now=NOW)
    assert Supplier.objects.get(name="Boulangerie").nuts.startswith("BE35")
