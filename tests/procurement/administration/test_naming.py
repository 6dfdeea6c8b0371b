"""From when until when a deputy stands in: whole days of the buyer, up to the edges of the calendar."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from procurement import clock
from procurement.accounts.models import Post
from procurement.accounts.standing_in import StandIn, running
from procurement.administration.deputies import name_deputy
from procurement.administration.naming import LONGEST
from tests.personas import moment

PAGE = reverse("administration:deputies")


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Brussels", date(2027, 3, 28), 23),
        ("Europe/Brussels", date(2027, 10, 31), 25),
        ("Europe/Brussels", date(2027, 12, 31), 24),
        ("Indian/Reunion", date(2027, 3, 28), 24),
    ],
)
def test_the_first_and_the_last_day_count_whole_at_the_buyer_s_clock(personas, zone, day, hours):
    """From midnight to midnight, also on the days of the change of clocks: a second before and after it is nobody's."""
    personas.buyer.time_zone = zone
    personas.buyer.save()
    post = Post.objects.get(buyer=personas.buyer, person=personas.approver)
    asked = {"first": day, "last": day, "by": personas.approver, "now": moment("2027-02-01")}
    lent = name_deputy(post, personas.signatory, **asked)
    assert lent.begins_at.astimezone(personas.buyer.zone).isoformat()[:19] == f"{day}T00:00:00"
    assert lent.ends_at - lent.begins_at == timedelta(hours=hours)
    second = timedelta(seconds=1)
    instants = [lent.begins_at - second, lent.begins_at, lent.ends_at - second, lent.ends_at]
    held = [running(personas.buyer, personas.signatory, ["approver"], at).exists() for at in instants]
    assert held == [lent.is_running(at) for at in instants] == [False, True, True, False]
    assert [lent.is_over(at) for at in instants] == [False, False, False, True]


@pytest.mark.parametrize(("first", "last"), [("2027-02-01", "9999-12-31"), ("0001-01-01", "9999-12-31")])
def test_days_at_the_end_of_all_calendars_are_refused_in_a_sentence(client, personas, first, last):
    client.force_login(personas.approver)
    post = Post.objects.get(person=personas.approver)
    typed = {"post": post.pk, "deputy": personas.signatory.pk, "first": first, "last": last}
    refused = client.post(PAGE.replace("/fr/", "/en/"), typed)
    assert refused.status_code == 422
    assert f"At most {LONGEST} days." in refused.text
    assert last in refused.text
    assert not StandIn.objects.exists()


def test_the_very_last_day_of_the_calendar_breaks_nothing(personas):
    post, last = Post.objects.get(person=personas.approver), date.max
    lent = name_deputy(
        post, personas.signatory, first=last - timedelta(days=9), last=last, by=personas.approver, now=clock.now()
    )
    assert "approver" not in personas.buyer.roles_of(personas.signatory)
    assert lent.begins_at < lent.ends_at
