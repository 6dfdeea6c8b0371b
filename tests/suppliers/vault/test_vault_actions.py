"""A firm keeps, renews, removes and gives its proofs: who may, what is kept, what is refused and leaves nothing."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from suppliers.access import disclosures_to, proofs_of, versions_given_in
from suppliers.models import Credential, CredentialVersion, Disclosure
from suppliers.vault import actions, files, queries, standing
from suppliers.vault.actions import add_proof, remove_proof, renew_proof
from suppliers.vault.files import Upload, kept_path
from suppliers.vault.giving import give_proof
from suppliers.vault.said import Said
from tests.factories.vault import CONTENT, NOW, fetch, file_at, give, keep
from tests.personas import moment

pytestmark = pytest.mark.django_db
OTHERS = ["other_owner", "officer", "administrator", "stranger"]


def renew(proof: Credential, by, content: bytes = b"Newer.", **said) -> CredentialVersion:
    upload = Upload("newer.txt", content)
    return renew_proof(proof, said=Said(**said), upload=upload, by=by, now=moment("2027-03-01"))


def lying() -> int:
    return len(list(kept_path("x").parent.iterdir()))


@pytest.mark.parametrize("name", ["owner", "contributor"])
def test_owners_and_contributors_keep_proofs(personas, name: str):
    proof = keep(personas.supplier, getattr(personas, name), expires=date(2028, 1, 31))
    version = proof.versions.get()
    assert (version.number, version.source, version.size) == (1, "uploaded", len(CONTENT))
    assert (version.issuer, version.expires_on) == ("SPF Finances", date(2028, 1, 31))
    assert files.read(version) == CONTENT
    event = Event.objects.get(verb="credential.add")
    assert event.payload == {"version": 1, "sha256": version.sha256}


def test_the_word_of_the_firm_is_a_proof_too(personas):
    said = Said(statement="A school in Namur, 2025, 120 000 euros.")
    about = {"kind": "reference", "title": "School", "said": said, "upload": None}
    proof = add_proof(personas.supplier, **about, by=personas.owner, now=NOW)
    assert proof.versions.get().source == "declared"


def test_something_must_be_said(personas):
    about = {"kind": "other", "title": "Nothing", "said": Said(issuer="Us"), "upload": None}
    with pytest.raises(Refused, match="Choose a file, or write"):
        add_proof(personas.supplier, **about, by=personas.owner, now=NOW)
    assert not Credential.objects.exists()


def test_versions_are_added_and_the_newest_counts(personas):
    proof = keep(personas.supplier, personas.owner)
    renew(proof, personas.contributor, expires_on=date(2028, 6, 1))
    assert [version.number for version in proof.versions.all()] == [2, 1]
    assert queries.newest(proof).expires_on == date(2028, 6, 1)
    assert [files.read(version) for version in proof.versions.all()] == [b"Newer.", CONTENT]
    (row,) = queries.newest_of(personas.supplier)
    assert row.number == 2


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_does_any_of_it(personas, name: str):
    proof, person = keep(personas.supplier, personas.owner), getattr(personas, name)
    deeds = [
        lambda: keep(personas.supplier, person),
        lambda: renew(proof, person),
        lambda: remove_proof(proof, by=person, now=NOW),
        lambda: give(proof, file_at(personas.buyer, personas.supplier), person),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="Only owners and contributors"):
            deed()
    assert proof.versions.count() == lying() == 1


def test_a_signatory_reads_but_does_not_write(personas):
    personas.supplier.memberships.filter(person=personas.contributor).update(role="bid_signatory")
    with pytest.raises(Refused, match="Only owners and contributors"):
        keep(personas.supplier, personas.contributor)


class TestTheRoom:
    def test_is_bounded_for_each_firm_and_counts_every_version(self, personas, monkeypatch):
        monkeypatch.setattr(queries, "QUOTA", 10)
        proof = keep(personas.supplier, personas.owner, content=b"12345")
        renew(proof, personas.owner, b"1234")
        assert queries.used_by(personas.supplier) == 9
        for deed in (
            lambda: keep(personas.supplier, personas.owner, content=b"12"),
            lambda: renew(proof, personas.owner),
        ):
            with pytest.raises(Refused, match="no room for this file"):
                deed()
        assert lying() == 2
        keep(personas.other_supplier, personas.other_owner, content=b"1234567890")
        keep(personas.supplier, personas.owner, content=b"1")

    def test_is_free_again_when_a_proof_is_removed(self, personas):
        proof = keep(personas.supplier, personas.owner)
        remove_proof(proof, by=personas.owner, now=NOW)
        assert queries.used_by(personas.supplier) == 0

    def test_holds_so_many_proofs_and_versions(self, personas, monkeypatch):
        monkeypatch.setattr(actions, "MOST_PROOFS", 1)
        monkeypatch.setattr(actions, "MOST_VERSIONS", 1)
        proof = keep(personas.supplier, personas.owner)
        with pytest.raises(Refused, match="as many proofs as it can"):
            keep(personas.supplier, personas.owner)
        with pytest.raises(Refused, match="as many versions as it can"):
            renew(proof, personas.owner)
        assert lying() == 1


class TestRemoving:
    def test_deletes_the_files_once_it_is_certain(self, personas, django_capture_on_commit_callbacks):
        proof = keep(personas.supplier, personas.owner)
        renew(proof, personas.owner)
        with django_capture_on_commit_callbacks(execute=True):
            remove_proof(proof, by=personas.contributor, now=NOW)
            assert lying() == 2
        assert lying() == 0
        assert not proofs_of(personas.supplier).exists()
        assert not queries.newest_of(personas.supplier).exists()
        assert proof.versions.count() == 2
        assert Event.objects.latest("pk").verb == "credential.remove"

    def test_leaves_what_an_authority_was_given(self, personas, django_capture_on_commit_callbacks):
        proof = keep(personas.supplier, personas.owner)
        given = give(proof, file_at(personas.buyer, personas.supplier), personas.owner)
        with django_capture_on_commit_callbacks(execute=True):
            remove_proof(proof, by=personas.owner, now=NOW)
        assert files.read(versions_given_in(given).get()) == CONTENT
        assert not proofs_of(personas.supplier).exists()

    def test_happens_once_and_nothing_follows_it(self, personas):
        proof = keep(personas.supplier, personas.owner)
        remove_proof(proof, by=personas.owner, now=NOW)
        application = file_at(personas.buyer, personas.supplier)
        for deed in (
            lambda: remove_proof(proof, by=personas.owner, now=NOW),
            lambda: renew(proof, personas.owner),
            lambda: give(proof, application, personas.owner),
        ):
            with pytest.raises(Refused, match="was removed"):
                deed()

    def test_is_not_for_facts_that_an_authority_fetched(self, personas):
        fact = fetch(file_at(personas.buyer, personas.supplier), personas.officer).credential
        for deed in (lambda: remove_proof(fact, by=personas.owner, now=NOW), lambda: renew(fact, personas.owner)):
            with pytest.raises(Refused, match="You can contest it"):
                deed()
        with pytest.raises(IntegrityError), transaction.atomic():
            Credential.objects.update(removed_at=NOW, removed_by=personas.owner)


class TestGiving:
    def test_shows_todays_version_and_later_ones_to_the_officers_of_that_authority(self, personas):
        proof = keep(personas.supplier, personas.owner)
        renew(proof, personas.owner)
        given = give(proof, file_at(personas.buyer, personas.supplier), personas.contributor)
        assert [version.number for version in versions_given_in(given)] == [2]
        renew(proof, personas.owner, b"Newest.")
        assert [version.number for version in versions_given_in(given)] == [3, 2]
        readers = {name for name in vars(personas) if is_a_reader(getattr(personas, name), given)}
        assert readers == {"officer"}

    def test_shows_nothing_while_the_file_is_a_draft_or_once_the_officer_left(self, personas):
        application = file_at(personas.buyer, personas.supplier, "draft")
        given = give(keep(personas.supplier, personas.owner), application, personas.owner)
        assert not is_a_reader(personas.officer, given)
        type(application).objects.filter(pk=application.pk).update(state="submitted")
        assert is_a_reader(personas.officer, given)
        personas.officer.is_active = False
        personas.officer.save()
        assert not is_a_reader(personas.officer, given)

    def test_twice_is_once(self, personas):
        proof, application = keep(personas.supplier, personas.owner), file_at(personas.buyer, personas.supplier)
        first = give(proof, application, personas.owner)
        renew(proof, personas.owner)
        assert give(proof, application, personas.owner) == first
        assert Disclosure.objects.get().first_number == 1
        assert Event.objects.filter(verb="credential.give").count() == 1

    def test_is_not_into_the_file_of_another_firm(self, personas):
        foreign = file_at(personas.buyer, personas.other_supplier)
        with pytest.raises(Refused, match="not your firm's file"):
            give_proof(keep(personas.supplier, personas.owner), foreign, by=personas.owner, now=NOW)


def is_a_reader(person: object, given: Disclosure) -> bool:
    return hasattr(person, "is_staff") and disclosures_to(person).contains(given)


@pytest.mark.parametrize(
    ("ends", "kind", "words"),
    [
        (None, "done", "without an end date"),
        (date(2027, 1, 31), "late", "expired on 31 January 2027"),
        (date(2027, 2, 1), "at-risk", "expires on 1 February 2027"),
        (date(2027, 4, 2), "at-risk", "expires on 2 April 2027"),
        (date(2027, 4, 3), "on-time", "valid until 3 April 2027"),
    ],
)
def test_a_proof_is_valid_on_its_last_day_and_not_after(ends: date | None, kind: str, words: str):
    found = standing.standing_of(CredentialVersion(expires_on=ends), date(2027, 2, 1))
    assert (found.kind, found.words) == (kind, words)


def test_the_database_refuses_dates_and_versions_that_cannot_be(personas):
    proof = keep(personas.supplier, personas.owner)
    version = {"credential": proof, "source": "declared", "statement": "x", "added_at": NOW, "added_by": personas.owner}
    for odd in (
        {"number": 1},
        {"number": 2, "issued_on": date(2027, 2, 2), "expires_on": date(2027, 2, 1)},
        {"number": 2, "statement": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CredentialVersion.objects.create(**{**version, **odd})
