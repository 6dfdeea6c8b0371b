"""Auditor and ombudsperson, in their own authority: every address of the site, asked for, opens what it should only.

The list is made from the addresses themselves: a new page that opens to one of them makes this test fail, until
somebody has thought about it.
"""

import pytest
from django.test import Client
from django.urls import resolve
from django.utils.translation import override

from suppliers.filing.actions import ask_for_check
from suppliers.models import Application
from suppliers.vetting.actions import take_up
from tenders.help.actions import ask_for_help
from tenders.models import HelpRequest, Stage, Tender
from tests.factories.sealed import AFTER, BEFORE, another_bid, open_call, open_together
from tests.house.visits import visitable
from tests.personas import Personas

OPEN = 200
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Questions: what waits for an answer, without who asked; the ombudsperson watches over delays.
OFFICE = {"calls:questions", "desk:call", "desk:calls"}
# The suppliers' advocate: what firms ask, and its own word on a call.
OMBUDSPERSON = OFFICE | {"help:desk", "help:firm", "help:note", "help:one"}
AUDITOR = OFFICE | {
    "decisions:call", "decisions:evidence", "decisions:log", "decisions:lot", "evaluation:bid", "evaluation:bids",
    "evaluation:call", "evaluation:consensus", "evaluation:ranking", "evaluation:scores", "opening:room",
}  # fmt: skip


@pytest.fixture
def call(personas: Personas, hands) -> Tender:
    """A call with two lots of the authority, with an opened bid."""
    hands.at = BEFORE
    call = open_call(personas, lots=2)
    another_bid(call)
    hands.at = AFTER
    open_together(call, personas)
    Stage.objects.get_or_create(tender=call, kind="opening", defaults={"position": 3})
    call.refresh_from_db()
    firm = call.lots.first().bids().first().supplier
    owner = firm.memberships.first().person
    ask_for_help(call.buyer, supplier=firm, text="How?", by=owner, now=AFTER)
    take_up(ask_for_check(firm, call.buyer, by=owner, now=AFTER).application, by=personas.officer, now=AFTER)
    return call


def known(call: Tender) -> dict[str, list[object]]:
    lot = call.lots.first()
    offer = lot.bids().first()
    bid = offer.bid
    return {
        "reference": [call.reference],
        "number": [bid.number],
        "pk": [lot.pk, offer.pk, bid.pk, bid.supplier_id, HelpRequest.objects.get().pk],
        "lot": [lot.pk],
        "firm": [bid.supplier_id],
        "slug": [call.buyer.slug],
        "criterion": [lot.criteria.get(code="q1").pk],
        "kind": ["opening"],
        "name": ["evaluate"],
        "application": [Application.objects.get().pk],
        "deed": ["verify"],
    }


def opened(client: Client, paths: list[str]) -> set[str]:
    return {name_of(path) for path in paths if client.get(path).status_code == OPEN}


def name_of(path: str) -> str:
    with override("fr"):
        return resolve(path).view_name


@pytest.mark.parametrize(("name", "expected"), [("auditor", AUDITOR), ("ombudsperson", OMBUDSPERSON)])
def test_a_watcher_opens_this_and_nothing_else(personas: Personas, call, name: str, expected: set[str]) -> None:
    rooms = (
        "administration:", "bids:", "calls:", "decisions:", "desk:", "evaluation:", "help:", "holdings:", "intake:",
        "onboarding:", "opening:", "vault:", "vetting:",
    )  # fmt: skip
    paths = [path for path in visitable(known(call)) if path.startswith("/fr/")]
    paths = [path for path in paths if name_of(path).startswith(rooms)]
    client = Client(raise_request_exception=False)
    client.force_login(personas.stranger, backend=BACKEND)
    everybody = opened(client, paths)
    client.force_login(getattr(personas, name), backend=BACKEND)
    own = opened(client, paths) - everybody
    assert sorted(own) == sorted(expected)
