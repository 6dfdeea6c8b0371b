"""An eForms notice, field by field, and what publishers do to it."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from tenders.calls.notices.notice import NoticeBuyer, NoticeLot, NoticePeriod
from tenders.calls.notices.percentages import normalise
from tenders.calls.notices.reading import read_notice
from tenders.calls.notices.refusals import NoticeRefused


@pytest.fixture
def read(eforms_text):
    """Read the sample after replacing parts of it."""

    def reading(*replacements):
        text = eforms_text
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        return read_notice(text.encode())

    return reading


@pytest.fixture
def notice(read):
    return read()


def without(text, element):
    return re.sub(rf"<(\w+:)?{element}\b.*?</(\w+:)?{element}>", "", text, flags=re.DOTALL)


def test_what_it_is(notice):
    assert (notice.format, notice.form, notice.legal_basis) == ("eforms", "16", "32014L0024")
    assert notice.identity == "ted:12345-2025"
    assert notice.identities == ("ted:12345-2025", "notice:0f0f0f0f-1111-4222-8333-444455556666/1")
    assert notice.procedure_id == "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb"
    assert notice.changes is None


def test_texts_are_those_in_the_notice_s_own_language(notice):
    assert notice.title == "Entretien des jardins & des haies"
    assert notice.description == "Premier alinéa.\n\nDeuxième alinéa, avec gras & tirets."
    assert (notice.language, notice.other_languages, notice.submission_languages) == ("fr", ("nl",), ("fr", "nl"))
    assert notice.reference == "2025-007"


def test_the_leader_of_the_group_buys_first(notice):
    assert notice.buyer == NoticeBuyer(
        name="Intercommunale du Val",
        country="BE",
        email="achats@intercommunale.example",
        website="https://www.intercommunale.example",
    )
    (town,) = notice.other_buyers
    assert (town.name, town.national_id, town.nuts) == ("Ville de Clairval", "0999.999.922", "BE332")
    assert town.address == "Place du Marché 1, 4999 Clairval"


def test_what_is_bought_and_how(notice):
    assert (notice.cpv, notice.cpv_additional) == ("77310000", ("77340000", "77311000"))
    assert notice.nuts == ("BE332", "BE336")
    assert (notice.nature, notice.value, notice.currency) == ("services", Decimal("250000.50"), "EUR")
    assert (notice.procedure, notice.procedure_text, notice.accelerated) == ("open", "open", True)
    assert notice.procedure_description == "Une visite des lieux est prévue."
    assert (notice.framework, notice.purchasing_system) == (True, False)
    assert notice.documents_url == "https://marches.example/7"


def test_a_single_buyer_with_a_telephone_is_whom_to_ask(eforms_text, notice):
    assert notice.terms.contact_phone is None
    first = re.search(r"<cac:ContractingParty>.*?</cac:ContractingParty>\s*", eforms_text, re.DOTALL)
    alone = read_notice(eforms_text.replace(first[0], "", 1).encode())
    other = read_notice(re.sub(r"</cac:ContractingParty>\s*<cac:ContractingParty>.*?(?=</cac:ContractingParty>)", "",
                               eforms_text, count=1, flags=re.DOTALL).encode())  # fmt: skip
    assert {alone.terms.contact_phone, other.terms.contact_phone} == {None, "+32 4 000 00 00"}


def test_the_dates(notice):
    assert (notice.sent, notice.sent_at) == (date(2025, 1, 6), datetime(2025, 1, 6, 15, 30, tzinfo=UTC))
    assert notice.published == date(2025, 1, 8)
    deadline = notice.deadline
    assert (deadline.date, deadline.time, deadline.offset) == (date(2025, 2, 10), time(12), timedelta(hours=1))
    assert (deadline.zone, deadline.at) == ("Europe/Brussels", datetime(2025, 2, 10, 11, 0, tzinfo=UTC))
    assert not notice.deadline_is_for_requests
    assert notice.opening.at == datetime(2025, 2, 10, 13, 0, tzinfo=UTC)


def test_the_first_lot(notice):
    lot = notice.lots[0]
    assert (lot.identifier, lot.title, lot.description) == ("LOT-0001", "Jardins du nord", "Taille et tonte.")
    assert (lot.cpv, lot.nuts, lot.value, lot.currency) == (("77311000",), ("BE336",), Decimal("150000.00"), "EUR")
    assert lot.period == NoticePeriod(length=24, unit="month", start=date(2025, 4, 1))
    assert (lot.renewal, lot.renewals) == ("Deux fois un an.", 2)
    assert [(c.kind, c.name, c.description, c.weight.number, c.flagged) for c in lot.criteria] == [
        ("price", "Prix", None, Decimal(60), False),
        ("quality", None, "La méthode de travail", Decimal(40), False),
    ]
    assert normalise([c.weight for c in lot.criteria]) == (Decimal("60.00"), Decimal("40.00"))


def test_a_lot_without_criteria_has_those_of_its_group(notice):
    assert [lot.identifier for lot in notice.lots] == ["LOT-0001", "LOT-0002"]
    assert notice.divided
    (criterion,) = notice.lots[1].criteria
    assert (criterion.kind, criterion.name, criterion.weight.kind) == ("price", "Prix de l'ensemble", "none")


def test_each_lot_has_its_deadline_and_the_notice_the_earliest(notice):
    assert [lot.deadline.date.day for lot in notice.lots] == [10, 14]
    assert notice.deadline == notice.lots[0].deadline


def test_a_deadline_may_be_given_once_for_the_notice(eforms_text):
    period = "<TenderSubmissionDeadlinePeriod><EndDate>2025-03-01Z</EndDate></TenderSubmissionDeadlinePeriod>"
    bare = without(eforms_text, "TenderSubmissionDeadlinePeriod")
    notice = read_notice(bare.replace("<cac:TenderingProcess>", f"<cac:TenderingProcess>{period}", 1).encode())
    assert (notice.deadline.date, notice.deadline_is_for_requests) == (date(2025, 3, 1), False)
    assert read_notice(bare.encode()).deadline is None


def test_criteria_given_once_are_those_of_every_lot(read):
    shared = (
        "<cac:AwardingTerms><cac:AwardingCriterion><cbc:AwardingCriterionTypeCode>cost</cbc:AwardingCriterionTypeCode>"
        "<cbc:Name>Coût</cbc:Name></cac:AwardingCriterion></cac:AwardingTerms>"
    )
    notice = read(
        ("GLO-0001</cbc:LotsGroupID>", "GLO-0009</cbc:LotsGroupID>"),
        ("<cac:LotDistribution>", f"{shared}<cac:LotDistribution>"),
    )
    assert [len(lot.criteria) for lot in notice.lots] == [2, 1]
    assert (notice.lots[1].criteria[0].kind, notice.lots[1].criteria[0].name) == ("cost", "Coût")


def test_criteria_left_to_the_documents_are_none(eforms_text):
    notice = read_notice(without(eforms_text, "AwardingTerms").encode())
    assert [lot.criteria for lot in notice.lots] == [(), ()]


def test_requests_to_participate_come_before_offers(read):
    notice = read(
        ("<cac:TenderSubmissionDeadlinePeriod>", "<cac:ParticipationRequestReceptionPeriod>"),
        ("</cac:TenderSubmissionDeadlinePeriod>", "</cac:ParticipationRequestReceptionPeriod>"),
        (">open<", ">restricted<"),
    )
    assert notice.deadline_is_for_requests
    assert notice.procedure.starts_with_requests
    assert notice.deadline.at == datetime(2025, 2, 10, 11, 0, tzinfo=UTC)


def test_a_call_by_prior_information_waits_for_interest(read):
    wrap = "ext:UBLExtensions><{0}ext:UBLExtension><{0}ext:ExtensionContent><{0}efext:EformsExtension>"
    opening = f"<{wrap.format('')}<efac:InterestExpressionReceptionPeriod>"
    closing = (
        "</efac:InterestExpressionReceptionPeriod></efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension>"
        "</ext:UBLExtensions>"
    )
    notice = read(
        ("<cac:TenderSubmissionDeadlinePeriod>", opening),
        ("</cac:TenderSubmissionDeadlinePeriod>", closing),
        ("ContractNotice ", "PriorInformationNotice "),
        ("</ContractNotice>", "</PriorInformationNotice>"),
        ('notice-subtype">16<', 'notice-subtype">10<'),
    )
    assert (notice.form, notice.deadline_is_for_requests) == ("10", True)
    assert notice.deadline.date == date(2025, 2, 10)


def test_a_change_of_a_contract_notice_is_a_contract_notice(read):
    change = "<efac:Changes><efbc:ChangedNoticeIdentifier>old-01</efbc:ChangedNoticeIdentifier></efac:Changes>"
    notice = read(("<efac:Publication>", f"{change}<efac:Publication>"))
    assert notice.changes == "old-01"
    assert notice.title


def test_an_unpublished_notice_is_known_by_its_number_and_version(eforms_text, notice):
    unpublished = without(eforms_text, "Publication")
    first, again = read_notice(unpublished.encode()), read_notice(unpublished.replace(">01<", ">1<").encode())
    assert first.identity == again.identity == notice.identities[1]
    assert read_notice(unpublished.replace(">01<", ">02<").encode()).identity != first.identity


def test_a_nameless_notice_is_known_by_its_bytes(eforms_text):
    nameless = without(without(eforms_text, "Publication"), "ID")
    assert read_notice(nameless.encode()).identity.startswith("sha256:")
    assert read_notice(nameless.encode()).identity == read_notice(nameless.encode()).identity
    assert read_notice(nameless.encode() + b" ").identity != read_notice(nameless.encode()).identity


def test_prefixes_do_not_matter(eforms_text, notice):
    odd = re.sub(r"\b(cac|cbc|efac|efbc|efext|ext):", r"zz-\1:", eforms_text).replace("xmlns:", "xmlns:zz-")
    odd = re.sub(r"xmlns:zz-(\w+)=", r"xmlns:zz-\1=", odd)
    assert read_notice(odd.encode()).lots == notice.lots


def test_encodings_do_not_matter(eforms_text, notice):
    text = eforms_text.replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert read_notice(text.encode("utf-16")).title == notice.title


@pytest.mark.parametrize(
    "element",
    [
        "Organizations",
        "ContractingParty",
        "TenderingTerms",
        "TenderingProcess",
        "ProcurementProject",
        "ProcurementProjectLot",
        "NoticeLanguageCode",
        "IssueTime",
        "EndTime",
        "EndDate",
        "PartyName",
        "Name",
        "Publication",
        "VersionID",
        "ParameterCode",
        "ItemClassificationCode",
        "PostalAddress",
    ],
)
def test_a_missing_part_is_none_and_never_an_error(eforms_text, element):
    notice = read_notice(without(eforms_text, element).encode())
    assert notice.form == "16"
    assert notice.identity


def test_nothing_but_the_subtype_is_needed():
    notice = read_notice(
        b"<ContractNotice><UBLExtensions><UBLExtension><ExtensionContent><EformsExtension><NoticeSubType><SubTypeCode>E3"
        b"</SubTypeCode></NoticeSubType></EformsExtension></ExtensionContent></UBLExtension></UBLExtensions></ContractNotice>"
    )
    assert (notice.buyer, notice.title, notice.deadline, notice.lots) == (NoticeBuyer(), None, None, ())
    assert notice.unmapped == ()


def test_one_lot_lends_its_title_to_a_notice_without(eforms_text):
    bare = "<ContractNotice><NoticeTypeCode>cn-standard</NoticeTypeCode>{}</ContractNotice>"
    lot = "<ProcurementProjectLot><ProcurementProject><Name>Works</Name></ProcurementProject></ProcurementProjectLot>"
    one, two = read_notice(bare.format(lot).encode()), read_notice(bare.format(lot * 2).encode())
    assert (one.title, one.divided, one.lots[0]) == ("Works", False, NoticeLot("1", title="Works"))
    assert (two.title, two.divided, [lot.identifier for lot in two.lots]) == (None, True, ["1", "2"])


def test_a_buyer_may_stand_in_the_notice_itself(read):
    party = "<cac:PartyName><cbc:Name>Commune seule</cbc:Name></cac:PartyName>"
    notice = read(
        ("<cac:PartyIdentification><cbc:ID>ORG-0001</cbc:ID></cac:PartyIdentification>", party),
        ("<efbc:GroupLeadIndicator>true", "<efbc:GroupLeadIndicator>false"),
    )
    assert notice.buyer.name == "Commune seule"


def test_what_is_not_read_is_named(notice):
    assert "Organizations/Organization/Company/Contact/Telephone" in notice.unmapped
    assert (
        "ProcurementProjectLot/TenderingTerms/AwardingTerms/AwardingCriterion/CalculationExpression" in notice.unmapped
    )
    assert not [path for path in notice.unmapped if path.endswith(("Name", "EndDate", "CustomizationID"))]
    assert len(set(notice.unmapped)) == len(notice.unmapped)


@pytest.mark.parametrize("subtype", [*range(10, 25), "E3", "e3", "N16"])
def test_contract_notices_are_read(read, subtype):
    assert read(('notice-subtype">16<', f'notice-subtype">{subtype}<')).form == str(subtype)


@pytest.mark.parametrize(
    ("subtype", "sentence"),
    [
        ("1", "announces a buyer profile"),
        ("4", "announces a plan"),
        ("9", "announces a plan"),
        ("25", "announces a direct award"),
        ("29", "announces a result"),
        ("N29", "announces a result"),
        ("38", "announces a change to a contract"),
        ("E1", "announces a market consultation"),
        ("E5", "announces that a contract is completed"),
        ("X01", "is about the registration of a company"),
        ("CEI", "asks for expressions of interest"),
        ("99", "is not a contract notice that can be read"),
    ],
)
def test_another_subtype_is_refused_with_what_it_is(read, subtype, sentence):
    with pytest.raises(NoticeRefused) as refused:
        read(('notice-subtype">16<', f'notice-subtype">{subtype}<'))
    assert sentence in refused.value.sentence
    assert f"(eForms subtype {subtype})" in refused.value.sentence


def test_a_result_is_refused_even_if_it_claims_a_subtype(read):
    with pytest.raises(NoticeRefused, match="announces a result"):
        read(("<ContractNotice ", "<ContractAwardNotice "), ("</ContractNotice>", "</ContractAwardNotice>"))


def test_a_contract_notice_of_another_standard_is_refused():
    with pytest.raises(NoticeRefused, match="doesn't say which eForms subtype"):
        read_notice(b"<ContractNotice/>")


def test_more_lots_than_any_notice_has_are_refused(read):
    with pytest.raises(NoticeRefused, match="more than 5000 lots"):
        read(("</ContractNotice>", "<cac:ProcurementProjectLot/>" * 5000 + "</ContractNotice>"))
