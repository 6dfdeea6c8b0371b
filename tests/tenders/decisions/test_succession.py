"""A winner falls away: the rule is published beforehand, and whoever decides again is told who follows by it."""

import pytest
from django.urls import reverse

from tenders.calls import actions as calls
from tenders.calls.contents import parts_of
from tenders.calls.told_terms import told_of_call
from tenders.decisions.queries import warnings
from tenders.decisions.succession import who_follows
from tenders.models import CallTerms, Decision
from tests.factories.calls import TenderFactory
from tests.factories.published import award, judged_call, no_award, notify_award, offers, published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-10")
# A: 60 + 28 = 88. B: 60 × 50 ÷ 100 + 40 = 70. C: 60 × 50 ÷ 80 + 32 = 69.5.
# Without A, C has 60 + 32 = 92, and B 60 × 80 ÷ 100 + 40 = 88.
PRICES, SCORES = ("50", "100", "80"), ("7", "10", "8")


@pytest.fixture
def lot(personas):
    """The lot of a call in which the first of three is chosen, and told."""
    tender = judged_call(personas)
    lot = tender.lots.get()
    bids = zip(offers(lot), PRICES, SCORES, strict=True)
    matrix = {
        "rounding": 2,
        "criteria": [
            {"id": "price", "kind": "price", "weight": "60", "formula": "lowest_proportional"},
            {"id": "q1", "kind": "quality", "weight": "40", "scale_max": "10"},
        ],
        "bids": [{"id": bid.bid.number, "price": price, "scores": {"q1": score}} for bid, price, score in bids],
    }
    lot.rankings.update(matrix=matrix)
    notify_award(personas, lot)
    lot.refresh_from_db()
    return lot


def publish_rule(lot, rule: str) -> None:
    CallTerms.objects.update_or_create(tender=lot.tender, defaults={"after_fall": rule})


def again(lot) -> Decision:
    return Decision(lot=lot, supersedes=lot.decision_in_force())


@pytest.mark.parametrize(("rule", "place", "points"), [("next", 1, "70.00"), ("anew", 2, "92.00")])
def test_who_decides_again_is_told_who_follows_by_the_published_rule(lot, rule, place, points):
    publish_rule(lot, rule)
    first, *_others = bids = offers(lot)
    (sentence,) = who_follows(again(lot))
    assert sentence.startswith(f"If {first.tenderer} falls away, the published rule is: ")
    assert str(CallTerms.AfterFall(rule).label) in sentence
    assert f"{bids[place].tenderer} then comes first, with {points} points." in sentence


def test_without_a_rule_or_a_ranking_nothing_is_told(lot):
    assert who_follows(again(lot)) == []
    publish_rule(lot, "")
    assert who_follows(again(lot)) == []
    publish_rule(lot, "anew")
    lot.rankings.update(matrix={})
    assert who_follows(again(lot)) == []


def test_the_first_decision_and_one_that_keeps_the_winner_need_no_rule(lot, personas):
    publish_rule(lot, "anew")
    assert who_follows(Decision(lot=lot)) == []
    kept = award(personas, lot, supersedes=lot.decision_in_force())
    assert who_follows(kept) == []


def test_nobody_falls_away_from_a_lot_that_was_not_awarded(personas):
    lot = judged_call(personas).lots.get()
    publish_rule(lot, "next")
    assert who_follows(Decision(lot=lot, supersedes=no_award(personas, lot))) == []


def test_who_approves_and_signs_reads_it_too(lot, personas):
    publish_rule(lot, "anew")
    other = award(personas, lot, supersedes=lot.decision_in_force(), place_=1)
    assert any("then comes first, with 92.00 points" in sentence for sentence in warnings(other))


def test_who_fell_before_does_not_come_back(lot, personas):
    publish_rule(lot, "next")
    _first, second, third = offers(lot)
    award(personas, lot, supersedes=lot.decision_in_force(), place_=1)
    lot.refresh_from_db()
    (sentence,) = who_follows(again(lot))
    assert f"{third.tenderer} then comes first, with 69.50 points." in sentence
    assert second.tenderer in sentence


def test_when_all_others_are_gone_nobody_follows(lot):
    publish_rule(lot, "next")
    ranking = lot.ranking()
    ranking.matrix["bids"] = ranking.matrix["bids"][:1]
    ranking.save()
    assert "no bid of this lot is left" in who_follows(again(lot))[0]


def test_the_page_of_a_new_draft_says_it(client, lot, personas, hands):
    hands.at = moment("2027-05-26")
    publish_rule(lot, "anew")
    client.force_login(personas.officer)
    page = client.get(reverse("decisions:draft", args=[lot.tender.reference, lot.pk])).text
    assert "ranked anew, as if its bid had never been there" in page


@pytest.mark.parametrize(("rule", "said"), [("next", "with the same points"), ("anew", "ranked anew"), ("", "")])
def test_everybody_reads_the_rule_on_the_call(client, rule, said):
    tender = published_call()
    CallTerms.objects.create(tender=tender, after_fall=rule)
    told = {one.what: one.said for one in told_of_call(tender, NOW)}
    assert said in told.get("If a winner falls away", "")
    page = client.get(f"/en/calls/{tender.reference}/").text
    assert ("If a winner falls away" in page) is bool(rule)


def test_an_officer_writes_it_an_approver_reads_it_and_a_copy_has_it(client, personas, hands):
    hands.at = NOW
    draft = TenderFactory(buyer=personas.buyer, author=personas.officer)
    client.force_login(personas.officer)
    client.post(reverse("calls:terms", args=[draft.reference]), {"languages": ["fr"], "after_fall": "anew"})
    assert CallTerms.objects.get().after_fall == "anew"
    said = {part.key: part.text for part in parts_of(draft, "en")}
    assert said["terms:after_fall"] == "The others are ranked anew, as if its bid had never been there"
    assert calls.copy_call(draft, by=personas.officer, now=NOW).terms.after_fall == "anew"
