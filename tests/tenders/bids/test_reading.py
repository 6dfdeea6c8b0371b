"""Reading an opened bid: for whom the door lets in, logged each time, refused and logged to all others."""

import hashlib
from dataclasses import replace

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.bids.files import opened_path, sealed_path
from tenders.bids.reading import read_file, read_manifest
from tests.factories.bids import seat_panel
from tests.factories.sealed import AFTER, BEFORE, hand_in, open_call, open_together

READERS = ["officer", "signatory", "chair", "evaluator", "auditor", "owner", "contributor"]
OTHERS = ["approver", "administrator", "editor", "ombudsperson", "other_owner", "other_officer", "stranger"]


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def handed(call, personas):
    return hand_in(call, personas.supplier, personas.owner, mark="green")


@pytest.fixture
def opened(call, personas, hands, handed):
    """The same bid after the opening; panel, officer and signatory have declared."""
    hands.at = AFTER
    open_together(call, personas)
    seat_panel(call.lots.get(), personas)
    for name in [*READERS, *OTHERS]:
        call.declarations.create(person=getattr(personas, name), has_conflict=False, declared_at=AFTER)
    return handed


def events(verb: str) -> list[int | None]:
    return list(Event.objects.filter(verb=verb).values_list("actor_id", flat=True))


@pytest.mark.parametrize("name", READERS)
def test_who_may_reads_what_the_firm_wrote_and_it_is_logged(opened, personas, name):
    reader = getattr(personas, name)
    content = read_manifest(opened.bid, by=reader, now=AFTER)
    assert content.lots[0].answers["method"] == "by hand green"
    assert content.files == (opened.entry,)
    assert read_file(opened.bid, content.files[0], by=reader, now=AFTER) == b"How we do it. green"
    assert events("bid.read") == events("bid.read_file") == [reader.pk]


@pytest.mark.parametrize("name", OTHERS)
def test_all_others_are_refused_and_the_attempt_is_logged(opened, personas, name):
    person = getattr(personas, name)
    with pytest.raises(Refused, match="may not read this bid"):
        read_manifest(opened.bid, by=person, now=AFTER)
    with pytest.raises(Refused, match="may not read this bid"):
        read_file(opened.bid, opened.entry, by=person, now=AFTER)
    assert events("bid.read_refused") == [person.pk, person.pk]
    assert events("bid.read") == events("bid.read_file") == []


def test_a_committee_member_opens_and_does_not_read(opened, personas):
    with pytest.raises(Refused, match="may not read this bid"):
        read_manifest(opened.bid, by=personas.committee[0], now=AFTER)


def test_without_a_declaration_an_officer_does_not_read(opened, call, personas):
    call.declarations.filter(person=personas.officer).delete()
    with pytest.raises(Refused, match="may not read this bid"):
        read_manifest(opened.bid, by=personas.officer, now=AFTER)


@pytest.mark.parametrize("name", ["officer", "chair", "auditor", "administrator"])
def test_before_the_opening_nobody_on_the_buyers_side_reads(call, handed, personas, name):
    call.declarations.create(person=getattr(personas, name), has_conflict=False, declared_at=BEFORE)
    with pytest.raises(Refused, match="may not read this bid"):
        read_manifest(handed.bid, by=getattr(personas, name), now=AFTER)
    assert events("bid.read_refused") == [getattr(personas, name).pk]


def test_not_even_its_own_firm_reads_a_sealed_bid(handed, personas):
    with pytest.raises(Refused, match="This bid is sealed"):
        read_manifest(handed.bid, by=personas.owner, now=BEFORE)
    assert events("bid.read_refused") == []  # it is their own: no attempt at anything


def test_a_file_of_another_bid_is_not_reached_through_this_one(opened, personas):
    foreign = replace(opened.entry, stored_as="f" * 32 + ".age")
    with pytest.raises(Refused, match="not part of the bid"):
        read_file(opened.bid, foreign, by=personas.officer, now=AFTER)


def test_a_bid_that_could_not_be_opened_says_so(opened, personas):
    opened.bid.refresh_from_db()
    opened.bid.panel_manifest = b""
    opened.bid.save(update_fields=["panel_manifest"])
    with pytest.raises(Refused, match="could not be opened"):
        read_manifest(opened.bid, by=personas.officer, now=AFTER)


@pytest.mark.parametrize("content", [b"", None, "flip"])
def test_a_file_that_was_changed_after_the_opening_is_not_given_out(opened, personas, content):
    path = opened_path(opened.entry.stored_as)
    whole = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(content if content == b"" else whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(Refused, match="not the one that was sealed with the bid"):
        read_file(opened.bid, opened.entry, by=personas.officer, now=AFTER)
    assert events("bid.read_file") == []


def test_what_was_sealed_before_the_deadline_can_still_be_compared(opened, personas):
    sealed = sealed_path(opened.entry.stored_as).read_bytes()
    assert hashlib.sha256(sealed).hexdigest() == opened.receipt.receipt.file_sha256s[0]
