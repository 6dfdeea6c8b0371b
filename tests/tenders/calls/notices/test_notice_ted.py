"""A TED notice (F02), field by field, and what twenty countries do to it."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from tenders.calls.notices.notice import NoticePeriod
from tenders.calls.notices.percentages import normalise
from tenders.calls.notices.reading import read_notice
from tenders.calls.notices.refusals import NoticeRefused


@pytest.fixture
def read(ted_text):
    """Read the sample after replacing parts of it."""

    def reading(*replacements):
        text = ted_text
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        return read_notice(text.encode())

    return reading


@pytest.fixture
def notice(read):
    return read()


def without(text, element):
    return re.sub(rf"<(\w+:)?{element}\b[^>]*?(/>|>.*?</(\w+:)?{element}>)", "", text, flags=re.DOTALL)


def test_what_it_is(notice):
    assert (notice.format, notice.form, notice.legal_basis) == ("ted", "F02", "32014L0024")
    assert notice.identity == "ted:7654-2021"


def test_the_original_is_read_and_the_translations_are_named(notice):
    assert (notice.language, notice.other_languages, notice.submission_languages) == ("de", ("en",), ("de", "en"))
    assert notice.title == "Reinigung von Schulen, 1er Abschnitt"
    assert notice.description == "Erster Absatz.\n\nZweiter Absatz."
    assert notice.reference == "V-42"


def test_of_two_originals_the_one_in_the_first_language_is_read(read):
    both = read(('CATEGORY="TRANSLATION"', 'CATEGORY="ORIGINAL"'), ("<LG_ORIG>DE<", "<LG_ORIG>EN DE<"))
    assert (both.language, both.title) == ("en", "Cleaning of schools")


def test_without_an_original_the_first_is_read(read):
    assert read(('CATEGORY="ORIGINAL"', 'CATEGORY="TRANSLATION"'), ("<LG_ORIG>DE<", "<LG_ORIG>FR<")).language == "en"


def test_the_buyers(notice):
    buyer = notice.buyer
    assert (buyer.name, buyer.national_id, buyer.country, buyer.nuts) == ("Stadt Musterau", "DE 000 000", "DE", "DE212")
    assert buyer.address == "Rathausplatz 1, 00000 Musterau"
    assert (buyer.email, buyer.website) == ("vergabe@musterau.example", "https://www.musterau.example")
    assert [other.name for other in notice.other_buyers] == ["Schulverband Musterau"]


def test_the_terms(read):
    valid = '<DURATION_TENDER_VALID TYPE="MONTH">4</DURATION_TENDER_VALID>'
    body = "<ADDRESS_REVIEW_BODY><OFFICIALNAME>Vergabekammer</OFFICIALNAME></ADDRESS_REVIEW_BODY>"
    notice = read(
        ("</PROCEDURE>", f"{valid}</PROCEDURE>"),
        ("<COMPLEMENTARY_INFO>", f"<COMPLEMENTARY_INFO>{body}<REVIEW_PROCEDURE><P>15 Tage.</P></REVIEW_PROCEDURE>"),
        ("<NO_RENEWAL/>", "<NO_RENEWAL/><ACCEPTED_VARIANTS/><OPTIONS/><OPTIONS_DESCR><P>Mehr.</P></OPTIONS_DESCR>"),
    )
    terms = notice.terms
    assert terms.validity == NoticePeriod(length=4, unit="month")
    assert (terms.contact_service, terms.contact_email) == ("Zentrale Vergabestelle", "vergabe@musterau.example")
    assert (terms.review_body, terms.review_period) == ("Vergabekammer", "15 Tage.")
    assert [(lot.variants, lot.options) for lot in notice.lots] == [(None, None), ("allowed", "Mehr.")]


def test_what_is_bought_and_how(notice):
    assert (notice.cpv, notice.cpv_additional, notice.nuts) == ("90911200", ("90919300",), ("DE212", "DE21H"))
    assert (notice.nature, notice.value, notice.currency) == ("services", Decimal("800000.00"), "EUR")
    assert (notice.procedure, notice.accelerated) == ("neg-w-call", True)
    assert notice.procedure_text == "Competitive procedure with negotiation"
    assert (notice.framework, notice.purchasing_system) == (True, False)
    assert notice.documents_url == "https://vergabe.example/42"


@pytest.mark.parametrize(
    ("element", "procedure", "requests"),
    [
        ("PT_OPEN", "open", False),
        ("PT_RESTRICTED", "restricted", True),
        ("PT_COMPETITIVE_DIALOGUE", "comp-dial", True),
        ("PT_INNOVATION_PARTNERSHIP", "innovation", True),
        ("PT_AWARD_CONTRACT_WITHOUT_CALL", "neg-wo-call", False),
        ("PT_SOMETHING_NEW", "other", False),
    ],
)
def test_the_deadline_ends_requests_where_the_procedure_starts_with_them(read, element, procedure, requests):
    notice = read(("PT_COMPETITIVE_NEGOTIATION", element))
    assert (notice.procedure, notice.deadline_is_for_requests) == (procedure, requests)


def test_the_dates_are_the_buyer_s_local_time(notice):
    assert (notice.sent, notice.sent_at, notice.published) == (date(2021, 1, 5), None, date(2021, 1, 8))
    deadline = notice.deadline
    assert (deadline.date, deadline.time, deadline.offset, deadline.zone) == (
        date(2021, 6, 30),
        time(13),
        None,
        "Europe/Berlin",
    )
    assert deadline.at == datetime(2021, 6, 30, 11, 0, tzinfo=UTC)
    assert notice.deadline_is_for_requests
    assert notice.opening.at == datetime(2021, 7, 1, 7, 30, tzinfo=UTC)


def test_an_island_keeps_its_own_time(read):
    notice = read(('<COUNTRY VALUE="DE"/>', '<COUNTRY VALUE="PT"/>'), ('"DE212"', '"PT200"'))
    assert notice.deadline.at == datetime(2021, 6, 30, 13, 0, tzinfo=UTC)


def test_the_coded_dates_stand_in_for_the_form_s(ted_text):
    bare = without(without(ted_text, "DATE_RECEIPT_TENDERS"), "DATE_DISPATCH_NOTICE")
    notice = read_notice(bare.encode())
    assert notice.deadline.at == datetime(2021, 6, 30, 11, 0, tzinfo=UTC)
    assert notice.sent == date(2021, 1, 4)


def test_a_deadline_without_a_time_has_no_instant(ted_text):
    notice = read_notice(without(ted_text, "TIME_RECEIPT_TENDERS").encode())
    assert (notice.deadline.date, notice.deadline.time, notice.deadline.at) == (date(2021, 6, 30), None, None)


def test_the_first_lot(notice):
    lot = notice.lots[0]
    assert (lot.identifier, lot.published_identifier) == ("Los-01", "Los 01")
    assert (lot.title, lot.description) == ("Grundschulen", "Tägliche Reinigung.")
    assert (lot.value, lot.currency, lot.nature) == (Decimal("500000.00"), "EUR", "services")
    assert (lot.cpv, lot.nuts) == (("90919300",), ("DE212",))
    assert lot.period == NoticePeriod(length=36, unit="month")
    assert lot.renewal == "Einmal um ein Jahr."
    assert lot.deadline == notice.deadline
    assert [(c.kind, c.name, c.weight.number, c.weight.kind) for c in lot.criteria] == [
        ("quality", "Konzept", Decimal(30), "points"),
        ("cost", "Lebenszykluskosten", Decimal(20), "points"),
        ("price", None, Decimal(70), "points"),
    ]
    assert [str(share) for share in normalise([c.weight for c in lot.criteria])] == ["25.00", "16.67", "58.33"]


def test_a_lot_may_leave_criteria_and_title_to_the_documents(notice):
    lot = notice.lots[1]
    assert (lot.identifier, lot.title, lot.criteria) == ("Los-02", "Los 02", ())
    assert lot.period == NoticePeriod(start=date(2021, 9, 1), end=date(2024, 8, 31))
    assert lot.renewal is None


def test_the_first_editions_have_criteria_without_bracket(read, notice):
    assert read(("<AC>", ""), ("</AC>", "")).lots == notice.lots


def test_the_lowest_price_needs_no_weight(ted_text):
    alone = re.sub(r"<AC>\s*<AC_QUALITY>.*?</AC>", "<AC><AC_PRICE/></AC>", ted_text, flags=re.DOTALL)
    (criterion,) = read_notice(alone.encode()).lots[0].criteria
    assert (criterion.kind, criterion.weight.kind, criterion.flagged) == ("price", "none", False)


def test_a_weight_in_words_is_kept_and_flagged(read):
    criterion = read(("30 Punkte", "siehe Unterlagen")).lots[0].criteria[0]
    assert (criterion.weight.number, criterion.weight.text, criterion.flagged) == (None, "siehe Unterlagen", True)


def test_a_contract_without_division_has_one_lot_with_its_title(ted_text):
    whole = re.sub(r"<LOT_DIVISION>.*?</LOT_DIVISION>", "<NO_LOT_DIVISION/>", ted_text, flags=re.DOTALL)
    whole = re.sub(r'<OBJECT_DESCR ITEM="2">.*?</OBJECT_DESCR>', "", whole, flags=re.DOTALL)
    whole = whole.replace("<TITLE><P>Grundschulen</P></TITLE>", "").replace("<LOT_NO>Los 01</LOT_NO>", "")
    notice = read_notice(whole.encode())
    (lot,) = notice.lots
    assert not notice.divided
    assert (lot.identifier, lot.published_identifier, lot.title) == ("1", None, "Reinigung von Schulen, 1er Abschnitt")


def test_lots_of_the_same_name_stay_apart(read):
    notice = read(("<LOT_NO>Los 02</LOT_NO>", "<LOT_NO>LOS 01</LOT_NO>"))
    assert [lot.identifier for lot in notice.lots] == ["Los-01", "LOS-01-2"]


def test_a_lot_named_by_a_sentence_gets_a_short_name_and_keeps_the_sentence_as_title(read):
    lot = read(("<LOT_NO>Los 02</LOT_NO>", "<LOT_NO>ομάδα 14 Προμήθεια λεωφορείου</LOT_NO>")).lots[1]
    assert (lot.identifier, lot.title) == ("14", "ομάδα 14 Προμήθεια λεωφορείου")


def test_hundreds_of_lots_are_read(ted_text):
    second = re.search(r'<OBJECT_DESCR ITEM="2">.*?</OBJECT_DESCR>', ted_text, flags=re.DOTALL)[0]
    notice = read_notice(ted_text.replace(second, second * 700).encode())
    assert len({lot.identifier.lower() for lot in notice.lots}) == 701


@pytest.mark.parametrize(
    "element",
    [
        "CODED_DATA_SECTION",
        "CONTRACTING_BODY",
        "OBJECT_CONTRACT",
        "OBJECT_DESCR",
        "PROCEDURE",
        "COMPLEMENTARY_INFO",
        "TITLE",
        "SHORT_DESCR",
        "CPV_MAIN",
        "OFFICIALNAME",
        "COUNTRY",
        "LOT_NO",
        "LANGUAGES",
    ],
)
def test_a_missing_part_is_none_and_never_an_error(ted_text, element):
    notice = read_notice(without(ted_text, element).encode())
    assert notice.form == "F02"
    assert notice.identity == "ted:7654-2021"


def test_the_document_s_own_number_is_as_good_as_the_journal_s(ted_text, notice):
    assert read_notice(without(ted_text, "NO_DOC_OJS").encode()).identity == notice.identity
    assert read_notice(ted_text.replace(' DOC_ID="7654-2021"', "").encode()).identity == notice.identity


def test_what_is_not_read_is_named_without_translations(notice):
    assert notice.unmapped == (
        "CONTRACTING_BODY/CA_TYPE",
        "LEFTI/SUITABILITY",
        "PROCEDURE/ACCELERATED_PROC",
    )


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("F01_2014", "announces a plan; it is not a contract notice (TED form F01)."),
        ("F03_2014", "announces a result; it is not a contract notice (TED form F03)."),
        ("F08_2014", "announces a buyer profile; it is not a contract notice (TED form F08)."),
        ("F14_2014", "corrects another one; it is not a contract notice (TED form F14)."),
        ("F15_2014", "announces a direct award; it is not a contract notice (TED form F15)."),
        ("F20_2014", "announces a change to a contract; it is not a contract notice (TED form F20)."),
        ("F24_2014", "This is not a contract notice that can be read (TED form F24)."),
        ("CONTRACT", "This TED notice is in an older format than R2.0.9, which can't be read."),
    ],
)
def test_another_form_is_refused_with_what_it_is(read, form, sentence):
    with pytest.raises(NoticeRefused) as refused:
        read(("F02_2014", form))
    assert refused.value.sentence.endswith(sentence)


def test_a_file_without_a_form_is_refused():
    with pytest.raises(NoticeRefused):
        read_notice(b"<TED_EXPORT/>")
