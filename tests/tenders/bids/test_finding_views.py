"""A firm's list of bids, its receipts, what the opening found, and its letters."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from tenders.bids.opening import unlock
from tenders.models import Bid, Opening, Paper
from tests.factories.browsing import Browser
from tests.factories.sealed import AFTER, BEFORE, another_bid, hand_in, open_call, open_together
from tests.personas import PASSPHRASE


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def owner(personas) -> Browser:
    return Browser(personas.owner)


def paper(call, kind: str, supplier=None, **fields) -> Paper:
    code = f"{kind[:4].upper()}-{Paper.objects.count():04}"
    row = Paper(tender=call, kind=kind, code=code, supplier=supplier, language="fr", sha256="0" * 64, made_at=AFTER)
    for name, value in fields.items():
        setattr(row, name, value)
    row.file.save(f"{code}.pdf", ContentFile(b"%PDF-1.7 signed"))
    return row


def test_who_has_no_bid_yet_is_told_where_to_begin(owner):
    page = owner.get("mine").text
    assert "You have not begun a bid yet." in page
    assert reverse("record:calls") in page


def test_every_bid_is_listed_with_where_it_stands(call, owner, personas):
    replaced, submitted = (hand_in(call, personas.supplier, personas.owner).bid for _time in (1, 2))
    draft = owner.start(call)
    foreign = another_bid(call).bid
    page = owner.get("mine").text
    for bid, word in [(replaced, "Replaced"), (submitted, "Submitted"), (draft, "Draft")]:
        assert bid.number in page
        assert word in page
    assert foreign.number not in page
    assert reverse("bids:bid", args=[draft.number]) in page
    assert reverse("bids:receipt", args=[submitted.number]) in page


def test_a_receipt_shows_moment_number_and_hashes_and_its_pdf_once_it_is_made(call, owner, personas, run_tasks):
    bid = hand_in(call, personas.supplier, personas.owner).bid
    page = owner.get("receipt", bid.number).text
    digest = bid.sealed_sha256
    assert " ".join(digest[start : start + 4] for start in range(0, 64, 4)) in page
    assert "The signed PDF is being made." in page
    run_tasks()
    row = Paper.objects.get(kind="receipt")
    page = owner.get("receipt", bid.number).text
    assert reverse("bids:paper", args=[row.code]) in page
    assert row.code in page
    assert reverse("bids:paper", args=[row.code]) in owner.get("mine").text


def test_the_pdf_is_the_signed_bytes_as_an_attachment(call, owner, personas, run_tasks):
    hand_in(call, personas.supplier, personas.owner)
    run_tasks()
    row = Paper.objects.get(kind="receipt")
    answer = owner.get("paper", row.code)
    assert b"".join(answer.streaming_content) == row.file.open("rb").read()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="receipt-{row.code}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_after_the_opening_the_firm_learns_that_its_hash_fits(call, owner, personas, hands):
    bid = hand_in(call, personas.supplier, personas.owner).bid
    assert "was opened on" not in owner.get("receipt", bid.number).text
    hands.at = AFTER
    open_together(call, personas)
    for page in (owner.get("receipt", bid.number).text, owner.get("mine").text):
        assert "Your bid was opened on 15 March 2027, 10:05." in page
        assert "Its hash is the one that your receipt confirms." in page


def test_what_did_not_fit_is_told_to_the_firm_it_happened_to(call, owner, personas, hands):
    handed, other = hand_in(call, personas.supplier, personas.owner), another_bid(call)
    Bid.objects.filter(pk=handed.bid.pk).update(sealed_manifest=other.bid.sealed_manifest)
    hands.at = AFTER
    open_together(call, personas)
    (defect, *_more) = [row for row in Opening.objects.get().defects if row["bid"] == handed.bid.number]
    page = owner.get("receipt", handed.bid.number).text
    assert defect["sentence"] in page.replace("&#x27;", "'")
    assert "Its hash is the one" not in page
    spared = Browser(other.bid.submitted_by).get("receipt", other.bid.number).text
    assert "Its hash is the one" in spared


def test_between_deadline_and_opening_the_page_says_what_it_waits_for(call, owner, personas, hands):
    bid = hand_in(call, personas.supplier, personas.owner).bid
    hands.at = AFTER
    assert unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=AFTER) is None
    page = owner.get("receipt", bid.number).text
    assert "it waits for the opening" in page
    assert "Withdraw it" not in page


def test_a_draft_has_no_receipt(call, owner):
    bid = owner.start(call)
    assert owner.get("receipt", bid.number).url == reverse("bids:bid", args=[bid.number])


def test_letters_are_listed_and_downloaded_by_the_firm_they_are_for(call, owner, personas):
    own, foreign = paper(call, "letter", personas.supplier), paper(call, "letter", personas.other_supplier)
    for name in ("mine", "letters"):
        page = owner.get(name).text
        assert reverse("bids:paper", args=[own.code]) in page
        assert foreign.code not in page
    assert b"".join(owner.get("paper", own.code).streaming_content) == b"%PDF-1.7 signed"
    assert owner.get("paper", foreign.code).status_code == 404


@pytest.mark.parametrize("kind", ["decision", "evaluation_report", "opening_record"])
def test_other_papers_do_not_leave_by_this_door(call, owner, personas, kind):
    row = paper(call, kind)
    for browser in (owner, Browser(personas.officer)):
        assert browser.get("paper", row.code).status_code == 404


@pytest.mark.parametrize("name", ["officer", "auditor", "other_owner", "stranger"])
def test_a_receipt_before_the_opening_is_its_firms_alone(call, personas, run_tasks, name):
    hand_in(call, personas.supplier, personas.owner)
    run_tasks()
    assert Browser(getattr(personas, name)).get("paper", Paper.objects.get().code).status_code == 404


def test_the_public_signs_in_first(db):
    for address in (reverse("bids:mine"), reverse("bids:letters"), reverse("bids:paper", args=["2345-6789"])):
        assert Client().get(address).url.startswith("/en/accounts/login/")


def test_fifty_rows_a_page(call, owner, personas, settings: settings):
    for _time in range(51):
        owner.start(call)
    assert owner.get("mine").text.count('class="pv-calls__title"') == 50
    second = owner.client.get(reverse("bids:mine"), {"page": 2}).text
    assert second.count('class="pv-calls__title"') == 1


@pytest.mark.parametrize("bids", [1, 3])
def test_the_list_asks_the_same_number_of_questions(personas, hands, owner, django_assert_num_queries, bids):
    hands.at = BEFORE
    for _time in range(bids):
        call = open_call(personas)
        hand_in(call, personas.supplier, personas.owner)
        paper(call, "letter", personas.supplier)
    with django_assert_num_queries(10):
        owner.get("mine")
