"""The whole table of a call: every state, move and role: yes, or the exact sentence."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from procurement.accounts.roles import Role
from procurement.calendar.rules import Ceiling
from procurement.lifecycle import blockers, moves_of
from tenders.lifecycle.tender import TenderLifecycle, TenderState
from tests.lifecycles import CLOCK, NOW, Absent, check, declared, paper, read_table
from tests.personas import moment

NO_KEYS = "The opening committee has not made or tried its keys, or too few open together."
TABLE = read_table("""
    draft          submit_for_review     officer        in_review
    in_review      send_back             approver       draft
    in_review      approve               approver       approved
    approved       send_back             approver       draft
    approved       publish               officer        published
    approved       publish_as_planned    clock          published
    published      close                 clock          closed
    closed         take_bids_again       officer        published
    closed         open                  committee      opened
    opened         examine               officer        admissibility
    admissibility  evaluate              officer        evaluation
    evaluation     close_scoring         chair          consensus
    consensus      reopen_scoring        chair          evaluation
    consensus      prepare_decision      chair,officer  decision
    opened         decide_without_award  officer        decision
    admissibility  decide_without_award  officer        decision
    evaluation     start_next_round      officer        published
    decision       conclude              clock          concluded
    draft          cancel                signatory      cancelled
    in_review      cancel                signatory      cancelled
    approved       cancel                signatory      cancelled
    published      cancel                signatory      cancelled
    closed         cancel                signatory      cancelled
    opened         cancel                signatory      cancelled
    admissibility  cancel                signatory      cancelled
    evaluation     cancel                signatory      cancelled
    consensus      cancel                signatory      cancelled
    decision       cancel                signatory      cancelled
""")

AHEAD, BEHIND = moment("2027-03-20"), moment("2027-03-10")
FAVOURABLE = {
    "_template": False,
    "missing_parts": [],
    "lots_with_wrong_weights": [],
    "leaves_bids_unbound": False,
    "limits_wins_without_rule": False,
    "why_no_discounts": None,
    "_by_invitation": False,
    "_value": 20_000,
    "invitation_rule": "art. 92",
    "invitation_ceiling": Ceiling("any", 30_000, date(2017, 6, 30), "Law", confirmed=True),
    "count_invited": 3,
    "earliest_lawful_deadline": None,
    "_author_id": 1,
    "stood_in_for": None,
    "_publish_from": None,
    "_publish_at": BEHIND,
    "waits_for_the_journal": False,
    "committee_is_ready": True,
    "unlocks_missing": 0,
    "more_time_is_proposed": False,
    "opening_has_begun": False,
    "has_declared_no_conflict": True,
    "bids_to_examine": 0,
    "panel_is_ready": True,
    "scores_missing": 0,
    "agreements_missing": 0,
    "lots_without_ranking": [],
    "_next_deadline_at": AHEAD,
    "_next_deadline_day": AHEAD.date(),
    "earliest_next_deadline": None,
    "next_key_is_ready": True,
    "asks_for_offers": True,
    "lots_still_open": [],
}
DEADLINE_PASSED = {"close", "open"}
NO_BIDS = {"decide_without_award"}


def favourable_for(move: str) -> dict:
    deadline = BEHIND if move in DEADLINE_PASSED else AHEAD
    proposed = {"more_time_is_proposed": move == "take_bids_again"}
    return {**FAVOURABLE, **proposed, "_deadline_at": deadline, "bids_admitted": 0 if move in NO_BIDS else 3}


def test_the_code_declares_exactly_this_table() -> None:
    assert declared(TenderLifecycle) == TABLE


@pytest.mark.parametrize("move", moves_of(TenderLifecycle))
@pytest.mark.parametrize("state", TenderState.values)
def test_every_state_move_and_role(state: str, move: str) -> None:
    with override("en"):
        check(TenderLifecycle, TABLE, state, move, favourable_for(move))


TOO_HIGH = (
    "The estimated value is too high for this ground: it holds below 30,000 EUR without VAT (Law). "
    "Choose another ground, or write a call that is published."
)
REFUSALS = [
    ("submit_for_review", "draft", {"missing_parts": ["the title", "a lot"]}, "Still missing: the title, a lot."),
    ("submit_for_review", "draft", {"_template": True}, "This is a template: start a draft from it."),
    ("cancel", "draft", {"_template": True}, "This is a template: start a draft from it."),
    ("submit_for_review", "draft", {"lots_with_wrong_weights": ["LOT-0001"]},
     "The weights do not add up to 100 in lot 1."),
    ("submit_for_review", "draft", {"leaves_bids_unbound": True},
     "Say among the terms for how many days a bid binds its firm: an open procedure of this value must."),
    ("submit_for_review", "draft", {"limits_wins_without_rule": True},
     "Say among the terms which lots a firm gets that came first in more lots than it may win."),
    ("submit_for_review", "draft", {"why_no_discounts": "The law knows none."}, "The law knows none."),
    *[
        (move, state, {"_by_invitation": True, **answers}, sentence)
        for move, state in [("submit_for_review", "draft"), ("publish", "approved"), ("publish_as_planned", "approved")]
        for answers, sentence in [
            ({"_value": 30_000}, TOO_HIGH),
            ({"_value": None}, "Give the estimated value: a call by invitation needs it."),
            ({"count_invited": 0}, "Name the firms that you invite."),
        ]
    ],
    ("submit_for_review", "draft", {"_by_invitation": True, "invitation_rule": None, "invitation_ceiling": None},
     "Say on which legal ground the call goes to invited firms only."),
    ("submit_for_review", "draft", {"_deadline_at": BEHIND}, "The deadline for bids has passed: set a later one."),
    ("submit_for_review", "draft", {"_deadline_at": None}, "There is no deadline for bids yet: set one."),
    ("submit_for_review", "draft",
     {"earliest_lawful_deadline": date(2027, 4, 1), "_deadline_day": date(2027, 3, 20)},
     "The deadline is too early: the law allows 1 April 2027 at the earliest."),
    ("approve", "in_review", {"_author_id": 7}, "You wrote this: another person must do it."),
    ("approve", "in_review", {"stood_in_for": Absent(pk=1)},
     "You stand in for Armand Visa, who wrote this: another person must do it."),
    ("approve", "in_review", {"lots_with_wrong_weights": ["1", "2"]}, "The weights do not add up to 100 in lots 1, 2."),
    ("approve", "in_review", {"_deadline_at": NOW}, "The deadline for bids has passed: set a later one."),
    ("publish", "approved", {"_deadline_at": BEHIND}, "The deadline for bids has passed: set a later one."),
    ("publish", "approved", {"_publish_from": AHEAD},
     "Wait until 20 March 2027, 10:00: the notice may not appear here earlier."),
    ("publish", "approved", {"committee_is_ready": False}, NO_KEYS),
    ("publish", "approved", {"waits_for_the_journal": True},
     "The Official Journal has not confirmed the notice yet: record its confirmation, or its publication."),
    ("publish_as_planned", "approved", {"_publish_at": AHEAD}, "No publication is planned for this moment."),
    *[
        ("publish_as_planned", "approved", answers, sentence)
        for answers, sentence in [
            ({"_deadline_at": BEHIND}, "The deadline for bids has passed: set a later one."),
            ({"_publish_from": AHEAD}, "Wait until 20 March 2027, 10:00: the notice may not appear here earlier."),
            ({"committee_is_ready": False}, NO_KEYS),
            ({"waits_for_the_journal": True},
             "The Official Journal has not confirmed the notice yet: record its confirmation, or its publication."),
        ]
    ],
    ("publish_as_planned", "approved", {"_publish_at": None}, "No publication is planned for this moment."),
    ("close", "published", {"_deadline_at": AHEAD}, "The deadline for bids has not passed yet."),
    ("open", "closed", {"_deadline_at": AHEAD}, "The deadline for bids has not passed yet."),
    ("open", "closed", {"more_time_is_proposed": True},
     "The portal could not be reached when bids were due: an officer accepts or declines more time first."),
    ("take_bids_again", "closed", {"more_time_is_proposed": False}, "No outage of the portal asks for more time."),
    ("take_bids_again", "closed", {"opening_has_begun": True},
     "The opening has begun: the deadline can't be extended any more."),
    ("open", "closed", {"unlocks_missing": 2}, "2 more committee members must unlock."),
    ("examine", "opened", {"has_declared_no_conflict": False},
     "Declare first that you have no conflict of interest with the bidders."),
    ("evaluate", "admissibility", {"bids_to_examine": 4}, "4 bids are neither admitted nor rejected yet."),
    ("evaluate", "admissibility", {"bids_admitted": 0}, "No bid was admitted: decide without award."),
    ("evaluate", "admissibility", {"panel_is_ready": False},
     "A panel member has not declared its interests, or no chair is named."),
    ("close_scoring", "evaluation", {"scores_missing": 3}, "3 scores are missing."),
    ("prepare_decision", "consensus", {"agreements_missing": 2}, "The panel has not agreed on 2 scores."),
    ("prepare_decision", "consensus", {"lots_without_ranking": ["2"]}, "No ranking yet for lot 2."),
    ("decide_without_award", "opened", {"bids_to_examine": 1}, "1 bid is neither admitted nor rejected yet."),
    ("decide_without_award", "admissibility", {"bids_admitted": 1}, "Admitted bids must be evaluated first."),
    ("close_scoring", "evaluation", {"asks_for_offers": False},
     "Requests to participate are not scored: start the next round."),
    ("start_next_round", "evaluation", {"_next_deadline_at": None}, "No further round is prepared."),
    ("start_next_round", "evaluation", {"_next_deadline_at": BEHIND},
     "The deadline of the next round has passed: set a later one."),
    ("start_next_round", "evaluation", {"earliest_next_deadline": date(2027, 4, 1)},
     "The deadline of the next round is too early: the law allows 1 April 2027 at the earliest."),
    ("start_next_round", "evaluation", {"next_key_is_ready": False},
     "The opening committee has not made or tried the keys of the next round."),
    ("start_next_round", "evaluation", {"bids_admitted": 0}, "No bid was admitted: decide without award."),
    ("conclude", "decision", {"lots_still_open": ["1"]}, "Still open: lot 1."),
]  # fmt: skip


@pytest.mark.parametrize(("move", "state", "answers", "sentence"), REFUSALS)
def test_a_rule_that_says_no_says_why(move: str, state: str, answers: dict, sentence: str) -> None:
    role = next(iter(TABLE[state, move].roles))
    thing = paper(TenderLifecycle, state, role, **{**favourable_for(move), **answers})
    by = None if role == CLOCK else SimpleNamespace(pk=7)
    with override("en"):
        assert [str(said) for said in blockers(thing, move, by=by, now=NOW)] == [sentence]


def test_every_rule_of_the_table_is_tried() -> None:
    tried = {(move, name) for move, _state, answers, _sentence in REFUSALS for name in answers}
    asked = {
        (name, rule.__name__)
        for name, method in moves_of(TenderLifecycle).items()
        for edge in method._django_fsm.transitions.values()
        for rule in edge.custom["rules"]
    }
    assert {move for move, _rule in asked} == {move for move, _name in tried}
    # `deadline_leaves_time` of publish is the same function as that of submit_for_review.
    assert len(asked) - 1 <= len(REFUSALS)


def test_all_sentences_are_said_at_once() -> None:
    answers = {**favourable_for("evaluate"), "bids_to_examine": 1, "panel_is_ready": False}
    thing = paper(TenderLifecycle, "admissibility", Role.OFFICER, **answers)
    assert len(blockers(thing, "evaluate", by=SimpleNamespace(pk=7), now=NOW)) == 2
