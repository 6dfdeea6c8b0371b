"""`manage.py make_demo_certificate`: made once, labelled, and enough for others to check a signature."""

import subprocess
from io import StringIO

import pytest
from django.core.management import call_command

from procurement.commands import Unusable
from procurement.demo_certificate import LABEL, demo_certificate


def run(*words: object) -> list[str]:
    out = StringIO()
    call_command("make_demo_certificate", *map(str, words), stdout=out)
    return out.getvalue().splitlines()


def test_a_key_and_the_certificate_to_check_by(tmp_path):
    folder = tmp_path / "keys"
    said = run("--out", folder, "--name", "Ville d’Exemple")
    assert said == [
        f"Key and certificates: {folder}/demo-signing.pem",
        f"Certificate to check by: {folder}/demo-root.pem",
    ]
    assert (folder / "demo-signing.pem").stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE" not in (folder / "demo-root.pem").read_bytes()
    own = demo_certificate(folder, "anybody").pyhanko().signing_cert
    assert own.subject.native["common_name"] == f"Ville d’Exemple ({LABEL})"


def test_openssl_accepts_the_one_by_the_other(tmp_path):
    run("--out", tmp_path)
    command = ["openssl", "verify", "-CAfile", tmp_path / "demo-root.pem", tmp_path / "demo-signing.pem"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_it_is_made_once(tmp_path, settings):
    settings.KEYS_ROOT = tmp_path
    said, before = run(), (tmp_path / "demo-signing.pem").read_bytes()
    assert run() == said
    assert (tmp_path / "demo-signing.pem").read_bytes() == before


def test_what_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable, match=r"^Nothing can be written to .*/file/keys': Not a directory\.$"):
        run("--out", tmp_path / "file" / "keys")
    with pytest.raises(Unusable, match="must not be empty"):
        run("--out", tmp_path, "--name", " ")
    (tmp_path / "demo-signing.pem").write_text("spoiled")
    with pytest.raises(Unusable, match="cannot be read"):
        run("--out", tmp_path)
