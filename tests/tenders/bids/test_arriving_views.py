"""Files in parts through the real addresses: begun, cut, gone on with, sealed; for the draft's own people only."""

import hashlib

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tenders.bids import parts
from tenders.bids.drafting import read_draft
from tenders.bids.files import sealed_path
from tenders.models import Bid, SealedFile, Upload
from tests.factories.arriving import TEXT, Sender, address_of, cut, sha256
from tests.factories.browsing import Browser, filled
from tests.factories.calls import DEADLINE
from tests.factories.sealed import BEFORE, open_call
from tests.personas import Personas


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def owner(personas) -> Browser:
    return Browser(personas.owner)


@pytest.fixture
def bid(call, owner) -> Bid:
    return owner.start(call)


@pytest.fixture
def sender(owner, bid) -> Sender:
    return Sender(owner, bid)


def lying() -> list[str]:
    return sorted(path.name for path in parts.folder().iterdir())


def test_a_file_in_parts_is_sealed_with_the_last_one_and_its_hash_told(owner, bid, sender):
    answer = sender.send()
    assert answer.json()["sealed"] == sha256(TEXT)
    (row,) = SealedFile.objects.all()
    assert sealed_path(row.stored_as).read_bytes().startswith(b"age-encryption.org/v1")
    page = owner.get("bid", bid.number).text
    assert "plan.txt" in page
    assert "Not finished" not in page
    assert lying() == []


def test_after_a_break_it_goes_on_where_it_was_from_whatever_request(owner, bid, sender):
    sender.begin()
    first, second, third = cut()
    assert sender.part(*first).json()["offset"] == len(first[1])
    assert sender.ask().json()["offset"] == len(first[1])
    again = Sender(owner, bid)
    assert again.begin().json() == {"address": sender.address, "offset": len(first[1]), "sealed": ""}
    again.part(*second)
    assert again.part(*third).json()["sealed"] == sha256(TEXT)


def test_the_page_names_what_is_not_finished_and_gives_it_up_without_script(owner, bid, sender):
    sender.begin()
    sender.part(*next(cut()))
    page = owner.get("bid", bid.number).text
    for words in ("Not finished", "plan.txt", "64.0\xa0KB of 181.6\xa0KB are here", "not part of the bid yet"):
        assert words in page, words
    owner.write(bid, drop=sender.code)
    assert "Not finished" not in owner.get("bid", bid.number).text
    assert lying() == []
    assert sender.ask().status_code == 422


def test_a_part_sent_twice_or_too_early_changes_nothing_and_says_where_to_go_on(sender):
    sender.begin()
    first, _second, third = cut()
    sender.part(*first)
    for (offset, data), status in ((first, 200), (third, 409)):
        answer = sender.part(offset, data)
        assert (answer.status_code, answer.json()["offset"]) == (status, len(first[1]))
    assert len(lying()) == 1


def test_a_part_that_broke_on_the_way_is_not_kept(sender):
    sender.begin()
    offset, data = next(cut())
    answer = sender.part(offset, data[:-1], told=sha256(data))
    assert (answer.status_code, answer.json()["offset"]) == (409, 0)
    assert lying() == []


@pytest.mark.parametrize("size", [1, parts.LEAST - 1, parts.MOST + 1])
def test_a_part_of_an_odd_size_is_refused(owner, bid, size: int):
    sender = Sender(owner, bid, b"a" * (parts.MOST + 9))
    sender.begin()
    assert sender.part(0, b"a" * size).status_code == 422
    assert lying() == []


def test_the_last_part_sent_again_gets_the_same_answer_and_seals_nothing_twice(owner, bid, sender):
    sender.send()
    *_rest, last = cut()
    assert sender.part(*last).json()["sealed"] == sha256(TEXT)
    assert sender.ask().json()["sealed"] == sha256(TEXT)
    assert Sender(owner, bid).begin().json() == {"address": "", "offset": len(TEXT), "sealed": sha256(TEXT)}
    assert SealedFile.objects.count() == 1


def test_nothing_of_it_is_readable_at_rest(sender):
    sender.begin()
    sender.part(*next(cut()))
    (part,) = parts.folder().iterdir()
    row = Upload.objects.get()
    assert b"How we build" not in part.read_bytes()
    assert part.stat().st_mode & 0o077 == 0
    assert b"plan" not in bytes(row.facts)
    assert sha256(TEXT).encode() not in bytes(row.facts)


def test_a_refused_file_says_what_the_plain_form_says_and_leaves_nothing(owner, bid):
    for name, content, sentence in (
        ("plan.exe", b"MZ", "This kind of file is not accepted."),
        ("empty.txt", b"", "This file is empty (0 bytes)."),
        ("plan.pdf", b"<html></html>", "The name says that this is a file of the kind PDF"),
    ):
        answer = Sender(owner, bid, content, name).send()
        assert answer.status_code == 422
        assert sentence in answer.json()["sentences"][0], name
    assert (SealedFile.objects.count(), lying()) == (0, [])
    assert not Upload.objects.filter(ended_at=None).exists()


def test_a_file_too_large_is_refused_before_a_byte_is_sent(owner, sender):
    assert "At most 100 MB" in sender.begin(size=100_000_001).json()["sentences"][0]
    assert not Upload.objects.exists()


def test_a_file_that_changed_meanwhile_is_not_kept(sender):
    sender.begin(sha256=hashlib.sha256(b"other").hexdigest())
    for offset, data in cut():
        answer = sender.part(offset, data)
    assert "was changed while it was sent" in answer.json()["sentences"][0]
    assert lying() == []


def test_a_file_belongs_to_the_lot_in_whose_field_it_was_chosen(personas, hands, owner):
    hands.at = BEFORE
    call = open_call(personas, lots=2)
    bid = owner.start(call)
    field = f"lot-{call.lots.all()[1].pk}-uploads"
    sender = Sender(owner, bid)
    sender.begin(field=field)
    for part in cut():
        sender.part(*part)
    request = owner.get("bid", bid.number)
    assert "plan.txt" in request.text.partition("LOT-0002" if "LOT-0002" in request.text else "Lot 2")[2]


@pytest.mark.parametrize("other", [{"field": "lot-1-price"}, {"sha256": "x"}, {"size": "-1"}, {"name": ""}])
def test_what_our_script_never_says_is_refused_without_a_sentence(sender, other: dict[str, str]):
    assert sender.begin(**other).status_code == 400


def test_from_the_deadline_on_no_part_is_taken(sender, hands):
    sender.begin()
    hands.at = DEADLINE
    answer = sender.part(*next(cut()))
    assert "its deadline has passed" in answer.json()["sentences"][0]
    assert lying() == []


def test_a_part_that_comes_after_the_bid_was_handed_in_is_refused(owner, bid, sender):
    sender.begin()
    owner.write(bid)
    assert owner.post("submit", bid).status_code == 302
    assert sender.part(*next(cut())).status_code == 422


def test_what_was_given_up_says_so_and_blames_no_key(sender):
    sender.begin()
    assert sender.browser.client.delete(sender.address).status_code == 200
    assert "given up" in sender.ask().json()["sentences"][0]


def test_who_submits_meanwhile_reads_that_a_file_is_not_part_of_the_bid(owner, bid, sender):
    owner.write(bid)
    sender.begin()
    page = owner.get("submit", bid.number).text
    assert "plan.txt" in page
    assert "not part of the bid" in page


def test_a_colleague_without_the_key_gets_nowhere(bid, sender, personas):
    sender.begin()
    colleague = Sender(Browser(personas.contributor), bid)
    assert "does not hold the key" in colleague.begin().json()["sentences"][0]
    colleague.address = sender.address
    for answer in (colleague.ask(), colleague.part(*next(cut()))):
        assert answer.status_code == 422
        assert "plan" not in answer.text


@pytest.mark.parametrize("name", ["other_owner", "officer", "signatory", "auditor", "administrator", "stranger"])
def test_for_everybody_else_it_is_not_there(bid, sender, personas: Personas, name):
    sender.begin()
    other = Sender(Browser(getattr(personas, name)), bid)
    assert other.begin().status_code == 404
    other.address = sender.address
    for answer in (other.ask(), other.part(*next(cut())), other.browser.client.delete(other.address)):
        assert answer.status_code == 404


def test_an_upload_of_another_bid_is_not_there(call, owner, sender):
    sender.begin()
    assert owner.client.get(address_of(owner.start(call), sender.code)).status_code == 404


def test_a_request_forged_by_another_site_changes_nothing(bid, sender, personas):
    sender.begin()
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = sender.browser.client.cookies
    assert forged.post(reverse("bids:uploads", args=[bid.number])).status_code == 403
    assert forged.patch(sender.address, b"a", content_type="application/octet-stream").status_code == 403
    assert forged.delete(sender.address).status_code == 403
    assert Upload.objects.get().is_open


def test_other_methods_and_caches_are_told_no(bid, sender):
    answer = sender.begin()
    assert "no-store" in answer.headers["Cache-Control"]
    assert sender.browser.client.put(sender.address).status_code == 405
    assert sender.browser.client.get(reverse("bids:uploads", args=[bid.number])).status_code == 405


def test_without_script_nothing_changed(call, owner, bid):
    page = owner.get("bid", bid.number).text
    assert '<script type="module" src="/static/bids/uploads.mjs">' in page
    assert f'data-uploads="/en/bids/{bid.number}/uploads/"' in page
    assert "unsafe" not in owner.get("bid", bid.number).headers["Content-Security-Policy"]
    assert settings.LANGUAGE_CODE == "fr"
    assert read_draft(bid, draft_key=b"k" * 32).files == ()
    assert filled(call)
