"""The manifest: one spelling, nothing lost, and nothing in it that a database or a page would choke on."""

import json
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tenders.bids import manifest as m
from tenders.bids.manifest import FileEntry, LotOffer, Manifest, ManifestError

MORNING = datetime(2027, 3, 1, 9, 59, 59, 999_000, tzinfo=UTC)
HASH = "0f" * 32
OFFER = LotOffer("1", Decimal("12345.60"), "EUR", "fixed for 3 months", {"q1": "Yes.\nWe do."})
FILE = FileEntry("Méthode.pdf", "1", "method", 12, HASH, HASH, "a" * 32 + ".age")
BID = Manifest("ocds-1", "1", "s-7", "fr", (OFFER,), (FILE,), {"exclusion": False, "years": [2025, 2026]}, MORNING)

bad = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
words = st.text(bad, max_size=40)
names = st.text(bad, min_size=1, max_size=20).filter(lambda text: text.strip() and not set(text) & set("/\\"))
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
prices = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
offers = st.builds(
    LotOffer, names, prices, st.sampled_from(["EUR", "CHF"]), words, st.dictionaries(names, words), words
)
files = st.builds(
    FileEntry,
    names,
    st.none() | names,
    words,
    st.integers(0, 10**12),
    hashes,
    hashes,
    hashes.map(lambda text: text[:32]),
)
declarations = st.dictionaries(
    names,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | words,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)
manifests = st.builds(
    Manifest,
    names,
    names,
    names,
    st.sampled_from(["fr", "nl"]),
    st.lists(offers, max_size=3, unique_by=lambda offer: (offer.lot, offer.variant)).map(tuple),
    st.lists(files, max_size=3, unique_by=lambda file: file.stored_as).map(tuple),
    declarations,
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.timezones()),  # noqa: DTZ001 - zone drawn
)


@given(manifests)
@settings(deadline=None)
def test_nothing_is_lost_on_the_way(bid):
    data = m.encode(bid)
    assert m.decode(data) == bid
    assert m.encode(m.decode(data)) == data


def test_it_looks_as_documented():
    raw = json.loads(m.encode(BID))
    assert raw["lots"][0]["price"] == "12345.60"
    assert raw["made_at"] == "2027-03-01T09:59:59.999000Z"
    assert (raw["format"], raw["version"]) == ("bid manifest", 1)
    assert "Méthode.pdf".encode() in m.encode(BID)


def test_order_of_answers_and_zone_of_the_moment_make_no_difference():
    brussels = MORNING.astimezone(timezone(timedelta(hours=1)))
    first = replace(BID, made_at=brussels, declaration={"b": 1, "a": 2})
    assert m.encode(first) == m.encode(replace(BID, declaration={"a": 2, "b": 1}))


def test_a_lot_may_have_variants_and_no_price():
    variant = replace(OFFER, variant="electric", price=None, currency="")
    assert m.decode(m.encode(replace(BID, lots=(OFFER, variant)))).lots[1].price is None


def test_it_cannot_be_changed_afterwards():
    answers = {"q1": "yes"}
    offer = replace(OFFER, answers=answers)
    answers["q1"] = "no"
    assert offer.answers["q1"] == "yes"
    with pytest.raises(TypeError):
        offer.answers["q1"] = "no"
    with pytest.raises(TypeError):
        BID.declaration["years"][0] = 1
    with pytest.raises(FrozenInstanceError):
        offer.price = Decimal(1)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(deadline=None)
@example(b"[" * 200_000)
@example(b"1" * 10_000)
@example(b'{"format":"bid manifest","version":1}')
def test_anything_else_is_refused_with_the_one_error(data):
    with pytest.raises(ManifestError):
        m.decode(data)


@given(st.integers(0, len(m.encode(BID)) - 1), st.integers(1, 255))
@settings(deadline=None)
def test_a_changed_byte_is_refused_or_says_something_else(place, change):
    data = bytearray(m.encode(BID))
    data[place] ^= change
    try:
        assert m.decode(bytes(data)) != BID
    except ManifestError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either outcome is right, a traceback is not


def respelled(**parts):
    raw = json.loads(m.encode(BID)) | parts
    return json.dumps(raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def with_lot(**parts):
    return respelled(lots=[json.loads(m.encode(BID))["lots"][0] | parts])


@pytest.mark.parametrize(
    "data",
    [
        m.encode(BID) + b" ",
        m.encode(BID).replace(b'"round":"1"', b'"round":"1","round":"1"'),
        m.encode(BID).replace("é".encode(), b"\\u00e9"),
        respelled(more="x"),
        respelled(version=2),
        respelled(version=1.0),
        respelled(lots={}),
        respelled(lots=[1]),
        respelled(files=None),
        respelled(made_at="yesterday"),
        respelled(declaration={"x": 0.5}),
        with_lot(price=12345.6),
        with_lot(price=12345),
        with_lot(price="1e3"),
        with_lot(price="1_000"),
        with_lot(price="NaN"),
        with_lot(price=""),
        with_lot(answers=[]),
        b" " * (m.MAX_BYTES + 1),
    ],
)
def test_only_the_one_spelling_is_read(data):
    with pytest.raises(ManifestError):
        m.decode(data)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"price": Decimal("NaN")}, "not a number"),
        ({"price": Decimal("Infinity")}, "not a number"),
        ({"price": 12.5}, "not a number"),
        ({"price": Decimal("1E+20")}, "too large"),
        ({"price": Decimal("0.0000001")}, "too many decimals"),
        ({"price": Decimal("0E-10000")}, "too many decimals"),
        ({"currency": ""}, "no currency"),
        ({"currency": "euro"}, "no currency"),
        ({"lot": " "}, "missing"),
        ({"lot": 1}, "cannot be shown"),
        ({"price_comment": "a\x00b"}, "cannot be shown"),
        ({"price_comment": "\ud800"}, "cannot be shown"),
        ({"price_comment": "x" * 50_001}, "At most 50000 characters"),
        ({"answers": {"q": "\u202efdp"}}, "cannot be shown"),
        ({"answers": "no"}, "answers"),
    ],
)
def test_an_offer_that_is_none_cannot_be_made(parts, sentence):
    with pytest.raises(ManifestError, match=sentence):
        replace(OFFER, **parts)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"name": "../x.pdf"}, "folder"),
        ({"name": "a\\x.pdf"}, "folder"),
        ({"name": ""}, "missing"),
        ({"size": -1}, "no size"),
        ({"size": True}, "no size"),
        ({"sha256": HASH.upper()}, "no hash"),
        ({"sealed_sha256": HASH[:-1]}, "no hash"),
        ({"stored_as": "../../etc/passwd"}, "random name"),
        ({"stored_as": "1.age"}, "random name"),
    ],
)
def test_a_file_that_is_none_cannot_be_listed(parts, sentence):
    with pytest.raises(ManifestError, match=sentence):
        replace(FILE, **parts)


def nested(depth):
    return {"x": nested(depth - 1)} if depth else {}


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"lots": (OFFER, OFFER)}, "stands twice"),
        ({"files": (FILE, replace(FILE, name="b.pdf"))}, "stands twice"),
        ({"lots": [OFFER]}, "list of lots"),
        ({"lots": (FILE,)}, "list of lots"),
        ({"language": "french"}, "language"),
        ({"supplier": ""}, "missing"),
        ({"made_at": MORNING.replace(tzinfo=None)}, "moment"),
        ({"declaration": {"x": Decimal(1)}}, "answers"),
        ({"declaration": {"x": "\x07"}}, "cannot be shown"),
        ({"declaration": nested(21)}, "answers"),
    ],
)
def test_a_bid_that_is_none_cannot_be_made(parts, sentence):
    with pytest.raises(ManifestError, match=sentence):
        replace(BID, **parts)
