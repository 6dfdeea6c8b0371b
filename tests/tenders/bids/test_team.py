"""A group's bid: partners chosen in the draft, who consent, sealed with it, and named once it is opened."""

from decimal import Decimal

import pytest

from procurement.lifecycle import Refused
from tenders.bids.actions import save_draft, submit_bid, withdraw_bid
from tenders.bids.documents import _opened_bids
from tenders.bids.reading import read_manifest
from tenders.groups.actions import answer, ask
from tenders.models import Bid, Consent, Opening, Tender
from tests.factories.browsing import Browser
from tests.factories.declarations import clear, declared, declared_of
from tests.factories.partners import partnered, partnered_with
from tests.factories.people import SupplierFactory, join
from tests.factories.sealed import AFTER, BEFORE, offer, open_call, open_together, started
from tests.house.traces import tables_with

pytestmark = pytest.mark.django_db
SHARE = "Zeisig-Rinnen-8831"


@pytest.fixture
def call(personas, hands) -> Tender:
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def partner(personas):
    return partnered_with(personas.other_supplier, personas.supplier, personas.owner)


def row(partner, part: str = "member", **more: object) -> dict[str, object]:
    return {"partner": partner.pk, "part": part, "share": SHARE, **more}


def handed_in(call, personas, *team, **declaration) -> Bid:
    bid, key = started(call, personas.supplier, personas.owner)
    how = {"draft_key": key, "by": personas.owner}
    save_draft(bid, offers=[offer()], declaration={**declaration, "team": list(team)}, now=BEFORE, **how)
    submit_bid(bid, **how)
    bid.refresh_from_db()
    return bid


def consented(call, personas, partner, *, part: str = "member") -> Consent:
    consent = ask(call.round, partner, part=part, by=personas.owner, now=BEFORE)
    answer(consent, given=True, by=personas.other_owner, now=BEFORE)
    consent.refresh_from_db()
    return consent


@pytest.mark.parametrize("part", ["member", "relied"])
def test_who_is_bound_consents_before_the_bid_is_handed_in(call, personas, partner, part):
    with pytest.raises(Refused, match="has not consented yet"):
        handed_in(call, personas, row(partner, part))
    ask(call.round, partner, part=part, by=personas.owner, now=BEFORE)
    with pytest.raises(Refused, match="has not consented yet"):
        handed_in(call, personas, row(partner, part))
    consented(call, personas, partner, part=part)
    assert handed_in(call, personas, row(partner, part)).state == "submitted"


def test_a_consent_to_one_part_is_none_to_another(call, personas, partner):
    consented(call, personas, partner, part="relied")
    with pytest.raises(Refused, match="has not consented yet"):
        handed_in(call, personas, row(partner, "member"))


def test_a_subcontractor_is_only_named(call, personas, partner):
    assert handed_in(call, personas, row(partner, "subcontractor")).state == "submitted"


def test_a_firm_without_an_account_consents_on_paper(call, personas):
    partner = partnered(personas.supplier, personas.owner)
    assert handed_in(call, personas, row(partner, on_paper=True)).state == "submitted"


def test_a_refusal_outweighs_a_paper(call, personas, partner):
    answer(consented(call, personas, partner), given=False, by=personas.other_owner, now=BEFORE)
    with pytest.raises(Refused, match="refuses to take part"):
        handed_in(call, personas, row(partner, on_paper=True))


def test_a_stranger_to_the_list_cannot_be_named(call, personas):
    foreign = partnered(personas.other_supplier, personas.other_owner)
    with pytest.raises(Refused, match="no longer on your list"):
        handed_in(call, personas, row(foreign, "subcontractor"))


def test_a_consent_is_taken_back_until_the_bid_is_handed_in_and_after_it_is_withdrawn(call, personas, partner):
    consent, back = consented(call, personas, partner), {"given": False, "by": personas.other_owner, "now": BEFORE}
    bid = handed_in(call, personas, row(partner))
    with pytest.raises(Refused, match="handed in with your consent"):
        answer(consent, **back)
    with pytest.raises(Refused, match="Withdraw it before"):
        ask(call.round, partner, part="relied", by=personas.owner, now=BEFORE)
    handed_in(call, personas)
    answer(consent, **back)
    answer(consent, given=True, by=personas.other_owner, now=BEFORE)
    bid = handed_in(call, personas, row(partner))
    withdraw_bid(bid, by=personas.owner)
    answer(consent, **back)


def test_where_the_whole_declaration_is_asked_for_each_who_is_bound_gives_its_own(personas, hands, partner):
    hands.at = BEFORE
    large = open_call(personas, value=Decimal(300_000))
    declared(personas.supplier, personas.owner)
    consented(large, personas, partner)
    with pytest.raises(Refused, match=f"declaration of {partner.name} is missing"):
        handed_in(large, personas, row(partner), kept=True)
    ours = declared_of(partner.name, personas.supplier, personas.owner)
    ours.identifier = partner.identifier
    ours.save()
    assert handed_in(large, personas, row(partner), kept=True, others=[ours.pk]).state == "submitted"
    assert handed_in(large, personas, row(partner, on_paper=True), kept=True).state == "submitted"
    declared(personas.other_supplier, personas.other_owner, corruption={**clear()["corruption"]})
    assert handed_in(large, personas, row(partner), kept=True).state == "submitted"


def test_the_opening_names_the_group_and_brings_each_ones_own_declaration(call, personas, partner, hands):
    declared(personas.other_supplier, personas.other_owner)
    consent = consented(call, personas, partner)
    sub = partnered(personas.supplier, personas.owner)
    bid = handed_in(call, personas, row(partner), row(sub, "subcontractor"))
    assert (bid.team, bid.tenderer) == ([], personas.supplier.name)
    hands.at = AFTER
    open_together(call, personas)
    bid.refresh_from_db()
    named = {(each["name"], each["part"], each["consent"]) for each in bid.team}
    assert named == {(partner.name, "member", consent.answered_at.isoformat()), (sub.name, "subcontractor", "")}
    assert bid.tenderer == f"{personas.supplier.name} (leader), {partner.name}"
    (record,) = _opened_bids(Opening.objects.get())
    assert record.supplier.name == bid.tenderer
    call.declarations.create(person=personas.officer, has_conflict=False, declared_at=AFTER)
    (whole,) = read_manifest(bid, by=personas.officer, now=AFTER).declaration["whole"]
    assert (whole["about"], whole["name"]) == ("member", personas.other_supplier.name)


def test_before_the_opening_who_takes_part_lies_sealed(call, personas, partner, client):
    consented(call, personas, partner)
    sub = partnered(personas.supplier, personas.owner, "Unterauftrag Zeisig")
    bid = handed_in(call, personas, row(partner), row(sub, "subcontractor"))
    assert tables_with(SHARE) == []
    assert set(tables_with("Unterauftrag Zeisig")) <= {"suppliers_partner"}
    client.force_login(personas.other_owner)
    assert bid.number not in client.get(f"/en/groups/{Consent.objects.get().pk}/").text
    assert client.get(f"/en/bids/{bid.number}/receipt/").status_code == 404


def test_partners_are_chosen_asked_and_left_out_on_the_page_of_the_draft(call, personas, partner):
    browser = Browser(personas.owner)
    bid = browser.start(call)
    chosen = {"mate-more-partner": partner.pk, "mate-more-part": "member", "mate-more-share": SHARE}
    assert browser.write(bid, then="#team", **chosen).url.endswith("#team")
    page = browser.get("bid", bid.number).text
    assert SHARE in page
    assert "has not consented yet" in page
    kept = {f"mate-{partner.pk}-part": "member", f"mate-{partner.pk}-share": SHARE}
    assert browser.write(bid, ask=str(partner.pk), **kept).status_code == 302
    assert "no answer yet" in browser.get("bid", bid.number).text
    answer(Consent.objects.get(), given=True, by=personas.other_owner, now=BEFORE)
    page = browser.get("bid", bid.number).text
    assert "consented on 1 March 2027" in page
    assert "1 other firm takes part" in page
    summary = browser.get("submit", bid.number).text
    assert f"<strong>{partner.name}</strong>, member of the group: {SHARE}" in summary
    browser.write(bid, **{**kept, f"mate-{partner.pk}-part": ""})
    assert SHARE not in browser.get("bid", bid.number).text


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(call, personas):
    nameless = partnered(personas.supplier, personas.owner, "Elsewhere Ltd", identifier="")
    foreign = partnered(personas.other_supplier, personas.other_owner)
    browser = Browser(personas.owner)
    bid = browser.start(call)
    answered = browser.write(bid, **{"mate-more-partner": foreign.pk, "mate-more-share": SHARE})
    assert answered.status_code == 422
    assert SHARE in answered.text
    browser.write(bid, **{"mate-more-partner": nameless.pk, "mate-more-part": "member"})
    kept = {f"mate-{nameless.pk}-part": "member", f"mate-{nameless.pk}-share": SHARE}
    answered = browser.write(bid, ask=str(nameless.pk), **kept)
    assert answered.status_code == 422
    assert "have it sign a paper" in answered.text
    assert browser.write(bid, then="partners", **kept).url.endswith(f"/firm/{personas.supplier.pk}/partners/")


def test_a_draft_with_three_partners_asks_no_more_than_with_one(call, personas, django_assert_num_queries):
    browser = Browser(personas.owner)
    bid, team = browser.start(call), {}
    for place in range(3):
        firm = SupplierFactory()
        declared(firm, chief := join(firm))
        partner = partnered_with(firm, personas.supplier, personas.owner)
        consent = ask(call.round, partner, part="member", by=personas.owner, now=BEFORE)
        answer(consent, given=True, by=chief, now=BEFORE)
        browser.write(bid, **team, **{"mate-more-partner": partner.pk, "mate-more-part": "member"})
        team[f"mate-{partner.pk}-part"] = "member"
        if place != 1:
            with django_assert_num_queries(33):
                assert "consented on" in browser.get("bid", bid.number).text
