"""What was typed wrong is corrected before the account is claimed: by whom, by which rules, and what the log keeps."""

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from suppliers.intake.actions import claim, make_code, take_in
from suppliers.intake.correcting import correct
from suppliers.models import Intake, Supplier
from suppliers.onboarding.actions import Facts
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-03-15")
WRONG = Facts("Boulangrie Lenoir", "BE", "0403019261", "Rue Haute 1, 5000 Namur", "", "fr")
RIGHT = Facts("Boulangerie Lenoir", "BE", "0403019261", "Rue Haute 1, 4000 Liège", "", "fr")


@pytest.fixture
def intake(personas) -> Intake:
    how = {"channel": "phone", "attention": "N. Lenoir", "scan": None}
    return take_in(personas.buyer, WRONG, **how, by=personas.officer, now=NOW)


def mend(intake: Intake, by, facts: Facts = RIGHT, attention: str = "N. Lenoir") -> None:
    correct(intake, facts, attention=attention, by=by, now=NOW)


def events() -> list[Event]:
    return list(Event.objects.filter(verb="supplier.correct"))


def test_the_facts_are_replaced_the_region_follows_and_the_log_keeps_which(personas, intake):
    mend(intake, personas.officer, attention="Nadia Lenoir")
    firm = Supplier.objects.get(pk=intake.supplier_id)
    assert (firm.name, firm.address, firm.nuts[:4]) == (RIGHT.name, RIGHT.address, "BE33")
    assert intake.attention == "Nadia Lenoir"
    (event,) = events()
    assert event.payload == {"buyer": personas.buyer.slug, "changed": ["name", "address", "attention"]}
    assert event.actor_id == personas.officer.pk


def test_a_letter_that_may_lie_with_somebody_else_opens_nothing_any_more(personas, intake):
    code = make_code(intake, by=personas.officer, now=NOW)
    mend(intake, personas.officer)
    with pytest.raises(Refused, match="opens no account"):
        claim(code, by=personas.stranger, now=NOW)
    assert not intake.code_is_valid(NOW)
    claim(make_code(intake, by=personas.officer, now=NOW), by=personas.stranger, now=NOW)


def test_saving_it_unchanged_leaves_the_letter_valid_and_the_log_alone(personas, intake):
    code = make_code(intake, by=personas.officer, now=NOW)
    mend(intake, personas.officer, WRONG)
    assert events() == []
    claim(code, by=personas.stranger, now=NOW)


@pytest.mark.parametrize("name", ["other_officer", "approver", "auditor", "administrator", "owner", "stranger"])
def test_only_officers_of_the_authority_correct_it(personas, intake, name: str):
    with pytest.raises(Refused, match="Only officers"):
        mend(intake, getattr(personas, name))
    assert Supplier.objects.get(pk=intake.supplier_id).name == WRONG.name


def test_once_it_is_claimed_its_owner_corrects_it(client, personas, intake):
    claim(make_code(intake, by=personas.officer, now=NOW), by=personas.stranger, now=NOW)
    with pytest.raises(Refused, match="its owner corrects it"):
        mend(intake, personas.officer)
    client.force_login(personas.officer)
    answer = client.post(reverse("intake:correct", args=[intake.pk]), {"name": "Another"})
    assert answer.headers["Location"] == reverse("intake:one", args=[intake.pk])
    assert "Correct the registration" not in client.get(answer.headers["Location"]).text
    assert events() == []


@pytest.mark.parametrize(("number", "sentence"), [("0403019262", "."), ("0878065378", "is here already")])
def test_a_number_that_is_none_or_is_here_is_refused_and_nothing_is_kept(personas, intake, number: str, sentence: str):
    Supplier.objects.filter(pk=personas.supplier.pk).update(country="BE", identifier="0878065378")
    facts = Facts(RIGHT.name, "BE", number, RIGHT.address, "", "fr")
    with pytest.raises(Refused, match=sentence):
        mend(intake, personas.officer, facts)
    assert Supplier.objects.get(pk=intake.supplier_id).name == WRONG.name
    assert events() == []


def test_the_page_shows_what_was_typed_and_keeps_what_is_wrong(client, personas, intake, hands):
    hands.at = NOW
    client.force_login(personas.officer)
    address = reverse("intake:correct", args=[intake.pk])
    assert address in client.get(reverse("intake:one", args=[intake.pk])).text
    assert WRONG.name in client.get(address).text
    typed = {"name": RIGHT.name, "country": "BE", "identifier": "1", "address": RIGHT.address, "language": "nl"}
    answer = client.post(address, {**typed, "attention": "Nadia"})
    assert (answer.status_code, 'id="id_identifier_error"' in answer.text, RIGHT.name in answer.text) == (
        422,
        True,
        True,
    )
    client.post(address, {**typed, "attention": "Nadia", "identifier": "0403.019.261"})
    firm = Supplier.objects.get(pk=intake.supplier_id)
    assert (firm.name, firm.identifier, firm.language) == (RIGHT.name, "0403019261", "nl")
