"""From draft to published, by two people; then closed by the clock."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from procurement.accounts.models import Buyer
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.models import MemberKey, Round, Stage
from tenders.timetable.kinds import StageKind
from tenders.wanted import Wanted
from tests.factories.alerts import alert_of
from tests.personas import moment

NOW = moment("2027-02-01")
DEADLINE = moment("2027-03-15", 9)


def verbs(thing):
    return list(Event.objects.filter(object_id=str(thing.pk)).order_by("pk").values_list("verb", flat=True))


def test_the_whole_way_is_logged(published):
    assert published.state == "published"
    assert [verb for verb in verbs(published) if verb.startswith("tender.")] == [
        "tender.submit_for_review", "tender.approve", "tender.publish",
    ]  # fmt: skip


def test_publication_promises_every_stage_once(published):
    stages = list(published.stages.all())
    assert [stage.kind for stage in stages] == StageKind.values
    assert all(stage.commitment == stage.first_commitment for stage in stages)
    assert [str(stage.commitment) for stage in stages] == [
        "2027-03-02", "2027-03-09", "2027-03-15", "2027-03-15", "2027-03-30", "2027-04-27", "2027-05-04",
        "2027-05-20", "2027-05-27", "None", "2027-06-03",
    ]  # fmt: skip
    assert published.stages.get(kind="submission").earliest == date(2027, 2, 25)


def queued(tender) -> list[list[object]]:
    """Return with what the news of a call are queued."""
    waiting = DBTaskResult.objects.filter(task_path__endswith="lay_by")
    return [task.args_kwargs["args"][:2] for task in waiting if task.args_kwargs["args"][0] == tender.pk]


def test_the_publication_is_queued_for_whoever_looks_for_calls(approved, personas):
    alert_of(Wanted(cpv="45"), email="visitor@example.org")
    calls.publish(approved, by=personas.officer, now=NOW)
    assert queued(approved) == [[approved.pk, "found"]]


def test_where_nobody_looks_nothing_is_queued(published):
    assert queued(published) == []


def test_a_large_call_is_promised_with_its_standstill(approved, personas):
    type(approved).objects.filter(pk=approved.pk).update(value=900_000)
    calls.publish(approved, by=personas.officer, now=NOW)
    standstill = approved.stages.get(kind="standstill")
    assert standstill.commitment == standstill.earliest == date(2027, 6, 11)


def test_the_rules_and_holidays_are_kept_with_the_call(published):
    assert published.rule_pack == "BE 2026-11-22"
    assert "2027-05-06" in published.holidays
    assert (min(published.holidays)[:4], max(published.holidays)[:4]) == ("2027", "2029")


def test_days_are_counted_with_the_holidays_before_the_draft_is_judged(draft, personas):
    """The thirty days end on Easter Sunday, roll over Easter Monday, and the day after is the first lawful one."""
    type(draft).objects.filter(pk=draft.pk).update(sent_on=date(2027, 2, 26), holidays=[])
    Round.objects.filter(tender=draft).update(deadline_date=date(2027, 3, 29), deadline_at=moment("2027-03-29"))
    with pytest.raises(Refused, match="the law allows 31 March 2027 at the earliest"):
        calls.submit_for_review(draft, by=personas.officer, now=NOW)
    draft.refresh_from_db()
    assert (draft.state, draft.holidays) == ("draft", [])


def test_the_author_does_not_approve(draft, personas):
    personas.buyer.posts.create(person=personas.officer, role="approver")
    calls.submit_for_review(draft, by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="another person"):
        calls.approve(draft, by=personas.officer, now=NOW)


def test_an_approval_dates_the_notice_unless_it_was_sent_before(draft, personas):
    type(draft).objects.filter(pk=draft.pk).update(sent_on=None)
    calls.submit_for_review(draft, by=personas.officer, now=NOW)
    calls.approve(draft, by=personas.approver, now=moment("2027-02-01", 23, 30))
    assert draft.sent_on == date(2027, 2, 2)  # in Brussels


def test_sent_back_with_a_reason(draft, personas, mails):
    calls.submit_for_review(draft, by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="Give a reason"):
        calls.send_back(draft, reason=" ", by=personas.approver, now=NOW)
    calls.send_back(draft, reason="The lot is too large.", by=personas.approver, now=NOW)
    assert draft.state == "draft"
    assert (personas.officer.email, f"Your call was sent back ({draft.reference})") in mails()


def test_approvers_and_author_are_told(approved, personas, mails):
    assert mails() == sorted([
        (personas.approver.email, f"A call waits for your approval ({approved.reference})"),
        (personas.officer.email, f"Your call is approved ({approved.reference})"),
    ])  # fmt: skip


def test_nothing_is_promised_when_publication_is_refused(approved, personas):
    MemberKey.objects.update(drilled_at=None)
    with pytest.raises(Refused, match="committee"):
        calls.publish(approved, by=personas.officer, now=NOW)
    assert not Stage.objects.filter(tender=approved).exists()


def test_the_database_keeps_a_promise_above_its_minimum(published):
    stage = published.stages.get(kind="opening")
    with pytest.raises(IntegrityError, match="commitment_not_below_legal_minimum"), transaction.atomic():
        Stage.objects.filter(pk=stage.pk).update(commitment=date(2027, 3, 14))


def test_the_clock_closes_at_the_deadline_and_tells_the_committee(published, personas, mails):
    with pytest.raises(Refused, match="has not passed"):
        calls.close_call(published, now=moment("2027-03-15", 8, 59))
    assert mails() == []
    calls.close_call(published, now=DEADLINE)
    assert published.state == "closed"
    assert {to for to, _subject in mails()} == {person.email for person in personas.committee}
    assert published.stages.get(kind="submission").actual == date(2027, 3, 15)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ville de Valbrume", "ville-de-valbrume"),
        ("Община Кърджали", "buyer-be"),
        ("x" * 200, "x" * 70),
    ],
)
def test_a_buyer_gets_an_address_of_its_own(db, name, slug):
    first, second = (calls.create_buyer(Buyer(name=name, country="BE"), by=None, now=NOW) for _ in range(2))
    assert (first.slug, second.slug) == (slug, f"{slug}-2")
    assert verbs(second) == ["buyer.create"]
