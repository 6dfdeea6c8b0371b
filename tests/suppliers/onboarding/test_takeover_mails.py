"""What is written when an account is to change hands: to whom, in which language, leading where, telling how much."""

import re

import pytest

from procurement.outbox.models import Mail
from suppliers.models import Takeover
from suppliers.onboarding import taking_over
from tests.factories.people import UserFactory, employ, join
from tests.personas import Personas, moment

NOW = moment("2027-02-01")
THE_END = moment("2027-02-20")
REASON = "The manager has died."
LANGUAGES = ["fr", "nl", "de", "en"]
GAP = re.compile(r"%\(|\{\{|\{%")
STATE = re.compile(
    r": (annonc|aangekondigd|angek|announced|asked|reprise|overgenomen|taken over)"
)  # a state is no sentence


def ask(personas: Personas, *, language: str = "fr") -> Takeover:
    asker = UserFactory(email="ada@example.org", name="Ada Neu", language=language)
    return taking_over.ask(personas.supplier, buyer=personas.buyer, reason=REASON, by=asker, now=NOW)


def speak(personas: Personas, language: str) -> None:
    for person in (personas.owner, personas.administrator):
        person.language = language
        person.save()
    personas.supplier.language = language
    personas.supplier.save()


def whole_way(personas: Personas, language: str) -> list[Mail]:
    speak(personas, language)
    asked = ask(personas, language=language)
    taking_over.announce(asked, finding="So it is.", by=personas.administrator, now=NOW)
    taking_over.take_effect(asked, now=THE_END)
    return list(Mail.objects.order_by("pk"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_of_the_whole_way_is_whole_in_its_language(personas, language):
    mails = whole_way(personas, language)
    assert [mail.language for mail in mails] == [language] * len(mails)
    assert [mail.subject for mail in mails if GAP.search(mail.subject + mail.text)] == []
    assert all(f"/{language}/" in mail.text for mail in mails)
    assert len({mail.subject for mail in mails}) == 5
    assert not any(STATE.search(mail.subject) for mail in mails)


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_none_of_it_stays_english(personas, language):
    words = re.compile(r"\b(the|account|owner|object|checked|nobody|asks)\b")
    for mail in whole_way(personas, language):
        own = mail.text.replace("So it is.", "").replace("/en/", "")
        assert not set(words.findall(own)) - {"account"}, mail.text


def test_the_order_of_who_is_told(personas):
    mails = whole_way(personas, "en")
    assert [mail.to for mail in mails] == [
        personas.administrator.email,
        personas.owner.email,
        "ada@example.org",
        "ada@example.org",
        personas.owner.email,
    ]


def test_every_administrator_is_asked_and_nobody_else_at_the_authority(personas):
    second = employ(personas.buyer, "administrator", email="second@example.org")
    ask(personas)
    assert {mail.to for mail in Mail.objects.all()} == {personas.administrator.email, second.email}


def test_an_owner_whose_address_is_the_firms_gets_one_mail(personas):
    assert personas.owner.email == personas.supplier.email
    taking_over.announce(ask(personas), finding="So.", by=personas.administrator, now=NOW)
    assert Mail.objects.filter(to=personas.owner.email).count() == 1


def test_every_owner_is_told_and_a_shut_out_one_is_not(personas):
    second = join(personas.supplier, email="second-owner@example.org")
    gone = join(personas.supplier, email="gone@example.org")
    gone.is_active = False
    gone.save()
    taking_over.announce(ask(personas), finding="So.", by=personas.administrator, now=NOW)
    told = set(Mail.objects.values_list("to", flat=True))
    assert {personas.owner.email, second.email} <= told
    assert gone.email not in told


def test_the_owners_mail_leads_to_the_button_that_objects(personas):
    asked = taking_over.announce(ask(personas), finding="So.", by=personas.administrator, now=NOW)
    text = Mail.objects.get(to=personas.owner.email).text
    assert f"/fr/firm/{personas.supplier.pk}/take-over/{asked.pk}/" in text


def test_who_asked_learns_that_an_owner_is_there_but_not_who(personas):
    asked = taking_over.announce(ask(personas), finding="So.", by=personas.administrator, now=NOW)
    taking_over.object_to(asked, by=personas.owner, now=NOW)
    told = Mail.objects.filter(to="ada@example.org").latest("pk")
    assert personas.owner.name not in told.text
    assert personas.supplier.name not in told.subject + told.text
    assert personas.supplier.identifier in told.subject
