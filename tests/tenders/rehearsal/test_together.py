"""An invented group comes about as a real one does: it is asked, signs its declaration, and consents."""

from dataclasses import replace

import pytest

from tenders.models import Consent
from tenders.rehearsal.cast import invite_firms
from tenders.rehearsal.together import team_of
from tests.factories.sealed import BEFORE, open_call

pytestmark = pytest.mark.django_db


def test_the_leader_names_its_member_which_signs_and_consents(personas, hands):
    hands.at = BEFORE
    call = open_call(personas)
    leader, member = invite_firms(2, mark="Test", country="BE")
    draft = team_of(call, replace(leader, member=member), now=BEFORE)
    consent = Consent.objects.get()
    assert (consent.given, consent.firm, consent.answered_by) == (True, member.supplier, member.owner)
    assert member.supplier.declarations.get().signed_at == BEFORE
    assert draft == {"team": [{"partner": leader.supplier.partners.get().pk, "part": "member", "share": ""}]}


def test_a_firm_that_bids_alone_asks_nobody(personas, hands):
    hands.at = BEFORE
    call = open_call(personas)
    (alone,) = invite_firms(1, mark="Test", country="BE")
    assert team_of(call, alone, now=BEFORE) == {}
    assert not Consent.objects.exists()
