"""What does not fit at the opening is told in a sentence, bid by bid; it stops neither that bid nor the others."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from nacl.signing import SigningKey

from tenders.bids import manifest, receipts, seal
from tenders.bids.files import opened_path, sealed_path
from tenders.bids.manifest import Manifest
from tenders.bids.queries import receipt_row
from tenders.bids.receipts import SignedReceipt
from tenders.models import Bid, Envelope, LotBid
from tests.factories.sealed import AFTER, BEFORE, another_bid, hand_in, open_call, open_together


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    personas.buyer.language = "en"  # the record of the opening speaks the buyer's language
    personas.buyer.save()
    return open_call(personas, lots=2)


@pytest.fixture
def handed(call, personas):
    """The bid that something happens to. Another one stays whole."""
    another_bid(call)
    return hand_in(call, personas.supplier, personas.owner)


@pytest.fixture
def defects(call, personas, hands):
    """Open the call and return the sentences about the bid."""

    def find(handed) -> list[str]:
        hands.at = AFTER
        act = open_together(call, personas)
        assert act.bids_opened == Bid.objects.filter(state="opened").count() == 2
        assert {row["bid"] for row in act.defects} <= {handed.bid.number}
        return [row["sentence"] for row in act.defects]

    return find


def prices(handed) -> list[str | None]:
    rows = LotBid.objects.filter(bid=handed.bid).order_by("lot__position")
    return [row.price and str(row.price) for row in rows]


def reseal(handed, content: Manifest) -> None:
    """Seal another content to the envelope, as someone with the database could."""
    public_key = Envelope.objects.get().public_key
    Bid.objects.filter(pk=handed.bid.pk).update(sealed_manifest=seal.seal_bytes(manifest.encode(content), public_key))


def content_of(handed, **changes) -> Manifest:
    facts = {"tender": handed.receipt.receipt.tender, "round": "1", "supplier": str(handed.bid.supplier_id)}
    rest = {"language": "fr", "lots": (), "files": (), "declaration": {}, "made_at": BEFORE}
    return Manifest(**{**facts, **rest, **changes})


def test_a_bid_as_it_came_has_no_defect(handed, defects):
    assert defects(handed) == []
    assert prices(handed) == ["1000.00", "1000.00"]


def test_a_manifest_of_garbage_leaves_the_bid_in_the_list_for_every_lot_unpriced(handed, defects):
    Bid.objects.filter(pk=handed.bid.pk).update(sealed_manifest=b"garbage")
    assert defects(handed) == [
        "The sealed bid is not the one that its receipt confirms.",
        "The bid cannot be opened: it was changed after it was sealed.",
    ]
    assert prices(handed) == [None, None]


def test_a_bid_swapped_for_another_content_shows_against_its_receipt(handed, defects):
    reseal(handed, content_of(handed))
    assert defects(handed) == ["The sealed bid is not the one that its receipt confirms."]


def test_a_bid_copied_from_another_firm_is_not_taken_for_its_own(call, handed, defects):
    other = Bid.objects.exclude(pk=handed.bid.pk).get()
    Bid.objects.filter(pk=handed.bid.pk).update(sealed_manifest=other.sealed_manifest, receipt=other.receipt)
    assert defects(handed) == [
        "The sealed bid is not the one that its receipt confirms.",
        "The sealed content was made for another call, or by another firm.",
    ]
    assert prices(handed) == [None, None]


@pytest.mark.parametrize("change", [{"tender": "T-9999"}, {"round": "2"}, {"supplier": "999"}])
def test_a_bid_from_elsewhere_is_told_apart(handed, defects, change):
    reseal(handed, content_of(handed, **change))
    assert defects(handed)[-1] == "The sealed content was made for another call, or by another firm."


def test_a_receipt_that_another_key_signed_shows(handed, defects):
    forger = SigningKey.generate()
    text = json.loads(receipts.canonical_bytes(handed.receipt.receipt))
    text["portal_key"] = receipts.key_fingerprint(bytes(forger.verify_key))
    forged = receipts.read(json.dumps(text, sort_keys=True, separators=(",", ":")).encode())
    Bid.objects.filter(pk=handed.bid.pk).update(receipt=receipt_row(receipts.sign(forged, forger)))
    assert defects(handed) == ["The receipt of this bid does not carry the portal's signature."]
    assert prices(handed) == ["1000.00", "1000.00"]


@pytest.mark.parametrize("receipt", [None, {"text": "{}", "signature": ""}, {"text": "", "signature": "zz"}])
def test_a_receipt_that_cannot_be_read_shows(handed, defects, receipt):
    Bid.objects.filter(pk=handed.bid.pk).update(receipt=receipt)
    assert defects(handed) == ["The receipt of this bid is damaged."]


def test_a_receipt_with_a_changed_moment_shows(handed, defects):
    changed = receipts.read(
        receipts.canonical_bytes(handed.receipt.receipt).replace(b"2027-03-01", b"2027-03-02"),
    )
    row = receipt_row(SignedReceipt(changed, handed.receipt.signature))
    Bid.objects.filter(pk=handed.bid.pk).update(receipt=row)
    assert defects(handed) == ["The receipt of this bid does not carry the portal's signature."]


def test_a_missing_file_is_told_by_its_place_and_the_prices_stand(handed, defects):
    sealed_path(handed.entry.stored_as).unlink()
    assert defects(handed) == ["File 1 is missing."]
    assert prices(handed) == ["1000.00", "1000.00"]


def test_a_file_with_one_bit_changed_is_told_and_not_given_to_the_panel(handed, defects):
    path = sealed_path(handed.entry.stored_as)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert defects(handed) == ["File 1 cannot be opened: it was changed after it was sealed."]
    assert not opened_path(handed.entry.stored_as).exists()


def test_a_file_swapped_for_another_sealed_one_is_told(handed, defects):
    path = sealed_path(handed.entry.stored_as)
    path.unlink()
    seal.seal_to_path([b"another plan"], path, Envelope.objects.get().public_key)
    assert defects(handed) == ["File 1 is not the one that was sealed with the bid."]


def test_no_defect_names_a_file(call, personas, hands, defects):
    another_bid(call)
    handed = hand_in(call, personas.supplier, personas.owner, mark="TELLTALE")
    sealed_path(handed.entry.stored_as).write_bytes(b"")
    assert "TELLTALE" not in " ".join(defects(handed))


def test_no_plain_text_is_left_on_the_disk(call, personas, hands, defects):
    another_bid(call)
    handed = hand_in(call, personas.supplier, personas.owner, mark="TELLTALE")
    assert defects(handed) == []
    files = [path for path in Path(settings.MEDIA_ROOT).parent.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert not [path for path in files if b"TELLTALE" in path.read_bytes() or "TELLTALE" in path.name]
