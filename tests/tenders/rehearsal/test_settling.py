"""A notice that limits wins without a rule, or does not say how long bids bind, is played all the same, and says so."""

import pytest

from tenders.models import CallTerms
from tenders.rehearsal.stage import BINDING, UNLIMITED, settle
from tests.factories.calls import TenderFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"most_wins": 1, "validity_days": 90}, [UNLIMITED]),
        ({"most_bids": 2, "most_wins": 2}, [UNLIMITED, BINDING]),
        ({"validity_days": 90}, []),
    ],
)
def test_what_an_officer_would_settle_is_settled_and_named(facts: dict, said: list[str]):
    tender = TenderFactory()
    CallTerms.objects.create(tender=tender, **facts)
    assert settle(tender) == said
    terms = CallTerms.objects.get(tender=tender)
    assert (terms.most_bids, terms.most_wins) == (None, None)
    assert terms.validity_days == facts.get("validity_days", 180)


def test_a_notice_without_terms_is_settled_too():
    assert settle(TenderFactory()) == [BINDING]
