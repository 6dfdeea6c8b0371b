"""A bid hands in the declaration that the rules ask for; its frozen copy is read by nobody before the opening."""

from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.lifecycle import Refused
from suppliers.declarations.actions import answer
from suppliers.declarations.signing import sign
from suppliers.models import Declaration
from tenders.bids.actions import read_draft, save_draft, submit_bid
from tenders.bids.declared import asked_of, declared_in, lacking
from tenders.bids.reading import read_manifest
from tests.factories.browsing import Browser
from tests.factories.declarations import FULL, clear, declared, declared_of
from tests.factories.sealed import AFTER, BEFORE, offer, open_call, open_together, started
from tests.house.traces import tables_with
from tests.personas import moment

pytestmark = pytest.mark.django_db
LARGE = Decimal(300_000)
ESPD = "This call asks for the whole self-declaration (ESPD)"
CANARY = "Zeisig-Ährenfeld-4712"


@pytest.fixture
def large(personas, hands):
    hands.at = BEFORE
    return open_call(personas, value=LARGE)


def bid_with(call, personas, **declaration):
    bid, key = started(call, personas.supplier, personas.owner)
    save_draft(bid, offers=[offer()], declaration=declaration, draft_key=key, by=personas.owner, now=BEFORE)
    submit_bid(bid, draft_key=key, by=personas.owner)
    return bid


def opened(bid, call, personas, hands):
    hands.at = AFTER
    open_together(call, personas)
    bid.refresh_from_db()
    call.declarations.create(person=personas.officer, has_conflict=False, declared_at=AFTER)
    return read_manifest(bid, by=personas.officer, now=AFTER).declaration


@pytest.mark.parametrize(
    ("country", "value", "form"),
    [
        ("BE", LARGE, "espd"),
        ("BE", Decimal(120_000), "implicit"),
        ("FR", LARGE, "espd"),
        ("FR", Decimal(120_000), "sworn"),
        ("LU", Decimal(120_000), "sworn"),
        ("BE", None, "espd"),
    ],
)
def test_country_and_value_say_which_form_is_asked_for(personas, hands, country, value, form):
    hands.at = BEFORE
    personas.buyer.country = country
    personas.buyer.save()
    assert asked_of(open_call(personas, value=value)).form == form


def test_a_value_in_another_currency_counts_as_unknown(personas, hands):
    hands.at = BEFORE
    assert asked_of(open_call(personas, value=Decimal(5), currency="SEK")).form == "espd"


def test_below_the_belgian_threshold_handing_in_is_declaring(personas, hands):
    hands.at = BEFORE
    call = open_call(personas)
    browser = Browser(personas.owner)
    bid = browser.start(call)
    page = browser.get("bid", bid.number).text
    assert "By handing the bid in, your firm declares on its honour" in page
    assert "Royal Decree of 18 April 2017 art.\u00a039" in page
    assert 'name="bid-sworn"' not in page
    assert browser.hand_in(call).state == "submitted"


def test_above_it_the_whole_declaration_is_asked_for(large, personas):
    with pytest.raises(Refused, match="whole self-declaration"):
        bid_with(large, personas, sworn=True)
    with pytest.raises(Refused, match="not signed again yet"):
        bid_with(large, personas, kept=True)
    declared(personas.supplier, personas.owner)
    assert bid_with(large, personas, kept=True).state == "submitted"


def test_an_espd_made_elsewhere_may_be_a_file(large, personas, hands):
    bid = bid_with(large, personas, in_files=True)
    found = opened(bid, large, personas, hands)
    assert declared_in(found).in_files
    assert (found["form"], found["whole"]) == ("espd", ())


def test_a_whole_declaration_takes_the_place_of_the_sworn_sentence(personas, hands):
    hands.at = BEFORE
    personas.buyer.country = "FR"
    personas.buyer.save()
    call = open_call(personas)
    with pytest.raises(Refused, match="not given yet"):
        bid_with(call, personas)
    declared(personas.supplier, personas.owner)
    assert bid_with(call, personas, kept=True).state == "submitted"


def test_in_a_later_round_what_was_declared_stands(large, personas):
    assert [str(sentence) for sentence in lacking({}, personas.supplier, large)] != []
    large.round_number = 2
    assert list(lacking({}, personas.supplier, large)) == []
    assert [str(sentence) for sentence in lacking({"kept": True}, personas.supplier, large)] != []


def test_the_copy_is_frozen_with_its_date_when_the_bid_is_handed_in(large, personas, hands):
    own = declared(personas.supplier, personas.owner, corruption=FULL["corruption"], now=moment("2027-02-20"))
    bid = bid_with(large, personas, kept=True)
    answer(own, {"corruption": {"answer": False}}, by=personas.owner, now=BEFORE)
    sign(own, by=personas.owner, now=BEFORE)
    (copy,) = declared_in(opened(bid, large, personas, hands)).whole
    assert (copy.name, copy.signed_at, copy.signed_by) == (
        personas.supplier.name, moment("2027-02-20"), str(personas.owner),
    )  # fmt: skip
    assert [str(told.name) for told in copy.grounds] == ["Corruption"]


def test_other_firms_go_along_signed_or_not_at_all(large, personas, hands):
    declared(personas.supplier, personas.owner)
    member = declared_of("Toitures SA", personas.supplier, personas.owner, about="member")
    unsigned = declared_of("Grues SA", personas.supplier, personas.owner, signed=False)
    foreign = declared_of("Étrangère", personas.other_supplier, personas.other_owner)
    with pytest.raises(Refused, match="The declaration of Grues SA is not signed"):
        bid_with(large, personas, kept=True, others=[unsigned.pk])
    with pytest.raises(Refused, match="Choose again"):
        bid_with(large, personas, kept=True, others=[foreign.pk])
    bid = bid_with(large, personas, kept=True, others=[member.pk])
    own, other = declared_in(opened(bid, large, personas, hands)).whole
    assert (own.own, other.own) == (True, False)
    assert (other.name, other.about) == ("Toitures SA", "a member of our group")


def test_the_pages_offer_what_is_kept_and_say_what_goes_along(large, personas):
    browser = Browser(personas.owner)
    bid = browser.start(large)
    page = browser.get("bid", bid.number).text
    assert "the European Single Procurement Document, ESPD (Law of 17 June 2016 art.\u00a073" in page
    assert 'name="bid-kept"' not in page
    assert browser.write(bid, then="declarations").url == reverse("declarations:list", args=[personas.supplier.pk])
    assert ESPD in browser.get("submit", bid.number).text
    declared(personas.supplier, personas.owner, now=moment("2027-02-20"))
    other = declared_of("Toitures SA", personas.supplier, personas.owner)
    assert 'name="bid-kept"' in browser.get("bid", bid.number).text
    browser.write(bid, **{"bid-kept": "on", "bid-others": [str(other.pk)]})
    assert browser.get("bid", bid.number).text.count(" checked>") == 2
    summary = browser.get("submit", bid.number).text
    assert "as signed on 20 February 2027" in summary
    assert "Toitures SA (a subcontractor)" in summary
    assert ESPD not in summary


def test_somebody_elses_declaration_cannot_be_chosen(large, personas):
    foreign = declared_of("Étrangère", personas.other_supplier, personas.other_owner)
    declared_of("Toitures SA", personas.supplier, personas.owner)
    browser = Browser(personas.owner)
    bid = browser.start(large)
    assert browser.write(bid, **{"bid-others": [str(foreign.pk)]}).status_code == 422
    assert "Étrangère" not in browser.get("bid", bid.number).text


def test_the_frozen_copy_lies_sealed_and_the_officer_sees_it_after_the_opening_only(large, personas, hands, client):
    told = {**FULL["corruption"], "facts": CANARY}
    own = declared(personas.supplier, personas.owner, corruption=told)
    bid = bid_with(large, personas, kept=True)
    answer(own, clear(), by=personas.owner, now=BEFORE)
    assert tables_with(CANARY) == []
    client.force_login(personas.officer)
    offers = reverse("evaluation:bids", args=[large.reference])
    assert CANARY not in client.get(offers, follow=True).text
    opened(bid, large, personas, hands)
    assert tables_with(CANARY) == []
    page = page_of(bid, client)
    assert CANARY in page
    assert "declares 1 ground for exclusion." in page
    assert "Signed by" in page


def test_who_scores_does_not_read_of_convictions(large, personas, hands, client):
    declared(personas.supplier, personas.owner, corruption={**FULL["corruption"], "facts": CANARY})
    bid = bid_with(large, personas, kept=True)
    opened(bid, large, personas, hands)
    large.panel.create(person=personas.evaluator, role="evaluator")
    large.declarations.create(person=personas.evaluator, has_conflict=False, declared_at=AFTER)
    client.force_login(personas.evaluator)
    page = page_of(bid, client)
    assert "by hand" in page
    assert CANARY not in page


def test_a_draft_keeps_what_was_chosen_and_freezes_nothing_yet(large, personas):
    own = declared(personas.supplier, personas.owner, corruption={**FULL["corruption"], "facts": CANARY})
    bid, key = started(large, personas.supplier, personas.owner)
    how = {"draft_key": key, "by": personas.owner, "now": BEFORE}
    save_draft(bid, offers=[offer()], declaration={"kept": True}, **how)
    assert dict(read_draft(bid, draft_key=key).declaration) == {"kept": True}
    answer(own, {"corruption": {**FULL["corruption"], "facts": "Put right."}}, by=personas.owner, now=BEFORE)
    with pytest.raises(Refused, match="not signed again yet"):
        submit_bid(bid, draft_key=key, by=personas.owner)
    sign(own, by=personas.owner, now=BEFORE)
    submit_bid(bid, draft_key=key, by=personas.owner)
    assert bid.state == "submitted"


def test_a_bid_of_before_there_were_whole_declarations_can_still_be_read():
    found = declared_in({"sworn": True})
    assert (found.sworn, found.in_files, found.whole) == (True, False, [])


@pytest.mark.parametrize("country", ["BE", "FR"])
def test_the_receipt_is_the_same_when_submitting_twice_with_a_declaration(personas, hands, country):
    hands.at = BEFORE
    personas.buyer.country = country
    personas.buyer.save()
    call = open_call(personas, value=LARGE)
    declared(personas.supplier, personas.owner)
    bid, key = started(call, personas.supplier, personas.owner)
    save_draft(bid, offers=[offer()], declaration={"kept": True}, draft_key=key, by=personas.owner, now=BEFORE)
    receipts = [submit_bid(bid, draft_key=key, by=personas.owner) for _twice in range(2)]
    assert receipts[0] == receipts[1]


@pytest.mark.parametrize(
    ("declaration", "words"),
    [
        ({"sworn": True}, "The firm declares on its honour"),
        ({}, "By handing the bid in, the firm declared"),
        ({"in_files": True}, "The firm says that its ESPD is one of the files."),
    ],
)
def test_the_officer_reads_each_form_in_words(personas, hands, client, declaration, words):
    hands.at = BEFORE
    call = open_call(personas)
    bid = bid_with(call, personas, **declaration)
    opened(bid, call, personas, hands)
    client.force_login(personas.officer)
    assert words in page_of(bid, client)
    assert not Declaration.objects.exists()


def page_of(bid, client) -> str:
    """Return the page of the bid's only lot, found by the list's own link."""
    offers = client.get(reverse("evaluation:bids", args=[bid.round.tender.reference]))
    (offered,) = offers.context["page"].object_list
    return client.get(reverse("evaluation:bid", args=[bid.round.tender.reference, offered.pk])).text


@pytest.mark.parametrize(
    ("nature", "procedure", "form"),
    [("works", "open", "implicit"), ("services", "open", "espd"), ("services", "simplified", "implicit")],
)
def test_works_have_another_threshold_and_some_procedures_are_always_below(personas, hands, nature, procedure, form):
    hands.at = BEFORE
    assert asked_of(open_call(personas, value=LARGE, nature=nature, procedure=procedure)).form == form
    assert asked_of(open_call(personas, value=LARGE, nature=nature, procedure=procedure)).source
