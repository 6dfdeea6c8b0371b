"""Once bids are open, a group is named by its members wherever its bid is: pages, papers, declarations of interests."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from tenders.evaluation.queries import rejected_of
from tenders.evaluation.teams import team_in, twice_in
from tenders.models import LotBid
from tests.factories.bids import declare, opened_bid
from tests.factories.calls import TenderFactory, place
from tests.personas import moment

NOW = moment("2027-03-20")


def mate(name: str, part: str = "member", consent: str = "2027-03-01T09:00:00+00:00") -> dict[str, str]:
    named = {"name": name, "country": "BE", "identifier": f"n-{name}", "part": part, "share": f"the share of {name}"}
    return {**named, "consent": consent}


@pytest.fixture
def lot(personas, hands):
    hands.at = NOW
    call = TenderFactory(buyer=personas.buyer, author=personas.officer)
    place(call, "admissibility")
    declare(lot := call.lots.get(), personas.officer)
    return lot


@pytest.fixture
def offer(lot) -> LotBid:
    offer = opened_bid(lot, "100.00")
    offer.bid.team = [mate("Nord"), mate("Sud", consent="paper"), mate("Grues", "subcontractor", "")]
    offer.bid.save()
    return offer


def test_a_group_is_named_by_leader_and_members_in_the_readers_language(offer):
    with override("en"):
        assert offer.tenderer == f"{offer.supplier.name} (leader), Nord, Sud"
    with override("fr"):
        assert offer.tenderer == f"{offer.supplier.name} (mandataire), Nord, Sud"
    offer.bid.team = [mate("Grues", "subcontractor", "")]
    assert offer.tenderer == offer.supplier.name


def test_who_takes_part_is_told_with_how_it_consented(offer):
    nord, sud, grues = team_in(offer.bid)
    assert (nord.consented_at, nord.on_paper) == (moment("2027-03-01"), False)
    assert (sud.consented_at, sud.on_paper) == (None, True)
    assert (grues.consented_at, grues.on_paper) == (None, False)


def test_the_pages_of_the_evaluation_name_the_group(offer, lot, personas, client):
    client.force_login(personas.officer)
    reference = lot.tender.reference
    group = f"{offer.supplier.name} (leader), Nord, Sud"
    assert group in client.get(reverse("evaluation:bids", args=[reference])).text
    page = client.get(reverse("evaluation:bid", args=[reference, offer.pk])).text
    for told in (group, "Consent on paper: see the files", "Consented in its account on 1 March 2027", "Grues"):
        assert told in page


def test_interests_are_declared_on_every_name_in_a_bid(offer, lot, personas, client):
    client.force_login(personas.signatory)
    page = client.get(reverse("evaluation:declaration", args=[lot.tender.reference])).text
    assert [name for name in (offer.supplier.name, "Nord", "Sud", "Grues") if name not in page] == []


def test_a_paper_names_the_group_with_the_office_of_who_leads(offer, lot):
    LotBid.objects.filter(pk=offer.pk).update(state="rejected", rejection_rule="Art. 1", rejection_facts="Not signed.")
    with override("en"):
        (paper,) = rejected_of(lot)
    assert paper.supplier.name == f"{offer.supplier.name} (leader), Nord, Sud"
    assert (paper.supplier.address[0], paper.supplier.identifier) == ("Rue Neuve 12", offer.supplier.identifier)


def test_a_firm_in_two_bids_of_a_round_is_pointed_out_and_not_rejected(offer, lot, personas, client):
    other = opened_bid(lot, "90.00")
    assert twice_in([offer.bid, other.bid]) == []
    other.bid.team = [mate("Nord"), mate("Grues", "member")]
    other.bid.save()
    (found,) = twice_in([offer.bid, other.bid])
    assert (found.name, found.bids) == ("Nord", [offer.bid.number, other.bid.number])
    client.force_login(personas.officer)
    page = client.get(reverse("evaluation:bids", args=[lot.tender.reference])).text
    assert f"Nord takes part in more than one bid: {offer.bid.number}, {other.bid.number}." in page
    other.refresh_from_db()
    assert other.state == "opened"


def test_a_leader_that_is_a_member_elsewhere_is_found_by_its_number(offer, lot):
    other = opened_bid(lot, "90.00")
    leader = offer.supplier
    other.bid.team = [{**mate("Under another name"), "country": leader.country, "identifier": leader.identifier}]
    assert [one.name for one in twice_in([offer.bid, other.bid])] == [leader.name]
