"""Drafts at rest: readable with the browser's key, handed over with a code, otherwise closed."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenders.bids import codes, drafts
from tenders.bids.drafts import DraftError

KEY = drafts.new_draft_key()


@given(st.binary(max_size=500))
@settings(deadline=None)
def test_what_was_locked_is_unlocked_and_not_readable_meanwhile(data):
    locked = drafts.lock(data, KEY)
    assert drafts.unlock(locked, KEY) == data
    assert len(data) < 8 or data not in locked


def test_the_same_draft_never_looks_the_same():
    assert drafts.lock(b"price 12", KEY) != drafts.lock(b"price 12", KEY)
    assert drafts.new_draft_key() != drafts.new_draft_key()


@pytest.mark.parametrize(
    "key", [bytes(range(32)), b"", b"short", bytes(32)], ids=["another", "empty", "short", "zeros"]
)
def test_another_key_opens_nothing(key):
    with pytest.raises(DraftError, match="does not hold the key"):
        drafts.unlock(drafts.lock(b"price 12", KEY), key)


@pytest.mark.parametrize("locked", [b"", b"x", bytes(24), bytes(100)])
def test_what_is_no_draft_is_refused(locked):
    with pytest.raises(DraftError):
        drafts.unlock(locked, KEY)


class TestHandOver:
    def test_a_colleague_with_the_code_gets_the_key(self):
        code = drafts.hand_over_code()
        wrapped = drafts.wrap_for_hand_over(KEY, code)
        assert drafts.take_over(wrapped, code) == KEY
        assert drafts.take_over(wrapped, f" {code.lower().replace('-', ' ')}\n") == KEY
        assert KEY not in wrapped

    def test_another_code_does_not(self):
        code = drafts.hand_over_code()
        wrapped = drafts.wrap_for_hand_over(KEY, code)
        for wrong in (drafts.hand_over_code(), "", code[:-1], code[::-1]):
            with pytest.raises(DraftError, match="code does not open"):
                drafts.take_over(wrapped, wrong)

    @pytest.mark.parametrize("wrapped", [b"", b"short", bytes(88)])
    def test_what_is_no_hand_over_is_refused(self, wrapped):
        with pytest.raises(DraftError, match="code does not open"):
            drafts.take_over(wrapped, drafts.hand_over_code())


def test_codes_are_easy_to_read_aloud_and_hard_to_guess():
    seen = {drafts.hand_over_code() for _ in range(500)}
    assert len(seen) == 500
    assert all(re.fullmatch(r"([2-9A-HJKMNP-TV-Z]{5}-){3}[2-9A-HJKMNP-TV-Z]{5}", code) for code in seen)
    assert not set("01ILOU") & set(codes.ALPHABET)
    assert len(codes.ALPHABET) == len(set(codes.ALPHABET)) == 30
