"""The firm's own pages: the list, a proof, what is typed and refused, and nothing for anybody else."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import SkipFile
from django.urls import reverse

from suppliers.models import Contest, Credential, Disclosure
from suppliers.vault import queries
from tests.factories.vault import CONTENT, fetch, file_at, give, keep
from tests.personas import moment

pytestmark = pytest.mark.django_db
TYPED = {
    "kind": "insurance", "title": "Liability insurance", "issuer": "AXA", "issued_on": "2027-01-02",
    "expires_on": "2028-01-01", "statement": "Up to 2 500 000 euros.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = moment("2027-02-01")


def at(personas, name: str = "vault", *more: object) -> str:
    return reverse(f"vault:{name}", args=[personas.supplier.pk, *more])


def get(client, person, address: str, status: int = 200) -> str:
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == status
    return "" if answer.streaming else answer.text


def post(client, person, address: str, data: dict[str, object] | None = None):
    client.force_login(person)
    return client.post(address, data or {})


def chosen(name: str = "policy.txt", content: bytes = b"The policy.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestTheList:
    def test_says_that_it_is_empty_and_how_much_room_there_is(self, client, personas):
        page = get(client, personas.owner, at(personas))
        assert "Your vault is empty" in page
        assert "0.0 of 500 MB are used" in page
        assert at(personas) in get(client, personas.owner, reverse("onboarding:firm", args=[personas.supplier.pk]))

    def test_shows_each_proof_with_its_standing_what_expires_first_first(self, client, personas):
        for title, ends in (("B", None), ("C", date(2027, 1, 1)), ("A", date(2027, 3, 1)), ("D", date(2029, 1, 1))):
            keep(personas.supplier, personas.owner, title=f"Proof {title}", expires=ends)
        page = get(client, personas.contributor, at(personas))
        assert [page.index(f"Proof {title}") for title in "CADB"] == sorted(page.index(f"Proof {t}") for t in "ABCD")
        for words in ("Expired on 1 January 2027", "Expires on 1 March 2027", "Valid until", "Without an end date"):
            assert words in page
        assert [page.count(f"pv-is-{kind}") for kind in ("late", "at-risk", "on-time", "done")] == [1, 1, 1, 1]

    @pytest.mark.parametrize("count", [1, 3])
    def test_asks_the_database_as_often_for_one_as_for_three(self, client, personas, django_assert_num_queries, count):
        for number in range(count):
            keep(personas.supplier, personas.owner, title=f"P{number}")
        client.force_login(personas.owner)
        client.get(at(personas))
        with django_assert_num_queries(9):
            client.get(at(personas))

    def test_goes_on_over_pages(self, client, personas, monkeypatch):
        monkeypatch.setattr(queries, "ROWS", 2)
        for number in range(3):
            keep(personas.supplier, personas.owner, title=f"Proof {number}")
        first, second = (get(client, personas.owner, f"{at(personas)}?page={number}") for number in (1, 2))
        assert "Proof 1" in first
        assert "Proof 2" not in first
        assert "Proof 2" in second

    def test_offers_signatories_nothing_to_change(self, client, personas):
        personas.supplier.memberships.filter(person=personas.contributor).update(role="bid_signatory")
        proof = keep(personas.supplier, personas.owner)
        assert at(personas, "add") not in get(client, personas.contributor, at(personas))
        page = get(client, personas.contributor, at(personas, "proof", proof.pk))
        assert at(personas, "remove", proof.pk) not in page
        for name in ("renew", "remove", "give"):
            get(client, personas.contributor, at(personas, name, proof.pk), 404)


class TestAdding:
    def test_keeps_what_was_typed_and_chosen(self, client, personas):
        page = get(client, personas.contributor, at(personas, "add"))
        assert "Up to 20 MB. Accepted: pdf" in page
        answer = post(client, personas.contributor, at(personas, "add"), {**TYPED, "upload": chosen()})
        assert answer.url == at(personas)
        version = Credential.objects.get(title="Liability insurance").versions.get()
        assert (version.issuer, version.file_name, version.source) == ("AXA", "policy.txt", "uploaded")
        assert (version.issued_on, version.expires_on) == (date(2027, 1, 2), date(2028, 1, 1))

    @pytest.mark.parametrize(
        ("upload", "sentence"),
        [
            (chosen("policy.exe"), "This kind of file is not accepted"),
            (chosen(content=b""), "This file is empty (0 bytes)"),
            (chosen("policy.pdf"), "but its content is not"),
        ],
    )
    def test_loses_nothing_typed_when_the_file_is_refused(self, client, personas, upload, sentence: str):
        answer = post(client, personas.owner, at(personas, "add"), {**TYPED, "upload": upload})
        assert answer.status_code == 422
        assert answer.text.count(sentence) == 2  # in the summary, and beside the field
        assert all(value in answer.text for value in TYPED.values())
        assert '<option value="insurance" selected' in answer.text
        assert not Credential.objects.exists()

    def test_says_that_a_file_is_too_large_even_where_words_would_do(self, client, personas, monkeypatch):
        monkeypatch.setattr("procurement.uploads.MemoryUploads.receive_data_chunk", too_large)
        answer = post(client, personas.owner, at(personas, "add"), {**TYPED, "upload": chosen()})
        assert answer.status_code == 422
        assert "The file is larger than 20 MB." in answer.text
        assert not Credential.objects.exists()

    @pytest.mark.parametrize(
        ("odd", "sentence"),
        [
            ({"statement": ""}, "Choose a file, or write what the proof says."),
            ({"issued_on": "2027-02-02"}, "This day is still to come."),
            ({"expires_on": "2027-01-01"}, "This day is before the one on which it was issued."),
            ({"title": ""}, "This field is required."),
            ({"kind": "bribe"}, "Select a valid choice"),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(self, client, personas, odd: dict[str, str], sentence: str):
        answer = post(client, personas.owner, at(personas, "add"), {**TYPED, **odd})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert not Credential.objects.exists()

    def test_asks_for_the_file_again_when_something_else_is_wrong(self, client, personas):
        answer = post(client, personas.owner, at(personas, "add"), {**TYPED, "title": "", "upload": chosen()})
        assert "Choose the file again" in answer.text

    def test_says_when_the_vault_is_full(self, client, personas, monkeypatch):
        monkeypatch.setattr(queries, "QUOTA", 5)
        answer = post(client, personas.owner, at(personas, "add"), {**TYPED, "upload": chosen()})
        assert answer.status_code == 422
        assert "Your vault has no room for this file" in answer.text


def too_large(handler, raw_data: bytes, start: int) -> None:
    handler.room = -1
    handler._parts = []
    handler.too_large.append((handler.field_name, handler.file_name))
    raise SkipFile


class TestOneProof:
    def test_shows_every_version_and_hands_out_its_file(self, client, personas):
        proof = keep(personas.supplier, personas.owner, expires=date(2027, 3, 1))
        post(client, personas.owner, at(personas, "renew", proof.pk), {"expires_on": "2028-03-01", "upload": chosen()})
        page = get(client, personas.owner, at(personas, "proof", proof.pk))
        assert "Version 2, which counts" in page
        assert "Version 1, replaced" in page
        answer = client.get(at(personas, "file", proof.pk, 1))
        assert b"".join(answer.streaming_content) == CONTENT
        assert answer.headers["Content-Disposition"] == 'attachment; filename="taxes.txt"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]
        get(client, personas.owner, at(personas, "file", proof.pk, 3), 404)

    def test_is_removed_only_after_a_yes(self, client, personas):
        proof = keep(personas.supplier, personas.owner)
        page = get(client, personas.owner, at(personas, "remove", proof.pk))
        assert "This can&#x27;t be undone" in page or "This can't be undone" in page
        assert Credential.objects.get().removed_at is None
        assert post(client, personas.owner, at(personas, "remove", proof.pk)).url == at(personas)
        get(client, personas.owner, at(personas, "proof", proof.pk), 404)

    def test_is_given_to_an_authority_that_has_the_firms_file(self, client, personas):
        proof = keep(personas.supplier, personas.owner)
        assert "There is no authority to give it to" in get(client, personas.owner, at(personas, "give", proof.pk))
        application = file_at(personas.buyer, personas.supplier)
        foreign = file_at(personas.buyer, personas.other_supplier)
        refused = post(client, personas.owner, at(personas, "give", proof.pk), {"application": foreign.pk})
        assert refused.status_code == 422
        post(client, personas.owner, at(personas, "give", proof.pk), {"application": application.pk})
        assert Disclosure.objects.get().application == application
        assert "Ville de Valbrume, since 1 February 2027" in get(
            client, personas.owner, at(personas, "proof", proof.pk)
        )
        assert "Ville de Valbrume" in get(client, personas.owner, at(personas, "remove", proof.pk))

    def test_a_fact_is_contested_and_not_changed(self, client, personas):
        fact = fetch(file_at(personas.buyer, personas.supplier), personas.officer).credential
        assert "Not contested" in get(client, personas.owner, at(personas))
        page = get(client, personas.owner, at(personas, "proof", fact.pk))
        assert "A debt of 900 euros." in page
        assert at(personas, "remove", fact.pk) not in page
        for name in ("renew", "remove", "give"):
            get(client, personas.owner, at(personas, name, fact.pk), 404)
        assert post(client, personas.owner, at(personas, "contest", fact.pk), {"text": " "}).status_code == 422
        post(client, personas.owner, at(personas, "contest", fact.pk), {"text": "It is paid."})
        assert Contest.objects.get().text == "It is paid."
        page = get(client, personas.owner, at(personas, "proof", fact.pk))
        assert "Contested by the firm on 1 February 2027" in page
        assert "It is paid." in page
        assert "Contested" in get(client, personas.owner, at(personas))

    def test_an_own_proof_is_not_contested(self, client, personas):
        proof = keep(personas.supplier, personas.owner)
        get(client, personas.owner, at(personas, "contest", proof.pk), 404)


@pytest.mark.parametrize("name", ["other_owner", "officer", "auditor", "administrator", "stranger"])
def test_nothing_is_there_for_anybody_else(client, personas, name: str):
    proof = keep(personas.supplier, personas.owner)
    give(proof, file_at(personas.buyer, personas.supplier), personas.owner)
    addresses = [at(personas), at(personas, "add"), at(personas, "file", proof.pk, 1)]
    addresses += [at(personas, page, proof.pk) for page in ("proof", "renew", "remove", "give", "contest")]
    for address in addresses:
        get(client, getattr(personas, name), address, 404)
        assert post(client, getattr(personas, name), address).status_code == 404


def test_a_proof_is_found_at_its_own_firm_only(client, personas):
    proof = keep(personas.supplier, personas.owner)
    personas.other_supplier.memberships.create(person=personas.owner, role="owner")
    there = reverse("vault:proof", args=[personas.other_supplier.pk, proof.pk])
    get(client, personas.owner, there, 404)
