"""Writing a bid: who may, until when, and what is kept where."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.conf import settings

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.bids import actions, drafts
from tenders.bids.files import MAX_FILE, sealed_path
from tenders.bids.manifest import LotOffer
from tenders.models import Bid, SealedFile
from tests.factories.calls import DEADLINE, place
from tests.factories.sealed import BEFORE, hand_in, keyed_call, offer, open_call, started
from tests.personas import Personas

LATE = "The call takes no bids any more"


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def draft(call, personas):
    """A bid without anything in it, and its firm's key."""
    return started(call, personas.supplier, personas.owner)


def upload(bid, key, by, *, name="plan.txt", content=b"green", lot=None, now=BEFORE):
    return actions.add_file(
        bid, name=name, chunks=[content], lot=lot, purpose="technical", draft_key=key, by=by, now=now
    )


def save(bid, key, by, *, offers=(), declaration=None, now=BEFORE):
    return actions.save_draft(bid, offers=list(offers), declaration=declaration or {}, draft_key=key, by=by, now=now)


def files_on_disk() -> list[str]:
    folder = settings.MEDIA_ROOT / "sealed"
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def test_a_new_draft_is_empty_and_its_number_is_random(call, personas, draft):
    bid, key = draft
    blank = actions.read_draft(bid, draft_key=key)
    assert (blank.lots, blank.files, dict(blank.declaration)) == ((), (), {})
    assert (blank.tender, blank.round, blank.supplier) == (call.reference, "1", str(personas.supplier.pk))
    another, _key = started(call, personas.supplier, personas.owner)
    assert another.number != bid.number
    assert another.state == "draft"


def test_what_is_saved_is_read_back_with_the_key_only(personas, draft):
    bid, key = draft
    save(bid, key, personas.contributor, offers=[offer(price="12.50")], declaration={"sworn": True})
    again = Bid.objects.get(pk=bid.pk)
    read = actions.read_draft(again, draft_key=key)
    assert read.lots[0].price == Decimal("12.50")
    assert read.declaration["sworn"] is True
    assert b"12.50" not in bytes(again.draft)
    with pytest.raises(Refused, match="does not hold the key"):
        actions.read_draft(again, draft_key=drafts.new_draft_key())


def test_another_browser_cannot_overwrite_a_draft_by_chance(personas, draft):
    bid, key = draft
    save(bid, key, personas.owner, offers=[offer()])
    with pytest.raises(Refused, match="does not hold the key"):
        save(bid, drafts.new_draft_key(), personas.contributor)
    assert actions.read_draft(bid, draft_key=key).lots


def test_a_file_is_sealed_at_once_and_its_name_is_in_the_draft_only(personas, draft):
    bid, key = draft
    entry = upload(bid, key, personas.contributor, name="secret plan.txt", content=b"green roofs")
    row = SealedFile.objects.get(bid=bid)
    assert (entry.name, entry.size, entry.purpose) == ("secret plan.txt", 11, "technical")
    assert (row.stored_as, row.sealed_sha256) == (entry.stored_as, entry.sealed_sha256)
    sealed = sealed_path(row.stored_as).read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1")
    assert b"green roofs" not in sealed
    assert len(sealed) == row.sealed_size
    assert actions.read_draft(bid, draft_key=key).files == (entry,)
    assert bid.first_upload_at == BEFORE


def test_the_first_upload_keeps_its_moment(personas, draft):
    bid, key = draft
    upload(bid, key, personas.owner)
    upload(bid, key, personas.owner, now=BEFORE.replace(hour=15))
    assert Bid.objects.get(pk=bid.pk).first_upload_at == BEFORE
    assert len(actions.read_draft(bid, draft_key=key).files) == 2


def test_prices_saved_after_an_upload_keep_the_files(personas, draft):
    bid, key = draft
    entry = upload(bid, key, personas.owner)
    save(bid, key, personas.owner, offers=[offer()])
    assert actions.read_draft(bid, draft_key=key).files == (entry,)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.exe", b"MZ", "not accepted"),
        ("plan.txt", b"", "empty"),
        ("plan.pdf", b"green", "its content is not"),
        ("../plan.txt", b"green", "file name"),
    ],
)
def test_a_refused_file_leaves_nothing_and_loses_nothing(personas, draft, name, content, sentence):
    bid, key = draft
    kept = upload(bid, key, personas.owner)
    with pytest.raises(Refused, match=sentence):
        upload(bid, key, personas.owner, name=name, content=content)
    assert files_on_disk() == [kept.stored_as]
    assert actions.read_draft(bid, draft_key=key).files == (kept,)


def test_a_file_above_the_limit_is_refused_while_it_comes(personas, draft):
    bid, key = draft
    million = b"a" * 1_000_000
    sent = 0

    def endless():
        nonlocal sent
        while True:
            sent += len(million)
            yield million

    with pytest.raises(Refused, match="too large"):
        actions.add_file(
            bid, name="a.txt", chunks=endless(), lot=None, purpose="", draft_key=key, by=personas.owner, now=BEFORE
        )
    assert sent <= MAX_FILE + len(million)
    assert files_on_disk() == []


@pytest.mark.parametrize("lot", ["", "two\nlines"])
def test_a_file_that_no_manifest_can_name_leaves_nothing(personas, draft, lot):
    bid, key = draft
    with pytest.raises(Refused):
        upload(bid, key, personas.owner, lot=lot)
    assert files_on_disk() == []


def test_a_file_sent_with_another_browsers_key_leaves_nothing(personas, draft):
    bid, key = draft
    kept = upload(bid, key, personas.owner)
    with pytest.raises(Refused, match="does not hold the key"):
        upload(bid, drafts.new_draft_key(), personas.owner)
    assert files_on_disk() == [kept.stored_as]
    assert SealedFile.objects.count() == 1


def test_a_removed_file_goes_from_the_draft_and_from_the_disk(personas, draft, django_capture_on_commit_callbacks):
    bid, key = draft
    gone, kept = upload(bid, key, personas.owner), upload(bid, key, personas.owner)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_file(bid, stored_as=gone.stored_as, draft_key=key, by=personas.owner, now=BEFORE)
    assert actions.read_draft(bid, draft_key=key).files == (kept,)
    assert files_on_disk() == [kept.stored_as]
    with pytest.raises(Refused, match="not part of the bid"):
        actions.remove_file(bid, stored_as=gone.stored_as, draft_key=key, by=personas.owner, now=BEFORE)


def test_another_firms_file_cannot_be_removed(call, personas, draft):
    bid, key = draft
    other = hand_in(call, personas.other_supplier, personas.other_owner)
    with pytest.raises(Refused, match="not part of the bid"):
        actions.remove_file(bid, stored_as=other.entry.stored_as, draft_key=key, by=personas.owner, now=BEFORE)
    assert sealed_path(other.entry.stored_as).exists()


@pytest.mark.parametrize("name", ["officer", "committee", "administrator", "other_owner", "stranger", "auditor"])
def test_only_the_firms_own_people_write_its_bid(call, personas, draft, name):
    bid, key = draft
    person = personas.committee[0] if name == "committee" else getattr(personas, name)
    deeds = [
        lambda: actions.start_bid(call, supplier=personas.supplier, by=person, now=BEFORE),
        lambda: save(bid, key, person),
        lambda: upload(bid, key, person),
        lambda: actions.remove_file(bid, stored_as="x", draft_key=key, by=person, now=BEFORE),
        lambda: actions.submit_bid(bid, draft_key=key, by=person),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="firm's own people"):
            deed()
    assert Bid.objects.count() == 1


def test_nothing_is_written_from_the_deadline_on(call, personas, draft):
    bid, key = draft
    deeds = [
        lambda: actions.start_bid(call, supplier=personas.supplier, by=personas.owner, now=DEADLINE),
        lambda: save(bid, key, personas.owner, now=DEADLINE),
        lambda: upload(bid, key, personas.owner, now=DEADLINE),
        lambda: actions.remove_file(bid, stored_as="x", draft_key=key, by=personas.owner, now=DEADLINE),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match=LATE):
            deed()
    assert files_on_disk() == []


@pytest.mark.parametrize("state", ["draft", "approved", "closed", "cancelled"])
def test_a_call_that_is_not_published_takes_no_draft(personas, state):
    call = keyed_call(personas)
    place(call, state)
    with pytest.raises(Refused, match=LATE):
        started(call, personas.supplier, personas.owner)


def test_a_bid_that_is_handed_in_is_not_written_to_any_more(call, personas):
    handed = hand_in(call, personas.supplier, personas.owner)
    for deed in (save, upload):
        with pytest.raises(Refused, match="This bid is handed in"):
            deed(handed.bid, handed.key, personas.owner)


@pytest.mark.parametrize(
    "offers",
    [[offer(), offer()], [replace(offer(), price_comment="x" * 40_000, answers={"q": "y" * 50_000})] * 2],
    ids=["one lot twice", "long and twice"],
)
def test_what_no_manifest_can_hold_is_refused_in_a_sentence(personas, draft, offers):
    bid, key = draft
    with pytest.raises(Refused, match="stands twice"):
        save(bid, key, personas.owner, offers=offers)
    assert actions.read_draft(bid, draft_key=key).lots == ()


def test_a_variant_stands_beside_the_main_offer(personas, draft):
    bid, key = draft
    variant = LotOffer("LOT-0001", Decimal(900), "EUR", variant="cheaper stone")
    save(bid, key, personas.owner, offers=[offer(), variant])
    assert len(actions.read_draft(bid, draft_key=key).lots) == 2


def test_the_log_tells_the_deeds_and_nothing_of_what_was_written(personas: Personas, draft):
    bid, key = draft
    entry = upload(bid, key, personas.owner, name="secret plan.txt")
    save(bid, key, personas.contributor, offers=[offer(price="77.77")])
    events = list(Event.objects.filter(object_type="bid").order_by("pk"))
    assert [(event.verb, event.actor_id) for event in events] == [
        ("bid.start", personas.owner.pk),
        ("bid.add_file", personas.owner.pk),
        ("bid.save_draft", personas.contributor.pk),
    ]
    assert events[1].payload == {"sealed_sha256": entry.sealed_sha256}
    assert events[0].payload == events[2].payload == {}
