"""The seal: what goes in comes out, nothing else does, and nothing half-made stays behind."""

import hashlib
import io
import os
import shutil
import stat
import subprocess
import threading
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenders.bids import seal
from tenders.bids.seal import CannotOpenError, EnvelopeKey, SealError, TooLargeError

KEY = EnvelopeKey.generate()
OTHER = EnvelopeKey.generate()
LETTER = b"Our price is 12 345.67 EUR. " * 9000  # about 250 KB: several age chunks

needs_age = pytest.mark.skipif(not shutil.which("age"), reason="the standard age program is not installed")


def sealed_path(folder, data=LETTER, name="a.age"):
    path = folder / name
    return path, seal.seal_to_path([data], path, KEY.public_key, 10**9)


@given(st.binary(max_size=3000))
@settings(deadline=None)
def test_what_was_sealed_is_opened_and_is_not_in_the_sealed_bytes(data):
    sealed = seal.seal_bytes(data, KEY.public_key)
    assert seal.open_bytes(sealed, KEY.identity) == data
    assert len(data) < 8 or data not in sealed


def test_another_key_does_not_open():
    with pytest.raises(CannotOpenError, match="another key"):
        seal.open_bytes(seal.seal_bytes(b"secret", KEY.public_key), OTHER.identity)


def test_no_single_changed_bit_goes_unnoticed():
    sealed = seal.seal_bytes(b"secret", KEY.public_key)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1 << place % 8
        with pytest.raises(CannotOpenError):
            seal.open_bytes(bytes(changed), KEY.identity)


@given(st.lists(st.binary(max_size=100_000), max_size=6))
@settings(max_examples=40, deadline=None)
def test_chunks_of_any_size_even_empty_ones_are_sealed_whole(chunks):
    target, plain = io.BytesIO(), b"".join(chunks)
    facts = seal.seal_stream(chunks, target, KEY.public_key)
    assert seal.open_bytes(target.getvalue(), KEY.identity) == plain
    assert (facts.size, facts.sha256) == (len(plain), hashlib.sha256(plain).hexdigest())
    sealed = target.getvalue()
    assert (facts.sealed_size, facts.sealed_sha256) == (len(sealed), hashlib.sha256(sealed).hexdigest())


@pytest.mark.parametrize(
    "text", ["", "age1", "age1geajmz0s9g2xwwaz96xm8pphnfkfupzv3uu0dztpxmkwveag43xqcgafr3", "ssh-rsa AAAA"]
)
def test_a_public_key_that_is_none_is_refused_in_a_sentence(text):
    with pytest.raises(SealError, match="not a public key"):
        seal.seal_bytes(b"", text)
    with pytest.raises(SealError, match="not a public key"):
        seal.seal_stream([b""], io.BytesIO(), text)


def test_the_private_key_is_written_and_read_as_text_but_never_shown():
    secret = str(KEY.identity)
    assert str(seal.identity_from(secret).to_public()) == KEY.public_key
    assert secret not in repr(KEY)
    assert secret not in repr(KEY.identity)
    with pytest.raises(SealError) as refusal:
        seal.identity_from(secret[:-1])
    assert secret[:-1] not in str(refusal.value)


def test_the_fingerprint_is_the_hash_of_the_printed_key():
    assert seal.fingerprint("age1x") == hashlib.sha256(b"age1x").hexdigest()
    assert seal.fingerprint(KEY.public_key) != seal.fingerprint(OTHER.public_key)


class TestOnDisk:
    def test_the_sealed_file_is_complete_and_for_no_other_user(self, tmp_path):
        path, facts = sealed_path(tmp_path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert (path.stat().st_size, facts.size) == (facts.sealed_size, len(LETTER))
        assert [entry.name for entry in tmp_path.iterdir()] == ["a.age"]
        assert b"price" not in path.read_bytes()

    def test_opening_gives_the_same_facts_as_sealing(self, tmp_path):
        path, facts = sealed_path(tmp_path)
        sink = io.BytesIO()
        assert seal.open_stream(path, KEY.identity, sink) == facts
        assert sink.getvalue() == LETTER

    def test_too_many_bytes_leave_nothing(self, tmp_path):
        with pytest.raises(TooLargeError, match=r"larger than 0\.2 MB"):
            seal.seal_to_path([LETTER], tmp_path / "a.age", KEY.public_key, 200_000)
        assert list(tmp_path.iterdir()) == []

    def test_exactly_the_limit_passes(self, tmp_path):
        facts = seal.seal_to_path([LETTER], tmp_path / "a.age", KEY.public_key, len(LETTER))
        assert facts.size == len(LETTER)

    def test_an_upload_that_breaks_off_leaves_nothing_and_its_own_error(self, tmp_path):
        def broken_off():
            yield LETTER
            raise ConnectionResetError("the line went dead")

        with pytest.raises(ConnectionResetError, match="went dead"):
            seal.seal_to_path(broken_off(), tmp_path / "a.age", KEY.public_key, 10**9)
        assert list(tmp_path.iterdir()) == []

    def test_a_full_disk_is_told_as_such(self):
        with pytest.raises(OSError, match="No space left"), open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123
            seal.seal_stream([LETTER], full, KEY.public_key)

    def test_a_sealed_file_is_never_replaced(self, tmp_path):
        path, facts = sealed_path(tmp_path)
        with pytest.raises(FileExistsError):
            sealed_path(tmp_path, b"another bid")
        assert hashlib.sha256(path.read_bytes()).hexdigest() == facts.sealed_sha256

    def test_at_no_moment_does_plain_text_lie_in_the_folder(self, tmp_path):
        def watching():
            for _ in range(40):
                yield b"our price is low " * 5000
                assert all(b"price" not in path.read_bytes() for path in tmp_path.iterdir())

        seal.seal_to_path(watching(), tmp_path / "a.age", KEY.public_key, 10**9)

    @pytest.mark.parametrize("cut", [0, 10, 150, 70_000, -1])
    def test_a_cut_file_is_refused_however_it_is_opened(self, tmp_path, cut):
        path, _facts = sealed_path(tmp_path)
        path.write_bytes(path.read_bytes()[:cut])
        with pytest.raises(CannotOpenError):
            seal.open_stream(path, KEY.identity, io.BytesIO())
        with pytest.raises(CannotOpenError):
            list(seal.open_chunks(path, KEY.identity))

    def test_appended_bytes_are_noticed(self, tmp_path):
        path, _facts = sealed_path(tmp_path)
        path.write_bytes(path.read_bytes() + b"x")
        with pytest.raises(CannotOpenError):
            seal.open_stream(path, KEY.identity, io.BytesIO())


class TestChunks:
    def test_a_bid_is_sealed_anew_for_the_panel_without_lying_open(self, tmp_path):
        path, facts = sealed_path(tmp_path)
        anew = tmp_path / "panel.age"
        again = seal.seal_to_path(seal.open_chunks(path, KEY.identity), anew, OTHER.public_key, 10**9)
        assert (again.size, again.sha256) == (facts.size, facts.sha256)
        assert b"".join(seal.open_chunks(anew, OTHER.identity)) == LETTER

    def test_a_reader_who_leaves_early_leaves_no_thread_and_no_open_file(self, tmp_path):
        path, _facts = sealed_path(tmp_path, os.urandom(2_000_000))
        threads, files = threading.active_count(), len(os.listdir("/proc/self/fd"))  # noqa: PTH208
        chunks = seal.open_chunks(path, KEY.identity)
        next(chunks)
        chunks.close()
        assert (threading.active_count(), len(os.listdir("/proc/self/fd"))) == (threads, files)  # noqa: PTH208

    def test_a_missing_file_is_told_as_such(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            list(seal.open_chunks(tmp_path / "none.age", KEY.identity))


def test_a_large_file_passes_in_little_memory(tmp_path):
    piece = os.urandom(65_536)
    tracemalloc.start()
    facts = seal.seal_to_path((piece for _ in range(320)), tmp_path / "a.age", KEY.public_key, 10**9)
    for _chunk in seal.open_chunks(tmp_path / "a.age", KEY.identity):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert facts.size == 320 * 65_536
    assert peak < 2_000_000


def test_stored_names_say_nothing_and_do_not_repeat():
    names = {seal.random_name() for _ in range(1000)}
    assert len(names) == 1000
    assert {len(name) for name in names} == {36}


class TestWithTheStandardProgram:
    """A bid can be opened even if this portal no longer exists."""

    @needs_age
    def test_age_opens_what_we_sealed(self, tmp_path):
        path, _facts = sealed_path(tmp_path)
        key = tmp_path / "key.txt"
        key.write_text(str(KEY.identity))
        opened = subprocess.run(["age", "-d", "-i", key, path], capture_output=True, check=True)
        assert opened.stdout == LETTER

    @needs_age
    def test_we_open_what_age_sealed(self, tmp_path):
        sealed = subprocess.run(["age", "-r", KEY.public_key], input=LETTER, capture_output=True, check=True).stdout
        (tmp_path / "a.age").write_bytes(sealed)
        assert seal.open_bytes(sealed, KEY.identity) == LETTER
        assert b"".join(seal.open_chunks(tmp_path / "a.age", KEY.identity)) == LETTER
