"""The portal's keys: made once, private, and only the public halves where the private ones do not belong."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pyrage
import pytest
from nacl.signing import SigningKey
from pyrage import x25519

from procurement.keyring import Keyring, KeyringError

ASK = """
import sys; from pathlib import Path; from procurement.keyring import Keyring
ring = Keyring(Path(sys.argv[1]))
print(bytes(ring.custodian).hex(), str(ring.panel), bytes(ring.portal).hex(), ring.panel_public)
"""


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "keys")


def test_keys_are_made_once_and_kept(ring):
    again = Keyring(ring.folder)
    assert bytes(ring.custodian) == bytes(again.custodian)
    assert str(ring.panel) == str(again.panel)
    assert bytes(ring.portal) == bytes(again.portal)


def test_nobody_else_on_the_machine_can_read_them(ring):
    _made = (ring.custodian, ring.panel, ring.portal, ring.vault)
    assert stat.S_IMODE(ring.folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in ring.folder.iterdir()}
    assert {name: mode for name, mode in modes.items() if name.endswith(".key")} == {
        "custodian.key": 0o600,
        "panel.key": 0o600,
        "portal.key": 0o600,
        "vault.key": 0o600,
    }
    assert len(modes) == 8


def test_a_key_that_others_can_read_is_not_used(ring):
    assert ring.portal
    (ring.folder / "portal.key").chmod(0o644)
    with pytest.raises(KeyringError, match="chmod 600"):
        _ = ring.portal


def test_the_custodian_opens_what_was_sealed_for_it(ring, tmp_path):
    sealed = ring.seal_for_custodian(b"custodian part")
    assert b"custodian part" not in sealed
    assert ring.open_as_custodian(sealed) == b"custodian part"
    stranger = Keyring(tmp_path / "other")
    for foreign in (sealed, b"", sealed[:-1]):
        with pytest.raises(KeyringError, match="not sealed for the custodian"):
            stranger.open_as_custodian(foreign)


def test_the_web_process_seals_for_a_custodian_that_lives_elsewhere(ring, tmp_path):
    web = Keyring(tmp_path / "web")
    web.folder.mkdir()
    assert ring.custodian_public
    (web.folder / "custodian.pub").write_bytes((ring.folder / "custodian.pub").read_bytes())
    assert ring.open_as_custodian(web.seal_for_custodian(b"part")) == b"part"
    with pytest.raises(KeyringError, match="not on this machine"):
        web.open_as_custodian(b"part")
    assert not (web.folder / "custodian.key").exists()


def test_the_panel_key_is_an_age_key_pair(ring):
    sealed = pyrage.encrypt(b"bid", [x25519.Recipient.from_str(ring.panel_public)])
    assert pyrage.decrypt(sealed, [ring.panel]) == b"bid"


def test_the_vault_has_a_key_of_its_own(ring):
    sealed = pyrage.encrypt(b"proof", [x25519.Recipient.from_str(ring.vault_public)])
    assert pyrage.decrypt(sealed, [ring.vault]) == b"proof"
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [ring.panel])


def test_the_portal_signs(ring):
    assert isinstance(ring.portal, SigningKey)
    assert ring.portal_public.verify(ring.portal.sign(b"receipt")) == b"receipt"


@pytest.mark.parametrize("text", ["", "garbage", "AGE-SECRET-KEY-1", "\u00e9"])
@pytest.mark.parametrize("name", ["custodian", "panel", "portal"])
def test_a_damaged_key_is_told_and_never_replaced(ring, name, text):
    assert getattr(ring, name)
    path = ring.folder / f"{name}.key"
    path.write_text(text)
    with pytest.raises(KeyringError, match="Restore it from a backup"):
        getattr(ring, name)
    assert path.read_text() == text


def test_a_lost_public_half_is_written_again(ring):
    before = ring.panel_public
    (ring.folder / "panel.pub").unlink()
    assert ring.panel_public == before


def test_many_threads_at_the_first_use_get_one_key(ring):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: bytes(Keyring(ring.folder).custodian), range(64)))
    assert len(keys) == 1
    assert {path.suffix for path in ring.folder.iterdir()} == {".key", ".pub"}


def test_many_processes_at_the_first_use_get_one_key(ring):
    asked = [subprocess.Popen([sys.executable, "-c", ASK, ring.folder], stdout=subprocess.PIPE) for _ in range(4)]
    answers = {process.communicate(timeout=60)[0] for process in asked}
    assert len(answers) == 1
    assert len(answers.pop().split()) == 4


def test_nothing_secret_is_shown(ring):
    secrets = [(ring.folder / "panel.key").read_text().strip()] if ring.panel else []
    assert all(
        secret not in repr(part) for secret in secrets for part in (ring, ring.panel, ring.custodian, ring.portal)
    )
