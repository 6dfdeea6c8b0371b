"""Nobody owns the account: who asks to join is told so at once, and finds the letter's code or an authority's check."""

import pytest
from django.test import Client
from django.urls import reverse

from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.intake.actions import claim, make_code, take_in
from suppliers.models import Intake, JoinRequest, Membership, Takeover
from suppliers.onboarding import joining, taking_over
from suppliers.onboarding.actions import Facts
from suppliers.onboarding.registering_views import NUMBER
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-01")
THE_END = moment("2027-02-20")
NUMBER_OF_IT = {"country": "BE", "identifier": "0403019261"}
REASON, FOUND = "I am its manager.", "The register names her as manager."


@pytest.fixture
def intake(personas: Personas) -> Intake:
    """A firm that an officer registered, whose letter is in the post."""
    facts = Facts("Boulangerie Lenoir", *NUMBER_OF_IT.values(), "Rue Haute 1, 5000 Valbrume", "", "fr")
    how = {"channel": "paper", "attention": "Nadia Lenoir", "scan": None}
    return take_in(personas.buyer, facts, **how, by=personas.officer, now=NOW)


def asks_for(intake: Intake, personas: Personas) -> Takeover:
    return taking_over.ask(intake.supplier, buyer=personas.buyer, reason=REASON, by=personas.stranger, now=NOW)


def handed_over(intake: Intake, personas: Personas) -> Takeover:
    asked = taking_over.announce(asks_for(intake, personas), finding=FOUND, by=personas.administrator, now=NOW)
    return taking_over.take_effect(asked, now=THE_END)


def client_of(person, **session: object) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    kept = client.session
    kept.update(session)
    kept.save()
    return client


def test_no_request_is_left_for_nobody_to_read(personas, intake):
    with pytest.raises(joining.NobodyAnswers, match="Nobody owns the account"):
        joining.ask(intake.supplier, by=personas.stranger, now=NOW)
    assert not JoinRequest.objects.exists()
    assert not Mail.objects.filter(to=personas.stranger.email).exists()


def test_owners_who_can_not_sign_in_answer_nobody_either(personas):
    personas.owner.is_active = False
    personas.owner.save()
    with pytest.raises(joining.NobodyAnswers):
        joining.ask(personas.supplier, by=personas.stranger, now=NOW)


def test_the_page_shows_both_ways_and_nothing_of_the_firm(personas, intake, hands):
    hands.at = NOW
    client = client_of(personas.stranger, **{NUMBER: NUMBER_OF_IT})
    before = client.get(reverse("onboarding:ask")).text
    assert "Nobody owns" not in before  # who only looks learns no more than of any firm
    answer = client.post(reverse("onboarding:ask"))
    assert answer.status_code == 422
    assert "Nobody owns the account of this firm at this moment" in answer.text
    for name in ("intake:claim", "onboarding:take_over_by_number"):
        assert reverse(name) in answer.text
    for secret in (intake.supplier.name, intake.attention, str(personas.buyer), personas.officer.name):
        assert secret not in answer.text


def test_after_the_authoritys_check_the_account_is_the_persons_and_the_letter_opens_nothing(personas, intake):
    code = make_code(intake, by=personas.officer, now=NOW)
    handed_over(intake, personas)
    assert Membership.objects.get(supplier=intake.supplier).person == personas.stranger
    intake.refresh_from_db()
    assert (intake.claimed_by, intake.claimed_at, intake.code_sha256) == (personas.stranger, THE_END, "")
    with pytest.raises(Refused, match="opens no account"):
        claim(code, by=personas.contributor, now=THE_END)


def test_a_registration_that_was_claimed_keeps_who_claimed_it(personas, intake):
    claim(make_code(intake, by=personas.officer, now=NOW), by=personas.contributor, now=NOW)
    handed_over(intake, personas)
    intake.refresh_from_db()
    assert intake.claimed_by == personas.contributor


def test_who_holds_the_letter_claims_and_objects_while_the_days_run(personas, intake):
    asked = taking_over.announce(asks_for(intake, personas), finding=FOUND, by=personas.administrator, now=NOW)
    claim(make_code(intake, by=personas.officer, now=NOW), by=personas.contributor, now=NOW)
    taking_over.object_to(asked, by=personas.contributor, now=NOW)
    assert asked.state == "stopped"


class TestTheAdministrator:
    def page(self, intake: Intake, personas: Personas) -> str:
        asked = asks_for(intake, personas)
        address = reverse("administration:takeover", args=[personas.buyer.slug, asked.pk])
        return client_of(personas.administrator).get(address).text

    def test_sees_who_registered_the_firm_and_who_spoke_for_it(self, personas, intake):
        page = self.page(intake, personas)
        assert intake.reference in page
        assert "Who spoke for the firm: Nadia Lenoir" in page

    def test_is_told_where_nobody_would_hear_of_it(self, personas, intake):
        assert "nobody would be told" in self.page(intake, personas)
        Takeover.objects.all().delete()
        intake.supplier.email = "bureau@example.org"
        intake.supplier.save()
        assert "nobody would be told" not in self.page(intake, personas)


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "que personne ne détient encore"), ("nl", "dat nog van niemand is"),
     ("de", "das noch niemandem gehört"), ("en", "which nobody owns yet")],
)  # fmt: skip
def test_the_mails_do_not_speak_of_an_owner_where_there_is_none(personas, intake, language: str, words: str):
    firm = intake.supplier
    firm.email, firm.language = "bureau@example.org", language
    firm.save()
    asked = asks_for(intake, personas)
    taking_over.announce(asked, finding=FOUND, by=personas.administrator, now=NOW)
    assert words in Mail.objects.get(to=firm.email).text
    told = Mail.objects.filter(to=personas.stranger.email).latest("pk").text
    assert firm.name not in told
