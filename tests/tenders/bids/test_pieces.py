"""The files that a call asks for, in a bid: sealed each in its place, told in the checklist, missed if they lack."""

import pytest

from procurement.lifecycle import Refused
from tenders.bids import actions
from tenders.bids.complete import missing_parts
from tenders.models import Bid, LotTerms, SealedFile
from tenders.models.pieces import BidPiece, kept_pieces
from tests.factories.browsing import Browser, files, filled
from tests.factories.sealed import BEFORE, offer, open_call, started

NOTE = BidPiece("f1", "Note technique", formats=("txt",), megabytes=1)
PLAN = BidPiece("f2", "Planning", required=False)
TEXT = ("note.txt", b"Every site, by hand.")


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    personas.buyer.country = "FR"  # where a firm declares on its honour below the threshold
    personas.buyer.save()
    return asking(open_call(personas))


def asking(tender):
    """Let the call ask for a note in every lot, and take a plan."""
    for lot in tender.lots.all():
        LotTerms.objects.create(lot=lot, pieces=kept_pieces([NOTE, PLAN]))
    return tender


@pytest.fixture
def owner(personas) -> Browser:
    return Browser(personas.owner)


def field(call, place: int, *, lot: int = 0) -> str:
    return f"lot-{call.lots.all()[lot].pk}-piece{place}"


def said(browser: Browser, bid: Bid) -> str:
    return " ".join(browser.get("bid", bid.number).text.split())


def test_what_is_asked_stands_on_the_page_before_a_bid_is_started(call, owner):
    page = " ".join(owner.get("start", call.reference).text.split())
    assert "Note technique</span> <strong>needed</strong>" in page
    assert "txt · at most 1 MB" in page


def test_a_needed_file_is_missed_and_once_sealed_the_checklist_says_so(call, owner):
    bid = owner.start(call)
    assert owner.write(bid).status_code == 302
    page = said(owner, bid)
    assert "“Note technique” is missing in your bid for lot 1." in page
    assert "Up to 1 MB. Accepted: txt." in page
    assert "Note technique (needed)" in page
    assert "(needed) (optional)" not in page
    assert f'href="#id_{field(call, 0)}"' in page
    assert "“Planning” for lot 1" in page
    assert "A file is missing" in page
    assert "The price is missing" not in page
    refused = owner.post("submit", bid)
    assert refused.status_code == 422
    assert "“Note technique” is missing in your bid for lot 1." in refused.text
    owner.write(bid, **{field(call, 0): files(TEXT)})
    page = said(owner, bid)
    assert "is missing in your bid" not in page
    assert "“Note technique” for lot 1 is sealed" in page
    assert "<strong>Note technique</strong>: note.txt" in page
    assert owner.post("submit", bid).status_code == 302


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (("note.pdf", b"%PDF-1.4"), "The call takes other kinds of files for “Note technique”: txt."),
        (("note.txt", b"x" * 1_000_001), "At most 1 MB are accepted."),
    ],
)
def test_another_kind_or_a_larger_file_is_refused_beside_its_field(call, owner, sent, sentence: str):
    bid = owner.start(call)
    answer = owner.write(bid, **{field(call, 0): files(sent), field(call, 1): files(("plan.txt", b"A plan."))})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert SealedFile.objects.count() == 1  # the plan is taken all the same
    assert "“Planning” for lot 1 is sealed" in said(owner, bid)


def test_a_lot_that_is_not_bid_for_asks_for_nothing(personas, hands, owner):
    hands.at = BEFORE
    personas.buyer.country = "FR"
    personas.buyer.save()
    call = asking(open_call(personas, lots=2))
    bid = owner.start(call)
    only_first = {name: value for name, value in filled(call).items() if f"lot-{call.lots.last().pk}" not in name}
    owner.post("bid", bid, {**only_first, "then": "", field(call, 0): files(TEXT)})
    assert "is missing in your bid" not in said(owner, bid)
    assert "for lot 2 is sealed" not in said(owner, bid)
    owner.write(bid)
    assert "“Note technique” is missing in your bid for lot 2." in said(owner, bid)


def test_the_deed_refuses_it_too_whoever_calls_it(call, personas):
    bid, key = started(call, personas.supplier, personas.owner)
    how = {"draft_key": key, "by": personas.owner, "now": BEFORE}
    with pytest.raises(Refused, match="takes other kinds"):
        actions.add_file(bid, name="a.pdf", chunks=b"%PDF-1.4", lot=None, purpose="piece LOT-0001 f1", **how)
    actions.save_draft(bid, offers=[offer()], declaration={"sworn": True}, **how)
    with pytest.raises(Refused, match="“Note technique” is missing"):
        actions.submit_bid(bid, draft_key=key, by=personas.owner)
    actions.add_file(bid, name="a.txt", chunks=b"A note.", lot=None, purpose="piece LOT-0001 f1", **how)
    assert missing_parts(actions.read_draft(bid, draft_key=key), call) == []
    assert actions.submit_bid(bid, draft_key=key, by=personas.owner)


def test_requests_to_participate_hold_no_pieces_of_an_offer(call, owner):
    call.rounds.update(kind="requests")
    bid = owner.start(call)
    page = said(owner, bid)
    assert field(call, 0) not in page
    assert "Note technique" not in page


@pytest.mark.parametrize("lots", [1, 3])
def test_the_page_asks_as_often_for_any_number_of_lots(personas, hands, owner, lots: int, django_assert_num_queries):
    hands.at = BEFORE
    bid = owner.start(asking(open_call(personas, lots=lots)))
    owner.get("bid", bid.number)
    with django_assert_num_queries(28):
        owner.get("bid", bid.number)
