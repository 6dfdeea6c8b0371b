"""What moves after the publication, in the browser: each with its public reason, and why not where it can't."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.published import published_call
from tests.personas import moment

NOW = moment("2027-02-10")
EXTEND = {"day": "2027-03-22", "time": "10:00", "reason": "Les plans ont changé."}
REVISE = {"new": "2027-04-29", "reason": "workload", "sentence": "Le panel est malade."}
PAUSE = {"kind": "review", "legal_basis": "Loi du 17 juin 2013, art. 15"}


@pytest.fixture
def tender(personas, hands):
    hands.at = NOW
    return published_call(buyer=personas.buyer)


@pytest.fixture
def officer(client, personas):
    client.force_login(personas.officer)
    return personas.officer


def address(name: str, *args: object) -> str:
    return reverse(f"calls:{name}", args=args)


def test_a_later_deadline_is_public_with_its_reason(client, officer, tender):
    page = client.get(address("extend", tender.reference)).text
    assert "The deadline is now 15 March 2027, 10:00." in page
    answer = client.post(address("extend", tender.reference), EXTEND)
    assert answer.url == reverse("desk:call", args=[tender.reference])
    assert tender.deadline_at == moment("2027-03-22")
    client.logout()
    assert "Les plans ont changé." in client.get(tender.get_absolute_url()).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day": "2027-03-12"}, "must be later than the old one"),
        ({"day": "2027-03-20"}, "must be on a working day"),
        ({"time": "02:00"}, "No deadline between midnight"),
        ({"reason": " "}, "This field is required"),
        ({"day": "soon"}, "Enter a valid date"),
    ],
)
def test_what_is_wrong_with_it_is_said_and_nothing_typed_is_lost(client, officer, tender, change, sentence):
    answer = client.post(address("extend", tender.reference), EXTEND | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(value in answer.text for name, value in EXTEND.items() if name not in change)
    assert tender.deadline_at == moment("2027-03-15")


def test_after_the_deadline_a_blocker_stands_where_the_form_was(client, officer, tender, hands):
    hands.at = moment("2027-03-15", 9)
    page = client.get(address("extend", tender.reference)).text
    assert "The deadline has passed: it can&#x27;t be extended any more." in page
    assert 'aria-disabled="true"' in page
    assert 'name="reason"' not in page


def test_another_day_is_promised_beside_the_old_one(client, officer, tender):
    page = client.get(address("stage", tender.reference, "evaluation")).text
    assert "26 April 2027" in page
    client.post(address("stage", tender.reference, "evaluation"), REVISE)
    stage = tender.stages.get(kind="evaluation")
    assert (stage.first_commitment, stage.commitment) == (date(2027, 4, 26), date(2027, 4, 29))
    assert "Le panel est malade." in client.get(tender.get_absolute_url()).text


def test_a_day_that_the_rules_refuse_is_said_beside_the_field(client, officer, tender):
    answer = client.post(address("stage", tender.reference, "evaluation"), REVISE | {"new": "2027-05-01"})
    assert answer.status_code == 422
    assert answer.text.count("Choose a working day.") == 2
    assert "Le panel est malade." in answer.text


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("submission", "extend the deadline"), ("standstill", "promise another day for the notification")],
)
def test_a_day_that_follows_from_another_says_from_which(client, officer, tender, kind: str, sentence: str):
    assert sentence in client.get(address("stage", tender.reference, kind)).text


def test_of_a_late_stage_only_an_expectation_is_asked(client, officer, tender, hands):
    hands.at = moment("2027-04-28")
    page = client.get(address("stage", tender.reference, "evaluation")).text
    assert "This stage is late." in page
    assert 'name="sentence"' not in page
    client.post(address("stage", tender.reference, "evaluation"), {"expected": "2027-05-04"})
    stage = tender.stages.get(kind="evaluation")
    assert (stage.commitment, stage.expected) == (date(2027, 4, 26), date(2027, 5, 4))


def test_a_procedure_is_paused_on_a_ground_and_goes_on(client, officer, tender, hands):
    assert client.post(address("pause", tender.reference), PAUSE | {"legal_basis": ""}).status_code == 422
    client.post(address("pause", tender.reference), PAUSE)
    pause = tender.pauses.get()
    assert (pause.kind, pause.legal_basis) == ("review", PAUSE["legal_basis"])
    assert "The procedure is paused already." in client.get(address("pause", tender.reference)).text
    hands.at = moment("2027-02-12")
    end = address("resume", tender.reference, pause.pk)
    assert PAUSE["legal_basis"] in client.get(end).text
    assert tender.pauses.filter(ends_at=None).exists()
    client.post(end)
    assert not tender.pauses.filter(ends_at=None).exists()
    assert client.get(end).status_code == 404


@pytest.mark.parametrize("name", ["approver", "signatory", "auditor", "other_officer", "owner", "stranger"])
def test_only_officers_of_the_buyer_find_these_pages(client, tender, personas, name: str):
    client.force_login(getattr(personas, name))
    pages = [address(page, tender.reference) for page in ("extend", "pause")]
    pages.append(address("stage", tender.reference, "evaluation"))
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert [client.post(page, EXTEND | REVISE | PAUSE).status_code for page in pages] == [404, 404, 404]
