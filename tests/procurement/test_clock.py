"""One place tells the time; nobody but a rehearsal or a test sets it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from procurement import clock
from tests.personas import moment


@pytest.mark.django_db
def test_it_is_the_databases_clock_and_it_runs_within_a_transaction() -> None:
    with transaction.atomic():
        first = clock.now()
        second = clock.now()
        while second == first:
            second = clock.now()
    assert first < second
    assert first.tzinfo is UTC
    assert abs(first - datetime.now(UTC)) < timedelta(minutes=1)  # noqa: TID251  the machine's, to compare with


def test_a_test_may_set_it_and_it_is_given_back() -> None:
    with clock.set_to(lambda: moment("2027-03-15")):
        assert clock.now() == moment("2027-03-15")
        with clock.set_to(lambda: moment("2027-03-16")):
            assert clock.now() == moment("2027-03-16")
        assert clock.now() == moment("2027-03-15")


def test_a_real_site_may_not(settings) -> None:
    settings.CLOCK_MAY_BE_SET = False
    with (
        pytest.raises(ImproperlyConfigured, match="Only rehearsals and tests"),
        clock.set_to(lambda: moment("2027-01-01")),
    ):
        pass
