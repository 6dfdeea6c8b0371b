"""The whole tables of a bid, and of a bid for one lot once it is opened."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from procurement.lifecycle import blockers, moves_of
from tenders.lifecycle.bid import BidLifecycle, BidState, LotBidLifecycle, LotBidState
from tests.lifecycles import NOW, check, declared, paper, read_table

BID = read_table("""
    draft      submit    owner,bid_signatory  submitted
    submitted  replace   owner,bid_signatory  replaced
    submitted  withdraw  owner,bid_signatory  withdrawn
    submitted  open      committee            opened
""")
LOT_BID = read_table("""
    opened        admit          officer        admitted
    opened        reject         officer        rejected
    admitted      examine_again  officer        opened
    rejected      examine_again  officer        opened
    admitted      rank           chair,officer  ranked
    admitted      exclude        chair,officer  rejected
    ranked        unrank         chair          admitted
    rejected      unrank         chair          admitted
    ranked        select         officer        selected
    ranked        pass_over      officer        not_selected
    selected      reconsider     signatory      ranked
    not_selected  reconsider     signatory      ranked
""")
YES = dict.fromkeys(
    [
        "call_takes_bids",
        "is_invited",
        "is_sealed",
        "deadline_has_passed",
        "has_declared_no_conflict",
        "call_is_in",
        "rejection_is_reasoned",
        "has_a_rank",
        "is_below_threshold",
        "is_a_winner",
        "is_passed_over",
    ],
    True,
)


def test_the_code_declares_exactly_these_tables() -> None:
    assert declared(BidLifecycle) == BID
    assert declared(LotBidLifecycle) == LOT_BID


@pytest.mark.parametrize("move", moves_of(BidLifecycle))
@pytest.mark.parametrize("state", BidState.values)
def test_every_state_move_and_role_of_a_bid(state: str, move: str) -> None:
    with override("en"):
        check(BidLifecycle, BID, state, move, YES)


@pytest.mark.parametrize("move", moves_of(LotBidLifecycle))
@pytest.mark.parametrize("state", LotBidState.values)
def test_every_state_move_and_role_of_a_lot_bid(state: str, move: str) -> None:
    with override("en"):
        check(LotBidLifecycle, LOT_BID, state, move, YES)


TOO_LATE = "The call takes no bids any more: its deadline has passed."
UNINVITED = "Only the firms that were selected take part in this round."
UNDECLARED = "Declare first that you have no conflict of interest with the bidders."
NOT_EXAMINED_NOW = "The call is not in admissibility."
UNREASONED = "Name the rule that is not met, and the facts."


@pytest.mark.parametrize(
    ("machine", "move", "state", "no", "sentence"),
    [
        (BidLifecycle, "submit", "draft", "call_takes_bids", TOO_LATE),
        (BidLifecycle, "submit", "draft", "is_invited", UNINVITED),
        (BidLifecycle, "submit", "draft", "is_sealed", "The bid is not sealed yet."),
        (BidLifecycle, "replace", "submitted", "call_takes_bids", TOO_LATE),
        (BidLifecycle, "withdraw", "submitted", "call_takes_bids", TOO_LATE),
        (BidLifecycle, "open", "submitted", "deadline_has_passed", "Bids stay sealed until the deadline has passed."),
        (LotBidLifecycle, "admit", "opened", "has_declared_no_conflict", UNDECLARED),
        (LotBidLifecycle, "admit", "opened", "call_is_in", NOT_EXAMINED_NOW),
        (LotBidLifecycle, "reject", "opened", "has_declared_no_conflict", UNDECLARED),
        (LotBidLifecycle, "reject", "opened", "call_is_in", NOT_EXAMINED_NOW),
        (LotBidLifecycle, "reject", "opened", "rejection_is_reasoned", UNREASONED),
        (LotBidLifecycle, "examine_again", "rejected", "has_declared_no_conflict", UNDECLARED),
        (LotBidLifecycle, "examine_again", "admitted", "call_is_in", NOT_EXAMINED_NOW),
        (LotBidLifecycle, "rank", "admitted", "has_a_rank", "The ranking does not hold this bid."),
        (
            LotBidLifecycle,
            "exclude",
            "admitted",
            "is_below_threshold",
            "No score of this bid is below its threshold.",
        ),
        (LotBidLifecycle, "exclude", "admitted", "rejection_is_reasoned", UNREASONED),
        (LotBidLifecycle, "unrank", "ranked", "call_is_in", "The scoring is not open."),
        (LotBidLifecycle, "select", "ranked", "is_a_winner", "The decision does not name this bid as a winner."),
        (LotBidLifecycle, "pass_over", "ranked", "is_passed_over", "No notified decision passes over this bid."),
    ],
)
def test_a_rule_that_says_no_says_why(machine: type, move: str, state: str, no: str, sentence: str) -> None:
    role = next(iter((BID if machine is BidLifecycle else LOT_BID)[state, move].roles))
    thing = paper(machine, state, role, **{**YES, no: False})
    thing.by_invitation = False
    with override("en"):
        assert [str(said) for said in blockers(thing, move, by=SimpleNamespace(pk=7), now=NOW)] == [sentence]


def test_a_call_by_invitation_says_so_to_who_is_not_invited() -> None:
    thing = paper(BidLifecycle, "draft", next(iter(BID["draft", "submit"].roles)), **{**YES, "is_invited": False})
    thing.by_invitation = True
    with override("en"):
        said = [str(sentence) for sentence in blockers(thing, "submit", by=SimpleNamespace(pk=7), now=NOW)]
    assert said == ["Only the firms that are invited take part in this call."]
