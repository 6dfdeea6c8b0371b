"""What a firm that has bid leaves behind when it closes its account: its calls' papers, and nothing beside them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from procurement.lifecycle import Refused
from suppliers.intake.actions import claim, make_code, take_in
from suppliers.models import (
    Application,
    Contest,
    Credential,
    CredentialVersion,
    Declaration,
    Disclosure,
    Intake,
    Membership,
    Partner,
    Submission,
    Supplier,
)
from suppliers.onboarding.actions import Facts
from suppliers.vault.facts import contest_fact
from suppliers.vault.files import kept_path
from tenders.holdings.actions import close_firm
from tenders.models import Bid, Consent
from tests.factories.calls import TenderFactory, place
from tests.factories.declarations import declared, declared_of
from tests.factories.partners import partnered
from tests.factories.sealed import hand_in, open_call
from tests.factories.vault import fetch, file_at, give, keep
from tests.personas import Personas, moment

NOW = moment("2027-03-20")


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    """Close the firm as the site does: what waits for the end of the transaction is done."""

    def close(personas: Personas) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            close_firm(personas.supplier, by=personas.owner, now=NOW)

    return close


@pytest.fixture
def bid(personas) -> Bid:
    """Return a bid of the firm in a call that has ended."""
    tender = TenderFactory(buyer=personas.buyer)
    place(tender, "concluded")
    facts = {"number": "B-77", "submitted_at": NOW, "submitted_by": personas.owner}
    found = Bid.objects.create(round=tender.round, supplier=personas.supplier, **facts)
    place(found, "submitted")
    return found


def on_the_disk(proof: Credential) -> list[bool]:
    return [kept_path(version.stored_as).exists() for version in proof.versions.all()]


def test_nothing_goes_while_a_bid_is_in_a_call_that_runs(personas, hands, after_commit):
    hands.at = moment("2027-03-01")
    firm, owner = personas.supplier, personas.owner
    declared(firm, owner)
    proof = keep(firm, owner)
    handed = hand_in(open_call(personas), firm, owner)
    sealed = bytes(handed.bid.sealed_manifest)
    with pytest.raises(Refused, match="is in a call that has not ended"):
        after_commit(personas)
    assert Declaration.objects.filter(supplier=firm).exists()
    assert on_the_disk(proof) == [True]
    place(Bid.objects.get().round.tender, "concluded")
    after_commit(personas)
    assert not Declaration.objects.exists()
    assert not Credential.objects.exists()
    assert bytes(Bid.objects.get(pk=handed.bid.pk).sealed_manifest) == sealed


def test_declarations_go_its_own_and_those_of_others(personas, bid, after_commit):
    declared(personas.supplier, personas.owner)
    declared_of("Helper", personas.supplier, personas.owner)
    elsewhere = declared(personas.other_supplier, personas.other_owner)
    after_commit(personas)
    assert list(Declaration.objects.all()) == [elsewhere]
    assert Bid.objects.filter(pk=bid.pk, supplier=personas.supplier).exists()


def test_a_proof_stays_where_it_bore_a_settled_check_and_its_file_with_it(personas, bid, after_commit):
    verified = file_at(personas.buyer, personas.supplier, "verified")
    given, own = keep(personas.supplier, personas.owner), keep(personas.supplier, personas.owner, title="Other")
    kept = give(given, verified, personas.owner)
    [given_file], [own_file] = ([kept_path(row.stored_as) for row in proof.versions.all()] for proof in (given, own))
    after_commit(personas)
    assert list(Credential.objects.all()) == [given]
    assert CredentialVersion.objects.get().credential == given
    assert Disclosure.objects.get() == kept
    assert (given_file.exists(), own_file.exists()) == (True, False)


def test_a_fact_and_what_the_firm_said_against_it_stay_with_the_settled_check(personas, bid, after_commit):
    file = file_at(personas.buyer, personas.supplier)
    fact = fetch(file, personas.officer)
    said = contest_fact(fact, text="It was paid in June.", by=personas.owner, now=NOW)
    place(file, "verified")
    after_commit(personas)
    assert Contest.objects.get() == said
    assert CredentialVersion.objects.get() == fact


@pytest.mark.parametrize("state", ["draft", "submitted", "under_review", "changes_requested"])
def test_an_open_check_goes_with_what_it_was_given(personas, bid, after_commit, state):
    file = file_at(personas.buyer, personas.supplier)
    proof = keep(personas.supplier, personas.owner)
    give(proof, file, personas.owner)
    contest_fact(fetch(file, personas.officer), text="It was paid.", by=personas.owner, now=NOW)
    facts = {"said": {}, "submitted_by": personas.owner, "submitted_at": NOW, "due": NOW.date()}
    Submission.objects.create(application=file, **facts)
    [path] = [kept_path(row.stored_as) for row in proof.versions.all()]
    place(file, state)
    after_commit(personas)
    for model in (Application, Submission, Disclosure, Contest, CredentialVersion, Credential):
        assert not model.objects.exists(), model
    assert not path.exists()
    assert Supplier.objects.get(pk=personas.supplier.pk).closed_at == NOW


def test_of_two_authorities_only_the_one_that_settled_keeps_what_it_was_given(personas, bid, after_commit):
    settled = file_at(personas.buyer, personas.supplier, "verified")
    waiting = file_at(personas.other_buyer, personas.supplier)
    proof = keep(personas.supplier, personas.owner)
    for file in (settled, waiting):
        give(proof, file, personas.owner)
    after_commit(personas)
    assert list(Application.objects.all()) == [settled]
    assert Disclosure.objects.get().application == settled
    assert on_the_disk(proof) == [True]


def test_a_firm_that_never_bid_leaves_no_file_of_its_vault(personas, after_commit):
    proof = keep(personas.supplier, personas.owner)
    give(proof, file_at(personas.buyer, personas.supplier, "verified"), personas.owner)
    declared(personas.supplier, personas.owner)
    [path] = [kept_path(row.stored_as) for row in proof.versions.all()]
    after_commit(personas)
    assert not Supplier.objects.filter(pk=personas.supplier.pk).exists()
    assert not Credential.objects.exists()
    assert not path.exists()


def test_a_firm_taken_in_is_closed_by_whoever_claimed_it_and_by_nobody_before(
    personas, django_capture_on_commit_callbacks
):
    facts = Facts("Lenoir", "BE", "0403019261", "Rue Haute 1, 5000 Valbrume", "", "fr")
    how = {"channel": "paper", "attention": "N. Lenoir", "scan": SimpleUploadedFile("form.txt", b"Signed: N. Lenoir")}
    taken = take_in(personas.buyer, facts, **how, by=personas.officer, now=NOW)
    scan = Path(settings.MEDIA_ROOT) / taken.scan.name
    for person in (personas.officer, personas.stranger):
        with pytest.raises(Refused, match="Only an owner"):
            close_firm(taken.supplier, by=person, now=NOW)
    assert scan.exists()
    claim(make_code(taken, by=personas.officer, now=NOW), by=personas.stranger, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        close_firm(taken.supplier, by=personas.stranger, now=NOW)
    assert not Intake.objects.exists()
    assert not Membership.objects.filter(person=personas.stranger).exists()
    assert not scan.exists()


def test_consents_go_with_the_account_but_for_those_on_which_a_bid_rests(personas, bid):
    asking = {"part": "member", "asked_at": NOW, "asked_by": personas.owner, "round": bid.round}
    unused, used = (partnered(personas.supplier, personas.owner, name, identifier="") for name in ("Nord", "Sud"))
    Consent.objects.create(partner=unused, **asking)
    Consent.objects.create(partner=used, bid=bid, **asking)
    close_firm(personas.supplier, by=personas.owner, now=NOW)
    assert [each.partner for each in Consent.objects.all()] == [used]
    assert [each.name for each in Partner.objects.all()] == ["Sud"]
