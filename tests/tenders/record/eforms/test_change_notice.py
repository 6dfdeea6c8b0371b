"""An amendment is a change notice: valid, about the notice before, each change in its place; read again, no double."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from lxml import etree

from tenders.calls import actions as calls
from tenders.calls.importing import import_notice
from tenders.calls.notices.reading import read_notice
from tenders.decisions.actions import cancel_call
from tenders.models import Amendment, Dispatch, Tender
from tenders.record.eforms.contract_notice import contract_notice
from tests.factories.calls import TenderFactory, place
from tests.factories.published import published_call
from tests.personas import moment
from tests.tenders.record.eforms.test_contract_notice import CALLS, official, schema, texts, with_terms

__all__ = ["schema"]
pytestmark = pytest.mark.django_db
NOW = moment("2027-02-20")
CHANGED = "EformsExtension/Changes"
CHANGES = [
    {"field": "call:title", "what": "Titre", "old": "Tonte", "new": "Tonte et taille"},
    {"field": "lot:LOT-0002:cpv", "what": "Lot 2: CPV", "old": "77310000", "new": "77340000"},
    {"field": "criterion:LOT-0001:q1:weight", "what": "Lot 1, Qualité: weight", "old": "40", "new": "30"},
    {"field": "contract:LOT-0002:length", "what": "Lot 2: durée", "old": "", "new": "24"},
    {"field": "document", "what": "Cahier", "old": "Cahier", "new": "Cahier, version 2"},
    {"field": "deadline", "old": "2027-03-15T09:00:00+00:00", "new": "2027-03-22T11:00:00+00:00"},
]


def amended(tender: Tender, by, changes=CHANGES, day: str = "2027-02-10") -> Amendment:
    return Amendment.objects.create(
        tender=tender, reason="Deux réponses ont changé le métré.", changes=changes, made_at=moment(day), made_by=by
    )


def sent(tender: Tender, number: int, by, day: str) -> Dispatch:
    facts = {"sent_at": moment(day, 12), "sending": f"2027-{number}", "recorded_by": by}
    return Dispatch.objects.create(tender=tender, number=number, **facts)


@official
@pytest.mark.parametrize("name", CALLS)
def test_the_schemas_of_the_regulation_accept_it(name: str, schema: etree.XMLSchema, personas):
    tender = with_terms(published_call(lots=3, **CALLS[name]))
    amended(tender, personas.officer)
    schema.assertValid(etree.fromstring(contract_notice(tender, now=NOW)))
    amended(tender, personas.officer, [], "2027-02-11")
    schema.assertValid(etree.fromstring(contract_notice(tender, now=NOW)))


def test_each_change_stands_in_its_section_with_old_and_new(personas):
    tender = published_call(lots=2)
    amended(tender, personas.officer)
    notice = contract_notice(tender, now=NOW)
    sections = [
        [section.text for section in change.iter("{*}ChangedSectionIdentifier")]
        for change in etree.fromstring(notice).iter("{*}Change")
    ]
    assert sections == [
        ["PROCEDURE"], ["LOT-0002"], ["LOT-0001"], ["LOT-0002"], ["PROCEDURE"], ["LOT-0001", "LOT-0002"],
    ]  # fmt: skip
    said = [text.replace("\xa0", " ") for text in texts(notice, f"{CHANGED}/Change/ChangeDescription")]
    assert said[0] == "Titre : Tonte → Tonte et taille"
    assert said[-1] == "Date limite des offres : 15 mars 2027, 10 h 00 → 22 mars 2027, 12 h 00"
    assert texts(notice, f"{CHANGED}/Change/ProcurementDocumentsChangeDate") == ["2027-02-10+01:00"]
    assert texts(notice, f"{CHANGED}/Change/ProcurementDocumentsChangeIndicator") == ["true"]
    assert texts(notice, f"{CHANGED}/ChangeReason/ReasonCode") == ["update-add"]
    assert texts(notice, f"{CHANGED}/ChangeReason/ReasonDescription") == ["Deux réponses ont changé le métré."]


def test_it_names_the_notice_before_is_of_the_same_form_and_dated_by_the_amendment(personas):
    tender = published_call(value=Decimal("900000.00"))
    notices = [contract_notice(tender, now=NOW)]
    for day in ("2027-02-10", "2027-02-12"):
        amended(tender, personas.officer, day=day)
        notices.append(contract_notice(tender, now=NOW))
        sent(tender, len(notices), personas.officer, day)
    names = [texts(notice, "ContractNotice/ID")[0] for notice in notices]
    assert len(set(names)) == 3
    told = [texts(notice, f"{CHANGED}/ChangedNoticeIdentifier") for notice in notices]
    assert told == [[], [f"{names[0]}-01"], [f"{names[1]}-01"]]
    assert [texts(notice, "NoticeSubType/SubTypeCode") for notice in notices] == [["16"]] * 3
    issued = [texts(notice, "ContractNotice/IssueDate")[0] for notice in notices]
    assert issued == ["2027-01-25+01:00", "2027-02-10+01:00", "2027-02-12+01:00"]


@official
def test_what_was_never_sent_is_told_by_the_next_notice_about_the_last_one_that_was(schema: etree.XMLSchema, personas):
    tender = published_call(lots=2)
    first = texts(contract_notice(tender, now=NOW), "ContractNotice/ID")[0]
    amended(tender, personas.officer, CHANGES[:1], "2027-02-10")
    amended(tender, personas.officer, CHANGES[4:5], "2027-02-12")
    notice = contract_notice(tender, now=NOW)
    schema.assertValid(etree.fromstring(notice))
    assert texts(notice, f"{CHANGED}/ChangedNoticeIdentifier") == [f"{first}-01"]
    assert len(texts(notice, f"{CHANGED}/Change/ChangeDescription")) == 2
    reasons = "Deux réponses ont changé le métré. Deux réponses ont changé le métré."
    assert texts(notice, f"{CHANGED}/ChangeReason/ReasonDescription") == [reasons]
    sent(tender, 3, personas.officer, "2027-02-13")
    again = contract_notice(Tender.objects.get(pk=tender.pk), now=NOW)
    assert texts(again, "ContractNotice/ID") == texts(notice, "ContractNotice/ID")
    assert texts(again, f"{CHANGED}/ChangedNoticeIdentifier") == [f"{first}-01"]
    assert texts(again, "ContractNotice/IssueDate") == ["2027-02-13+01:00"]


@pytest.mark.parametrize(
    ("identity", "name"),
    [
        ("ted:187948-2022", ["187948-2022"]),
        ("notice:6bc75979-ce6c-46eb-81a6-eee543697dec/2", ["6bc75979-ce6c-46eb-81a6-eee543697dec-02"]),
        (f"sha256:{'d' * 64}", []),
    ],
)
def test_the_first_change_of_a_call_that_was_taken_over_is_about_the_notice_that_was_read(identity, name, personas):
    tender = published_call(notice_identity=identity, procedure_id="0f0c7b2e-8f0c-4f1e-9b1a-2f3d4c5b6a79")
    amended(tender, personas.officer)
    notice = contract_notice(tender, now=NOW)
    assert texts(notice, f"{CHANGED}/ChangedNoticeIdentifier") == name
    assert texts(notice, "ContractNotice/ContractFolderID") == ["0f0c7b2e-8f0c-4f1e-9b1a-2f3d4c5b6a79"]
    own = texts(notice, "ContractNotice/ID")[0]
    sent(tender, 2, personas.officer, "2027-02-11")
    amended(tender, personas.officer, day="2027-02-12")
    second = contract_notice(Tender.objects.get(pk=tender.pk), now=NOW)
    assert texts(second, f"{CHANGED}/ChangedNoticeIdentifier") == [f"{own}-01"]


def test_an_extension_by_its_own_deed_is_one(personas):
    tender = published_call(buyer=personas.buyer)
    facts = {"day": date(2027, 3, 22), "time": time(12), "reason": "Une réponse tardive."}
    calls.extend_deadline(tender, **facts, by=personas.officer, now=NOW)
    notice = contract_notice(tender, now=NOW)
    assert texts(notice, "TenderSubmissionDeadlinePeriod/EndDate") == ["2027-03-22+01:00"]
    assert texts(notice, f"{CHANGED}/Change/ChangedSection/ChangedSectionIdentifier") == ["LOT-0001"]


@official
def test_a_cancelled_call_says_so_with_its_reason(schema: etree.XMLSchema, personas):
    tender = published_call(buyer=personas.buyer)
    first = texts(contract_notice(tender, now=NOW), "ContractNotice/ID")
    cancel_call(tender, reason="Le besoin a disparu.", by=personas.signatory, now=NOW)
    notice = contract_notice(tender, now=NOW)
    schema.assertValid(etree.fromstring(notice))
    assert texts(notice, f"{CHANGED}/ChangeReason/ReasonCode") == ["cancel"]
    assert texts(notice, f"{CHANGED}/ChangeReason/ReasonDescription") == ["Le besoin a disparu."]
    assert texts(notice, f"{CHANGED}/ChangedNoticeIdentifier") == [f"{first[0]}-01"]


def test_a_draft_that_was_given_up_changes_no_notice(personas):
    tender = TenderFactory(buyer=personas.buyer)
    place(tender, "cancelled")
    assert texts(contract_notice(tender, now=NOW), f"{CHANGED}/ChangedNoticeIdentifier") == []


def test_what_is_read_again_names_the_notice_that_it_changes(personas):
    tender = published_call(lots=2)
    before = texts(contract_notice(tender, now=NOW), "ContractNotice/ID")[0]
    amended(tender, personas.officer)
    read = read_notice(contract_notice(tender, now=NOW))
    assert read.changes == f"{before}-01"
    assert read.deadline.at == tender.round.deadline_at


def test_the_same_change_notice_is_not_taken_in_twice(personas):
    tender = published_call(buyer=personas.buyer)
    amended(tender, personas.officer)
    read = read_notice(contract_notice(tender, now=NOW))
    first = import_notice(read, by=None, now=NOW)
    again = import_notice(read, by=None, now=NOW)
    assert (first.created, again.created, first.tender.pk) == (True, False, again.tender.pk)


def test_a_change_of_a_notice_that_was_taken_in_makes_no_second_call(personas):
    tender = published_call(buyer=personas.buyer)
    notices = [read_notice(contract_notice(tender, now=NOW))]
    for day in ("2027-02-10", "2027-02-12"):
        amended(tender, personas.officer, day=day)
        notices.append(read_notice(contract_notice(tender, now=NOW)))
    taken = [import_notice(notice, by=None, now=NOW) for notice in notices]
    assert [one.created for one in taken] == [True, False, False]
    assert len({one.tender.pk for one in taken}) == 1
    alone = import_notice(read_notice(contract_notice(published_call(), now=NOW)), by=None, now=NOW)
    assert alone.created


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        (None, None),
        ("6BC75979-ce6c-46eb-81a6-eee543697dec-02", "notice:6bc75979-ce6c-46eb-81a6-eee543697dec/2"),
        ("187948-2022", "ted:187948-2022"),
        ("whatever", None),
    ],
)
def test_the_key_of_the_notice_that_is_changed(changes, key):
    notice = replace(read_notice(contract_notice(published_call(), now=NOW)), changes=changes)
    assert notice.changed_key == key
