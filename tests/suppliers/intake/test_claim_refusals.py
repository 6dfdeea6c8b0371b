"""Each way in which a code opens nothing: the same sentence, a try that counts, and nothing that changes."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procurement.lifecycle import Refused
from suppliers.intake.actions import VALIDITY, claim, make_code, take_in
from suppliers.models import CodeTried, Intake, Membership, Supplier
from suppliers.onboarding.actions import Facts
from tests.factories.people import UserFactory
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-03-15")
TOLD = Facts("Boulangerie Lenoir", "BE", "0403019261", "Rue Haute 1", "", "fr")


@pytest.fixture
def intake(personas) -> Intake:
    how = {"channel": "paper", "attention": "Nadia Lenoir", "scan": None}
    return take_in(personas.buyer, TOLD, **how, by=personas.officer, now=NOW)


@pytest.fixture
def code(personas, intake) -> str:
    return make_code(intake, by=personas.officer, now=NOW)


def used(code, intake, personas):
    claim(code, by=UserFactory(), now=NOW)
    return code, NOW


def replaced(code, intake, personas):
    make_code(intake, by=personas.officer, now=NOW)
    return code, NOW


def expired(code, intake, personas):
    return code, NOW + VALIDITY


def cut_short(code, intake, personas):
    return code[:-1], NOW


def empty(code, intake, personas):
    return " - ", NOW


@pytest.mark.parametrize("case", [used, replaced, expired, cut_short, empty])
def test_says_the_same_counts_and_changes_nothing(personas, intake, code, case):
    typed, at = case(code, intake, personas)
    owners = list(Membership.objects.values())
    with pytest.raises(Refused) as refused:
        claim(typed.lower().replace("-", " "), by=personas.stranger, now=at)
    assert str(refused.value).startswith("This code opens no account.")
    assert CodeTried.objects.get().person == personas.stranger
    assert list(Membership.objects.values()) == owners


def test_the_sixth_of_a_day_is_refused_even_if_it_is_right_and_the_day_ends_to_the_minute(personas, code):
    for minute in range(5):
        with pytest.raises(Refused, match="opens no account"):
            claim("2222", by=personas.stranger, now=NOW + timedelta(minutes=minute))
    almost = NOW + timedelta(days=1) - timedelta(seconds=1)
    with pytest.raises(Refused, match="Try again tomorrow"):
        claim(code, by=personas.stranger, now=almost)
    claim(code, by=personas.stranger, now=NOW + timedelta(days=1))


def test_a_code_that_opens_does_not_count_as_a_try(personas, code):
    claim(code, by=personas.stranger, now=NOW)
    assert not CodeTried.objects.exists()


def test_a_scan_that_the_checks_refuse_keeps_what_was_typed(client, personas, hands):
    hands.at = NOW
    client.force_login(personas.officer)
    typed = {
        "name": "Boulangerie Zéphyr", "country": "BE", "identifier": "0403019261", "address": "Rue Basse 77",
        "language": "fr", "channel": "paper", "attention": "Nadia Lenoir",
    }  # fmt: skip
    answer = client.post(reverse("intake:new"), {**typed, "scan": SimpleUploadedFile("form.pdf", b"MZ no pdf")})
    assert answer.status_code == 422
    assert "its content is not" in answer.text
    for words in ("Boulangerie Zéphyr", "Rue Basse 77", "Nadia Lenoir"):
        assert words in answer.text
    assert not Intake.objects.exists()
    assert not Supplier.objects.filter(name="Boulangerie Zéphyr").exists()
