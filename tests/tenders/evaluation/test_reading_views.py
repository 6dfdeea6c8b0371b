"""Reading a bid that was really sealed and opened: what pages show of it, how files leave, what the log keeps."""

import re

import pytest
from django.core.files.base import ContentFile

from procurement.audit.models import Event
from tenders.bids.actions import save_draft, submit_bid
from tenders.bids.files import opened_path
from tenders.models import LotBid, Paper, Tender
from tests.factories.bids import seat_panel
from tests.factories.calls import place
from tests.factories.judged import get, quality, room
from tests.factories.sealed import AFTER, BEFORE, Handed, hand_in, open_call, open_together, started
from tests.factories.sealed import offer as words

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(personas, hands) -> Tender:
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def handed(call, personas, hands) -> Handed:
    """A bid that was opened; officer, signatory and panel have declared."""
    handed = hand_in(call, personas.supplier, personas.owner, price="12347654.50", mark="bold")
    hands.at = AFTER
    open_together(call, personas)
    seat_panel(call.lots.get(), personas)
    for person in (personas.officer, personas.signatory):
        call.declarations.create(person=person, has_conflict=False, declared_at=AFTER)
    return handed


@pytest.fixture
def offer(handed) -> LotBid:
    return LotBid.objects.get(bid=handed.bid)


def file_of(handed: Handed, offer: LotBid) -> str:
    return room(offer.lot.tender, f"bids/{offer.pk}/files/{handed.entry.stored_as}/")


def events(verb: str) -> list[int | None]:
    return list(Event.objects.filter(verb=verb).values_list("actor_id", flat=True))


@pytest.mark.parametrize("name", ["officer", "signatory", "chair", "evaluator", "auditor"])
def test_who_may_reads_answers_prices_and_files_and_each_look_is_logged(client, personas, handed, offer, name):
    reader = getattr(personas, name)
    found = get(client, reader, room(offer.lot.tender, f"bids/{offer.pk}/"))
    assert all(text in found for text in ("by hand bold", "all in bold", "12,347,654.5", "offer bold.txt"))
    assert events("bid.read") == [reader.pk]


def test_a_file_leaves_as_an_attachment_that_no_browser_shows_or_keeps(client, personas, handed, offer):
    client.force_login(personas.evaluator)
    answer = client.get(file_of(handed, offer))
    assert b"".join(answer.streaming_content) == b"How we do it. bold"
    assert answer["Content-Disposition"] == 'attachment; filename="offer bold.txt"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert events("bid.read_file") == [personas.evaluator.pk]


@pytest.mark.parametrize("name", ["approver", "owner", "other_owner", "other_officer", "administrator", "stranger"])
def test_nobody_else_gets_it(client, personas, handed, offer, name):
    get(client, getattr(personas, name), file_of(handed, offer), 404)
    assert events("bid.read_file") == []


def test_a_file_of_no_bid_is_not_there(client, personas, handed, offer):
    get(client, personas.officer, room(offer.lot.tender, f"bids/{offer.pk}/files/{'f' * 32}.age/"), 404)


def test_a_file_that_was_changed_is_told_and_not_given(client, personas, handed, offer):
    opened_path(handed.entry.stored_as).write_bytes(b"changed")
    found = get(client, personas.officer, file_of(handed, offer), 422)
    assert "This file is not the one that was sealed with the bid" in found
    assert 'role="alert"' in found


def test_a_bid_that_could_not_be_opened_is_told_and_can_still_be_rejected(client, personas, call, handed, offer):
    type(handed.bid)._base_manager.filter(pk=handed.bid.pk).update(panel_manifest=b"")
    place(call, "admissibility")
    found = get(client, personas.officer, room(call, f"bids/{offer.pk}/"))
    assert "This bid could not be opened" in found
    assert "Reject, with a reason" in found
    assert "This bid could not be opened" in get(client, personas.officer, file_of(handed, offer), 422)


def test_the_sheet_shows_what_the_firm_says_but_not_its_price(client, personas, call, handed, offer):
    place(offer, "admitted")
    place(call, "evaluation")
    found = get(client, personas.evaluator, room(call, f"scores/{offer.pk}/{quality(offer.lot).pk}/"))
    assert "by hand bold" in found
    assert file_of(handed, offer) in found
    assert "1,234.5" not in found
    assert "all in bold" not in found


def test_what_a_firm_writes_is_text_and_never_markup(client, personas, call, hands):
    bid, key = started(call, personas.supplier, personas.owner)
    who = {"draft_key": key, "by": personas.owner}
    save_draft(bid, offers=[words("LOT-0001", mark="<b>bold</b>")], declaration={"sworn": True}, now=BEFORE, **who)
    submit_bid(bid, **who)
    hands.at = AFTER
    open_together(call, personas)
    call.declarations.create(person=personas.officer, has_conflict=False, declared_at=AFTER)
    found = get(client, personas.officer, room(call, f"bids/{LotBid.objects.get(bid=bid).pk}/"))
    assert found.count("&lt;b&gt;bold&lt;/b&gt;") == 2
    assert "<b>bold</b>" not in found


def test_no_price_and_no_word_of_a_bid_stands_in_the_log(client, personas, handed, offer):
    get(client, personas.officer, room(offer.lot.tender, f"bids/{offer.pk}/"))
    client.get(file_of(handed, offer))
    # Without the digests: one in some fifty runs would hold these four figures by chance.
    log = re.sub(r"[0-9a-f]{16,}", "", str(list(Event.objects.values())))
    assert "12347654" not in log
    assert "bold" not in log


@pytest.mark.parametrize(
    ("name", "status"), [("officer", 200), ("signatory", 200), ("auditor", 200), ("chair", 200), ("owner", 404)]
)
def test_the_report_is_handed_out_to_those_who_may_read_it(client, personas, call, handed, name, status):
    paper = Paper(tender=call, kind="evaluation_report", code="7K4M-29QD", language="fr", made_at=AFTER)
    paper.file.save("report.pdf", ContentFile(b"%PDF-1.7 report"), save=True)
    address, person = room(call, "report/7K4M-29QD/"), getattr(personas, name)
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == status
    if status == 200:
        assert answer["Content-Disposition"].startswith("attachment;")
        assert address in get(client, person, room(call))
