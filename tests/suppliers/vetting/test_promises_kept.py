"""Each handing-in is a promise of its own: a second round neither mends nor spoils the first."""

from datetime import date

import pytest
from django.urls import reverse

from suppliers.models import Application, Submission
from suppliers.vetting import queries
from suppliers.vetting.actions import request_changes, take_up, verify
from suppliers.vetting.mending import mend
from tests.factories.files import THURSDAY, filed, taken_up, to_mend
from tests.personas import moment

pytestmark = pytest.mark.django_db


def counted(personas, today: date) -> tuple[int, int]:
    """Return kept and n as they are counted, though they are too few to be shown."""
    rows = Submission.objects.filter(application__buyer=personas.buyer, answered_on__lte=today)
    return len([row for row in rows if row.in_time]), len(rows)


def test_a_late_first_answer_stays_late_after_a_punctual_second(personas):
    file = taken_up(personas)
    request_changes(file, remarks={"address": "Which?"}, by=personas.officer, now=moment("2027-08-10"))
    mend(file, changes={}, answers={"address": "This."}, by=personas.owner, now=moment("2027-08-11"))
    take_up(file, by=personas.officer, now=moment("2027-08-12"))
    verify(file, by=personas.officer, now=moment("2027-08-12"))
    assert [row.in_time for row in file.submissions.all()] == [False, True]
    assert counted(personas, date(2027, 8, 12)) == (1, 2)


def test_while_the_firm_mends_nothing_is_late(personas):
    file = to_mend(personas)
    files = queries.files_checked_by(personas.officer)
    assert queries.late_among(files, moment("2028-01-01")) == set()
    mend(file, changes={}, answers={"address": "This."}, by=personas.owner, now=moment("2028-01-03"))
    assert queries.late_among(files.all(), moment("2028-01-04")) == set()
    assert queries.late_among(files.all(), moment("2028-02-01")) == {file.pk}


def test_the_list_shows_the_day_of_the_last_round(personas, client, hands):
    hands.at = moment("2027-08-11")
    file = to_mend(personas)
    mend(file, changes={}, answers={"address": "This."}, by=personas.owner, now=hands.at)
    client.force_login(personas.officer)
    page = client.get(reverse("vetting:queue")).text
    assert "An answer comes by 25 August 2027 at the latest" in page
    assert "30 July 2027" not in page


def test_one_authoritys_promises_do_not_count_for_another(personas):
    file = filed(personas)
    Application.objects.filter(pk=file.pk).update(buyer=personas.other_buyer)
    assert counted(personas, date(2028, 1, 1)) == (0, 0)
    assert not queries.files_checked_by(personas.officer).exists()
    assert queries.files_checked_by(personas.other_officer).get() == file


def test_what_happened_on_the_promised_day_itself_is_in_time_until_its_last_minute(personas):
    file = taken_up(personas, now=THURSDAY)
    verify(file, by=personas.officer, now=moment("2027-07-30", 21, 59))  # 23:59 where the authority is
    assert file.submissions.get().in_time is True
