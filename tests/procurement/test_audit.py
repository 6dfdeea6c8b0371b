"""The log: append-only by the database itself, and every change in it is found."""

from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction

from procurement.accounts.models import Buyer
from procurement.audit.log import digest_of, faults, lay_digests, record
from procurement.audit.models import Event, Link
from tests.factories.people import BuyerFactory
from tests.personas import moment

NOW = moment("2027-02-01")
pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer() -> Buyer:
    return BuyerFactory()


@pytest.mark.parametrize("table", ["audit_event", "audit_link"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET digest = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete(buyer: Buyer, table: str, statement: str) -> None:
    record("test.done", buyer, by=None, now=NOW)
    lay_digests()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_digest_is_salted_and_survives_the_round_trip(buyer: Buyer) -> None:
    first = record("test.done", buyer, by=None, now=NOW, payload={"day": NOW.date()})
    second = record("test.done", buyer, by=None, now=NOW, payload={"day": NOW.date()})
    assert first.digest != second.digest
    assert digest_of(Event.objects.get(pk=first.pk)) == first.digest


def test_the_chain_is_laid_in_order_and_only_once(buyer: Buyer) -> None:
    for _n in range(3):
        record("test.done", buyer, by=None, now=NOW)
    assert lay_digests() == 3
    record("test.done", buyer, by=None, now=NOW)
    assert lay_digests() == 1
    assert lay_digests() == 0
    assert list(Link.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3, 4]
    assert list(faults()) == []


def _tamper(sql: str, *parameters: object) -> None:
    """Do what a rogue administrator could: take the guard away and change a row."""
    on = " ON audit_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER audit_event_no_update{on}")
        cursor.execute(f"DROP TRIGGER audit_event_no_delete{on}")
        cursor.execute(sql, parameters)


def test_a_changed_event_is_found(buyer: Buyer) -> None:
    events = [record("test.done", buyer, by=None, now=NOW) for _n in range(3)]
    lay_digests()
    _tamper("UPDATE audit_event SET verb = 'test.undone' WHERE id = %s", events[1].pk)
    assert list(faults()) == [f"event {events[1].pk} was changed"]


def test_a_missing_event_is_found(buyer: Buyer) -> None:
    events = [record("test.done", buyer, by=None, now=NOW) for _n in range(3)]
    lay_digests()
    _tamper("DELETE FROM audit_event WHERE id = %s", events[1].pk)
    assert list(faults()) == [f"event {events[1].pk} is missing"]


def test_an_event_rewritten_with_a_fitting_digest_breaks_the_chain(buyer: Buyer) -> None:
    events = [record("test.done", buyer, by=None, now=NOW) for _n in range(3)]
    lay_digests()
    events[1].verb = "test.undone"
    _tamper(
        "UPDATE audit_event SET verb = %s, digest = %s WHERE id = %s",
        "test.undone",
        digest_of(events[1]),
        events[1].pk,
    )
    assert list(faults()) == ["the chain breaks at 2"]


def test_the_zone_in_which_a_moment_was_told_changes_nothing(buyer: Buyer) -> None:
    local = NOW.astimezone(ZoneInfo("Europe/Brussels"))
    record("test.done", buyer, by=None, now=local)
    lay_digests()
    assert list(faults()) == []
