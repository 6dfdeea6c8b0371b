"""A member's key: opened by its passphrase and by nothing else."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from tenders.bids import memberkeys
from tenders.bids.memberkeys import MINIMAL, STRONG, Cost, MemberKeyError, PassphraseError, WrongPassphraseError

PASSPHRASE = "correct horse battery"
PUBLIC, WRAPPED = memberkeys.make_member_key(PASSPHRASE, cost=MINIMAL)


def changed(**parts):
    return json.dumps({**json.loads(WRAPPED), **parts}).encode()


def test_the_passphrase_gives_the_private_key_of_the_public_one():
    assert bytes(PrivateKey(memberkeys.unwrap(WRAPPED, PASSPHRASE)).public_key) == PUBLIC
    assert memberkeys.public_of(WRAPPED) == PUBLIC


@given(st.text(min_size=12).filter(lambda text: len(memberkeys._normal(text)) >= 12))
@settings(max_examples=50, deadline=None)
def test_any_passphrase_works(passphrase):
    public, wrapped = memberkeys.make_member_key(passphrase, cost=MINIMAL)
    assert bytes(PrivateKey(memberkeys.unwrap(wrapped, passphrase)).public_key) == public


@pytest.mark.parametrize("typed", ["Correct horse battery", "correct horse batter", "", "correct  horse battery"])
def test_a_wrong_passphrase_has_one_clear_answer(typed):
    with pytest.raises(WrongPassphraseError, match="does not open the key"):
        memberkeys.unwrap(WRAPPED, typed)


def test_the_keyboard_makes_no_difference():
    _public, wrapped = memberkeys.make_member_key("clé de l'été à Liège", cost=MINIMAL)
    decomposed = "cle\u0301 de l'e\u0301te\u0301 a\u0300 Lie\u0300ge "
    assert memberkeys.unwrap(wrapped, decomposed) == memberkeys.unwrap(wrapped, "clé de l'été à Liège")


@pytest.mark.parametrize("short", ["", "elevenchars", "           short            "])
def test_a_short_passphrase_is_refused_with_the_rule(short):
    with pytest.raises(PassphraseError, match="at least 12 characters"):
        memberkeys.make_member_key(short, cost=MINIMAL)


def test_the_file_says_how_it_was_made_and_nothing_secret():
    file = json.loads(WRAPPED)
    assert (file["version"], file["kdf"], file["passes"], file["memory"]) == (1, "argon2id", 1, 8192)
    assert bytes(memberkeys.unwrap(WRAPPED, PASSPHRASE)).hex() not in WRAPPED.hex()


def test_older_costs_still_open_after_the_default_grew():
    _public, wrapped = memberkeys.make_member_key(PASSPHRASE, cost=Cost(2, 16384))
    assert len(memberkeys.unwrap(wrapped, PASSPHRASE)) == 32


def test_the_default_cost_is_the_strong_one():
    _public, wrapped = memberkeys.make_member_key(PASSPHRASE)
    assert Cost(json.loads(wrapped)["passes"], json.loads(wrapped)["memory"]) == STRONG
    assert memberkeys.unwrap(wrapped, PASSPHRASE)


@pytest.mark.parametrize(
    "wrapped",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        changed(version=2),
        changed(kdf="scrypt"),
        changed(memory=2**40),
        changed(passes=10**9),
        changed(passes=0),
        changed(memory="much"),
        changed(salt="AAAA"),
        changed(box="not base64!"),
    ],
)
def test_what_is_no_key_file_is_refused_at_once(wrapped):
    with pytest.raises(MemberKeyError, match="not a key file"):
        memberkeys.unwrap(wrapped, PASSPHRASE)


def test_a_swapped_public_key_is_noticed():
    other, _wrapped = memberkeys.make_member_key(PASSPHRASE, cost=MINIMAL)
    forged = changed(public=memberkeys.b64encode(other).decode())
    with pytest.raises(MemberKeyError, match="was changed"):
        memberkeys.unwrap(forged, PASSPHRASE)


class TestDrill:
    def test_the_holder_of_the_key_answers(self):
        challenge = memberkeys.canary(PUBLIC)
        answer = memberkeys.answer(challenge.sealed, memberkeys.unwrap(WRAPPED, PASSPHRASE))
        assert memberkeys.is_answered(challenge, answer)

    def test_nobody_else_does(self):
        challenge = memberkeys.canary(PUBLIC)
        with pytest.raises(MemberKeyError, match="another key"):
            memberkeys.answer(challenge.sealed, bytes(PrivateKey.generate()))

    def test_an_old_answer_does_not_fit_a_new_drill(self):
        private = memberkeys.unwrap(WRAPPED, PASSPHRASE)
        old = memberkeys.answer(memberkeys.canary(PUBLIC).sealed, private)
        assert not memberkeys.is_answered(memberkeys.canary(PUBLIC), old)
        assert not memberkeys.is_answered(memberkeys.canary(PUBLIC), "")
