"""What the database itself holds of a vault: no version is changed, or lost with its proof; its limits, to the byte."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from procurement.lifecycle import Refused
from suppliers.models import Credential, CredentialVersion
from suppliers.vault import files, queries
from suppliers.vault.actions import remove_proof, renew_proof
from suppliers.vault.files import Upload
from suppliers.vault.said import Said
from tests.factories.vault import NOW, fetch, file_at, keep

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE suppliers_credentialversion SET statement = 'All is well.'",
        "UPDATE suppliers_credentialversion SET expires_on = NULL",
    ],
)
@pytest.mark.parametrize("fetched", [True, False])
def test_the_database_refuses_to_change_a_version(personas, statement: str, fetched: bool):
    keep(personas.supplier, personas.owner)
    if fetched:
        fetch(file_at(personas.buyer, personas.supplier), personas.officer)
    before = list(CredentialVersion.objects.order_by("pk").values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(CredentialVersion.objects.order_by("pk").values()) == before


def test_nor_does_a_version_go_with_its_proof(personas):
    proof = keep(personas.supplier, personas.owner)
    with pytest.raises(ProtectedError):
        proof.delete()
    assert proof.versions.count() == 1


def test_adding_renewing_and_removing_need_no_change_of_a_version(personas):
    proof = keep(personas.supplier, personas.owner)
    first = CredentialVersion.objects.values().get()
    renew_proof(proof, said=Said(statement="Anew."), upload=None, by=personas.owner, now=NOW)
    remove_proof(proof, by=personas.owner, now=NOW)
    assert CredentialVersion.objects.values().get(number=1) == first


class TestTheEdges:
    @pytest.fixture(autouse=True)
    def small(self, monkeypatch) -> None:
        monkeypatch.setattr(queries, "QUOTA", 10)
        monkeypatch.setattr(files, "MAX_FILE", 8)

    def test_a_file_may_have_just_the_size_that_the_page_shows(self, personas):
        keep(personas.supplier, personas.owner, content=b"12345678")
        with pytest.raises(Refused, match="too large"):
            keep(personas.other_supplier, personas.other_owner, content=b"123456789")
        assert not Credential.objects.filter(supplier=personas.other_supplier).exists()

    @pytest.mark.parametrize(("size", "fits"), [(1, True), (2, True), (3, False)])
    def test_a_vault_may_be_filled_to_the_last_byte(self, personas, size: int, fits: bool):
        proof = keep(personas.supplier, personas.owner, content=b"12345678")
        upload = Upload("more.txt", b"x" * size)
        if fits:
            renew_proof(proof, said=Said(), upload=upload, by=personas.owner, now=NOW)
        else:
            with pytest.raises(Refused, match="no room for this file"):
                renew_proof(proof, said=Said(), upload=upload, by=personas.owner, now=NOW)
        assert queries.used_by(personas.supplier) == 8 + (size if fits else 0)

    def test_a_full_vault_still_takes_what_is_only_said(self, personas):
        proof = keep(personas.supplier, personas.owner, content=b"12345678")
        renew_proof(proof, said=Said(), upload=Upload("b.txt", b"12"), by=personas.owner, now=NOW)
        renew_proof(proof, said=Said(statement="Renewed."), upload=None, by=personas.owner, now=NOW)
        assert (proof.versions.count(), queries.room_of(personas.supplier).used) == (3, 10 / queries.MB)

    def test_what_an_authority_fetched_takes_none_of_the_firms_room(self, personas):
        fetch(file_at(personas.buyer, personas.supplier), personas.officer, statement="x" * 100)
        assert queries.used_by(personas.supplier) == 0
