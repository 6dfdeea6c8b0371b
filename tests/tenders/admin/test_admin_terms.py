"""The terms of a draft are written in the admin, by the deeds of the office page."""

from tenders.models import CallTerms, LotTerms
from tests.factories.calls import add_lot, place


def test_the_terms_of_the_call_are_written_and_told_on_its_page(officer, draft, at):
    page = officer.get(at("terms")).text
    assert "Left empty, the call names what the rule pack says" in page
    assert officer.post(at("terms"), {"validity_days": "90", "languages": ["fr", "en"]}).url == at("write")
    assert CallTerms.objects.get().languages == ["fr", "en"]
    shown = officer.get(at("write")).text
    assert "90 days from the deadline for bids" in shown
    assert at("terms") in shown


def test_the_contract_of_a_lot_is_written_for_it_or_for_every_lot(officer, draft, at):
    lot = add_lot(draft)
    assert at("lot_terms", lot.pk) in officer.get(at("write")).text
    assert "The contract of lot 2" in officer.get(at("lot_terms", lot.pk)).text
    typed = {"length": "24", "unit": "month", "variants": "allowed"}
    officer.post(at("lot_terms", lot.pk), typed)
    assert LotTerms.objects.get().lot == lot
    officer.post(at("lot_terms", lot.pk), typed | {"everywhere": "on"})
    assert LotTerms.objects.filter(variants="allowed").count() == 2


def test_no_days_at_all_and_a_draft_no_more_are_refused(officer, draft, at):
    assert officer.post(at("terms"), {"validity_days": "0"}).status_code == 422
    place(draft, "in_review")
    assert "Only a draft can be changed." in officer.get(at("terms")).text
    assert officer.post(at("terms"), {"validity_days": "90"}).status_code == 422
    assert not CallTerms.objects.exists()
    assert at("terms") not in officer.get(at("write")).text


def test_what_a_bid_must_hold_is_written_row_by_row(officer, draft, at):
    lot = add_lot(draft)
    page = at("pieces", lot.pk)
    assert page in officer.get(at("write")).text
    assert "What a bid for lot 2 must hold" in officer.get(page).text
    rows = {"criteria-TOTAL_FORMS": "1", "criteria-INITIAL_FORMS": "0", "criteria-0-name": "Devis"}
    more = officer.post(page, rows | {"more": "1"}).text
    assert 'name="criteria-1-name"' in more
    wrong = officer.post(page, rows | {"criteria-0-formats": "exe"})
    assert wrong.status_code == 422
    assert "Files of this kind are not taken here: exe." in wrong.text
    assert officer.post(page, rows | {"everywhere": "on"}).url == at("write")
    assert [row.pieces[0]["name"] for row in LotTerms.objects.all()] == ["Devis", "Devis"]
