"""The custodian as a process of its own: asked by a number, it looks for itself, and gives no key too early."""

import json
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as configured

from procurement.commands import Unusable
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from tenders.bids import custody
from tenders.bids.custody import Custodian, answer, key_of
from tenders.bids.opening import unlock
from tenders.bids.seal import Identity
from tenders.management.commands.custodian import Command
from tenders.models import Bid, Envelope, Opening, Unlock
from tests.factories.calls import DEADLINE
from tests.factories.sealed import AFTER, BEFORE, another_bid, open_call
from tests.personas import PASSPHRASE


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    tender = open_call(personas)
    another_bid(tender)
    hands.at = AFTER
    return tender


def keyring() -> Keyring:
    return Keyring(configured.KEYS_ROOT)


@contextmanager
def listening(place: Path, ring: Keyring, questions: int = 1):
    """A custodian in a thread, for some questions."""
    told: list[str] = []
    with Custodian(place, ring, told.append) as custodian:
        thread = threading.Thread(target=lambda: [custodian.handle_request() for _n in range(questions)])
        thread.start()
        yield told
        thread.join(10)


def one_unlock(call, personas, number=0):
    return unlock(call, passphrase=PASSPHRASE, by=personas.committee[number], now=AFTER)


class TestWhatItSays:
    def test_the_key_to_enough_members_after_the_deadline(self, call, personas, hands, monkeypatch):
        envelope = Envelope.objects.get()
        one_unlock(call, personas)
        assert "enough members" in answer(envelope.pk, keyring())["refused"]
        monkeypatch.setattr("tenders.bids.opening.key_of", lambda *_: (_ for _ in ()).throw(Refused("Silent.")))
        with pytest.raises(Refused, match="Silent"):
            one_unlock(call, personas, 1)
        assert answer(envelope.pk, keyring())["key"].startswith("AGE-SECRET-KEY-1")

    def test_nothing_before_the_deadline_whatever_it_is_told(self, call, personas, hands, monkeypatch):
        monkeypatch.setattr("tenders.bids.opening.key_of", lambda *_: (_ for _ in ()).throw(Refused("Silent.")))
        one_unlock(call, personas)
        with pytest.raises(Refused):
            one_unlock(call, personas, 1)
        hands.at = DEADLINE.replace(year=2026)
        assert "until the deadline has passed" in answer(Envelope.objects.get().pk, keyring())["refused"]

    def test_of_an_envelope_that_is_not_there(self, call):
        assert answer(999_999, keyring()) == {"refused": "There is no such envelope."}


class TestThePortal:
    @pytest.fixture
    def place(self, settings, tmp_path):
        settings.CUSTODIAN_SOCKET = str(tmp_path / "socket")
        return tmp_path / "socket"

    def test_opens_the_bids_with_the_key_that_it_is_given(self, call, personas, place, monkeypatch):
        one_unlock(call, personas)
        given = {}

        def look(number, ring):  # a thread sees nothing of the test's transaction
            return {"key": given["key"]}

        real = custody._ask

        def ask(there, number):
            given.update(answer(number, keyring()))
            return real(there, number)

        monkeypatch.setattr(custody, "answer", look)
        monkeypatch.setattr(custody, "_ask", ask)
        with listening(place, keyring()) as told:
            act = one_unlock(call, personas, 1)
        assert (act.bids_opened, act.defects) == (1, [])
        assert told == [f"Envelope {act.envelope_id}: key given"]

    def test_keeps_the_unlock_while_the_custodian_is_silent_and_opens_at_the_next_try(
        self, call, personas, place, settings
    ):
        one_unlock(call, personas)
        with pytest.raises(Refused, match="Your unlock is kept"):
            one_unlock(call, personas, 1)
        assert (Unlock.objects.count(), Opening.objects.count(), Bid.objects.get().state) == (2, 0, "submitted")
        settings.CUSTODIAN_SOCKET = ""
        assert one_unlock(call, personas, 1).bids_opened == 1

    @pytest.mark.parametrize("told", [b"", b"[]\n", b"{}\n", b'{"key": "no key"}\n', b"x" * 9000])
    def test_takes_no_nonsense_for_a_key(self, call, place, told):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
            server.bind(str(place))
            server.listen()

            def speak():
                line, _address = server.accept()
                with line:
                    line.recv(20)
                    line.sendall(told)

            thread = threading.Thread(target=speak)
            thread.start()
            with pytest.raises(Refused):
                key_of(Envelope.objects.get(), keyring())
            thread.join(10)

    def test_says_the_custodians_own_words_when_it_refuses(self, call, place, monkeypatch):
        monkeypatch.setattr(custody, "answer", lambda *_: {"refused": "Too early."})
        with listening(place, keyring()), pytest.raises(Refused, match=r"Too early\."):
            key_of(Envelope.objects.get(), keyring())


@pytest.mark.parametrize("line", [b"\n", b"all\n", b"-1\n", b"1; DROP\n", b""])
def test_what_is_no_number_has_no_answer(tmp_path, line):
    with (
        listening(tmp_path / "socket", Keyring(tmp_path)) as told,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking,
    ):
        asking.connect(str(tmp_path / "socket"))
        asking.sendall(line)
        asking.shutdown(socket.SHUT_WR)
        assert asking.recv(100) == b""
    assert told == []


class TestTheCommand:
    def run(self, *words: object) -> None:
        Command().handle(**{"socket": "", **dict(words)})

    def test_wants_a_place(self):
        with pytest.raises(Unusable, match="Say where to listen"):
            self.run()

    def test_never_takes_the_place_of_one_that_answers_nor_of_a_file(self, tmp_path, settings):
        settings.KEYS_ROOT = tmp_path / "keys"
        (tmp_path / "file").write_text("kept")
        with pytest.raises(Unusable, match=r"Can't listen at .*: Address already in use"):
            self.run(("socket", str(tmp_path / "file")))
        assert (tmp_path / "file").read_text() == "kept"
        with (
            Custodian(tmp_path / "socket", Keyring(tmp_path), print),
            pytest.raises(Unusable, match="Another custodian"),
        ):
            self.run(("socket", str(tmp_path / "socket")))

    def test_a_public_half_alone_makes_no_custodian(self, tmp_path, settings):
        settings.KEYS_ROOT = tmp_path
        assert keyring().custodian_public
        (tmp_path / "custodian.key").unlink()
        with pytest.raises(Unusable, match="not on this machine"):
            self.run(("socket", str(tmp_path / "socket")))

    def test_lives_and_ends_as_a_process(self, tmp_path):
        place = tmp_path / "socket"
        environment = {
            "KEYS_ROOT": str(tmp_path / "keys"),
            "DATABASE_URL": f"sqlite:///{tmp_path}/none",
            "PATH": "/usr/bin",
        }
        command = [sys.executable, "manage.py", "custodian", "--socket", str(place)]
        place_of_work = {"cwd": configured.BASE_DIR, "env": environment, "text": True}
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **place_of_work) as process:
            assert str(place) in process.stdout.readline()
            assert place.stat().st_mode & 0o777 == 0o660
            assert (tmp_path / "keys" / "custodian.key").stat().st_mode & 0o777 == 0o600
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
                asking.connect(str(place))
                asking.sendall(b"1\n")
                assert json.loads(asking.makefile().readline()) == {"refused": "The custodian can't read the database."}
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
            assert process.stderr.read() == ""
        assert not place.exists()


def test_an_identity_survives_the_way_over_the_line():
    identity = Identity.generate()
    assert str(Identity.from_str(str(identity))) == str(identity)
