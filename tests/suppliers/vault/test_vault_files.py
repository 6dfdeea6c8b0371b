"""Files of the vault at rest: ciphertext only, private, whole, and nothing where a deed is refused."""

import stat

import pytest
from django.conf import settings

from procurement.lifecycle import Refused
from suppliers.vault import files
from suppliers.vault.files import Upload, keep, kept_path, read
from tests.factories.vault import keep as keep_proof
from tests.house.traces import files_with, tables_with

pytestmark = pytest.mark.django_db
MARK = "Zeisig-Vault-4711"


def lying() -> list[str]:
    return [path.name for path in kept_path("x").parent.iterdir()]


def test_what_lies_on_the_disk_is_encrypted_and_private(personas):
    version = keep_proof(personas.supplier, personas.owner, content=MARK.encode()).versions.get()
    path = kept_path(version.stored_as)
    assert path.read_bytes().startswith(b"age-encryption.org/v1")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert files_with(MARK, settings.MEDIA_ROOT, settings.KEYS_ROOT) == []
    assert tables_with(MARK) == []
    assert read(version) == MARK.encode()


def test_without_the_key_folder_nothing_can_be_read(personas, tmp_path, settings):
    version = keep_proof(personas.supplier, personas.owner).versions.get()
    settings.KEYS_ROOT = tmp_path / "other"
    with pytest.raises(Refused, match="can't be read any more"):
        read(version)


@pytest.mark.parametrize("how", ["changed", "another", "gone"])
def test_a_file_that_is_not_the_one_that_was_kept_is_not_handed_out(personas, how: str):
    version = keep_proof(personas.supplier, personas.owner).versions.get()
    other = keep_proof(personas.supplier, personas.owner, content=b"Other.").versions.get()
    path = kept_path(version.stored_as)
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(kept_path(other.stored_as).read_bytes() if how == "another" else path.read_bytes()[:-1])
    with pytest.raises(Refused, match="can't be read any more"):
        read(version)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.exe", b"MZ", "This kind of file is not accepted"),
        ("a.txt", b"", "This file is empty"),
        ("a.pdf", b"no pdf", "its content is not"),
        ("../a.txt", b"x", "signs that are not allowed"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_and_leaves_nothing(db, name: str, content: bytes, sentence: str):
    with pytest.raises(Refused, match=sentence):
        keep(Upload(name, content))
    assert lying() == []


def test_the_limit_of_a_file_is_the_one_that_the_page_shows(db, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILE", 10)
    with pytest.raises(Refused, match="too large"):
        keep(Upload("a.txt", b"12345678901"))
    assert keep(Upload("a.txt", b"1234567890")).size == 10


def test_a_full_disk_leaves_no_half_file(db, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("suppliers.vault.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        keep(Upload("a.txt", b"x"))
    assert lying() == []
