"""Scores stand on the published levels: what is asked on the sheet, what is refused, what papers say."""

from decimal import Decimal

import pytest

from procurement.lifecycle import Refused
from tenders.calls.scales import usual_levels
from tenders.evaluation import actions
from tenders.evaluation.queries import ranking_of
from tenders.models import LotBid, Score
from tenders.models.levels import kept
from tests.factories.calls import place
from tests.factories.judged import NOW, agreed, get, named, post, quality, room

pytestmark = pytest.mark.django_db


@pytest.fixture
def bid(lot) -> LotBid:
    lot.criteria.filter(kind="quality").update(levels=kept(usual_levels("en")), scale_max=5)
    place(lot.tender, "evaluation")
    return named(lot, "Clear SA", "100.00", state="admitted")


def address(bid: LotBid) -> str:
    return room(bid.lot.tender, f"scores/{bid.pk}/{quality(bid.lot).pk}/")


def test_each_level_is_a_row_to_press_with_its_description(client, personas, bid):
    page = get(client, personas.evaluator, address(bid))
    assert page.count('class="govuk-radios__item"') == 6
    assert "The bid says nothing on this point." in page
    post(client, personas.evaluator, address(bid), {"value": "3", "reason": "Clear on page 4.", "seen": ""})
    assert Score.objects.get().value == 3
    chosen = get(client, personas.evaluator, address(bid))
    assert chosen.count(" checked") == 1
    assert chosen.index('value="3"') < chosen.index(" checked") < chosen.index('value="4"')


@pytest.mark.parametrize("value", ["2.5", "6", "-1"])
def test_a_score_between_or_beyond_the_levels_is_refused_and_the_reason_kept(client, personas, bid, value):
    said = {"value": value, "reason": "Clear on page 4.", "seen": ""}
    page = post(client, personas.evaluator, address(bid), said, status=422)
    assert "The score must be one of the published levels: 0, 1, 2, 3, 4, 5." in page
    assert "Clear on page 4." in page
    assert not Score.objects.exists()


def test_the_deed_refuses_it_too_and_so_does_the_agreement(personas, bid):
    said = {"value": Decimal("2.5"), "reason": "Clear on page 4.", "now": NOW}
    with pytest.raises(Refused, match="one of the published levels"):
        actions.give_score(bid, quality(bid.lot), **said, by=personas.evaluator)
    place(bid.lot.tender, "consensus")
    bid.refresh_from_db()
    with pytest.raises(Refused, match="one of the published levels"):
        actions.agree(bid, quality(bid.lot), **said, by=personas.chair)


def test_papers_name_the_level_that_was_reached(personas, bid):
    place(bid.lot.tender, "consensus")
    agreed(bid, personas.chair, "4")
    actions.rank_lot(bid.lot, by=personas.chair, now=NOW)
    levels = {score.criterion: score.level for score in ranking_of(bid.lot)[0].scores}
    assert levels[quality(bid.lot).name] == "4 of 5 on the published scale, “Good”."
    assert sorted(map(bool, levels.values())) == [False, True]
