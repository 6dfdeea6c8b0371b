"""Who drafts, approves and signs, and what is refused before it can be signed."""

import pytest

from procurement.audit.models import Event
from tenders.decisions import actions
from tenders.decisions.queries import warnings
from tenders.models import Consensus, LotBid
from tests.factories.calls import place
from tests.factories.decided import offer, rank
from tests.personas import moment
from tests.tenders.decisions.conftest import refusal

NOW = moment("2027-04-20")


def test_an_award_is_drafted_approved_and_signed_by_three(room, django_capture_on_commit_callbacks):
    decision = room.draft()
    assert (decision.state, decision.author) == ("draft", room.people.officer)
    room.sign(decision)
    lot = room.lot
    assert (decision.state, lot.state) == ("signed", "decided")
    assert (decision.approved_by, decision.signed_by) == (room.people.approver, room.people.signatory)
    assert room.tender.stages.get(kind="decision").actual.isoformat() == "2027-04-21"
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["decision.draft", "decision.approve", "decision.sign", "lot.decide"]


def test_the_log_holds_nothing_of_what_a_decision_says(room):
    room.signed()
    told = "".join(str(event.payload) for event in Event.objects.all())
    assert "best by the published" not in told
    assert room.offers[room.lot.identifier][0].bid.number not in told


@pytest.mark.parametrize("person", ["approver", "signatory", "chair", "owner", "other_officer", "auditor"])
def test_only_an_officer_drafts(room, person):
    sentences = refusal(room.draft, by=getattr(room.people, person))
    assert sentences == ["Only this role may do it: procurement officer."]


def test_who_drafts_has_declared_no_conflict(room):
    room.tender.declarations.all().delete()
    assert refusal(room.draft) == ["Declare first that you have no conflict of interest with the bidders."]


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"grounds": ""}, "the grounds"),
        ({"grounds": "  Cheapest "}, "the grounds"),
        ({"advantages": "Better"}, "the winner's advantages"),
        ({"winners": []}, "the winner"),
        ({"outcome": "no_award", "reason_code": ""}, "the reason code"),
        ({"outcome": "no_award", "grounds": "Over"}, "the grounds"),
    ],
)
def test_an_empty_or_one_word_reason_is_refused(room, facts, missing):
    assert refusal(room.draft, **facts) == [f"Still missing: {missing}."]


def test_the_author_neither_approves_nor_signs(room):
    room.people.buyer.posts.create(person=room.people.officer, role="approver")
    room.people.buyer.posts.create(person=room.people.officer, role="signatory")
    decision = room.draft()
    own = ["You wrote this: another person must do it."]
    assert refusal(actions.approve_decision, decision, by=room.people.officer, now=NOW) == own
    actions.approve_decision(decision, by=room.people.approver, now=NOW)
    assert refusal(actions.sign_decision, decision, by=room.people.officer, now=NOW) == own
    assert room.lot.state == "undecided"


def test_a_decision_sent_back_is_written_anew_by_its_author_only(room):
    decision = room.draft()
    actions.approve_decision(decision, by=room.people.approver, now=NOW)
    actions.send_back_decision(decision, reason="Name the sites, please.", by=room.people.approver, now=NOW)
    assert decision.approved_at is None
    words = {"grounds": "It names all nine sites.", "advantages": "All nine sites are named."}
    words["winners"] = room.offers[room.lot.identifier][:1]
    other = refusal(actions.redraft_decision, decision, **words, by=room.people.approver, now=NOW)
    assert other == ["Only its author changes a draft."]
    assert actions.redraft_decision(decision, **words, by=room.people.officer, now=NOW).grounds == words["grounds"]
    room.sign(decision)
    after = refusal(actions.redraft_decision, decision, **words, by=room.people.officer, now=NOW)
    assert after == ["Only a draft can be changed. After signing, another decision takes its place."]


@pytest.mark.parametrize("state", ["published", "opened", "evaluation", "consensus"])
def test_an_award_waits_until_the_evaluation_is_closed(room, state):
    place(room.tender, state)
    assert refusal(room.draft) == ["Decide once the evaluation is closed."]


@pytest.mark.parametrize(
    ("state", "allowed"),
    [("published", False), ("closed", False), ("opened", True), ("evaluation", True), ("decision", True)],
)
def test_one_lot_can_be_cancelled_after_the_opening(room, state, allowed):
    place(room.tender, state)
    if allowed:
        assert room.draft(outcome="cancellation").outcome == "cancellation"
    else:
        sentences = refusal(room.draft, outcome="cancellation")
        assert sentences == ["A lot can be cancelled by itself once the bids are opened."]


def test_one_decision_at_a_time_and_one_in_force(room):
    decision = room.draft()
    assert refusal(room.draft) == ["Another decision about this lot is being prepared."]
    room.sign(decision)
    assert refusal(room.draft) == ["This lot is decided: say which decision the new one takes the place of."]


@pytest.mark.parametrize("state", ["opened", "admitted", "rejected"])
def test_only_a_ranked_bid_wins(room, state):
    winner = room.offers[room.lot.identifier][0]
    place(winner, state)
    assert refusal(room.draft) == ["Only a bid that is ranked in this lot can win it."]


def test_a_bid_of_another_lot_does_not_win(room):
    elsewhere = LotBid.objects.exclude(lot=room.lot).first() or offer(_another_lot(room), room.firms[0])
    assert refusal(room.draft, winners=[elsewhere]) == ["Only a bid that is ranked in this lot can win it."]


def _another_lot(room):
    return (
        room.tender.lots.create(identifier="LOT-0009", position=9, title="Lot 9")
        .criteria.create(code="q1", position=1, kind="quality", name="Quality", weight=100)
        .lot
    )


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("no-rece", "Bids were received: choose another reason."),
        ("all-rej", "Not all bids were rejected: choose another reason."),
        ("one-admi", "Not exactly one bid is admissible: choose another reason."),
        ("because", "This reason code is not known."),
    ],
)
def test_the_reason_code_fits_what_happened(room, code, sentence):
    assert refusal(room.draft, outcome="no_award", reason_code=code) == [sentence]


def test_only_an_award_names_a_winner(room):
    winners = room.offers[room.lot.identifier][:1]
    assert refusal(room.draft, outcome="no_award", winners=winners) == ["Only an award names a winner."]
    assert refusal(room.draft, reason_code="other") == ["A reason code belongs to a lot that is not awarded."]


def test_words_said_twice_are_a_warning(room):
    decision = room.draft()
    assert warnings(decision) == []
    Consensus.objects.update(reason="A complete plan  for every site.")
    Consensus.objects.filter(lot_bid=room.offers[room.lot.identifier][0]).update(
        reason="a complete plan for every site."
    )
    (sentence,) = warnings(decision)
    assert sentence.startswith("The same reason stands 3 times, word for word: “")


def test_a_better_bid_passed_over_and_a_tie_are_warnings(room):
    first, second, third = room.offers[room.lot.identifier]
    decision = room.draft(winners=[second])
    assert warnings(decision) == ["A bid with a better rank is passed over: the grounds must say why."]
    rank(room.lot, [first, second, third], ranks=[1, 1, 3])
    assert warnings(decision) == ["Another bid has the same rank: the grounds must say how the tie was broken."]


def test_several_winners_of_a_framework_are_no_warning(room):
    first, second, _third = room.offers[room.lot.identifier]
    assert warnings(room.draft(winners=[first, second])) == []
