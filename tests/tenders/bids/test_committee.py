"""Splitting a key: whoever should open, opens; nobody else learns anything."""

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from tenders.bids import committee, seal
from tenders.bids.committee import CommitteeError
from tenders.bids.seal import EnvelopeKey

KEY = EnvelopeKey.generate()
SECRET = str(KEY.identity)
OFFICERS = {name: PrivateKey.generate() for name in ("an", "bo", "cy")}
TRUSTEES = {name: PrivateKey.generate() for name in ("ombud", "notary")}
EVERYBODY = {**OFFICERS, **TRUSTEES}


def public(keys):
    return {name: bytes(key.public_key) for name, key in keys.items()}


def split(m=2, members=OFFICERS, trustees=TRUSTEES):
    return committee.split(KEY.identity, public(members), m, public(trustees))


def subsets(things):
    things = list(things)
    return list(chain.from_iterable(combinations(things, size) for size in range(len(things) + 1)))


PARTS = split()
COALITIONS = subsets([*EVERYBODY, "custodian"])


def shares_of(present):
    """Every piece that these people can open with their own keys."""
    return [
        committee.open_piece(piece, bytes(EVERYBODY[piece.holder])) for piece in PARTS.pieces if piece.holder in present
    ]


def xor(parts):
    return bytes(74) if not parts else committee._xor(parts)


def test_there_are_sixty_four_coalitions():
    assert len(COALITIONS) == 64


@pytest.mark.parametrize("present", COALITIONS, ids=lambda present: "+".join(present) or "nobody")
def test_exactly_the_right_coalitions_open(present):
    enough = len(OFFICERS.keys() & set(present)) >= 2 or TRUSTEES.keys() <= set(present)
    pieces = committee.coalition_among(PARTS.pieces, present)
    assert bool(pieces) == enough
    opened = {piece.holder: committee.open_piece(piece, bytes(EVERYBODY[piece.holder])) for piece in pieces}
    custodian_part = PARTS.custodian_part if "custodian" in present else bytes(len(SECRET))
    if enough and "custodian" in present:
        assert str(committee.join(custodian_part, opened)) == SECRET
    else:
        with pytest.raises(CommitteeError, match="do not make the key"):
            committee.join(custodian_part, opened)


@pytest.mark.parametrize("present", COALITIONS, ids=lambda present: "+".join(present) or "nobody")
def test_no_combination_of_what_too_few_hold_gives_the_key(present):
    held = shares_of(present) + ([PARTS.custodian_part] if "custodian" in present else [])
    allowed = "custodian" in present and (len(OFFICERS.keys() & set(present)) >= 2 or TRUSTEES.keys() <= set(present))
    found = any(xor(parts) == SECRET.encode() for parts in subsets(held))
    assert found == allowed


def test_nobody_opens_the_piece_of_another():
    for piece in PARTS.pieces:
        for name, key in EVERYBODY.items():
            if name != piece.holder:
                with pytest.raises(CommitteeError, match="another person"):
                    committee.open_piece(piece, bytes(key))


@given(st.integers(1, 5), st.data())
@settings(max_examples=40, deadline=None)
def test_any_m_of_n_open_and_one_fewer_do_not(n, data):
    members = {f"member {i}": PrivateKey.generate() for i in range(n)}
    m = data.draw(st.integers(1, n))
    parts = split(m, members, {})
    present = data.draw(st.permutations(list(members)))
    pieces = committee.coalition_among(parts.pieces, present[:m])
    opened = {piece.holder: committee.open_piece(piece, bytes(members[piece.holder])) for piece in pieces}
    assert str(committee.join(parts.custodian_part, opened)) == SECRET
    assert committee.coalition_among(parts.pieces, present[: m - 1]) == ()
    opened.popitem()
    with pytest.raises(CommitteeError):
        committee.join(parts.custodian_part, opened)


@given(st.integers(0, 4), st.binary(min_size=74, max_size=74))
@settings(deadline=None)
def test_fewer_pieces_fit_every_key_equally_well(missing, any_secret):
    """With one part missing, each possible key has a missing part that would lead to it: so nothing is known."""
    members = {f"m{i}": PrivateKey.generate() for i in range(4)}
    parts = split(4, members, {})
    held = [committee.open_piece(piece, bytes(members[piece.holder])) for piece in parts.pieces] + [
        parts.custodian_part
    ]
    del held[missing]
    needed = xor([any_secret, *held])
    assert xor([*held, needed]) == any_secret


def test_two_splits_of_one_key_share_nothing():
    first, second = split(), split()
    assert first.custodian_part != second.custodian_part
    assert not {piece.sealed for piece in first.pieces} & {piece.sealed for piece in second.pieces}
    opened = {p.holder: committee.open_piece(p, bytes(OFFICERS[p.holder])) for p in second.pieces[:2]}
    with pytest.raises(CommitteeError):
        committee.join(first.custodian_part, opened)


def test_pieces_of_two_coalitions_do_not_mix():
    an_bo = next(piece for piece in PARTS.pieces if piece.coalition == ("an", "bo") and piece.holder == "an")
    bo_cy = next(piece for piece in PARTS.pieces if piece.coalition == ("bo", "cy") and piece.holder == "bo")
    opened = {piece.holder: committee.open_piece(piece, bytes(OFFICERS[piece.holder])) for piece in (an_bo, bo_cy)}
    with pytest.raises(CommitteeError):
        committee.join(PARTS.custodian_part, opened)


def test_one_flipped_bit_is_noticed():
    pieces = committee.coalition_among(PARTS.pieces, ("an", "bo"))
    opened = {piece.holder: committee.open_piece(piece, bytes(OFFICERS[piece.holder])) for piece in pieces}
    opened["an"] = bytes([opened["an"][0], opened["an"][1] ^ 1, *opened["an"][2:]])
    with pytest.raises(CommitteeError):
        committee.join(PARTS.custodian_part, opened)


@pytest.mark.parametrize(("n", "m", "limit"), [(3, 2, 1000), (5, 3, 4000)])
def test_pieces_are_small(n, m, limit):
    parts = split(m, {f"{i}": PrivateKey.generate() for i in range(n)}, TRUSTEES if n == 3 else {})
    assert sum(len(piece.sealed) for piece in parts.pieces) < limit


@pytest.mark.parametrize("m", [0, -1, 4])
def test_an_impossible_threshold_is_refused(m):
    with pytest.raises(CommitteeError, match=f"{m} of 3 members"):
        split(m)


def test_one_person_cannot_stand_for_two():
    twin = {**OFFICERS, "an under another name": OFFICERS["an"]}
    with pytest.raises(CommitteeError, match="stand for two"):
        split(members=twin)
    with pytest.raises(CommitteeError, match="stand for two"):
        split(trustees={"an": PrivateKey.generate()})


@pytest.mark.parametrize("key", [b"", b"short", bytes(32)])
def test_a_key_that_is_no_key_is_refused(key):
    with pytest.raises(CommitteeError, match="key of an is not usable"):
        committee.split(KEY.identity, {"an": key}, 1, {})


def test_a_committee_with_too_many_coalitions_is_refused():
    members = {f"{i}": bytes(PrivateKey.generate().public_key) for i in range(14)}
    with pytest.raises(CommitteeError, match="too large"):
        committee.split(KEY.identity, members, 7, {})


def test_secrets_are_not_shown():
    assert repr(PARTS.custodian_part) not in repr(PARTS)
    assert str(seal.identity_from(SECRET)) == SECRET
