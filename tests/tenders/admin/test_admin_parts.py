"""Lots, selection criteria and documents of a draft are written in the admin."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from tenders.calls.actions import comment_on
from tests.factories.calls import add_lot, place
from tests.personas import moment


def rows(*written: dict[str, str], **more: str) -> dict[str, str]:
    data = {"criteria-TOTAL_FORMS": str(len(written)), "criteria-INITIAL_FORMS": "0"}
    for index, row in enumerate(written):
        data |= {f"criteria-{index}-{name}": value for name, value in row.items()}
    return data | more


PRICE = {"kind": "price", "name": "Prix", "weight": "70"}
QUALITY = {"kind": "quality", "name": "Méthode", "weight": "30"}


def test_a_lot_is_written_with_its_codes_and_weights(officer, draft, at):
    lot = draft.lots.get()
    assert "Qualité" in officer.get(at("lot", lot.pk)).text
    data = rows(PRICE, QUALITY, title="Verre", cpv="45441000", nuts="BE351", value="80 000")
    assert officer.post(at("lot", lot.pk), data).url == at("write")
    lot.refresh_from_db()
    assert (lot.title, lot.cpv, lot.nuts, lot.value) == ("Verre", "45441000", "BE351", Decimal(80_000))
    assert dict(lot.criteria.values_list("name", "weight")) == {"Prix": 70, "Méthode": 30}
    assert "100 of 100" in officer.get(at("write")).text


def test_a_row_more_keeps_what_was_typed_and_saves_nothing(officer, draft, at):
    lot = draft.lots.get()
    answer = officer.post(at("lot", lot.pk), rows(PRICE, title="Verre", more="1"))
    assert answer.status_code == 200
    assert 'value="Verre"' in answer.text
    assert 'name="criteria-1-name"' in answer.text
    lot.refresh_from_db()
    assert lot.title != "Verre"


def test_two_prices_are_refused_with_the_sentence_of_the_rule(officer, draft, at):
    answer = officer.post(at("lot", draft.lots.get().pk), rows(PRICE, PRICE, title="Verre"))
    assert answer.status_code == 422
    assert "Only one criterion can be the price." in answer.text


def test_lots_are_added_and_removed_after_a_question(officer, draft, at):
    answer = officer.post(at("add_lot"))
    lot = draft.lots.get(identifier="LOT-0002")
    assert answer.url == at("lot", lot.pk)
    assert "Remove this lot?" in officer.get(at("remove_lot", lot.pk)).text
    officer.post(at("remove_lot", lot.pk))
    assert draft.lots.count() == 1


def test_what_is_asked_of_the_firms_is_written_for_all_lots_or_for_one(officer, draft, at):
    add_lot(draft)
    turnover = {"kind": "economic", "name": "Turnover", "level": "200 000 euro a year", "proof": "Accounts"}
    crew = {"kind": "technical", "name": "Two gardeners", "lot": "LOT-0002"}
    assert officer.post(at("selection"), rows(turnover, crew, {"kind": "technical"})).url == at("write")
    written = draft.selection.values_list("kind", "name", "level", "lot__identifier")
    assert list(written) == [
        ("economic", "Turnover", "200 000 euro a year", None),
        ("technical", "Two gardeners", "", "LOT-0002"),
    ]
    assert "Two gardeners (Lot 2)" in officer.get(at("write")).text


def test_a_level_of_nothing_is_sent_back_and_a_row_more_is_given(officer, draft, at):
    answer = officer.post(at("selection"), rows({"kind": "economic", "level": "200 000"}))
    assert answer.status_code == 422
    assert "Say what is asked." in answer.text
    more = officer.post(at("selection"), rows({"kind": "economic", "name": "Turnover"}, more="1")).text
    assert 'value="Turnover"' in more
    assert 'name="criteria-1-name"' in more
    assert not draft.selection.exists()


def test_a_document_is_added_and_taken_out(officer, draft, at):
    file = SimpleUploadedFile("cahier.pdf", b"%PDF-1.7 cahier")
    sent = {"title": "Cahier des charges", "language": "fr", "file": file}
    assert officer.post(at("add_document"), sent).url == at("write")
    document = draft.documents.get()
    assert document.title in officer.get(at("write")).text
    officer.post(at("remove_document", document.pk))
    assert not draft.documents.exists()


def test_a_file_that_not_everybody_can_open_is_refused_beside_its_field(officer, draft, at):
    sent = {"title": "Cahier", "language": "fr", "file": SimpleUploadedFile("cahier.exe", b"MZ")}
    answer = officer.post(at("add_document"), sent)
    assert answer.status_code == 422
    assert "Files of this kind can&#x27;t be added: .exe." in answer.text


def test_parts_of_what_is_no_draft_stay_as_they_are(officer, draft, at):
    lot = draft.lots.get()
    place(draft, "in_review")
    assert "Only a draft can be changed." in officer.get(at("lot", lot.pk)).text
    assert officer.post(at("lot", lot.pk), rows(PRICE, QUALITY, title="Verre")).status_code == 422
    assert officer.post(at("selection"), rows({"kind": "economic", "name": "Turnover"})).status_code == 422
    officer.post(at("add_lot"))
    officer.post(at("remove_lot", lot.pk))
    assert list(draft.lots.values_list("title", flat=True)) == ["Lot 1"]


def test_parts_of_another_call_are_not_there(officer, personas, draft, at):
    elsewhere = add_lot(type(draft).objects.create(buyer=personas.buyer, reference="T-OTHER", ocid="o", title="Autre"))
    assert officer.get(at("lot", elsewhere.pk), follow=True).status_code == 404
    assert officer.post(at("remove_lot", elsewhere.pk), follow=True).status_code == 404


def test_what_an_approver_remarked_stands_beside_the_field(officer, personas, draft, at):
    place(draft, "in_review")
    for about in ("title", "lot:LOT-0001:title", "criterion:LOT-0001:q1:name"):
        comment_on(draft, about=about, text=f"Why {about}?", by=personas.approver, now=moment("2027-02-01"))
    place(draft, "draft")
    written, lot = officer.get(at("write")).text, officer.get(at("lot", draft.lots.get().pk)).text
    assert "Comments that are open" in written
    assert written.count("Why title?") == 2  # in the list, and beside the field
    assert "Why lot:LOT-0001:title?" in lot
    assert "Why criterion:LOT-0001:q1:name?" in lot
