"""A public call as a PDF and on one page: everything that its page says, made once for each state of it."""

import io
from collections.abc import Callable
from datetime import date

import pikepdf
import pytest
from django.utils.translation import override
from pypdf import PdfReader

from procurement.paper import in_fours
from tenders.models import Amendment, CallTerms, Document, LotTerms, Pause, Question, Tender
from tenders.models.pieces import BidPiece, kept_pieces
from tenders.record.documents import ask_for_print, make_print, print_of
from tenders.record.printing import call_on_paper
from tenders.record.queries import call_with_its_parts
from tests.factories.calls import TenderFactory, add_lot, place
from tests.factories.published import judged_call, notify_award, published_call
from tests.personas import moment

NOW = moment("2027-02-20", 10)
pytestmark = pytest.mark.django_db
LEVELS = [
    {"points": "0", "name": "Absent", "description": "Rien"},
    {"points": "10", "name": "Excellent", "description": "Tout"},
]


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def rich(personas) -> Tender:
    """A published call with everything that a call can have."""
    call = published_call(buyer=personas.buyer, lots=2, title="Serre communale")
    call.lots.last().criteria.filter(kind="quality").update(levels=LEVELS)
    call.selection.create(kind="economic", name="Chiffre d’affaires", level="200 000", proof="Comptes", position=1)
    facts = {"title": "Cahier des charges", "language": "fr", "file": "x.pdf", "size": 2048, "added_at": NOW}
    Document.objects.create(tender=call, sha256="ab" * 32, **facts)
    told = {"answered_at": moment("2027-02-10"), "answered_by": personas.officer}
    asked = {"tender": call, "supplier": personas.supplier, "asked_at": moment("2027-02-08")}
    Question.objects.create(text="Une visite ?", answer="Oui, le 1er mars.", **asked, **told)
    Question.objects.create(text="Quels concurrents ?", declined_because="Secret.", **asked, **told)
    Question.objects.create(text="Sans réponse ?", **asked)
    rows = [{"field": "title", "what": "titre", "old": "Serre", "new": "Serre communale"}]
    why = {"reason": "Le nom était trop court.", "changes": rows}
    Amendment.objects.create(tender=call, made_at=moment("2027-02-12"), made_by=personas.officer, **why)
    Pause.objects.create(tender=call, kind="clarification", legal_basis="Art. 56", starts_at=moment("2027-02-15"))
    call.meetings.create(
        kind="visit", starts_at=moment("2027-03-01"), place="À la serre", changed_at=NOW, recorded_by=personas.officer
    )
    call.notes.create(text="Tout va bien.", language="fr", by=personas.ombudsperson, published_at=NOW)
    terms = {"validity_days": 120, "languages": ["fr", "nl"], "contact_service": "Greffe", "review_body": "Le tribunal"}
    CallTerms.objects.create(tender=call, **terms, most_bids=2, most_wins=1, preference="Le plus grand.")
    pieces = kept_pieces([BidPiece("f1", "Note technique", formats=("pdf", "xlsx"), megabytes=7)])
    facts = {"length": 24, "renewals": 2, "options": "Une serre de plus.", "variants": "required", "pieces": pieces}
    samples = {"samples": "Deux vitres.", "samples_place": "Au quai 3.", "samples_until": date(2027, 3, 12)}
    LotTerms.objects.create(lot=call.lots.last(), **facts, **samples)
    return call


SAID = [
    "Serre communale", "Chiffre d’affaires", "200 000", "Comptes", "Cahier des charges", "Une visite ?",
    "Oui, le 1er mars.", "Secret.", "Le nom était trop court.", "Art. 56", "À la serre", "Tout va bien.", "Excellent",
    "120 days from the deadline for bids", "French, Dutch", "Greffe", "Le tribunal", "at most 2 lots", "at most 1 lot",
    "Le plus grand.", "24 months", "at most 2 times", "Une serre de plus.", "required", "Note technique", "pdf, xlsx",
    "at most 7 MB", "Deux vitres.", "Au quai 3.", "12 March 2027", "Qualité", "Lot 2", "15 March 2027",
]  # fmt: skip


def address(tender: Tender, page: str = "call.pdf", language: str = "en") -> str:
    return f"/{language}/calls/{tender.reference}/{page}"


def paper_of(tender: Tender, language: str = "en"):
    return call_on_paper(call_with_its_parts().get(pk=tender.pk), language=language, now=NOW)


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def got(client, tender: Tender, run_tasks: Callable[[], None], language: str = "en") -> bytes:
    assert client.get(address(tender, language=language)).status_code == 202
    run_tasks()
    answer = client.get(address(tender, language=language))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return b"".join(answer.streaming_content)


def test_it_says_all_that_the_page_of_the_call_says(client, rich, run_tasks):
    said = text_of(got(client, rich, run_tasks))
    assert [words for words in SAID if words not in said] == []
    assert "Sans réponse ?" not in said
    assert in_fours("ab" * 32)[:19] in said
    assert rich.reference in said


def test_it_is_tagged_names_its_language_and_has_bookmarks(client, rich, run_tasks):
    content = got(client, rich, run_tasks, "fr")
    document = pikepdf.open(io.BytesIO(content))
    assert str(document.Root.Lang) == "fr"
    assert document.Root.MarkInfo.Marked
    assert document.Root.StructTreeRoot.K
    outline = str(PdfReader(io.BytesIO(content)).outline)
    with override("fr"):
        for heading in ("Serre communale", "Lots et critères", "Documents"):
            assert heading in outline


def test_the_page_to_be_printed_says_the_same_with_everything_unfolded(client, rich):
    page = client.get(address(rich, "print/")).text
    assert [words for words in SAID if words.replace("’", "&#x27;") not in page and words not in page] == []
    assert "ab" * 32 in page
    assert "<details" in page
    assert '<details class="govuk-details">' not in page
    assert "Sans réponse ?" not in page


def test_a_call_that_did_not_change_is_printed_once_and_a_change_makes_a_new_one(rich, personas):
    first = paper_of(rich)
    make_print.func(rich.pk, "en")
    place_ = print_of(rich, first)
    written = place_.stat().st_mtime_ns
    make_print.func(rich.pk, "en")
    assert place_.stat().st_mtime_ns == written
    Tender.objects.filter(pk=rich.pk).update(description="Autrement.")
    assert print_of(rich, paper_of(rich)) is None
    make_print.func(rich.pk, "en")
    assert not place_.exists()
    assert print_of(rich, paper_of(rich)).is_file()


def test_it_is_queued_once_however_many_ask_and_again_when_nothing_came(rich, monkeypatch):
    queued: list[tuple] = []
    monkeypatch.setattr(type(make_print), "enqueue", lambda _task, *args: queued.append(args))
    paper = paper_of(rich)
    for minute in (0, 1, 4):
        ask_for_print(rich, paper, now=moment("2027-02-20", 10, minute))
    assert queued == [(rich.pk, "en")]
    ask_for_print(rich, paper, now=moment("2027-02-20", 10, 6))
    assert len(queued) == 2


def test_a_result_is_told_as_far_as_everyone_may_know_it(personas, hands):
    hands.at = moment("2027-06-01")
    call = judged_call(personas, title="Décidé")
    notify_award(personas, call.lots.get())
    paper = call_on_paper(call_with_its_parts().get(pk=call.pk), language="en", now=hands.at)
    assert paper.lots[0].results[0].startswith("Chosen: ")


@pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
def test_nothing_of_an_unpublished_call_is_printed(client, state):
    hidden = TenderFactory()
    place(hidden, state)
    for page in ("call.pdf", "print/"):
        assert client.get(address(hidden, page)).status_code == 404
    make_print.func(hidden.pk, "en")
    assert paperless(hidden)


def paperless(tender: Tender) -> bool:
    return not call_with_its_parts().filter(pk=tender.pk).exists()


def test_a_value_that_is_not_public_is_not_printed(personas):
    call = published_call(value="98765432.00", value_is_public=False)
    assert paper_of(call).value is None


@pytest.mark.parametrize("name", ["call.pdf", "print/"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_do_not_grow_with_the_lots(client, personas, name, rows, monkeypatch, django_assert_num_queries):
    call = published_call(buyer=personas.buyer, lots=rows)
    for number in range(rows):
        call.selection.create(kind="economic", name=f"S{number}", position=number)
        call.notes.create(text="Note.", language="fr", by=personas.ombudsperson, published_at=NOW)
    monkeypatch.setattr(type(make_print), "enqueue", lambda _task, *args: None)
    with django_assert_num_queries(17):
        client.get(address(call, name))


def test_the_page_of_the_call_leads_to_both(client):
    page = client.get(address(published_call(), "")).text
    assert "/call.pdf" in page
    assert "/print/" in page


def test_lots_of_a_call_with_many_are_all_there():
    call = published_call()
    for _more in range(20):
        add_lot(call)
    assert len(paper_of(call).lots) == 21


def test_each_language_has_a_paper_of_its_own_and_a_new_one_throws_away_none_of_the_others(rich):
    for language in ("fr", "nl"):
        make_print.func(rich.pk, language)
    Tender.objects.filter(pk=rich.pk).update(description="Autrement.")
    stale = print_of(rich, paper_of(rich, "fr"))
    make_print.func(rich.pk, "nl")
    assert stale is None
    kept = sorted(path.name[:3] for path in print_of(rich, paper_of(rich, "nl")).parent.glob("*.pdf"))
    assert kept == ["fr-", "nl-"]
    assert "Autrement." in text_of(print_of(rich, paper_of(rich, "nl")).read_bytes())


def test_while_it_is_made_the_page_says_so_and_when_to_come_back(client, rich, monkeypatch):
    monkeypatch.setattr(type(make_print), "enqueue", lambda _task, *args: None)
    answer = client.get(address(rich))
    assert (answer.status_code, answer["Retry-After"]) == (202, "5")
    assert rich.title in answer.text


@pytest.mark.parametrize("page", ["call.pdf", "print/"])
def test_of_a_call_that_is_none_there_is_no_paper(client, page):
    assert client.get(f"/en/calls/2027-NONE/{page}").status_code == 404
