"""Invented firms do what real ones must: they declare before they bid, once."""

import pytest

from suppliers.declarations.gaps import gaps_in
from suppliers.declarations.queries import own_declaration
from suppliers.models import Declaration
from tenders.rehearsal.cast import PEOPLE, declare, invite_firms
from tests.personas import moment

pytestmark = pytest.mark.django_db


def test_each_firm_signs_its_declaration_once():
    (bidder,) = invite_firms(1, mark="Test", country="BE")
    declare(bidder, now=moment("2027-01-05"))
    declare(bidder, now=moment("2027-02-05"))
    own = own_declaration(bidder.supplier)
    assert Declaration.objects.count() == 1
    assert (own.signed_at, own.signed_by) == (moment("2027-01-05"), bidder.owner)
    assert gaps_in(own) == []
    assert own.answers["year-manpower"] == {"rows": [{"year": 2026, "people": 6}]}


def test_firms_of_every_size_have_people_to_match():
    bidders = invite_firms(4, mark="Test", country="FR")
    for bidder in bidders:
        declare(bidder, now=moment("2027-01-05"))
    told = [own_declaration(bidder.supplier).answers["year-manpower"]["rows"][0]["people"] for bidder in bidders]
    assert told == list(PEOPLE.values())
    assert told == sorted(told)
