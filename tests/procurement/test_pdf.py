"""A PDF from our templates: tagged, in Noto Sans, with its data inside, and without a single fetch from elsewhere."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.utils import translation
from pypdf import PdfReader

from procurement import pdf
from procurement.paper import Check, Lot, Money, plain
from tests.factories import papers

MADE = datetime(2027, 6, 9, 8, 12, 45, tzinfo=UTC)
FOREIGN = [
    "https://example.org/x.png",
    "http://127.0.0.1/x.css",
    "ftp://example.org/x",
    "data:image/svg+xml,<svg/>",
    "file:///etc/passwd",
    f"{pdf.BASE_URL}../manage.py",
    f"{pdf.BASE_URL}%2e%2e/manage.py",
    f"file://elsewhere{pdf.STATIC}/pdf/courses.svg",
    f"{pdf.BASE_URL}pdf",
    "pdf/pdf.css",
]


def rendered(**changes) -> bytes:
    values = {"language": "fr", "title": "Le titre", "made_at": MADE, "time_zone": "Europe/Brussels", **changes}
    return pdf.render("pdf/letter.html", {"paper": papers.letter()}, **values)


def fonts(document: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    found = {}
    for page in document.pages:
        for font in page.Resources.get("/Font", {}).values():
            found[str(font.BaseFont)] = font
    return found


def test_it_is_tagged_and_names_its_language_title_and_makers():
    document = pikepdf.open(io.BytesIO(rendered()))
    assert str(document.Root.Lang) == "fr"
    assert document.Root.MarkInfo.Marked
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert document.Root.StructTreeRoot.K
    assert str(document.docinfo["/Title"]) == "Le titre"
    assert str(document.docinfo["/Author"]) == papers.BUYER.name


def test_it_claims_no_conformance_that_no_validator_has_confirmed():
    document = pikepdf.open(io.BytesIO(rendered()))
    xmp = bytes(document.Root.Metadata.read_bytes())
    assert b"Le titre" in xmp
    assert b"pdfaid:" not in xmp.replace(b"xmlns:pdfaid", b"")
    assert b"pdfuaid" not in xmp
    assert document.Root.OutputIntents[0].DestOutputProfile


def test_every_font_is_noto_sans_and_embedded():
    document = pikepdf.open(io.BytesIO(rendered()))
    found = fonts(document)
    assert {name.split("+")[1] for name in found} == {"Noto-Sans", "Noto-Sans-Bold"}
    for font in found.values():
        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        assert "/ToUnicode" in font


def test_headings_become_bookmarks_and_pages_count_themselves():
    reader = PdfReader(io.BytesIO(rendered()))
    titles = [entry["/Title"] for entry in reader.outline if isinstance(entry, dict)]
    assert titles
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        words = " ".join(page.extract_text().split())
        assert f"Page {number} of {count}" in words or f"Page {number} sur {count}" in words


def test_the_same_input_gives_the_same_bytes():
    assert rendered(attachment=b"{}") == rendered(attachment=b"{}")
    assert rendered() != rendered(language="de")


def test_the_embedded_file_is_data_with_its_name():
    document = pikepdf.open(io.BytesIO(rendered(attachment=b'{"a": 1}', attachment_name="letter.json")))
    (spec,) = document.Root.AF
    assert spec.AFRelationship == pikepdf.Name.Data
    assert str(spec.UF) == "letter.json"
    assert spec.EF.F.read_bytes() == b'{"a": 1}'
    assert document.attachments["letter.json"].get_file().mime_type == "application/json"


@pytest.mark.parametrize("address", FOREIGN)
def test_no_address_outside_our_static_files_is_fetched(address):
    with pytest.raises(pdf.ForeignAddressError):
        pdf.StaticOnly().fetch(address)


def test_a_template_that_asks_for_a_foreign_picture_makes_no_pdf(settings, tmp_path):
    (tmp_path / "bad.html").write_text(
        '<html lang="en"><body><img src="https://example.org/x.png" alt=""></body></html>'
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path], "APP_DIRS": False}]
    with pytest.raises(pdf.ForeignAddressError):
        pdf.render("bad.html", {}, language="en", title="Bad")


def test_what_people_write_is_text_and_never_markup():
    lot = Lot("1", "<img src=https://example.org/x.png> & <b>bold</b>")
    text = text_of(rendered_letter(papers.lost(lot)))
    assert "<img src=https://example.org/x.png> & <b>bold</b>" in text


def rendered_letter(*lots) -> bytes:
    return pdf.render("pdf/letter.html", {"paper": papers.letter(*lots)}, language="fr", title="T", made_at=MADE)


def text_of(document: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())


def test_our_own_static_files_are_served():
    response = pdf.StaticOnly().fetch(f"{pdf.BASE_URL}pdf/courses.svg")
    assert response.read().startswith(b"<svg")


def test_values_become_plain_without_losing_a_digit():
    money = Money(amount=papers.RANKING[0].price.amount)
    assert plain(money) == {"amount": "160280.00", "currency": "EUR"}
    assert plain((papers.MADE, papers.MADE.date())) == ["2027-06-09T08:12:45+00:00", "2027-06-09"]
    assert plain(Check("A", "b")) == {"code": "A", "address": "b"}


@pytest.mark.parametrize(
    ("language", "written"), [("fr", "1\xa0234,50"), ("nl", "1.234,50"), ("de", "1.234,50"), ("en", "1,234.50")]
)
def test_sums_are_written_as_the_language_does_and_never_break(language, written):
    with translation.override(language):
        text = str(Money(papers.Decimal("1234.5")))
    assert written in text
    assert "€" in text
    assert " " not in text
