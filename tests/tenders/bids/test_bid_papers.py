"""The receipt and the record of the opening, printed from the database: right in every number, silent on content."""

import io
import json

import pikepdf
import pytest

from procurement.outbox.models import Mail
from tenders import access
from tenders.bids import documents
from tenders.bids.actions import withdraw_bid
from tenders.bids.files import sealed_path
from tenders.models import Bid, Opening, Paper
from tests.factories.sealed import AFTER, BEFORE, another_bid, hand_in, open_call, open_together


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas, lots=2)


def data_of(paper: Paper) -> dict:
    """Return the data that is embedded in the PDF."""
    with paper.file.open() as file, pikepdf.open(io.BytesIO(file.read())) as pdf:
        (embedded,) = pdf.attachments.values()
        return json.loads(embedded.get_file().read_bytes())


def test_the_receipt_says_what_the_signed_receipt_says(call, personas, hands, run_tasks):
    hands.at = BEFORE.replace(second=7)
    handed = hand_in(call, personas.other_supplier, personas.other_owner, mark="TELLTALE")
    run_tasks()
    paper = Paper.objects.get(kind="receipt")
    data, receipt = data_of(paper), handed.receipt.receipt
    assert (paper.language, paper.supplier, paper.bid_number) == ("nl", personas.other_supplier, handed.bid.number)
    assert data["submitted_at"] == "2027-03-01T09:00:07+00:00"
    assert data["manifest_sha256"] == receipt.manifest_sha256
    assert data["log_digest"] == receipt.log_digest
    assert data["signature"] == handed.receipt.signature.hex()
    assert [file["sha256"] for file in data["files"]] == list(receipt.file_sha256s)
    assert data["supplier"]["name"] == personas.other_supplier.name


def test_the_receipt_names_neither_file_nor_lot_nor_price(call, personas, run_tasks):
    handed = hand_in(call, personas.supplier, personas.owner, mark="TELLTALE")
    run_tasks()
    data = data_of(Paper.objects.get(kind="receipt"))
    assert data["lots"] == []
    assert data["files"][0]["size"] == sealed_path(handed.entry.stored_as).stat().st_size
    assert not [word for word in ("TELLTALE", "LOT-0001", "1000", handed.entry.sha256) if word in json.dumps(data)]


def test_a_task_that_runs_twice_makes_one_paper(call, personas, hands, run_tasks):
    bid = hand_in(call, personas.supplier, personas.owner).bid
    hands.at = AFTER
    opening = open_together(call, personas)
    run_tasks()
    before = {paper.sha256 for paper in Paper.objects.all()}
    documents.make_receipt.call(bid.pk)
    documents.make_opening_record.call(opening.pk)
    assert {paper.sha256 for paper in Paper.objects.all()} == before
    assert len(before) == 2


def test_the_record_tells_who_opened_what_and_every_defect(call, personas, hands, run_tasks):
    whole = hand_in(call, personas.supplier, personas.owner).bid
    broken = another_bid(call).bid
    withdrawn = hand_in(call, personas.other_supplier, personas.other_owner).bid
    withdraw_bid(withdrawn, by=personas.other_owner)
    Bid.objects.filter(pk=broken.pk).update(sealed_manifest=b"garbage")
    hands.at = AFTER
    open_together(call, personas)
    run_tasks()
    data = data_of(Paper.objects.get(kind="opening_record"))
    assert [opener["name"] for opener in data["opened_by"]] == ["Comité 1", "Comité 2"]
    assert (data["quorum"], data["committee"]) == (2, 3)
    assert (data["deadline"], data["opened_at"]) == ("2027-03-15T09:00:00+00:00", AFTER.isoformat())
    rows = {row["number"]: row for row in data["bids"]}
    assert set(rows) == {whole.number, broken.number}
    assert [lot["identifier"] for lot in rows[whole.number]["lots"]] == ["LOT-0001", "LOT-0002"]
    assert (rows[whole.number]["files"], rows[whole.number]["defect"]) == (1, "")
    assert rows[broken.number]["defect"].count(".") == 2
    assert [row["number"] for row in data["stay_sealed"]] == [withdrawn.number]


def test_the_record_holds_no_price(call, personas, hands, run_tasks):
    hand_in(call, personas.supplier, personas.owner, price="47117654.00")
    hands.at = AFTER
    open_together(call, personas)
    run_tasks()
    assert "47117654" not in json.dumps(data_of(Paper.objects.get(kind="opening_record")))


def test_an_opening_without_bids_has_its_record_too(call, personas, hands, run_tasks):
    hands.at = AFTER
    open_together(call, personas)
    run_tasks()
    paper = Paper.objects.get()
    assert (paper.kind, data_of(paper)["bids"]) == ("opening_record", [])
    assert list(access.papers_readable_by(personas.committee[2])) == [paper]
    assert Opening.objects.get().bids_opened == 0


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_each_member_gets_its_mails_in_its_language_with_number_moment_and_hash(call, personas, hands, language):
    personas.owner.language = language
    personas.owner.save()
    hands.at = BEFORE.replace(second=7)
    bid = hand_in(call, personas.supplier, personas.owner, mark="TELLTALE", price="47117654.00").bid
    mail = Mail.objects.filter(person=personas.owner).get()
    assert mail.language == language
    assert bid.number in mail.subject
    assert "\n" not in mail.subject
    for word in (bid.number, "10:00:07", bid.sealed_sha256, call.title, personas.buyer.name):
        assert word in mail.text
    for word in ("TELLTALE", "4711", "LOT-0001"):
        assert word not in mail.text + mail.subject


def test_who_left_the_firm_gets_no_mail(call, personas):
    personas.contributor.is_active = False
    personas.contributor.save()
    hand_in(call, personas.supplier, personas.owner)
    assert [mail.to for mail in Mail.objects.all()] == [personas.owner.email]


def test_a_withdrawal_is_confirmed(call, personas):
    bid = hand_in(call, personas.supplier, personas.owner).bid
    Mail.objects.all().delete()
    withdraw_bid(bid, by=personas.owner)
    assert [bid.number in mail.subject for mail in Mail.objects.all()] == [True, True]


def test_titles_with_signs_stay_as_they_are(call, personas):
    call.title = "Réfection d’égouts & « voirie » <lot A>"
    call.save()
    hand_in(call, personas.supplier, personas.owner)
    assert call.title in Mail.objects.first().text
