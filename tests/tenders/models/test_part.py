"""What a person is in a call is asked once a page; deeds ask again."""

import pytest

from procurement.accounts.models import Post
from procurement.lifecycle import Refused, perform
from tests.factories.calls import TenderFactory, place
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-03-01 10:00")


def test_what_a_person_is_here_is_asked_once(personas, django_assert_num_queries):
    tender = TenderFactory(buyer=personas.buyer)
    tender.ask_once_about(personas.officer)
    with django_assert_num_queries(0):
        assert "officer" in tender.roles_of(personas.officer)
        assert not tender.has_declared_no_conflict(personas.officer)


def test_of_somebody_else_nothing_is_kept(personas):
    tender = TenderFactory(buyer=personas.buyer)
    tender.ask_once_about(personas.officer)
    assert "officer" not in tender.roles_of(personas.auditor)
    assert tender.roles_of(None) == frozenset()


def test_a_deed_asks_again(personas):
    tender = TenderFactory(buyer=personas.buyer)
    place(tender, "draft")
    tender.ask_once_about(personas.officer)
    Post.objects.filter(person=personas.officer).delete()
    with pytest.raises(Refused, match="Only this role may do it"):
        perform(tender, "submit_for_review", by=personas.officer, now=NOW)
