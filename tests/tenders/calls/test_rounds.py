"""Procedures in rounds: a draft names the deadline of each, in order, and what is asked for in it."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.drafting import facts_of
from tests.personas import moment

NOW = moment("2027-02-01")
REQUESTS, OFFERS, FINAL = ((date(2027, month, 15), time(10)) for month in (3, 4, 6))


def write(draft, personas, **facts):
    calls.edit_draft(draft, replace(facts_of(draft), **facts), by=personas.officer, now=NOW)


def rounds_of(draft) -> list[tuple[int, str, str]]:
    return [(row.number, row.kind, str(row.deadline_date)) for row in draft.rounds.order_by("number")]


def test_a_restricted_procedure_asks_for_requests_first_and_offers_then(draft, personas):
    write(draft, personas, procedure="restricted", later=(OFFERS,))
    assert rounds_of(draft) == [(1, "requests", "2027-03-15"), (2, "offers", "2027-04-15")]
    assert facts_of(draft).later == (OFFERS,)
    assert Event.objects.latest("pk").payload == {"changed": ["procedure", "deadline"]}


def test_a_negotiated_one_may_end_with_final_offers(draft, personas):
    write(draft, personas, procedure="neg-w-call", later=(OFFERS, FINAL))
    assert [kind for _number, kind, _day in rounds_of(draft)] == ["requests", "offers", "final_offers"]
    write(draft, personas, later=(OFFERS, None))
    assert facts_of(draft).later == (OFFERS, None)


def test_an_open_procedure_has_one_round_whatever_was_planned_before(draft, personas):
    write(draft, personas, procedure="restricted", later=(OFFERS,))
    write(draft, personas, procedure="open")
    assert rounds_of(draft) == [(1, "offers", "2027-03-15")]


@pytest.mark.parametrize(
    ("later", "sentence"),
    [
        ((date(2027, 3, 15), time(9)), "Each round ends after the one before it."),
        ((date(2027, 4, 17), time(10)), "must be on a working day"),
        ((date(2027, 4, 15), time(3)), "No deadline between midnight"),
    ],
)
def test_a_later_deadline_that_cant_be_one_is_refused(draft, personas, later, sentence: str):
    with pytest.raises(Refused, match=sentence):
        write(draft, personas, procedure="restricted", later=(later,))
    assert rounds_of(draft) == [(1, "offers", "2027-03-15")]


def test_the_form_asks_for_each_round_once_the_procedure_has_several(client, personas, draft, hands):
    hands.at = NOW
    client.force_login(personas.officer)
    address = reverse("calls:edit", args=[draft.reference])
    assert 'name="day2"' not in client.get(address).text
    write(draft, personas, procedure="neg-w-call")
    page = client.get(address).text
    assert "Deadline for requests to participate, day" in page
    assert [f'name="day{number}"' in page for number in (2, 3, 4)] == [True, True, False]
    sent = {"title": "Parcs", "language": "fr", "procedure": "neg-w-call", "nature": "services"}
    sent |= {"day": "2027-03-15", "at": "10:00", "day2": "2027-04-15"}
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    assert "Give both the day and the time of the deadline." in wrong.text
    client.post(address, sent | {"at2": "10:00"})
    assert facts_of(draft).later == (OFFERS, None)
