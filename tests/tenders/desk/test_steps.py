"""Who has to do what next: one row per state of a call, and what ends each."""

import pytest

from procurement.accounts.roles import Role
from tenders.desk.queries import WORK
from tenders.desk.steps import steps_of
from tenders.models import CommitteeMember, ConflictDeclaration, Envelope, PanelMember, Question, Tender, Unlock
from tests.factories.calls import TenderFactory, place
from tests.factories.people import SupplierFactory
from tests.factories.published import award, judged_call, no_award, notify, published_call
from tests.personas import moment

NOW = moment("2027-02-10")
ALL = [role.value for role in Role]


def steps(tender: Tender, now=NOW):
    return list(steps_of(Tender.objects.prefetch_related(*WORK).select_related("buyer").get(pk=tender.pk), now))


def asked(tender: Tender, person, role: Role, now=NOW) -> list[str]:
    """Return what a person in this role has to do."""
    return [step.what for step in steps(tender, now) if step.is_for(person.pk, frozenset({role.value}))]


def roles(tender: Tender) -> set[str]:
    return {role.value for step in steps(tender) for role in step.roles}


@pytest.mark.parametrize(
    ("state", "who", "stages"),
    [
        ("draft", {"officer"}, {None}),
        ("in_review", {"approver"}, {None}),
        ("approved", {"officer"}, {None}),
        ("published", set(), set()),
        ("closed", {"committee"}, {"opening"}),
        ("opened", {"officer", "evaluator", "chair"}, {"admissibility"}),
        ("admissibility", {"officer", "evaluator", "chair"}, {"admissibility"}),
        ("evaluation", {"evaluator", "chair"}, {"evaluation"}),
        ("consensus", {"chair"}, {"consensus"}),
        ("decision", {"officer"}, {"decision"}),
        ("concluded", set(), set()),
        ("cancelled", set(), set()),
    ],
)
def test_in_each_state_it_is_somebodys_turn(personas, state: str, who: set[str], stages: set[str | None]):
    tender = published_call(buyer=personas.buyer, state=state)
    assert roles(tender) == who
    assert {step.stage for step in steps(tender)} == stages


def test_the_author_does_not_approve_its_own(personas):
    tender = TenderFactory(buyer=personas.buyer, author=personas.officer)
    place(tender, "in_review")
    assert asked(tender, personas.officer, Role.APPROVER) == []
    assert len(asked(tender, personas.approver, Role.APPROVER)) == 1


def test_a_question_waits_until_it_is_answered(personas):
    tender = published_call(buyer=personas.buyer)
    for text in ("Où ?", "Quand ?"):
        Question.objects.create(tender=tender, supplier=SupplierFactory(), text=text, asked_at=NOW)
    assert asked(tender, personas.officer, Role.OFFICER) == ["2 questions wait for an answer."]
    Question.objects.update(answer="Ici.", answered_at=NOW, answered_by=personas.officer)
    assert asked(tender, personas.officer, Role.OFFICER) == []


def test_who_has_unlocked_waits_for_the_others(personas):
    tender = published_call(buyer=personas.buyer, state="closed")
    first, second, _third = personas.committee
    for person in personas.committee:
        CommitteeMember.objects.create(tender=tender, person=person)
    envelope = Envelope.objects.create(
        round=tender.round, public_key="age1", fingerprint="f", quorum=2, custodian_part=b"c", made_at=NOW
    )
    Unlock.objects.create(envelope=envelope, member=first, unlocked_at=NOW, pieces=b"p")
    assert asked(tender, first, Role.COMMITTEE) == []
    assert len(asked(tender, second, Role.COMMITTEE)) == 1


def test_who_has_declared_its_interests_is_not_asked_again(personas):
    tender = published_call(buyer=personas.buyer, state="admissibility")
    PanelMember.objects.create(tender=tender, person=personas.evaluator)
    assert len(asked(tender, personas.evaluator, Role.EVALUATOR)) == 1
    ConflictDeclaration.objects.create(
        tender=tender, person=personas.evaluator, has_conflict=False, declared_at=NOW
    )  # fmt: skip
    assert asked(tender, personas.evaluator, Role.EVALUATOR) == []


def test_a_decision_goes_from_hand_to_hand(personas):
    tender = judged_call(personas)
    (lot,) = tender.lots.all()
    officer, approver, signatory = (
        (personas.officer, Role.OFFICER),
        (personas.approver, Role.APPROVER),
        (personas.signatory, Role.SIGNATORY),
    )

    def turns() -> list[list[str]]:
        return [asked(tender, person, role) for person, role in (officer, approver, signatory)]

    assert turns() == [["Write a decision for each lot."], [], []]
    decision = award(personas, lot)
    assert turns() == [["Send the letters, all at the same moment."], [], []]
    place(decision, "draft")
    assert turns() == [[], ["Approve a decision."], []]
    place(decision, "approved")
    assert turns() == [[], [], ["Sign a decision."]]
    type(decision).objects.update(author=personas.signatory)
    assert turns() == [[], [], []]


def test_after_the_standstill_the_lot_is_awarded_and_its_contract_recorded(personas):
    tender = judged_call(personas)
    (lot,) = tender.lots.all()
    notify(personas, [award(personas, lot)])
    lot.refresh_from_db()
    during, after = moment("2027-06-01"), moment("2027-06-20")
    assert asked(tender, personas.officer, Role.OFFICER, during) == []
    assert asked(tender, personas.officer, Role.OFFICER, after) == ["The standstill is over: award the lot."]
    place(lot, "awarded")
    assert asked(tender, personas.officer, Role.OFFICER, after) == []
    assert asked(tender, personas.signatory, Role.SIGNATORY, after) == ["Record the contract."]


def test_one_step_for_two_lots_in_the_same_place(personas):
    tender = judged_call(personas, lots=2)
    first, second = tender.lots.all()
    assert asked(tender, personas.officer, Role.OFFICER) == ["Write a decision for each lot."]
    notify(personas, [no_award(personas, first)])
    assert asked(tender, personas.officer, Role.OFFICER) == ["Write a decision for each lot."]
    award(personas, second)
    assert asked(tender, personas.officer, Role.OFFICER) == ["Send the letters, all at the same moment."]
