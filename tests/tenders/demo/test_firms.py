"""The firms of the demonstration have something to show on each of their pages, and get it once."""

from collections import Counter

import pytest
from django.urls import reverse

from suppliers.access import proofs_of
from suppliers.models import Application
from suppliers.vetting.queries import files_checked_by
from tenders.demo.firms import furnish
from tenders.models import Alert
from tenders.rehearsal.cast import Bidder, Cast, hire, invite_firms
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db
NOW = moment("2028-02-29")


@pytest.fixture
def bidders(personas: Personas) -> list[Bidder]:
    return invite_firms(2, mark="Demo", country="BE")


@pytest.fixture
def cast(personas: Personas, bidders: list[Bidder]) -> Cast:
    made = hire(personas.buyer, mark="Demo", now=NOW)
    furnish(made, bidders, now=NOW)
    return made


def test_one_firm_is_checked_and_another_waits_for_the_officer(cast, bidders):
    states = {file.supplier: file.state for file in files_checked_by(cast.officer)}
    assert states == {bidders[0].supplier: "verified", bidders[1].supplier: "submitted"}
    assert Application.objects.get(state="verified").submissions.get().in_time is True


def test_a_second_start_adds_nothing(cast, bidders):
    before = Counter(model.objects.count() for model in (Application, Alert)), proofs_of(bidders[0].supplier).count()
    furnish(cast, bidders, now=NOW)
    after = Counter(model.objects.count() for model in (Application, Alert)), proofs_of(bidders[0].supplier).count()
    assert after == before


def test_another_authority_of_the_country_checks_the_same_firm_with_the_proofs_that_it_has(cast, bidders, personas):
    kept = proofs_of(bidders[0].supplier).count()
    furnish(hire(personas.other_buyer, mark="Demo", now=NOW), bidders, now=NOW)
    assert proofs_of(bidders[0].supplier).count() == kept
    assert Application.objects.filter(supplier=bidders[0].supplier, state="verified").count() == 2


def test_the_pages_of_the_firm_are_not_empty(client, cast, bidders, hands):
    hands.at = NOW
    client.force_login(bidders[0].owner, backend="django.contrib.auth.backends.ModelBackend")
    firm = bidders[0].supplier.pk
    says = {
        reverse("vault:vault", args=[firm]): ["Attestation fiscale", "Expires on 20 March 2028"],
        reverse("vetting:checks", args=[firm]): ["Verified, valid until"],
        reverse("readiness:firm", args=[firm]): ["civile: expires on 20 March 2028", "In order, says"],
        reverse("alerts:mine"): ["45"],
    }
    for address, words in says.items():
        page = client.get(address).text
        assert [word for word in words if word not in page] == [], address
