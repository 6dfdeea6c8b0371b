"""Rows are gathered under their headings, which count their sums."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

import pytest
from django.template import Context, Template

from procurement.headings import by_heading


@dataclass(frozen=True)
class Part:
    name: str
    heading: str = ""
    weight: Decimal | None = Decimal(10)
    points: Decimal = Decimal("7.25")
    maximum: Decimal = Decimal(10)
    winner_points: Decimal | None = None


PRICE, METHOD, TEAM, DELAY = Part("price"), Part("method", "quality"), Part("team", "quality"), Part("delay")


def names(rows) -> list[tuple[str, list[str]]]:
    return [(block.name, [row.name for row in block.rows]) for block in by_heading(rows)]


def test_parts_stand_together_where_the_first_of_them_stood():
    gathered = [("", ["price"]), ("quality", ["method", "team"]), ("", ["delay"])]
    assert names([PRICE, METHOD, TEAM, DELAY]) == gathered
    assert names([PRICE, METHOD, DELAY, TEAM]) == gathered


def test_two_rows_without_a_heading_are_never_one():
    assert names([PRICE, DELAY]) == [("", ["price"]), ("", ["delay"])]
    assert names([]) == []


@pytest.mark.parametrize("order", permutations([PRICE, METHOD, TEAM, DELAY]))
def test_every_row_stays_once_and_its_sums_do_not_hang_on_the_order(order):
    blocks = by_heading(order)
    assert sorted(row.name for block in blocks for row in block.rows) == ["delay", "method", "price", "team"]
    (quality,) = (block for block in blocks if block.name)
    assert (quality.weight, quality.points, quality.maximum) == (20, Decimal("14.50"), 20)


def test_a_sum_of_what_is_not_known_is_not_known():
    (block,) = by_heading([METHOD, Part("team", "quality", weight=None)])
    assert block.weight is None
    assert block.winner_points is None


def test_every_template_can_gather():
    page = "{% for block in rows|by_heading %}{{ block.name }}:{{ block.weight }} {% endfor %}"
    assert Template(page).render(Context({"rows": [PRICE, METHOD, TEAM]})) == ":10 quality:20 "
