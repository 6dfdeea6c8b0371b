"""A call at each of its first steps; sentences in English, whatever the site's first language is."""

import pytest
from django.utils.translation import override

from procurement.accounts.models import User
from procurement.outbox.models import Mail
from tenders.calls import actions as calls
from tenders.models import CommitteeMember, Envelope, MemberKey, Tender
from tests.factories.calls import TenderFactory
from tests.personas import moment

NOW = moment("2027-02-01")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def draft(personas) -> Tender:
    """A complete draft, sent 25 January, its deadline on 15 March 2027 at 10:00 in Brussels. All read English."""
    User.objects.update(language="en")
    return TenderFactory(buyer=personas.buyer)


@pytest.fixture
def approved(draft, personas) -> Tender:
    """An approved call whose committee has tried its keys."""
    for person in personas.committee:
        CommitteeMember.objects.create(tender=draft, person=person)
        MemberKey.objects.create(person=person, public=b"k" * 32, wrapped=b"w", made_at=NOW, drilled_at=NOW)
    Envelope.objects.create(
        round=draft.round, public_key="age1", fingerprint="f" * 64, quorum=2, custodian_part=b"c", made_at=NOW
    )
    calls.submit_for_review(draft, by=personas.officer, now=NOW)
    calls.approve(draft, by=personas.approver, now=NOW)
    return draft


@pytest.fixture
def published(approved, personas) -> Tender:
    """A published call, its mails so far forgotten."""
    calls.publish(approved, by=personas.officer, now=NOW)
    Mail.objects.all().delete()
    return approved


@pytest.fixture
def mails():
    """Return who was written to since, and under which subject."""
    return lambda: sorted(Mail.objects.values_list("to", "subject"))


@pytest.fixture
def promised():
    """Return kind → promised day of a call, as text."""
    return lambda tender: {kind: str(day) for kind, day in tender.stages.values_list("kind", "commitment")}
