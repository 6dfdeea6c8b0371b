"""A draft in another browser: handed over by a code that works once, or typed again; the sealed files always stay."""

import json

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.bids import actions, drafts, manifest, seal
from tenders.bids.handing_over import hand_over, start_again, take_over
from tenders.bids.reading import read_file, read_manifest
from tenders.models import Bid, HandOver, SealedFile
from tests.factories.calls import DEADLINE
from tests.factories.sealed import AFTER, BEFORE, offer, open_call, open_together, started
from tests.tenders.bids.test_draft_actions import save, upload


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def draft(call, personas):
    """A bid with a price and two files, and the key of the owner's browser."""
    bid, key = started(call, personas.supplier, personas.owner)
    for name in ("plan.txt", "prices.txt"):
        upload(bid, key, personas.owner, name=name, content=name.encode())
    save(bid, key, personas.owner, offers=[offer(price="12.50")], declaration={"sworn": True})
    return bid, key


def typed_again(bid, by) -> bytes:
    key = start_again(bid, by=by, now=BEFORE)
    save(bid, key, by, offers=[offer(price="99.00")], declaration={"sworn": True})
    return key


def test_the_code_gives_a_colleague_the_same_key_once(personas, draft):
    bid, key = draft
    code = hand_over(bid, draft_key=key, by=personas.owner, now=BEFORE)
    assert take_over(bid, code=code.lower().replace("-", " "), by=personas.contributor, now=BEFORE) == key
    with pytest.raises(Refused, match="No code waits"):
        take_over(bid, code=code, by=personas.contributor, now=BEFORE)


def test_the_code_and_the_key_are_stored_nowhere(personas, draft):
    bid, key = draft
    code = hand_over(bid, draft_key=key, by=personas.owner, now=BEFORE)
    kept = bytes(HandOver.objects.get().wrapped)
    logged = json.dumps(list(Event.objects.values_list("payload", flat=True)))
    assert key not in kept
    assert code.encode() not in kept
    assert code not in logged
    assert key.hex() not in logged


def test_a_wrong_code_opens_nothing_and_the_right_one_still_works(personas, draft):
    bid, key = draft
    code = hand_over(bid, draft_key=key, by=personas.owner, now=BEFORE)
    with pytest.raises(Refused, match="does not open the draft"):
        take_over(bid, code=drafts.hand_over_code(), by=personas.contributor, now=BEFORE)
    assert take_over(bid, code=code, by=personas.contributor, now=BEFORE) == key


def test_a_new_code_ends_the_old_one(personas, draft):
    bid, key = draft
    old, new = (hand_over(bid, draft_key=key, by=personas.owner, now=BEFORE) for _time in (1, 2))
    with pytest.raises(Refused):
        take_over(bid, code=old, by=personas.contributor, now=BEFORE)
    assert take_over(bid, code=new, by=personas.contributor, now=BEFORE) == key


def test_who_has_not_the_key_cannot_hand_it_over(personas, draft):
    bid, _key = draft
    with pytest.raises(Refused, match="does not hold the key"):
        hand_over(bid, draft_key=drafts.new_draft_key(), by=personas.owner, now=BEFORE)


@pytest.mark.parametrize("name", ["officer", "other_owner", "administrator", "stranger"])
def test_others_neither_give_nor_take_nor_start_again(personas, draft, name):
    bid, key = draft
    person = getattr(personas, name)
    code = hand_over(bid, draft_key=key, by=personas.owner, now=BEFORE)
    deeds = [
        lambda: hand_over(bid, draft_key=key, by=person, now=BEFORE),
        lambda: take_over(bid, code=code, by=person, now=BEFORE),
        lambda: start_again(bid, by=person, now=BEFORE),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="firm's own people"):
            deed()
    assert actions.read_draft(bid, draft_key=key).lots


def test_from_the_deadline_on_there_is_nothing_to_take_over(personas, draft):
    bid, key = draft
    code = hand_over(bid, draft_key=key, by=personas.owner, now=BEFORE)
    for deed in (lambda: take_over(bid, code=code, by=personas.owner, now=DEADLINE),
                 lambda: start_again(bid, by=personas.owner, now=DEADLINE)):  # fmt: skip
        with pytest.raises(Refused, match="takes no bids any more"):
            deed()


def test_starting_again_costs_what_was_typed_and_no_file(personas, draft):
    bid, old_key = draft
    key = start_again(bid, by=personas.contributor, now=BEFORE)
    content = actions.read_draft(bid, draft_key=key)
    assert (content.lots, dict(content.declaration), content.files) == ((), {}, ())
    assert content.kept == tuple(SealedFile.objects.order_by("pk").values_list("stored_as", flat=True))
    with pytest.raises(Refused, match="does not hold the key"):
        actions.read_draft(Bid.objects.get(pk=bid.pk), draft_key=old_key)


def test_a_kept_file_can_be_removed(personas, draft):
    bid, _key = draft
    key = start_again(bid, by=personas.owner, now=BEFORE)
    first, second = actions.read_draft(bid, draft_key=key).kept
    actions.remove_file(bid, stored_as=first, draft_key=key, by=personas.owner, now=BEFORE)
    assert actions.read_draft(bid, draft_key=key).kept == (second,)
    assert [row.stored_as for row in SealedFile.objects.all()] == [second]


def test_kept_files_stand_in_the_receipt_and_get_their_names_at_the_opening(call, personas, hands, draft):
    bid, _key = draft
    key = typed_again(bid, personas.owner)
    receipt = actions.submit_bid(bid, draft_key=key, by=personas.owner).receipt
    assert receipt.file_sha256s == tuple(SealedFile.objects.order_by("pk").values_list("sealed_sha256", flat=True))
    hands.at = AFTER
    assert open_together(call, personas).defects == []
    content = read_manifest(bid, by=personas.owner, now=AFTER)
    assert ([entry.name for entry in content.files], content.kept) == (["plan.txt", "prices.txt"], ())
    assert read_file(bid, content.files[1], by=personas.owner, now=AFTER) == b"prices.txt"


def test_an_entry_that_was_swapped_before_the_opening_is_told(call, personas, hands, draft):
    bid, _key = draft
    key = typed_again(bid, personas.owner)
    actions.submit_bid(bid, draft_key=key, by=personas.owner)
    first, second = SealedFile.objects.order_by("pk")
    SealedFile.objects.filter(pk=first.pk).update(sealed_entry=second.sealed_entry)
    hands.at = AFTER
    personas.buyer.language = "en"  # the record of the opening speaks the buyer's language
    personas.buyer.save()
    call.refresh_from_db()
    (defect,) = open_together(call, personas).defects
    assert defect["sentence"] == "The entry of a sealed file is missing, or was changed."
    content = read_manifest(bid, by=personas.owner, now=AFTER)
    assert [entry.name for entry in content.files] == ["prices.txt"]


def test_before_the_opening_nobody_reads_the_entry_beside_a_file(personas, draft):
    row = SealedFile.objects.first()
    assert b"plan.txt" not in bytes(row.sealed_entry)
    with pytest.raises(seal.CannotOpenError):
        seal.open_bytes(bytes(row.sealed_entry), seal.EnvelopeKey.generate().identity)


def test_what_is_no_entry_is_refused():
    for data in (b"", b"{}", b'{"name":"a.txt"}', b"[]"):
        with pytest.raises(manifest.ManifestError):
            manifest.decode_entry(data)
