"""The one door: lock, ask again, move, stamp, log; and no way around it."""

import pytest
from django.db import transaction
from django_fsm import TransitionNotAllowed

from procurement.audit.log import digest_of
from procurement.audit.models import Event
from procurement.lifecycle import Refused, blockers, diagram, offered, perform, perform_all, roles_for
from tenders.lifecycle.tender import TenderLifecycle
from tenders.models import Tender
from tests.factories.calls import TenderFactory, place
from tests.personas import Personas, moment

NOW = moment("2027-02-01")


@pytest.fixture
def tender(personas: Personas) -> Tender:
    return TenderFactory(buyer=personas.buyer, author=personas.officer)


def test_a_move_moves_stamps_and_logs(tender: Tender, personas: Personas) -> None:
    place(tender, "in_review")
    perform(tender, "approve", by=personas.approver, now=NOW, facts={"comment": "fine"})
    assert tender.state == "approved"
    event = Event.objects.get()
    assert (event.verb, event.object_id, event.actor_id) == ("tender.approve", str(tender.pk), personas.approver.pk)
    assert event.payload == {"from": "in_review", "to": "approved", "comment": "fine"}
    assert event.moment == NOW


def test_a_direct_call_of_the_method_fails(tender: Tender) -> None:
    place(tender, "in_review")
    with pytest.raises(TransitionNotAllowed):
        tender.approve()


def test_the_state_cannot_be_assigned(tender: Tender) -> None:
    with pytest.raises(AttributeError):
        tender.state = "published"
    tender.state = "draft"  # what full_clean() does: writing back what was read
    tender.full_clean(exclude=["description"])


def test_a_refusal_changes_and_logs_nothing(tender: Tender, personas: Personas) -> None:
    with pytest.raises(Refused, match="Only this role"):
        perform(tender, "submit_for_review", by=personas.stranger, now=NOW)
    tender.refresh_from_db()
    assert tender.state == "draft"
    assert not Event.objects.exists()


def test_the_row_is_asked_again_not_the_loaded_copy(tender: Tender, personas: Personas) -> None:
    place(tender, "in_review")
    stale = Tender.objects.get(pk=tender.pk)
    perform(tender, "approve", by=personas.approver, now=NOW)
    with pytest.raises(Refused, match="Not possible while the state is"):
        perform(stale, "approve", by=personas.approver, now=NOW)


def test_a_reason_is_asked_for(tender: Tender, personas: Personas) -> None:
    place(tender, "in_review")
    with pytest.raises(Refused, match="Give a reason"):
        perform(tender, "send_back", by=personas.approver, now=NOW, reason="  ")
    perform(tender, "send_back", by=personas.approver, now=NOW, reason="The weights are missing.")
    assert Event.objects.get().payload["reason"] == "The weights are missing."


def test_the_move_and_its_event_are_undone_together(tender: Tender, personas: Personas) -> None:
    place(tender, "in_review")

    def approve_and_fail() -> None:
        with transaction.atomic():
            perform(tender, "approve", by=personas.approver, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        approve_and_fail()
    tender.refresh_from_db()
    assert tender.state == "in_review"
    assert not Event.objects.exists()


def test_the_author_may_not_approve_its_own(tender: Tender, personas: Personas) -> None:
    place(tender, "in_review")
    Tender.objects.update(author=personas.approver)
    tender.refresh_from_db()
    [sentence] = blockers(tender, "approve", by=personas.approver, now=NOW)
    assert str(sentence) == "You wrote this: another person must do it."


def test_an_officer_of_another_authority_is_nobody_here(tender: Tender, personas: Personas) -> None:
    [sentence] = blockers(tender, "submit_for_review", by=personas.other_officer, now=NOW)
    assert str(sentence).startswith("Only this role may do it")


def test_a_deactivated_person_plays_no_role(tender: Tender, personas: Personas) -> None:
    personas.officer.is_active = False
    assert blockers(tender, "submit_for_review", by=personas.officer, now=NOW)


def test_the_diagram_tells_every_edge() -> None:
    drawn = diagram(TenderLifecycle)
    assert "published --> closed: close (clock)" in drawn
    assert "closed --> published: take_bids_again (officer)" in drawn
    assert drawn.count("-->") == 28


def test_a_person_is_offered_the_moves_of_its_roles_from_the_state_in_their_order(
    tender: Tender, personas: Personas
) -> None:
    place(tender, "in_review")
    personas.buyer.posts.create(person=personas.approver, role="signatory")
    assert [name for name, _label in offered(tender, by=personas.approver)] == ["send_back", "approve", "cancel"]
    assert [name for name, _label in offered(tender, by=personas.signatory)] == ["cancel"]
    assert offered(tender, by=personas.officer) == []
    assert offered(tender, by=None) == []


def test_a_move_is_for_the_roles_that_may_make_it_from_any_state() -> None:
    assert roles_for(Tender, "prepare_decision") == {"chair", "officer"}
    assert roles_for(Tender, "close") == frozenset()


def many(personas: Personas, *states: str) -> list[Tender]:
    calls = [TenderFactory(buyer=personas.buyer, author=personas.officer) for _state in states]
    for call, state in zip(calls, states, strict=True):
        place(call, state)
    return calls


def test_many_move_together_each_with_its_event(personas: Personas) -> None:
    calls = many(personas, "in_review", "in_review", "in_review")
    perform_all(calls, "approve", by=personas.approver, now=NOW)
    assert {Tender.objects.get(pk=call.pk).state for call in calls} == {"approved"}
    events = Event.objects.filter(verb="tender.approve").order_by("pk")
    assert [event.object_id for event in events] == [str(call.pk) for call in calls]
    assert all(event.payload == {"from": "in_review", "to": "approved"} for event in events)
    assert [event.digest for event in events] == [digest_of(event) for event in events]


def test_of_many_all_move_or_none(personas: Personas) -> None:
    ready, late = many(personas, "in_review", "approved")
    with pytest.raises(Refused, match="Not possible while the state is"):
        perform_all([ready, late], "approve", by=personas.approver, now=NOW)
    assert Tender.objects.get(pk=ready.pk).state == "in_review"
    assert not Event.objects.filter(verb="tender.approve").exists()


def test_what_stands_against_many_is_said_once(personas: Personas) -> None:
    with pytest.raises(Refused) as refused:
        perform_all(many(personas, "in_review", "in_review"), "approve", by=personas.stranger, now=NOW)
    assert len(refused.value.sentences) == 1


def test_where_nothing_is_to_move_nothing_is_logged(personas: Personas) -> None:
    perform_all([], "approve", by=personas.approver, now=NOW)
    assert not Event.objects.exists()
