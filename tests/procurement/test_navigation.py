"""The head of each page leads where the reader has something to do, and nowhere else."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from procurement.accounts.groups import ensure_groups
from tests.factories.people import join

WAYS = {
    "bids": "bids:mine",
    "firm": "onboarding:firms",
    "office": "desk:calls",
    "pages": "wagtailadmin_home",
    "accounts": "administration:buyers",
}


def ways(client, person) -> set[str]:
    client.force_login(person)
    head = client.get(reverse("desk:home")).text.split("<main", 1)[0]
    return {name for name, address in WAYS.items() if f'href="{reverse(address)}"' in head}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("owner", {"bids", "firm"}),
        ("contributor", {"bids", "firm"}),
        ("officer", {"office"}),
        ("approver", {"office"}),
        ("auditor", {"office"}),
        ("ombudsperson", {"office"}),
        ("evaluator", set()),
        ("editor", {"pages"}),
        ("administrator", {"accounts"}),
        ("stranger", set()),
    ],
)
def test_each_part_has_its_ways(client, personas, name: str, expected: set[str]):
    assert ways(client, getattr(personas, name)) == expected


def test_who_plays_two_parts_has_both(client, personas):
    person = join(personas.supplier, email="both@example.org")
    personas.buyer.posts.create(person=person, role="officer")
    assert ways(client, person) == {"bids", "firm", "office"}


@pytest.mark.parametrize("name", ["owner", "officer", "approver", "auditor", "ombudsperson", "editor", "administrator"])
def test_no_way_in_the_head_leads_nowhere(client, personas, name: str):
    ensure_groups()
    for way in ways(client, getattr(personas, name)):
        assert client.get(reverse(WAYS[way]), follow=True).status_code == 200, way


def test_the_way_where_one_is_is_marked(client, personas):
    client.force_login(personas.owner)
    head = client.get(reverse("bids:letters")).text.split("<main", 1)[0]
    assert f'<a href="{reverse("bids:mine")}" aria-current="true">' in head
    client.force_login(personas.officer)
    head = client.get(reverse("desk:calls")).text.split("<main", 1)[0]
    assert head.count("aria-current") == 2  # the way, and the language


def test_the_way_out_names_who_goes(client, personas):
    client.force_login(personas.owner)
    with override("en"):
        page = client.get(reverse("desk:home")).text
    assert f'Sign out <span class="pv-nav__who">({personas.owner})</span></button>' in page


def test_a_visitor_is_asked_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(reverse("account_reset_password")).text
    assert reverse("bids:mine") not in page.split("<main", 1)[0]
