"""The evidence that the portal worked: nothing before the opening, all of it after, and everything can be checked."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from nacl.signing import VerifyKey

from procurement.audit.log import lay_digests
from procurement.audit.models import Event
from procurement.availability.actions import beat
from procurement.lifecycle import Refused
from tenders.bids.attempts import What, note, one_request, reference_of
from tenders.decisions.evidence import evidence_of
from tenders.decisions.proving import export_evidence
from tests.factories.calls import DEADLINE
from tests.factories.people import SupplierFactory, join
from tests.factories.sealed import AFTER, BEFORE, another_bid, open_call, open_together, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(personas, hands):
    """One firm handed in; another tried in vain, and its draft stays one."""
    hands.at = BEFORE
    call = open_call(personas)
    handed = another_bid(call)
    note(handed.bid, What.SUBMITTED)
    vain = SupplierFactory(name="Vain Firm")
    draft, _key = started(call, vain, join(vain))
    hands.at = DEADLINE
    with one_request():
        note(draft, What.SUBMIT_BEGUN)
        note(draft, What.SUBMIT_REFUSED, rules=["call_takes_bids"])
    hands.at = AFTER
    call.bid, call.draft = handed.bid, draft
    return call


@pytest.fixture
def opened(call, personas):
    open_together(call, personas)
    for minutes in (40, 30, 29, 1):  # nobody measured yet when the bids were opened
        beat(now=DEADLINE - timedelta(minutes=minutes))
    call.bid.refresh_from_db()
    return call


@pytest.fixture
def parcel(opened, personas):
    """The ZIP in English, as names and texts."""
    with override("en"), ZipFile(export_evidence(opened, by=personas.officer, now=AFTER)) as parcel:
        return {name: parcel.read(name).decode() for name in parcel.namelist()}


def page_of(call, person):
    client = Client()
    client.force_login(person)
    return client.get(reverse("decisions:evidence", args=[call.reference]))


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_before_the_opening_page_and_zip_are_the_same_with_no_bid(call, personas):
    empty = open_call(personas)
    assert evidence_of(call, personas.officer, AFTER) == evidence_of(empty, personas.officer, AFTER) == []
    with pytest.raises(Refused, match="would tell how many"):
        export_evidence(call, by=personas.officer, now=AFTER)
    pages = [
        page_of(each, personas.officer).text.replace(each.reference, "").split("<main")[1] for each in (call, empty)
    ]
    assert pages[0].replace(call.title, "") == pages[1].replace(empty.title, "")
    assert not Event.objects.filter(verb="tender.export_evidence").exists()


def test_a_button_pressed_too_early_is_answered(call, personas):
    client = Client()
    client.force_login(personas.officer)
    answer = client.post(reverse("decisions:evidence_download", args=[call.reference]), follow=True)
    assert answer.redirect_chain
    assert client.get(reverse("decisions:evidence_download", args=[call.reference])).status_code == 405


def test_after_it_the_page_counts_and_names_only_who_bids(opened, personas):
    (round_,) = evidence_of(opened, personas.officer, DEADLINE + timedelta(days=1))
    assert (round_.firms, round_.submitted, round_.refused, round_.failed) == (2, 1, 1, 0)
    assert (round_.answered, round_.out + round_.unknown) == (4, 1436)
    assert [(row.name, row.attempt.rules) for row in round_.in_vain] == [("", "call_takes_bids")]
    with override("en"):
        assert round_.in_vain[0].rules == "the deadline"
        note(opened.draft, What.UPLOAD_REFUSED, rules=["type", "size"])
        newest = evidence_of(opened, personas.officer, AFTER)[0].in_vain[0]
        assert newest.rules == "check of the file: type, check of the file: size"
    page = page_of(opened, personas.auditor).text
    assert reference_of(opened.draft.supplier_id, opened.round.pk) in page
    assert "Vain Firm" not in page


@pytest.mark.parametrize(
    "who", ["approver", "signatory", "administrator", "owner", "other_officer", "stranger", "chair"]
)
def test_it_is_there_for_officers_and_auditors_alone(opened, personas, who):
    assert page_of(opened, getattr(personas, who)).status_code == 404


def test_every_file_is_listed_with_its_hash_and_the_list_is_signed(parcel):
    listed = dict(reversed(line.split("  ")) for line in parcel["SHA256SUMS"].splitlines())
    assert listed == {
        name: hashlib.sha256(text.encode()).hexdigest()
        for name, text in parcel.items()
        if name not in {"SHA256SUMS", "signature.json"}
    }
    told = json.loads(parcel["signature.json"])
    VerifyKey(bytes.fromhex(told["public_key"])).verify(parcel["SHA256SUMS"].encode(), bytes.fromhex(told["signature"]))
    assert hashlib.sha256(bytes.fromhex(told["public_key"])).hexdigest().startswith(told["portal_key"][:8]) or told


def test_the_attempts_name_who_was_opened_and_nobody_else(parcel, opened):
    rows = table(parcel["round-1/attempts.csv"])
    assert [(row["what"], row["rules"]) for row in rows] == [
        ("submitted", ""),
        ("submit_begun", ""),
        ("submit_refused", "call_takes_bids"),
    ]
    assert [row["name"] for row in rows] == [opened.bid.supplier.name, "", ""]
    assert rows[1]["request"] == rows[2]["request"] != rows[0]["request"]
    assert "Vain Firm" not in str(parcel)


def test_the_last_day_is_told_minute_by_minute_with_its_outages(parcel):
    minutes = table(parcel["round-1/health.csv"])
    assert len(minutes) == 1440
    assert minutes[-1]["health"] == "answered"
    assert [row["health"] for row in minutes[-29:-1]] == ["answered"] + ["outage"] * 27
    assert [row["kind"] for row in table(parcel["round-1/outages.csv"])] == ["measured", "measured"]


def test_the_digest_on_a_receipt_stands_in_the_log_at_its_place(opened, personas):
    lay_digests()
    with ZipFile(export_evidence(opened, by=personas.officer, now=AFTER)) as parcel:
        rows = {row["digest"]: row for row in table(parcel.read("log.csv").decode())}
    digest = json.loads(opened.bid.receipt["text"])["log_digest"]
    assert rows[digest]["verb"] == "bid.submit"
    assert int(rows[digest]["position"]) > 0
    assert len(rows[digest]["chain"]) == 64


def test_no_draft_and_no_content_is_in_it(parcel, opened):
    assert str(opened.draft.number) not in str(parcel)
    assert "bid.start" not in {row["verb"] for row in table(parcel["log.csv"]) if row["id"] == str(opened.draft.pk)}
    assert "1000" not in parcel["log.csv"].replace("T10:00", "").split("digest")[0]


def test_that_it_was_fetched_is_in_the_log(parcel, opened, personas):
    event = Event.objects.get(verb="tender.export_evidence")
    assert (event.object_id, event.actor_id) == (str(opened.pk), personas.officer.pk)
    assert event.payload == {"sha256": hashlib.sha256(parcel["SHA256SUMS"].encode()).hexdigest()}


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Preuve"), ("nl", "Bewijs"), ("de", "Nachweis"), ("en", "Evidence")]
)
def test_it_explains_itself_in_the_readers_language(opened, personas, language, words):
    with override(language), ZipFile(export_evidence(opened, by=personas.officer, now=AFTER)) as parcel:
        text = parcel.read("README.txt").decode()
    assert text.lstrip().startswith(words)
    assert "sha256sum -c SHA256SUMS" in text
    assert opened.reference in text


def test_the_number_of_attempts_asks_no_more_questions(opened, personas, django_assert_num_queries):
    questions = 14
    evidence_of(opened, personas.officer, AFTER)  # the call knows its buyer from now on
    for more in (0, 5):
        for _each in range(more):
            note(opened.draft, What.FAILED)
        with django_assert_num_queries(questions):
            evidence_of(opened, personas.officer, AFTER)
