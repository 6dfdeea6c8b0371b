"""What the database itself holds to, whatever code writes; and who finds which firm and which request."""

import pytest
from django.db import IntegrityError, transaction

from procurement.accounts.roles import Role
from suppliers.access import firms_here, owners_of, takeovers_announced_to, takeovers_waiting
from suppliers.models import Supplier, Takeover
from tests.factories.calls import place
from tests.factories.people import SupplierFactory, join
from tests.personas import Personas, moment

NOW = moment("2027-02-01")


def row(personas: Personas, **facts: object) -> Takeover:
    told = {"supplier": personas.supplier, "person": personas.stranger, "buyer": personas.buyer}
    return Takeover.objects.create(**{**told, "reason": "Gone.", "asked_at": NOW, **facts})


def refused_by_the_database(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({}, False),
        ({"finding": "So."}, False),
        ({"finding": "So.", "decided": True}, False),
        ({"finding": "", "decided": True}, True),
        ({"finding": "So.", "decided_at": NOW}, True),
    ],
)
def test_a_decision_is_whole_or_not_there(personas, facts, refused):
    if facts.pop("decided", False):
        facts |= {"decided_at": NOW, "decided_by": personas.administrator}
    assert refused_by_the_database(lambda: row(personas, **facts)) is refused


def test_a_person_asks_once_at_a_time_for_a_firm(personas):
    first = row(personas)
    assert refused_by_the_database(lambda: row(personas))
    place(first, "refused")
    assert not refused_by_the_database(lambda: row(personas))


def test_two_people_may_ask_for_the_same_firm(personas):
    row(personas)
    assert not refused_by_the_database(lambda: row(personas, person=personas.contributor))


def test_a_number_is_taken_once_until_its_firm_is_closed(personas):
    number = {"country": personas.supplier.country, "identifier": personas.supplier.identifier}
    assert refused_by_the_database(lambda: Supplier.objects.create(name="Again", **number))
    Supplier.objects.filter(pk=personas.supplier.pk).update(closed_at=NOW)
    again = Supplier.objects.create(name="Again", **number)
    assert list(firms_here().filter(**number)) == [again]
    assert refused_by_the_database(lambda: Supplier.objects.create(name="Third", **number))


def test_a_firm_without_a_number_takes_none(personas):
    SupplierFactory(identifier="")
    assert not firms_here().filter(identifier="").exists()


def test_owners_who_can_sign_in(personas):
    second = join(personas.supplier, email="second@example.org")
    assert [member.person for member in owners_of(personas.supplier)] == [personas.owner, second]
    second.is_active = False
    second.save()
    assert [member.role for member in owners_of(personas.supplier)] == [Role.OWNER]


@pytest.mark.parametrize("state", ["asked", "announced", "refused", "stopped", "done"])
def test_only_what_was_announced_is_shown_to_owners(personas, state):
    place(row(personas), state)
    assert takeovers_announced_to(personas.owner).exists() is (state == "announced")
    assert takeovers_waiting().exists() is (state in {"asked", "announced"})


@pytest.mark.parametrize("name", ["contributor", "stranger", "other_owner", "administrator"])
def test_and_to_nobody_else(personas, name):
    place(row(personas), "announced")
    assert not takeovers_announced_to(getattr(personas, name)).exists()


def test_who_runs_the_portal_plays_the_administrator(personas):
    asked = row(personas)
    assert asked.roles_of(personas.stranger) == frozenset()
    personas.stranger.is_superuser = True
    assert asked.roles_of(personas.stranger) == {Role.ADMINISTRATOR}
    personas.stranger.is_active = False
    assert asked.roles_of(personas.stranger) == frozenset()


@pytest.mark.parametrize(
    ("last_day", "hour", "over"),
    [("2027-02-14", 22, False), ("2027-02-14", 23, True), (None, 23, False)],
)
def test_the_last_day_is_the_authoritys_own_to_its_end(personas, last_day, hour, over):
    asked = row(personas, objections_until=last_day)
    asked.refresh_from_db()
    assert asked.may_take_effect(moment("2027-02-14", hour)) is over
