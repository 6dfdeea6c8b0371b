"""What the tests of the admin share: who may enter it, a moment, and the addresses of a call in it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from procurement.accounts.groups import ensure_groups
from tenders.models import Tender
from tests.factories.calls import TenderFactory
from tests.personas import moment


@pytest.fixture(autouse=True)
def groups(personas):
    ensure_groups()


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = moment("2027-02-01")


@pytest.fixture
def draft(personas) -> Tender:
    return TenderFactory(buyer=personas.buyer, title="Le brouillon")


@pytest.fixture
def officer(client: Client, personas) -> Client:
    """Return the browser of an officer, in the admin, in English."""
    UserProfile.objects.create(user=personas.officer, preferred_language="en")
    client.force_login(personas.officer)
    return client


@pytest.fixture
def at(draft) -> Callable[..., str]:
    """Return the address of a page of the draft."""
    return lambda name, *args: reverse(f"office_calls:{name}", args=[draft.reference, *args])
