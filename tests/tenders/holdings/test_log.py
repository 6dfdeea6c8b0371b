"""What was done in a firm's name: its own people by name, others not; nothing of a bid but its number."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from procurement.audit.log import record
from suppliers.intake.actions import claim, make_code, take_in
from suppliers.models import Membership
from suppliers.onboarding import actions, taking_over
from suppliers.vault.actions import remove_proof
from suppliers.vault.facts import contest_fact
from suppliers.vault.looking import look
from suppliers.vault.looks import LOOKED
from tenders.bids.actions import start_bid
from tenders.decisions.verbs import words_of
from tenders.help.actions import ask_for_help
from tenders.holdings.log import SAID, _moves, log_of
from tests.factories.declarations import declared
from tests.factories.people import join
from tests.factories.sealed import open_call
from tests.factories.vault import fetch, file_at, give, keep
from tests.personas import Personas, moment

NOW = moment("2027-03-01")


def said(personas: Personas) -> list[tuple[str, str, str]]:
    _page, deeds = log_of(personas.supplier, personas.owner, page=None)
    return [(deed.what, deed.who, deed.about) for deed in deeds]


def test_own_people_are_named_even_when_they_have_left(personas):
    member = Membership.objects.get(person=personas.contributor)
    record("supplier.join", personas.supplier, by=personas.contributor, now=NOW)
    actions.change_role(member, role="bid_signatory", by=personas.owner, now=NOW)
    actions.remove_person(member, by=personas.owner, now=NOW)
    assert said(personas) == [
        ("Remove a person from the firm", personas.owner.name, personas.contributor.name),
        ("Give a person another role", personas.owner.name, f"{personas.contributor.name}, signatory of bids"),
        ("Join by an invitation", personas.contributor.name, ""),
    ]


def test_nobody_outside_the_firm_is_named(personas):
    asked = taking_over.ask(personas.supplier, buyer=personas.buyer, reason="Gone.", by=personas.stranger, now=NOW)
    taking_over.announce(asked, finding="So it is.", by=personas.administrator, now=NOW)
    assert said(personas) == [
        ("Announce it to the owners", "somebody outside the firm", ""),
        ("Ask for the account", "somebody outside the firm", ""),
    ]


def test_of_a_bid_only_what_its_own_people_did(personas):
    call = open_call(personas)
    bid = start_bid(call, supplier=personas.supplier, by=personas.owner, now=NOW)
    record("bid.read", bid, by=personas.evaluator, now=NOW)
    assert [(what, who) for what, who, _about in said(personas)] == [("Start a bid", personas.owner.name)]


def test_another_firms_deeds_are_not_there(personas):
    actions.describe_firm(
        personas.other_supplier, size="small", nuts="", interests=[], languages=["nl"], by=personas.other_owner, now=NOW
    )
    assert said(personas) == []


def test_of_the_vault_also_what_officers_do_with_it_but_not_who(personas):
    proof = keep(personas.supplier, personas.contributor, now=NOW)
    file = file_at(personas.buyer, personas.supplier)
    given = give(proof, file, personas.owner, now=NOW)
    look(given, proof.versions.get(), by=personas.officer, now=NOW)
    fact = fetch(file, personas.officer, now=NOW)
    contest_fact(fact, text="It was paid.", by=personas.owner, now=NOW)
    remove_proof(proof, by=personas.owner, now=NOW)
    assert [(what, who) for what, who, _about in reversed(said(personas))] == [
        ("Put a proof into the vault", personas.contributor.name),
        ("Give a proof to an authority", personas.owner.name),
        ("Look at a proof", "somebody outside the firm"),
        ("Fetch a fact about the firm", "somebody outside the firm"),
        ("Say what is wrong with a fact", personas.owner.name),
        ("Take a proof out of the vault", personas.owner.name),
    ]


def test_of_a_declaration_that_it_was_answered_never_what(personas):
    declared(personas.supplier, personas.owner, now=NOW, corruption={"answer": False})
    assert said(personas) == [
        ("Sign a declaration", personas.owner.name, ""),
        ("Change the answers of a declaration", personas.owner.name, ""),
        ("Begin a declaration", personas.owner.name, ""),
    ]


def test_who_claimed_the_account_is_of_the_firm_even_after_leaving(personas):
    facts = actions.Facts("Lenoir", "BE", "0403019261", "Rue Haute 1, 5000 Valbrume", "", "fr")
    how = {"channel": "phone", "attention": "N. Lenoir", "scan": None}
    taken = take_in(personas.buyer, facts, **how, by=personas.officer, now=NOW)
    claim(make_code(taken, by=personas.officer, now=NOW), by=personas.stranger, now=NOW)
    heir = join(taken.supplier)
    Membership.objects.get(person=personas.stranger).delete()
    _page, deeds = log_of(taken.supplier, heir, page=None)
    assert [(deed.what, deed.who) for deed in deeds] == [
        ("Claim the firm's account with the code of the letter", personas.stranger.name),
        ("Make a code for the letter to the firm", "somebody outside the firm"),
        ("Take the firm's registration in, on its behalf", "somebody outside the firm"),
        ("Register the firm", "somebody outside the firm"),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_few_questions_however_long_it_is(personas, rows, django_assert_num_queries):
    for _row in range(rows):
        ask_for_help(personas.buyer, supplier=personas.supplier, text="How?", by=personas.owner, now=NOW)
    client = Client()
    client.force_login(personas.owner, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("holdings:log", args=[personas.supplier.pk])
    client.get(address)
    with django_assert_num_queries(10):
        page = client.get(address).content.decode()
    assert page.count("<time ") == rows


@pytest.mark.parametrize("name", ["contributor", "stranger", "other_owner", "officer", "administrator"])
@pytest.mark.parametrize("page", ["log", "firm", "download", "close"])
def test_owners_only(personas, name, page):
    client = Client()
    client.force_login(getattr(personas, name), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse(f"holdings:{page}", args=[personas.supplier.pk])).status_code == 404


def test_every_verb_that_a_firms_own_rooms_write_has_words():
    """A verb without words stands in the log as code. Give it some in `tenders/holdings/log.py`: SAID."""
    folder = Path(settings.BASE_DIR) / "suppliers"
    written = {verb for file in folder.rglob("*.py") for verb in re.findall(r'record\(\s*"([\w.]+)"', file.read_text())}
    assert {"supplier.make", "takeover.ask"} <= written
    known = {*SAID, *_moves()}
    assert sorted(verb for verb in {*written, LOOKED} - known if words_of(verb) == verb) == []


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_the_words_are_there_in_each_language(language):
    """Every deed has words of its own there: none in English, and no two deeds under the same words."""
    english = {verb: str(words) for verb, words in SAID.items()}
    with override(language):
        words = {verb: str(words) for verb, words in SAID.items()}
    assert [verb for verb in SAID if words[verb] == english[verb]] == []
    assert len(set(words.values())) == len(set(english.values())) == len(SAID)
