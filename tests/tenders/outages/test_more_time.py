"""More time after an outage: to every call due in it, the same; accepted by an officer, never after an opening step."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from procurement.audit.models import Event
from procurement.availability.actions import beat, record_outage
from procurement.availability.gaps import Gap
from procurement.availability.models import Heartbeat, Outage
from procurement.calendar.policies import is_working_day
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.bids.actions import save_draft, submit_bid
from tenders.bids.opening import unlock
from tenders.calls.actions import extend_deadline
from tenders.calls.advancing import advance
from tenders.models import Amendment, ProposedExtension, Round, Stage, Unlock
from tenders.outages import due
from tenders.outages.actions import (
    accept_extension,
    decline_extension,
    every_outage_is_considered,
    notice_outages,
    propose_what_is_due,
)
from tenders.outages.due import counted_from, days_for, later
from tests.factories.calls import DEADLINE
from tests.factories.people import UserFactory
from tests.factories.published import publish
from tests.factories.sealed import BEFORE, hand_in, keyed_call, offer, open_call, open_together, started
from tests.personas import PASSPHRASE, moment

BACK = DEADLINE + timedelta(minutes=90)
LATER = moment("2027-03-17")
WORDS = (
    "The portal could not be reached from 15 March 2027, 9:30 to 15 March 2027, 11:30, when bids were due: "
    "everybody gets more time."
)


def in_english(call):
    type(call).objects.filter(pk=call.pk).update(language="en")


def test_every_call_due_in_it_gets_the_same_proposal_and_no_other_one(personas, call, out):
    in_english(call)
    twin = open_call(personas)
    much_later = open_call(personas)
    much_later.rounds.update(deadline_at=DEADLINE + timedelta(days=9), deadline_date=date(2027, 3, 24))
    outage = out()
    assert propose_what_is_due(now=BACK) == 2
    rows = ProposedExtension.objects.order_by("tender_id")
    assert [row.tender for row in rows] == [call, twin]
    assert {(row.day, row.time, row.old, row.due) for row in rows} == {(date(2027, 3, 17), time(10), DEADLINE, "bids")}
    assert rows[0].reason == WORDS
    assert (outage.kind, propose_what_is_due(now=BACK)) == ("measured", 0)
    assert Event.objects.filter(verb="tender.propose_extension", object_id=str(call.pk), actor_id=None).exists()
    told = Mail.objects.filter(to=personas.officer.email, subject__contains=call.reference)
    assert told.count() == 1


@pytest.mark.parametrize(
    ("began", "ended", "proposed"),
    [(-90, -60, 1), (-400, -241, 0), (-400, -240, 1), (-30, 30, 1), (0, 30, 1), (1, 30, 0), (-30, 0, 1)],
)
def test_a_deadline_in_it_or_within_four_hours_after_it_counts(call, out, began, ended, proposed):
    out(DEADLINE + timedelta(minutes=began), DEADLINE + timedelta(minutes=ended))
    assert propose_what_is_due(now=BACK) == proposed


def test_the_last_day_for_questions_counts_too_and_opens_no_earlier_door(personas, out):
    call = publish(keyed_call(personas))
    questions = call.stages.get(kind="questions").commitment
    end = moment(str(questions), 23)
    out(end - timedelta(hours=2), end - timedelta(hours=1))
    assert propose_what_is_due(now=end) == 1
    proposal = call.proposed_extensions.get()
    assert (proposal.due, proposal.old, proposal.day) == ("questions", DEADLINE, date(2027, 3, 17))
    accept_extension(proposal, by=personas.officer, now=end)
    assert call.stages.get(kind="questions").commitment > questions


def test_a_closed_call_takes_bids_again_and_what_came_in_stays_sealed(call, personas, hands, proposal):
    handed = hand_in(call, personas.supplier, personas.owner).bid
    bid, key = started(call, personas.other_supplier, personas.other_owner)
    assert [made.after for made in advance(now=BACK)] == ["closed"]
    amendment = accept_extension(proposal, by=personas.officer, now=BACK)
    call.refresh_from_db()
    handed.refresh_from_db()
    assert (call.state, call.deadline_at, handed.state) == ("published", LATER, "submitted")
    assert amendment.reason == proposal.reason
    assert amendment.changes == [{"field": "deadline", "old": DEADLINE.isoformat(), "new": LATER.isoformat()}]
    save_draft(bid, offers=(offer(),), declaration={"sworn": True}, draft_key=key, by=personas.other_owner, now=BACK)
    hands.at = BACK
    submit_bid(bid, draft_key=key, by=personas.other_owner)
    verbs = {"tender.take_bids_again", "tender.accept_extension", "tender.extend_deadline"}
    assert (
        set(Event.objects.filter(verb__in=verbs, actor_id=personas.officer.pk).values_list("verb", flat=True)) == verbs
    )
    assert [made.after for made in advance(now=LATER)] == ["closed"]
    Heartbeat.objects.update(last_at=LATER)  # it answered ever since
    hands.at = LATER
    assert open_together(call, personas, now=LATER).bids_opened == 2


def test_the_stage_that_seemed_over_is_not_and_what_follows_moves_with_its_reason(personas, out):
    call = publish(keyed_call(personas))
    out()
    propose_what_is_due(now=BACK)
    advance(now=BACK)
    submission = Stage.objects.get(tender=call, kind="submission")
    assert submission.actual == date(2027, 3, 15)
    accept_extension(call.proposed_extensions.get(), by=personas.officer, now=BACK)
    submission.refresh_from_db()
    assert (submission.actual, submission.commitment) == (None, date(2027, 3, 17))
    assert {revision.reason for revision in submission.revisions.all()} == {"outage"}


def test_a_call_that_nobody_closed_yet_gets_it_too(call, personas, proposal):
    accept_extension(proposal, by=personas.officer, now=BACK)
    call.refresh_from_db()
    assert (call.state, call.deadline_at) == ("published", LATER)
    assert not Event.objects.filter(verb="tender.take_bids_again").exists()


def test_nothing_is_opened_before_an_officer_has_answered(call, personas, hands, proposal):
    hands.at = BACK
    with pytest.raises(Refused, match="an officer accepts or declines more time first"):
        unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=BACK)
    assert not Unlock.objects.exists()
    decline_extension(proposal, reason="Every firm had handed in by telephone.", by=personas.officer, now=BACK)
    assert open_together(call, personas, now=BACK).bids_opened == 0


def test_a_member_who_is_quicker_than_the_worker_finds_it_proposed(call, personas, out):
    """The site is back, the worker has not come round yet."""
    out()
    with pytest.raises(Refused, match="an officer accepts or declines more time first"):
        unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=BACK)
    assert not Unlock.objects.exists()
    accept_extension(call.proposed_extensions.get(), by=personas.officer, now=BACK)


def test_a_member_who_is_the_first_to_find_the_portal_back_ends_the_outage(call, personas, settings):
    settings.HEALTH_URL = "https://example.org/health/"
    beat(now=DEADLINE - timedelta(minutes=30))
    with pytest.raises(Refused, match="an officer accepts or declines more time first"):
        unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=BACK)
    assert (Outage.objects.get().ended_at, call.proposed_extensions.count()) == (BACK, 1)


def test_where_nobody_asks_an_old_heartbeat_tells_of_no_outage(call, personas, settings):
    settings.HEALTH_URL = settings.HEALTH_SECRET = ""
    beat(now=DEADLINE - timedelta(days=30))
    unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=BACK)
    assert Unlock.objects.exists()
    assert not Outage.objects.exists()


def test_a_rehearsal_tells_nothing_of_the_portal(call, out):
    call.rehearsal = True
    out()
    beats = Heartbeat.objects.get().last_at
    notice_outages(call, now=BACK + timedelta(days=300))
    assert (Heartbeat.objects.get().last_at, Outage.objects.get().considered_at) == (beats, None)
    assert every_outage_is_considered(call) is None


def test_one_outage_that_can_not_be_considered_holds_up_no_other_and_keeps_its_calls_sealed(
    call, personas, out, monkeypatch, caplog
):
    bad = out()
    keeper = UserFactory(is_superuser=True)
    good = record_outage(began_at=DEADLINE - timedelta(hours=1), ended_at=DEADLINE, reason="Cut.", by=keeper, now=BACK)
    reason_for = due.reason_for

    def fails(tender, gap, what):
        if gap == bad.gap:
            raise ValueError("A secret of the call")
        return reason_for(tender, gap, what)

    monkeypatch.setattr(due, "reason_for", fails)
    assert propose_what_is_due(now=BACK) == 1
    assert list(Outage.objects.filter(considered_at=None)) == [bad]
    assert f"Outage {bad.pk} could not be considered: ValueError" in caplog.text
    assert "secret" not in caplog.text
    decline_extension(good.proposals.get(), reason="No.", by=personas.officer, now=BACK)
    with pytest.raises(Refused, match="more time is not proposed yet"):
        unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=BACK)
    monkeypatch.undo()
    assert propose_what_is_due(now=BACK) == 1


def test_an_outage_at_another_time_keeps_nothing_sealed(call, out, monkeypatch):
    out(DEADLINE - timedelta(hours=9), DEADLINE - timedelta(hours=4, minutes=1))
    assert every_outage_is_considered(call) is None
    Outage.objects.update(ended_at=DEADLINE - timedelta(hours=4))
    assert every_outage_is_considered(call)


def test_once_a_member_unlocked_nothing_is_proposed(call, personas, hands, out):
    hands.at = DEADLINE
    unlock(call, passphrase=PASSPHRASE, by=personas.committee[0], now=DEADLINE)
    out()
    assert propose_what_is_due(now=BACK) == 0


def test_and_what_was_proposed_is_not_given(call, personas, proposal):
    envelope = call.round.envelopes.get()
    Unlock.objects.create(envelope=envelope, member=personas.committee[0], unlocked_at=BACK, pieces=b"")
    advance(now=BACK)
    with pytest.raises(Refused, match="The opening has begun"):
        accept_extension(proposal, by=personas.officer, now=BACK)
    call.refresh_from_db()
    assert (call.state, call.deadline_at) == ("closed", DEADLINE)
    assert not Amendment.objects.exists()


def test_who_is_answered_late_gets_all_the_days_all_the_same(call, personas, proposal):
    advance(now=LATER)
    accept_extension(proposal, by=personas.officer, now=LATER)
    call.refresh_from_db()
    proposal.refresh_from_db()
    assert (call.state, call.deadline_at) == ("published", moment("2027-03-19"))
    assert proposal.day == date(2027, 3, 19)


def test_the_days_are_counted_from_the_end_of_a_long_outage_and_roll_to_a_working_day(call, personas, out):
    back = DEADLINE + timedelta(days=3, hours=1)  # Thursday; out for a little more than three days: four
    out(DEADLINE - timedelta(minutes=5), back)
    propose_what_is_due(now=back)
    accept_extension(call.proposed_extensions.get(), by=personas.officer, now=back)
    call.refresh_from_db()
    assert call.deadline_at == moment("2027-03-22")


@pytest.mark.parametrize(
    ("hour", "day"),
    [(datetime(2027, 3, 15, 22, 59, tzinfo=UTC), 15), (datetime(2027, 3, 15, 23, 0, tzinfo=UTC), 16)],
)
def test_a_day_begins_at_midnight_where_the_buyer_is(hour, day):
    round_, early = Round(deadline_date=date(2027, 3, 12), time_zone="Europe/Brussels"), Gap(BEFORE, BEFORE)
    assert counted_from(round_, early, hour) == date(2027, 3, day)
    assert counted_from(round_, Gap(BEFORE, hour), BEFORE) == date(2027, 3, day)
    assert counted_from(round_, early, BEFORE) == date(2027, 3, 12)


def test_who_recorded_an_outage_does_not_give_time_for_it(call, personas):
    personas.officer.is_superuser = True
    personas.officer.save()
    record_outage(
        began_at=DEADLINE - timedelta(hours=1), ended_at=DEADLINE, reason="Cut.", by=personas.officer, now=BACK
    )
    propose_what_is_due(now=BACK)
    proposal = call.proposed_extensions.get()
    with pytest.raises(Refused, match="You recorded this outage"):
        accept_extension(proposal, by=personas.officer, now=BACK)
    assert not Amendment.objects.exists()
    decline_extension(proposal, reason="Nobody was kept out.", by=personas.officer, now=BACK)


def test_one_answer_is_enough(call, personas, proposal):
    accept_extension(proposal, by=personas.officer, now=BACK)
    for deed in (accept_extension, lambda *a, **k: decline_extension(*a, reason="No.", **k)):
        with pytest.raises(Refused, match="has its answer already"):
            deed(proposal, by=personas.officer, now=BACK)
    assert Amendment.objects.count() == 1


def test_a_deadline_that_was_moved_otherwise_voids_the_proposal(call, personas, out):
    soon = DEADLINE - timedelta(hours=3)
    out(soon - timedelta(minutes=20), soon)
    propose_what_is_due(now=soon)
    extend_deadline(call, day=date(2027, 3, 22), time=time(10), reason="A late answer.", by=personas.officer, now=soon)
    with pytest.raises(Refused, match="this proposal is void"):
        accept_extension(call.proposed_extensions.get(), by=personas.officer, now=soon)
    assert not call.more_time_is_proposed()


def test_declining_needs_a_reason_and_leaves_the_deadline(call, personas, proposal):
    with pytest.raises(Refused, match="Give a reason"):
        decline_extension(proposal, reason=" ", by=personas.officer, now=BACK)
    decline_extension(proposal, reason="It was night.", by=personas.officer, now=BACK)
    call.refresh_from_db()
    assert call.deadline_at == DEADLINE
    event = Event.objects.get(verb="tender.decline_extension")
    assert (event.payload["reason"], event.actor_id) == ("It was night.", personas.officer.pk)


@pytest.mark.parametrize("name", ["approver", "signatory", "administrator", "auditor", "owner", "other_officer"])
def test_only_officers_of_the_call_answer(call, personas, proposal, name):
    person = getattr(personas, name)
    with pytest.raises(Refused, match="Only this role"):
        accept_extension(proposal, by=person, now=BACK)
    with pytest.raises(Refused, match="Only this role"):
        decline_extension(proposal, reason="No.", by=person, now=BACK)


def test_an_outage_recorded_by_hand_asks_the_same(call):
    keeper = UserFactory(is_superuser=True)
    began = DEADLINE - timedelta(minutes=10)
    record_outage(began_at=began, ended_at=BACK, reason="A cable was cut.", by=keeper, now=BACK)
    assert propose_what_is_due(now=BACK) == 1


@pytest.mark.parametrize("state", ["draft", "approved", "opened", "cancelled"])
def test_a_call_that_takes_no_bids_is_asked_nothing(call, out, state):
    type(call).objects.filter(pk=call.pk).update(state=state)
    out()
    assert propose_what_is_due(now=BACK) == 0


@pytest.mark.parametrize("wrong", [{"declined_because": "No."}, {"answered_at": BACK}])
def test_the_database_refuses_half_an_answer(proposal, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposedExtension.objects.filter(pk=proposal.pk).update(**wrong)


@given(st.dates(date(2027, 1, 1), date(2029, 12, 31)), st.integers(1, 20))
def test_the_new_day_is_a_working_day_no_earlier_than_what_is_given_back(day, days):
    holidays = frozenset({date(2027, 5, 6), date(2028, 12, 25)})
    new = later(day, days, holidays)
    assert new >= day + timedelta(days=days)
    assert is_working_day(new, holidays)
    assert (new - day).days <= days + 4


@pytest.mark.parametrize(("hours", "days"), [(1, 2), (48, 2), (49, 3), (24 * 7, 7)])
def test_a_long_outage_gives_back_as_many_days_as_it_began(hours, days):
    assert days_for(Gap(BEFORE, BEFORE + timedelta(hours=hours)), 2) == days
