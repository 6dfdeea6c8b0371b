"""When a notice was sent and until when bids may come in; and what a rehearsal assumes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tenders.calls.importing.deadline import Place, assume, read_deadline
from tenders.calls.notices.notice import NoticeMoment, NoticeProcedure
from tenders.calls.notices.refusals import NoticeRefused

BRUSSELS = Place("BE", "", "Europe/Brussels")
NINE = datetime(2027, 3, 15, 9, tzinfo=UTC)


def rehearsed(notice, place=BRUSSELS):
    return assume(notice, read_deadline(notice, place), place)


def deadline(day, clock="10:00"):
    local = time.fromisoformat(clock) if clock else None
    moment = datetime.combine(day, local, tzinfo=UTC) - timedelta(hours=1) if local else None
    return NoticeMoment(day, local, None, BRUSSELS.zone, moment)


def test_a_complete_notice_needs_no_assumption(notice):
    found, said = rehearsed(notice)
    assert (found.sent, found.day, found.time, found.at) == (date(2027, 1, 25), date(2027, 3, 15), time(10), NINE)
    assert (found.asks_for, said) == ("offers", [])


def test_an_instant_published_in_another_zone_is_told_in_the_buyer_s(notice):
    published = NoticeMoment(date(2027, 3, 15), time(0, 30), timedelta(hours=9), "Asia/Tokyo", NINE)
    found = read_deadline(replace(notice, deadline=published), BRUSSELS)
    assert (found.day, found.time, found.at) == (date(2027, 3, 15), time(10), NINE)


def test_a_draft_keeps_what_is_missing(notice):
    assert read_deadline(replace(notice, deadline=None), BRUSSELS).day is None
    found = read_deadline(replace(notice, deadline=deadline(date(2027, 3, 15), "")), BRUSSELS)
    assert (found.day, found.time, found.at) == (date(2027, 3, 15), None, None)


def test_a_draft_keeps_the_round_of_requests(notice):
    assert read_deadline(replace(notice, deadline_is_for_requests=True), BRUSSELS).asks_for == "requests"


def test_a_rehearsal_starts_at_the_round_of_offers(notice):
    two_rounds = replace(notice, deadline_is_for_requests=True, procedure=NoticeProcedure.RESTRICTED)
    found, said = rehearsed(two_rounds)
    assert found.asks_for == "offers"
    assert said == ["The notice asks for requests to participate first: the rehearsal starts at the round of offers."]


def test_noon_is_assumed(notice):
    found, said = rehearsed(replace(notice, deadline=deadline(date(2027, 3, 15), "")))
    assert (found.time, found.at) == (time(12), datetime(2027, 3, 15, 11, tzinfo=UTC))
    assert said == ["The notice gives no time for the deadline: noon is assumed."]


@pytest.mark.parametrize(
    ("procedure", "days", "day"),
    [
        (NoticeProcedure.OPEN, 30, date(2027, 2, 25)),
        (NoticeProcedure.RESTRICTED, 25, date(2027, 2, 23)),
        (NoticeProcedure.OTHER, 30, date(2027, 2, 25)),
        (None, 30, date(2027, 2, 25)),
    ],
)
def test_the_shortest_lawful_deadline_is_assumed(notice, procedure, days, day):
    # From Monday 25 January, 25 days end on Friday 19 February. Belgian practice waits out the Monday after it.
    found, said = rehearsed(replace(notice, deadline=None, procedure=procedure))
    assert (found.day, found.time) == (day, time(12))
    assert said[0] == "The notice gives no deadline: the shortest period that the law allows is assumed."
    assert (found.day - found.sent).days > days


def test_thirty_five_days_are_assumed_before_the_deadline(notice):
    found, said = rehearsed(replace(notice, sent=None))
    assert found.sent == date(2027, 2, 8)
    assert said == ["The notice does not say when it was sent: 35 days before the deadline are assumed."]


@pytest.mark.parametrize("day", [date(2027, 1, 25), date(2026, 12, 1)])
def test_a_deadline_that_does_not_lie_ahead_can_t_be_rehearsed(notice, day):
    with pytest.raises(NoticeRefused, match="does not lie after the day it was sent"):
        rehearsed(replace(notice, deadline=deadline(day)))


def test_a_notice_without_any_date_can_t_be_rehearsed(notice):
    with pytest.raises(NoticeRefused, match="neither when it was sent nor until when"):
        rehearsed(replace(notice, sent=None, deadline=None))


@pytest.mark.parametrize(
    ("moment", "warning"),
    [
        (deadline(date(2027, 2, 24)), "Warning: the law allows a deadline from 25 February 2027 on."),
        (deadline(date(2027, 3, 15), "05:59"), "Warning: the deadline lies between midnight and 6 in the morning."),
        (deadline(date(2027, 3, 13)), "Warning: the deadline is not on a working day."),
        (deadline(date(2027, 3, 29)), "Warning: the deadline is not on a working day."),
    ],
    ids=["a day too early", "at night", "on a Saturday", "on Easter Monday"],
)
def test_what_is_unlawful_is_warned_about_and_kept(notice, moment, warning):
    found, said = rehearsed(replace(notice, deadline=moment))
    assert said == [warning]
    assert found.at == moment.at


def test_requests_are_measured_by_their_own_minimum(notice):
    early = replace(
        notice,
        procedure=NoticeProcedure.RESTRICTED,
        deadline_is_for_requests=True,
        deadline=deadline(date(2027, 2, 24)),
    )
    assert "Warning: the law allows a deadline from 25 February 2027 on." in rehearsed(early)[1]
    assert rehearsed(replace(early, accelerated=True))[1] == rehearsed(early)[1][:1]


@pytest.mark.parametrize(
    ("country", "sentence"),
    [
        ("NO", "There is no rule pack for NO: the rules of the European Union are used."),
        ("", "There is no rule pack for an unknown country: the rules of the European Union are used."),
    ],
)
def test_a_country_without_rule_pack_uses_that_of_the_union(notice, country, sentence):
    assert rehearsed(notice, Place(country, "", "Europe/Oslo"))[1] == [sentence]


def test_a_notice_older_than_the_rules_says_so(notice):
    old = replace(notice, sent=date(2016, 1, 11), deadline=deadline(date(2016, 3, 15)))
    assert rehearsed(old)[1] == [
        "There is no rule pack for BE: the rules of the European Union are used.",
        "The notice is older than the rule pack: the oldest rules that are known are used.",
    ]
