"""The receipt: the portal cannot deny it, nobody can make one up, and it says nothing about other bids."""

import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey, VerifyKey

from tenders.bids import receipts
from tenders.bids.receipts import Receipt, SignedReceipt

PORTAL, IMPOSTOR = SigningKey.generate(), SigningKey.generate()
PUBLIC = bytes(PORTAL.verify_key)
RECEIPT = Receipt(
    tender="ocds-1",
    round="1",
    bid_number="B-7K3F-92QX",
    manifest_sha256="a" * 64,
    file_sha256s=("b" * 64, "c" * 64),
    first_upload_at=datetime(2027, 2, 27, 12, 0, tzinfo=UTC),
    submitted_at=datetime(2027, 3, 1, 9, 59, 59, 999_000, tzinfo=UTC),
    log_digest="d" * 64,
    portal_key=receipts.key_fingerprint(PUBLIC),
)
SIGNED = receipts.sign(RECEIPT, PORTAL)


def test_the_portals_own_receipt_verifies():
    assert receipts.verify(SIGNED, PUBLIC)


def test_it_verifies_with_nothing_but_the_key_and_the_bytes():
    VerifyKey(PUBLIC).verify(receipts.canonical_bytes(RECEIPT), SIGNED.signature)


def test_signing_again_gives_the_same_receipt():
    brussels = RECEIPT.submitted_at.astimezone(timezone(timedelta(hours=1)))
    assert receipts.sign(replace(RECEIPT, submitted_at=brussels), PORTAL).signature == SIGNED.signature


@pytest.mark.parametrize("part", [part.name for part in fields(Receipt)])
def test_no_part_can_be_changed(part):
    value = getattr(RECEIPT, part)
    later = timedelta(microseconds=1)
    changed = value + later if isinstance(value, datetime) else not value if isinstance(value, bool) else value[:-1]
    assert not receipts.verify(SignedReceipt(replace(RECEIPT, **{part: changed}), SIGNED.signature), PUBLIC)


def test_another_key_neither_signs_nor_verifies():
    with pytest.raises(ValueError, match="another key"):
        receipts.sign(RECEIPT, IMPOSTOR)
    forged = replace(RECEIPT, portal_key=receipts.key_fingerprint(bytes(IMPOSTOR.verify_key)))
    assert not receipts.verify(receipts.sign(forged, IMPOSTOR), PUBLIC)
    assert not receipts.verify(SIGNED, bytes(IMPOSTOR.verify_key))


@given(st.binary(max_size=80))
@settings(deadline=None)
def test_a_made_up_signature_does_not_verify(signature):
    assert not receipts.verify(SignedReceipt(RECEIPT, signature), PUBLIC)


@pytest.mark.parametrize("key", [b"", b"short", bytes(32)])
def test_a_key_that_is_none_verifies_nothing(key):
    receipt = replace(RECEIPT, portal_key=receipts.key_fingerprint(key))
    assert not receipts.verify(SignedReceipt(receipt, SIGNED.signature), key)


def test_the_signed_bytes_can_be_read_by_people_and_by_us():
    data = receipts.canonical_bytes(RECEIPT)
    assert json.loads(data)["submitted_at"] == "2027-03-01T09:59:59.999000Z"
    assert receipts.read(data) == RECEIPT
    without_files = replace(RECEIPT, first_upload_at=None, file_sha256s=())
    assert receipts.read(receipts.canonical_bytes(without_files)) == without_files


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"format":"bid receipt","version":1}', b"\xff"])
def test_what_is_no_receipt_is_not_read(data):
    with pytest.raises(ValueError, match=r"."):
        receipts.read(data)


def test_a_moment_without_a_zone_is_not_signed():
    with pytest.raises(ValueError, match="time zone"):
        receipts.sign(replace(RECEIPT, submitted_at=datetime(2027, 3, 1)), PORTAL)  # noqa: DTZ001 - that is the point


def test_bid_numbers_are_readable_and_tell_no_order():
    numbers = [receipts.bid_number() for _ in range(1000)]
    assert len(set(numbers)) == 1000
    assert all(re.fullmatch(r"B-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", number) for number in numbers)
    assert numbers != sorted(numbers)
