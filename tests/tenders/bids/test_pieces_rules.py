"""Which files a bid lacks, tried over all that it can hold; and that nobody learns before the opening what it holds."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.bids import actions
from tenders.bids.complete import missing_parts
from tenders.bids.files import MAX_FILE
from tenders.bids.manifest import FileEntry, Manifest
from tenders.bids.pieces import against, lacking_pieces, limit_of, purpose_of
from tenders.models import CallTerms, Lot, LotTerms
from tenders.models.pieces import BidPiece, kept_pieces
from tests.factories.browsing import Browser
from tests.factories.sealed import BEFORE, offer, open_call, started
from tests.house.traces import files_with, tables_with
from tests.house.visits import visit

NOTE = BidPiece("f1", "Note technique", formats=("txt",), megabytes=1)
LOTS = ["LOT-0001", "LOT-0002", "LOT-0003"]
CODES = ["f1", "f2", "f11"]
PLACES = st.sets(st.tuples(st.sampled_from(LOTS), st.sampled_from(CODES)))


def lots_with(asked: set[tuple[str, str]], needed: set[tuple[str, str]]) -> list[Lot]:
    """Return lots that ask for these files, and need some of them."""
    lots = [Lot(identifier=name) for name in LOTS]
    for lot in lots:
        codes = sorted(code for name, code in asked if name == lot.identifier)
        pieces = [BidPiece(code, code, required=(lot.identifier, code) in needed) for code in codes]
        LotTerms(lot=lot, pieces=kept_pieces(pieces))
    return lots


def whole(offered: set[str], held: set[tuple[str, str]]) -> Manifest:
    """Return a bid for these lots, with these files."""
    files = [
        FileEntry("a.txt", None, f"piece {lot} {code}", 1, "0" * 64, "1" * 64, f"{place:032x}")
        for place, (lot, code) in enumerate(sorted(held))
    ]
    return Manifest("T-1", "1", "1", "fr", tuple(map(offer, sorted(offered))), tuple(files), {}, BEFORE)


@given(PLACES, PLACES, PLACES, st.sets(st.sampled_from(LOTS)))
def test_what_lacks_is_needed_in_an_offered_lot_and_not_there(asked, needed, held, offered):
    lacking = {(lot.identifier, piece.code)
               for lot, piece in lacking_pieces(whole(offered, held), lots_with(asked, needed))}  # fmt: skip
    assert lacking == {place for place in asked & needed - held if place[0] in offered}


@given(st.sampled_from(["txt", "pdf", "tar", "", "TXT"]), st.lists(st.sampled_from(["txt", "pdf"]), unique=True))
def test_an_ending_is_taken_in_any_spelling_and_only_where_the_call_takes_it(ending: str, formats: list[str]):
    refusal = against(replace(NOTE, formats=tuple(formats)), f"note.pdf.{ending}" if ending else "pdf")
    assert (refusal is None) is (not formats or ending.lower() in formats)
    assert refusal is None or all(kind in str(refusal) for kind in [*formats, NOTE.name])


@given(st.one_of(st.none(), st.integers(1, 1000)))
def test_no_call_takes_larger_files_than_the_portal(megabytes: int | None):
    limit = limit_of(replace(NOTE, megabytes=megabytes))
    assert limit == (megabytes * 1_000_000 if megabytes and megabytes < 100 else MAX_FILE)


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    tender = open_call(personas, lots=2)
    for lot in tender.lots.all():
        LotTerms.objects.create(lot=lot, pieces=kept_pieces([NOTE]))
    return tender


@pytest.fixture
def bid(call, personas):
    """Return a draft for both lots, and how to go on with it."""
    row, key = started(call, personas.supplier, personas.owner)
    how = {"draft_key": key, "by": personas.owner, "now": BEFORE}
    actions.save_draft(row, offers=[offer(lot) for lot in LOTS[:2]], declaration={"sworn": True}, **how)
    return row, how


def add(bid, how, *, purpose: str, name: str = "note.txt", content: bytes = b"By hand."):
    return actions.add_file(bid, name=name, chunks=content, lot=None, purpose=purpose, **how)


def test_a_file_counts_for_its_own_lot_only_and_until_it_is_taken_out(call, bid):
    row, how = bid
    entry = add(row, how, purpose=purpose_of("LOT-0001", NOTE))
    add(row, how, purpose="offer")
    missing = missing_parts(actions.read_draft(row, draft_key=how["draft_key"]), call)
    assert [str(sentence) for sentence in missing] == ["“Note technique” is missing in your bid for lot 2."]
    with pytest.raises(Refused, match="is missing in your bid for lot 2"):
        actions.submit_bid(row, draft_key=how["draft_key"], by=how["by"])
    add(row, how, purpose=purpose_of("LOT-0002", NOTE))
    actions.remove_file(row, stored_as=entry.stored_as, **how)
    with pytest.raises(Refused, match="is missing in your bid for lot 1"):
        actions.submit_bid(row, draft_key=how["draft_key"], by=how["by"])
    row.refresh_from_db()
    assert row.state == "draft"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("note.pdf", b"%PDF-1.4", "other kinds of files"), ("note.txt", b"x" * 1_000_001, "At most 1 MB")],
)
def test_a_refused_file_is_kept_nowhere(bid, name: str, content: bytes, sentence: str):
    row, how = bid
    before = sorted(settings.MEDIA_ROOT.rglob("*.age"))
    with pytest.raises(Refused, match=sentence):
        add(row, how, purpose=purpose_of("LOT-0001", NOTE), name=name, content=content)
    assert sorted(settings.MEDIA_ROOT.rglob("*.age")) == before
    assert actions.read_draft(row, draft_key=how["draft_key"]).files == ()


def test_two_offers_for_one_lot_are_a_bid_for_one_lot(call, bid):
    row, how = bid
    CallTerms.objects.create(tender=call, most_bids=1)
    two = [offer(), replace(offer(), variant="electric")]
    actions.save_draft(row, offers=two, declaration={"sworn": True}, **how)
    missing = missing_parts(actions.read_draft(row, draft_key=how["draft_key"]), call)
    assert [str(sentence) for sentence in missing] == ["“Note technique” is missing in your bid for lot 1."]


def test_which_needed_files_a_bid_holds_stands_nowhere_in_the_open(call, bid, personas):
    row, how = bid
    people = [AnonymousUser(), personas.officer, personas.auditor, personas.other_owner]
    paths = [f"/en/calls/{call.reference}/", f"/en/desk/calls/{call.reference}/"]
    before = [answer.count(b"Note technique") for person in people for _path, answer in visit(person, paths)]
    for lot in LOTS[:2]:
        add(row, how, purpose=purpose_of(lot, NOTE), name=f"zeisig-{lot}.txt")
    actions.submit_bid(row, draft_key=how["draft_key"], by=how["by"])
    for secret in ("piece LOT-0001", "piece LOT-0002", "zeisig"):
        assert tables_with(secret) == []
        assert files_with(secret, settings.MEDIA_ROOT) == []
    assert not Event.objects.filter(verb__startswith="bid.", payload__icontains="piece").exists()
    after = [answer for person in people for _path, answer in visit(person, paths)]
    assert [answer.count(b"Note technique") for answer in after] == before
    assert sum(before) > 0
    assert not any(b"zeisig" in answer for answer in after)


@pytest.mark.parametrize("lots", [1, 3])
def test_the_page_before_the_start_asks_as_often_for_any_number_of_lots(
    personas, hands, lots: int, django_assert_num_queries
):
    hands.at = BEFORE
    tender, browser = open_call(personas, lots=lots), Browser(personas.owner)
    for lot in tender.lots.all():
        LotTerms.objects.create(lot=lot, pieces=kept_pieces([NOTE]))
    browser.get("start", tender.reference)
    with django_assert_num_queries(8):
        page = browser.get("start", tender.reference)
    assert page.text.count("Note technique") == lots
