"""A practice has a bid's pages, checks and receipt, says what it is everywhere, and nobody can open it."""

import re
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from procurement.audit.models import Event
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from procurement.pdf_reading import data_of
from tenders.bids import actions, queries, receipts, seal
from tenders.bids.deleting import forget_practices
from tenders.decisions.checking import Status, check
from tenders.holdings.actions import close_firm
from tenders.models import Attempt, Bid, Consent, LotBid, Paper, PracticeBid, SealedFile, Tender, Upload
from tests.factories.arriving import Sender, cut
from tests.factories.browsing import Browser, files
from tests.factories.calls import DEADLINE
from tests.factories.partners import partnered
from tests.factories.sealed import AFTER, BEFORE, hand_in, open_call, open_together
from tests.personas import Personas


@pytest.fixture
def call(personas, hands) -> Tender:
    hands.at = BEFORE
    personas.buyer.country = "FR"
    personas.buyer.save()
    return open_call(personas)


@pytest.fixture
def owner(personas) -> Browser:
    return Browser(personas.owner)


@pytest.fixture
def practised(call, owner) -> PracticeBid:
    practice = begun(call, owner)
    owner.write(practice, **{"bid-uploads": files(("plan.txt", b"green roofs"))})
    owner.post("submit", practice)
    practice.refresh_from_db()
    return practice


def begun(call: Tender, owner: Browser) -> PracticeBid:
    answer = owner.client.post(reverse("bids:practise", args=[call.reference]))
    assert answer.status_code == 302, answer.text
    return PracticeBid.objects.latest("pk")


def test_the_page_of_an_open_call_and_the_firms_own_pages_lead_to_a_practice(call, owner):
    way = reverse("bids:practise", args=[call.reference])
    assert way in owner.client.get(call.get_absolute_url()).text
    assert way in owner.get("start", call.reference).text
    practice = begun(call, owner)
    assert reverse("bids:bid", args=[practice.number]) in owner.get("mine").text


def test_every_page_of_a_practice_says_so_in_big_words(call, owner, practised):
    draft = begun(call, owner)
    draft_pages = [owner.get(name, draft.number) for name in ("bid", "hand_over", "delete")]
    owner.write(draft)
    draft_pages += [owner.get("submit", draft.number), Browser(owner.person).get("bid", draft.number)]
    pages = [owner.get("practise", call.reference), *draft_pages, owner.get("receipt", practised.number)]
    for page in pages:
        assert page.status_code == 200
        assert "Practice: this is no bid" in page.text
        assert re.search(r"<title>[^<]*[Pp]racti[cs]e", page.text), page.text[:400]
        assert "is sealed and received" not in page.text


def test_it_has_the_checks_of_a_bid(call, owner):
    practice = begun(call, owner)
    owner.post("bid", practice, {"then": ""})
    page = owner.post("submit", practice)
    assert page.status_code == 422
    assert "The self-declaration is not given yet." in page.text
    answer = owner.write(practice, **{"bid-uploads": files(("plan.exe", b"MZ"))})
    assert answer.status_code == 422
    practice.refresh_from_db()
    assert practice.state == "draft"


def test_receipt_mail_and_pdf_say_practice_and_verify_as_one(call, owner, practised, run_tasks):
    run_tasks()
    told = [message for message in mail.outbox if practised.number in message.subject]
    assert told
    assert all(re.match(r"EXERCICE|OEFENING|ÜBUNG|PRACTICE", message.subject) for message in told)
    (paper,) = Paper.every.filter(bid_number=practised.number)
    assert paper.kind == "practice"
    assert not Paper.objects.exists()
    page = owner.get("receipt", practised.number).text
    assert f"Practice {practised.number}: no bid was handed in." in page
    pdf = owner.get("paper", paper.code)
    document = b"".join(pdf.streaming_content)
    assert data_of(document)["paper"] == "practice_receipt"
    with pikepdf.open(paper.file.path) as opened:
        assert practised.number in str(opened.docinfo["/Title"])
    report = check(document)
    assert (report.status, report.holds) == (Status.PRACTICE, False)
    verified = owner.client.get(reverse("record:paper", args=[paper.code])).text
    assert "Practice: no bid was handed in" in verified
    assert "Ours, and in force" not in verified


def test_its_signature_is_never_that_of_a_receipt(practised):
    signed = queries.receipt_of(practised)
    assert signed.receipt.practice
    passed_off = receipts.SignedReceipt(
        receipts.read(receipts.canonical_bytes(signed.receipt).replace(receipts.PRACTICE.encode(), b"bid receipt")),
        signed.signature,
    )
    key = bytes(Keyring(Path(settings.KEYS_ROOT)).portal.verify_key)
    assert receipts.verify(signed, key)
    assert not passed_off.receipt.practice
    assert not receipts.verify(passed_off, key)


def test_it_never_takes_the_place_of_a_bid_nor_the_other_way_round(call, owner, personas):
    bid = hand_in(call, personas.supplier, personas.owner).bid
    first = begun(call, owner)
    owner.write(first)
    owner.post("submit", first)
    second = begun(call, owner)
    owner.write(second)
    assert "takes the place of the one before" in owner.get("submit", second.number).text
    owner.post("submit", second)
    newer = hand_in(call, personas.supplier, personas.owner).bid
    states = {row.number: row.state for row in [*Bid.objects.all(), *PracticeBid.objects.all()]}
    assert states == {
        bid.number: "replaced", newer.number: "submitted", first.number: "replaced", second.number: "submitted",
    }  # fmt: skip


def test_nobody_can_open_it(call, owner, practised, personas, hands):
    envelope = queries.envelope_of(call.round)
    assert practised.practice_key not in {"", envelope.public_key}
    hand_in(call, personas.other_supplier, personas.other_owner)
    hands.at = AFTER
    opening = open_together(call, personas)
    assert opening.defects == []
    assert {row.bid.supplier for row in LotBid.objects.all()} == {personas.other_supplier}
    with pytest.raises(Refused):
        actions.withdraw_bid(practised, by=personas.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeBid.objects.filter(pk=practised.pk).update(state="opened")
    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeBid.objects.filter(pk=practised.pk).update(practice_key="")
    with pytest.raises(seal.CannotOpenError):
        seal.open_bytes(bytes(practised.sealed_manifest), seal.EnvelopeKey.generate().identity)


def test_its_files_come_in_parts_are_sealed_to_its_own_key_and_go_with_it(call, owner, monkeypatch):
    key = seal.EnvelopeKey.generate()
    monkeypatch.setattr(seal.EnvelopeKey, "generate", lambda: key)
    practice = begun(call, owner)
    whole, broken, dropped = (Sender(owner, practice, name=name) for name in ("a.txt", "b.txt", "c.txt"))
    assert whole.send().json()["sealed"]
    assert b"a.txt" in seal.open_bytes(bytes(SealedFile.objects.get().sealed_entry), key.identity)
    assert Event.objects.filter(object_type="practicebid", verb="practicebid.add_file").count() == 1
    broken.begin()
    broken.part(*next(cut()))
    dropped.begin()
    assert owner.client.delete(dropped.address).status_code == 200
    assert [row.bid_id for row in Upload.objects.filter(ended_at=None)] == [practice.pk]
    owner.post("delete", practice)
    assert not Upload.objects.exists()
    assert not Event.objects.filter(object_type="bid").exists()


def test_nothing_that_is_tried_is_evidence(call, owner, practised):
    draft = begun(call, owner)
    Sender(owner, draft).send()
    owner.write(draft, **{"bid-uploads": files(("plan.exe", b"MZ"))})
    assert not Attempt.objects.exists()
    assert owner.get("attempts", draft.number).status_code == 404
    assert reverse("bids:attempts", args=[draft.number]) not in owner.get("bid", draft.number).text


def test_it_takes_no_room_from_a_bid_and_has_the_same_room_itself(call, owner, settings):
    settings.UPLOAD_BID_MB = settings.UPLOAD_FIRM_MB = 1
    settings.UPLOADS_AN_HOUR_FIRM = settings.UPLOADS_AN_HOUR_PERSON = 2
    large = b"a" * 600_000
    practice = begun(call, owner)
    assert Sender(owner, practice, large).send().json()["sealed"]
    assert "larger than 1 MB" in Sender(owner, practice, large, "b.txt").begin().text
    assert Sender(owner, practice, b"small", "c.txt").send().json()["sealed"]
    assert "More than 2 files" in Sender(owner, practice, b"small too", "d.txt").begin().text
    owner.client.post(reverse("bids:start", args=[call.reference]))
    bid = Bid.objects.get()
    assert Sender(owner, bid, large).send().json()["sealed"]
    assert Sender(owner, bid, b"small", "c.txt").send().json()["sealed"]


def test_it_asks_no_partner_and_needs_no_consent(call, owner, personas):
    partner = partnered(personas.supplier, personas.owner)
    practice = begun(call, owner)
    owner.write(practice, **{"mate-more-partner": partner.pk, "mate-more-part": "member", "mate-more-share": "Half."})
    kept = {f"mate-{partner.pk}-part": "member", f"mate-{partner.pk}-share": "Half."}
    answer = owner.write(practice, ask=str(partner.pk), **kept)
    assert answer.status_code == 422
    assert "no firm is asked" in answer.text
    assert not Consent.objects.exists()
    assert "1 other firm takes part" in owner.get("bid", practice.number).text
    owner.post("submit", practice)
    practice.refresh_from_db()
    assert practice.state == "submitted"


def test_it_ends_with_the_deadline_and_goes_a_week_later(
    call, owner, practised, hands, run_tasks, django_capture_on_commit_callbacks
):
    run_tasks()
    draft = begun(call, owner)
    hands.at = DEADLINE
    assert owner.write(draft).status_code == 422
    assert owner.client.post(reverse("bids:practise", args=[call.reference])).status_code == 422
    printed = Path(Paper.every.get().file.path)
    assert printed.exists()
    forget_practices(now=DEADLINE + timedelta(days=6))
    assert PracticeBid.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        forget_practices(now=DEADLINE + timedelta(days=8))
    assert not printed.exists()
    assert not PracticeBid.objects.exists()
    assert not SealedFile.objects.exists()
    assert not Paper.every.exists()


def test_it_can_be_thrown_away_and_begun_again(call, owner, practised):
    assert "Throw practice" in owner.get("delete", practised.number).text
    owner.post("delete", practised)
    assert not PracticeBid.objects.exists()
    assert begun(call, owner).number != practised.number


def test_a_firm_closes_its_account_with_its_practices(call, practised, personas):
    close_firm(personas.supplier, by=personas.owner, now=BEFORE)
    assert not PracticeBid.objects.exists()
    assert not type(personas.supplier).objects.filter(pk=personas.supplier.pk).exists()


def test_the_log_never_takes_it_for_a_bid(practised):
    about = Event.objects.exclude(verb__startswith="practicebid.")
    assert not about.filter(object_type="bid").exists()
    assert not about.filter(verb__startswith="bid.").exists()
    assert Event.objects.filter(object_type="practicebid", verb="practicebid.submit").count() == 1


def test_others_find_nothing_of_it(practised, personas: Personas):
    for person in (personas.other_owner, personas.officer, personas.auditor, personas.signatory):
        for name in ("bid", "submit", "receipt", "delete", "hand_over", "withdraw"):
            assert Browser(person).get(name, practised.number).status_code == 404
    for name in ("withdraw", "confirm"):
        assert Browser(personas.owner).post(name, practised).status_code == 404
