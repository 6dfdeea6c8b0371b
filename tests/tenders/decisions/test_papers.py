"""What a paper embeds is what it says: every sum, date, name and reason of the data stands in the text."""

import io
import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.utils import translation
from django.utils.formats import number_format
from pypdf import PdfReader

from procurement.dates import date_format
from procurement.paper import PaperBase, in_fours, printed
from tenders.evaluation.facts import LastDay
from tests.factories import papers

EVERY = {
    "receipt": papers.receipt,
    "opening record": papers.opening_record,
    "evaluation report": papers.evaluation_report,
    "decision": papers.decision,
    "no award": lambda language: papers.decision(
        language, outcome="no_award", winners=(), reason="crédits insuffisants", standstill=None, advantages=""
    ),
    "cancellation": lambda language: papers.decision(
        language, outcome="cancellation", winners=(), reason="besoin modifié", standstill=None, advantages=""
    ),
    "loser": lambda language: papers.letter(papers.lost(), language=language),
    "three lots": lambda language: papers.letter(
        papers.won(),
        papers.rejected(papers.SECOND),
        papers.ended("no_award"),
        language=language,
        recipient=papers.LAMPEN,
    ),
    "cancelled": lambda language: papers.letter(papers.ended("cancellation"), language=language),
}
NOT_PRINTED = {
    "paper",
    "language",
    "time_zone",
    "outcome",
    "reason_code",
    "awards",
    "address",
    "identifier",
    "email",
}
DECIMALS = {"amount", "points", "total", "maximum", "weight", "winner_points", "winner_total"}
HASHES = {"manifest_sha256", "sha256", "log_digest", "portal_key", "signature"}


def text_of(document: bytes) -> str:
    """The words of a PDF without any white space or soft hyphen: lines break where they like."""
    pages = PdfReader(io.BytesIO(document)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    return "".join(text.replace("\u00ad", "").replace("\u2010", "").split())


def data_of(document: bytes, name: str) -> dict:
    with pikepdf.open(io.BytesIO(document)) as opened:
        return json.loads(opened.attachments[name].get_file().read_bytes())


def leaves(value, key=""):
    """Every (name, value) in nested data."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in NOT_PRINTED:
                yield from leaves(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, key)
    elif value not in (None, "") and not isinstance(value, bool):
        yield key, value


def as_printed(key: str, value: object) -> str:
    """How a value of the data is written in the active language."""
    if key in HASHES:
        return in_fours(value)
    if key == "currency":
        return "€"
    if isinstance(value, int) or key in DECIMALS:
        return number_format(Decimal(value), use_l10n=True, force_grouping=True)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    day = (
        date.fromisoformat(value) if len(value) == len("2027-06-09") else moment.astimezone(ZoneInfo("Europe/Brussels"))
    )
    return date_format(day, "DATE_FORMAT")


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("name", EVERY)
def test_every_value_of_the_data_stands_in_the_text(name, language):
    paper: PaperBase = EVERY[name](language)
    document = printed(paper)
    data = data_of(document, f"{paper.kind}.json")
    assert data == json.loads(json.dumps(paper.as_data()))
    text = text_of(document)
    with translation.override(language):
        missing = [
            (key, value)
            for key, value in leaves(data)
            if not (key == "title" and paper.kind == "opening_record")  # lots stand there by their numbers
            and squeezed(as_printed(key, value)).casefold() not in text.casefold()
        ]
    assert missing == []


@pytest.mark.parametrize("name", EVERY)
def test_the_data_holds_no_float_but_in_the_words_of_ocds(name):
    data = EVERY[name]("fr").as_data()
    data.pop("awards", None)
    assert not [value for _, value in leaves(data) if isinstance(value, float)]


def test_the_outcome_is_the_first_sentence_after_the_letterhead():
    text = text_of(printed(papers.letter(papers.lost(), language="en")))
    assert text.index(squeezed("Your bid for lot 1 was not chosen.")) < text.index(squeezed("Lumière Fictive SRL"))


def test_a_call_with_one_lot_does_not_name_it():
    lot = replace(papers.LOT, only=True, identifier="LOT-0001")
    text = text_of(printed(papers.letter(papers.lost(lot), language="en")))
    assert squeezed("Your bid for this call was not chosen.") in text
    assert "LOT-0001" not in text


def test_a_loser_reads_no_other_loser():
    assert papers.LAMPEN.name not in json.dumps(papers.letter().as_data(), ensure_ascii=False)


def test_lots_with_other_remedies_are_told_apart():
    other = replace(papers.REMEDIES, body="Une autre instance", last_days=(LastDay("Autre voie", date(2027, 9, 1)),))
    ended = replace(papers.ended("no_award", papers.SECOND), remedies=other)
    letter = papers.letter(papers.lost(), ended)
    assert [lots for _, lots in letter.remedies] == [(papers.LOT,), (papers.SECOND,)]
    text = text_of(printed(letter))
    assert squeezed(papers.REMEDIES.body) in text
    assert squeezed("Une autre instance") in text


def test_lots_with_the_same_standstill_share_one():
    letter = papers.letter(papers.lost(), papers.rejected(papers.SECOND), papers.ended("no_award"))
    assert letter.standstills == ((papers.STANDSTILL, (papers.LOT, papers.SECOND)),)


def test_an_award_is_told_in_the_words_of_ocds():
    (award,) = papers.decision().as_data()["awards"]
    assert award == {
        "id": "7K4M-29QD",
        "title": "Luminaires et pose",
        "status": "active",
        "date": "2027-06-09T08:12:45+00:00",
        "suppliers": [{"id": papers.LUMIERE.identifier, "name": papers.LUMIERE.name}],
        "relatedLots": ["1"],
        "value": {"amount": 160280.0, "currency": "EUR"},
    }
    (none,) = papers.decision(outcome="no_award", winners=()).as_data()["awards"]
    assert none["status"] == "unsuccessful"
    assert none["suppliers"] == []
    assert "value" not in none


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rehearsal": True}, "Rehearsal"),
        ({"demo": True}, "Demonstration"),
        ({"rehearsal": True, "demo": True}, "Rehearsal"),
    ],
)
def test_what_is_not_in_earnest_says_so_on_every_page(changes, words):
    document = printed(papers.letter(papers.lost(), papers.rejected(papers.SECOND), language="en", **changes))
    pages = PdfReader(io.BytesIO(document)).pages
    assert len(pages) > 1
    assert all(words in page.extract_text() for page in pages)


def test_what_is_in_earnest_does_not():
    text = text_of(printed(papers.letter(language="en")))
    assert "Rehearsal" not in text
    assert "Demonstration" not in text


def test_very_long_names_stay_on_the_page():
    document = printed(papers.letter(language="de", recipient=papers.LAMPEN))
    page = PdfReader(io.BytesIO(document)).pages[0]
    edges = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, *_: edges.append(tm[4] * cm[0] + cm[4]) if text.strip() else None
    )
    assert max(edges) < float(page.mediabox.width)
    assert squeezed(papers.LAMPEN.name) in text_of(document)
