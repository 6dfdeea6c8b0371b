"""Each answer of the portal is kept for the last day before a deadline, and forgotten elsewhere."""

from collections import Counter
from datetime import timedelta

import pytest

from procurement.availability.actions import beat
from procurement.availability.models import Beat, Outage
from tenders.outages.beats import Health, minutes_before
from tenders.outages.forgetting import forget_beats
from tests.factories.calls import DEADLINE
from tests.factories.sealed import open_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
BEGAN = DEADLINE - timedelta(days=1)


def each_minute(first, last):
    while first <= last:
        beat(now=first)
        first += timedelta(minutes=1)


def known(deadline=DEADLINE):
    return Counter(minute.health for minute in minutes_before(deadline))


def test_a_day_without_any_measurement_says_so():
    minutes = list(minutes_before(DEADLINE))
    assert (len(minutes), minutes[0].begins, minutes[-1].begins) == (1440, BEGAN, DEADLINE - timedelta(minutes=1))
    assert known() == {Health.UNMEASURED: 1440}


def test_an_outage_a_pause_and_what_is_not_measured_are_told_apart():
    each_minute(DEADLINE - timedelta(minutes=60), DEADLINE - timedelta(minutes=40))  # measured since an hour
    each_minute(DEADLINE - timedelta(minutes=37), DEADLINE - timedelta(minutes=30))  # two minutes unheard: no outage
    each_minute(DEADLINE - timedelta(minutes=10), DEADLINE + timedelta(minutes=1))  # nineteen: one
    assert known() == {Health.UNMEASURED: 1380, Health.ANSWERED: 39, Health.UNHEARD: 2, Health.OUTAGE: 19}
    assert Outage.objects.count() == 1


def test_an_answer_at_the_deadline_itself_is_after_it():
    each_minute(DEADLINE - timedelta(minutes=1), DEADLINE)
    assert [minute.answers for minute in minutes_before(DEADLINE)][-2:] == [0, 1]


def test_the_last_day_before_a_deadline_stays_and_the_rest_goes_after_two_days(personas, hands):
    hands.at = moment("2027-03-01")
    open_call(personas)
    moments = [BEGAN - timedelta(minutes=1), BEGAN, DEADLINE, DEADLINE + timedelta(minutes=1)]
    for at in moments:
        beat(now=at)
    forget_beats(now=DEADLINE + timedelta(hours=1))
    assert Beat.objects.count() == 4
    forget_beats(now=DEADLINE + timedelta(days=3))
    assert list(Beat.objects.values_list("moment", flat=True)) == moments[1:3]


def test_who_asks_too_often_leaves_no_more_than_two_a_minute():
    for second in range(60):
        beat(now=BEGAN + timedelta(seconds=second))
    assert Beat.objects.count() == 2
