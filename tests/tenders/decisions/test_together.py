"""Lots won together, from the ranking to the letters: who gets them, at which price, and what those who lose learn."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from procurement.lifecycle import blockers
from tenders.decisions import actions
from tenders.decisions.letters import letter_on_paper
from tenders.decisions.motivated import motivated_decision
from tenders.decisions.queries import warnings
from tenders.evaluation import packing
from tenders.evaluation.combined import together_in_words
from tenders.models import Bid, CallTerms, Consensus, Decision, Letter, PanelMember
from tenders.record.results import results_of
from tests.factories.calls import by_price_alone, place
from tests.factories.decided import call_in_decision, firms, offer, rank
from tests.tenders.decisions.conftest import DRAFTED, NOTIFIED, SIGNED, Room, address, refusal

# By lot: what each of three firms asks. The second firm gives 10 % on lots 1 and 3 together: 99 + 171 = 270 for 300.
PRICES = {"LOT-0001": (100, 110, 130), "LOT-0002": (50, 60, 70), "LOT-0003": (200, 190, 205)}
CENT = Decimal("0.01")


@pytest.fixture
def room(personas) -> Room:
    tender = call_in_decision(personas, lots=3)
    CallTerms.objects.create(tender=tender, most_discounts=1)
    found = Room(personas, tender, firms(3))
    for lot in tender.lots.all():
        prices = zip(found.firms, PRICES[lot.identifier], strict=True)
        offers = [offer(lot, firm, price=Decimal(price).quantize(CENT)) for firm, price in prices]
        found.offers[lot.identifier] = sorted(offers, key=lambda one: one.price)
        rank(lot, found.offers[lot.identifier])
    Consensus.objects.all().delete()
    by_price_alone(tender)
    give(found.firms[1], "LOT-0001", "LOT-0003")
    return found


def give(firm, *lots: str, percent: str = "10.00") -> None:
    Bid.objects.filter(supplier=firm).update(discounts=[{"lots": list(lots), "percent": percent}])


def of(room: Room, lot: str, firm: int):
    return next(one for one in room.offers[lot] if one.supplier == room.firms[firm])


def drafted(room: Room, lot: str, firm: int = 1, **more: object) -> Decision:
    return room.draft(room.tender.lots.get(identifier=lot), winners=[of(room, lot, firm)], **more)


def doubts(decision: Decision) -> str:
    return " | ".join(map(str, warnings(decision)))


def test_who_drafts_is_told_the_combination_and_what_it_costs(room):
    first, second, third = room.tender.lots.all()
    for lot in (first, third):
        said = doubts(Decision(lot=lot))
        assert f"Lots 1, 3 together to {room.firms[1]}, 10 % less:" in said
        assert "270.00" in said
        assert "290.00" in said  # the lowest prices of both lots
    assert "together" not in doubts(Decision(lot=second))


def test_an_award_to_the_combination_has_the_price_less_its_discount(room):
    first = drafted(room, "LOT-0001")
    assert first.combination == {"lots": ["LOT-0001", "LOT-0003"], "bid": of(room, "LOT-0001", 1).bid.number,
                                 "percent": "10.00", "price": "99.00", "total": "270.00"}  # fmt: skip
    assert first.price_of(of(room, "LOT-0001", 1)) == Decimal("99.00")
    alone = drafted(room, "LOT-0002", 0)
    assert alone.combination == {}
    assert alone.price_of(of(room, "LOT-0002", 0)) == Decimal("50.00")


def test_who_chooses_otherwise_is_told_to_say_why(room):
    other = drafted(room, "LOT-0001", 0)
    assert other.combination == {}
    assert "the grounds must say why it is not chosen" in doubts(other)
    assert "the grounds must say why it is not chosen" not in doubts(drafted(room, "LOT-0003"))


def test_lots_won_together_are_approved_and_told_together(room):
    first = drafted(room, "LOT-0001")
    said = "This award stands on lots won together: decide the same way on lot 3 first."
    assert refusal(actions.approve_decision, first, by=room.people.approver, now=SIGNED) == [said]
    other = drafted(room, "LOT-0003", 0)
    assert refusal(actions.approve_decision, first, by=room.people.approver, now=SIGNED) == [said]
    actions.redraft_decision(
        other, grounds=other.grounds, advantages=other.advantages, winners=[of(room, "LOT-0003", 1)],
        by=room.people.officer, now=DRAFTED,
    )  # fmt: skip
    room.sign(first)
    assert said in [str(one) for one in blockers(first, "notify", by=room.people.officer, now=NOTIFIED)]
    room.sign(Decision.objects.get(lot__identifier="LOT-0003"))
    assert said not in [str(one) for one in blockers(first, "notify", by=room.people.officer, now=NOTIFIED)]


def test_a_lot_that_is_given_up_takes_its_combinations_along(room):
    room.sign(drafted_no_award(room, "LOT-0003"))
    assert "together" not in doubts(Decision(lot=room.tender.lots.get(identifier="LOT-0001")))
    assert drafted(room, "LOT-0001", 0).combination == {}


def drafted_no_award(room: Room, lot: str) -> Decision:
    return room.draft(room.tender.lots.get(identifier=lot), outcome="no_award")


def test_a_winner_that_falls_away_leaves_its_other_lots_to_be_decided_again(room):
    first, _third = (drafted(room, lot) for lot in ("LOT-0001", "LOT-0003"))
    for decision in Decision.objects.all():
        room.sign(decision)
    again = drafted(room, "LOT-0001", 0, supersedes=first)
    assert again.combination == {}
    said = doubts(again)
    assert "Lot 3 was awarded together with this one: its discount holds no more" in said
    assert "Lots 1, 3 together" not in said


def test_a_lot_whose_bids_are_all_rejected_keeps_no_combination_from_the_others(room):
    second = room.tender.lots.get(identifier="LOT-0002")
    second.rankings.all().delete()
    assert drafted(room, "LOT-0001").combination == {}  # its bids are still in the running
    Decision.objects.all().delete()
    for bid in second.bids():
        place(bid, "rejected")
    assert drafted(room, "LOT-0001").combination["total"] == "270.00"


def test_a_winner_that_is_chosen_again_keeps_its_discount(room):
    first, third = (drafted(room, lot) for lot in ("LOT-0001", "LOT-0003"))
    for decision in (first, third):
        room.sign(decision)
    again = drafted(room, "LOT-0001", supersedes=first)
    assert again.combination == first.combination
    assert again.stands_with(third)


def test_a_draft_written_anew_is_weighed_with_its_new_winner(room):
    first, third = (drafted(room, lot) for lot in ("LOT-0001", "LOT-0003"))
    for decision in (first, third):
        room.sign(decision)
    again = drafted(room, "LOT-0001", 0, supersedes=first)
    back = redrafted(room, again, of(room, "LOT-0001", 1))
    assert back.combination == first.combination
    assert redrafted(room, back, of(room, "LOT-0001", 0)).combination == {}


def redrafted(room: Room, draft: Decision, winner) -> Decision:
    said = {"grounds": draft.grounds, "advantages": draft.advantages, "winners": [winner]}
    return actions.redraft_decision(draft, **said, by=room.people.officer, now=DRAFTED)


def test_a_tie_is_told(room):
    give(room.firms[0], "LOT-0001", "LOT-0003", percent="10.00")
    assert "cost the same" in doubts(Decision(lot=room.tender.lots.first()))
    chosen = drafted(room, "LOT-0001", 0)
    assert chosen.combination["total"] == "270.00"  # 90 + 180, as 99 + 171


def test_discounts_that_can_t_be_weighed_are_not_guessed_at(room, monkeypatch):
    monkeypatch.setattr(packing, "MOST_STEPS", 0)
    assert "overlap in more ways than can be weighed" in doubts(Decision(lot=room.tender.lots.first()))
    assert drafted(room, "LOT-0001").combination == {}


def test_the_fingerprint_holds_the_combination_and_the_page_says_it(room, be):
    drafted(room, "LOT-0001")
    page = be("officer").get(address(room, "draft", room.tender.lots.get(identifier="LOT-0003"))).text
    assert "Lots 1, 3 together to" in page


@pytest.fixture
def notified(room) -> Room:
    decisions = [drafted(room, "LOT-0001"), drafted(room, "LOT-0002", 0), drafted(room, "LOT-0003")]
    for decision in decisions:
        room.sign(decision)
    room.notify(*decisions)
    return room


def letter(room: Room, firm: int):
    found = Letter.objects.get(supplier=room.firms[firm])
    with translation.override("en"):
        return {lot.lot.identifier: lot for lot in letter_on_paper(found, code="AAAA-BBBB").lots}


def test_who_loses_by_the_combination_learns_why_and_no_price_of_another(notified):
    told = letter(notified, 0)
    (said,) = told["LOT-0001"].together
    assert said.startswith(f"Lots 1, 3 are awarded together to {notified.firms[1]}, which gives 10 % less on each")
    assert "270.00" in said
    assert "bought lot by lot, these would have cost more" in said
    assert not [price for price in ("110", "190", "290", "130", "205") if price in said]
    assert told["LOT-0001"].rank == 1
    assert told["LOT-0001"].outcome == "loser"
    assert told["LOT-0002"].together == ()


def test_the_winner_reads_the_price_that_the_contract_has(notified):
    told = letter(notified, 1)
    assert [told[lot].price.amount for lot in ("LOT-0001", "LOT-0003")] == [Decimal("99.00"), Decimal("171.00")]
    assert told["LOT-0002"].price.amount == Decimal("60.00")  # not won: its own price


def test_who_offered_a_discount_in_vain_is_told_that_it_does_not_hold(room):
    give(room.firms[2], "LOT-0001", "LOT-0002", percent="1.00")
    decisions = [drafted(room, "LOT-0001"), drafted(room, "LOT-0002", 0), drafted(room, "LOT-0003")]
    for decision in decisions:
        room.sign(decision)
    room.notify(*decisions)
    said = "Your discount for lots 1, 2 together holds only if your bid wins all of them, and it does not."
    told = letter(room, 2)
    assert told["LOT-0001"].together[-1] == told["LOT-0002"].together[-1] == said
    assert len(told["LOT-0003"].together) == 1


def test_decision_and_public_result_have_the_price_less_the_discount(notified):
    first = Decision.objects.get(lot__identifier="LOT-0001")
    with translation.override("en"):
        paper = motivated_decision(first, code="AAAA-BBBB")
    assert [winner.price.amount for winner in paper.winners] == [Decimal("99.00")]
    assert paper.together.startswith("Lots 1, 3 are awarded together")
    prices = [result.winners[0].price for result in results_of(notified.tender, NOTIFIED)]
    assert prices == [Decimal("99.00"), Decimal("50.00"), Decimal("171.00")]


def ranking_page(room: Room, client) -> str:
    return " ".join(client.get(reverse("evaluation:ranking", args=[room.tender.reference])).text.split())


def test_the_page_of_the_ranking_writes_the_sum_out(room, be):
    page = ranking_page(room, be("officer"))
    assert "Lots won together" in page
    assert re.search(r"340[.,]00.{1,5}\N{MINUS SIGN}.{0,2}20[.,]00.{1,5}=.{0,2}320[.,]00", page)  # 100 + 50 + 190
    assert page.count(">chosen<") == 1
    give(room.firms[1], "LOT-0001", "LOT-0003", percent="1.00")
    assert "No combination costs less." in ranking_page(room, be("officer"))
    CallTerms.objects.update(most_discounts=None)
    assert "Lots won together" not in ranking_page(room, be("officer"))


def test_who_judges_some_lots_only_reads_no_combination(room, be):
    declared = {"person": room.people.evaluator, "has_conflict": False, "declared_at": DRAFTED}
    room.tender.declarations.create(**declared)
    seat = PanelMember.objects.create(tender=room.tender, person=room.people.evaluator)
    assert "Lots won together" in ranking_page(room, be("evaluator"))
    seat.lots.set([room.tender.lots.first()])
    assert "Lots won together" not in ranking_page(room, be("evaluator"))


def test_the_evaluation_report_says_it(room):
    with translation.override("en"):
        combination, total = together_in_words(room.tender)
    assert combination.startswith(f"Lots 1, 3 together to {room.firms[1]}, 10 % less:")
    assert "320.00" in total
    assert together_in_words(call_in_decision(room.people)) == ()
