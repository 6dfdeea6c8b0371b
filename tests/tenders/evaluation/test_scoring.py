"""The worked cases: every sum in `worked_cases.md` is worked out again and compared with the program."""

import ast
import operator
import re
from fractions import Fraction
from pathlib import Path

import pytest

from tenders.evaluation.scoring import rank, read_matrix, result_as_json

PAPER = Path(__file__).with_name("worked_cases.md").read_text(encoding="utf-8")
SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-"})
OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def cases():
    for text in PAPER.split("\n### ")[1:]:
        title, _, rest = text.partition("\n")
        rules = re.search(r"^`(.+)`$", rest, re.MULTILINE).group(1)
        header, _, *rows = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in rest.splitlines() if line.startswith("|")
        ]
        yield pytest.param(rules, [dict(zip(header, row, strict=True)) for row in rows], id=title)


CASES = list(cases())


def criterion(words):
    if words[0] == "price":
        given = {"id": "price", "kind": "price", "weight": words[1], "formula": words[2]}
        return given | ({"reference": words[3]} if words[2] == "reference" else {})
    names = {"scale": "scale_max", "threshold": "threshold"}
    rest = {names[name]: value for name, value in zip(words[2::2], words[3::2], strict=True)}
    return {"id": words[0], "kind": "quality", "weight": words[1]} | rest


def matrix(rules, rows):
    lines = [line.split() for line in rules.split("; ")]
    criteria = [criterion(words) for words in lines if words[0] not in {"rounding", "tie-break"}]
    bids = [
        {"id": row["bid"], "scores": {one["id"]: row[one["id"]] for one in criteria if one["kind"] == "quality"}}
        | ({"price": row["price"]} if "price" in row else {})
        for row in rows
    ]
    ties = [words[1:] for words in lines if words[0] == "tie-break"]
    return {"rounding": int(lines[0][1]), "criteria": criteria, "bids": bids, "tie_break": ties[0] if ties else []}


def worth(term):
    """Work out a written sum exactly, knowing nothing of the program under test."""
    match term:
        case ast.BinOp():
            return OPERATIONS[type(term.op)](worth(term.left), worth(term.right))
        case ast.Call(func=ast.Name(id="max")):
            return max(map(worth, term.args))
        case ast.Constant():
            return Fraction(str(term.value))
    raise AssertionError(ast.dump(term))


def answer(cell):
    """The right-hand side of a written sum, once its left-hand side has been worked out."""
    left, sign, right = re.fullmatch(r"(?:(.*) ([=≈]) )?([0-9.]+)", cell).groups()
    if sign:
        exact = worth(ast.parse(left.translate(SIGNS), mode="eval").body)
        places = len(right.partition(".")[2])
        assert (exact == Fraction(right)) is (sign == "="), f"{cell}: exact or rounded?"
        assert Fraction(right) == (exact * 10**places + Fraction(1, 2)) // 1 / Fraction(10**places), cell
    return right


def points_in(row):
    return [(key, cell) for key, cell in row.items() if key.endswith(" points")]


def expected(rows):
    ranking = [
        {
            "id": row["bid"],
            "rank": int(row["rank"].split()[0]),
            "total": answer(row["total"]),
            "points": {key.removesuffix(" points"): answer(cell) for key, cell in points_in(row)},
            "tied": row["rank"].endswith(" tied"),
        }
        for row in rows
        if not row["rank"].startswith("out")
    ]
    excluded = [
        {"id": row["bid"], "criterion": row["rank"].removeprefix("out: "), "reason": "below_threshold"}
        for row in rows
        if row["rank"].startswith("out")
    ]
    return {
        "ranking": sorted(ranking, key=lambda one: (one["rank"], one["id"])),
        "excluded": sorted(excluded, key=lambda one: one["id"]),
    }


@pytest.mark.parametrize(("rules", "rows"), CASES)
def test_the_program_finds_what_the_paper_says(rules, rows):
    assert result_as_json(rank(read_matrix(matrix(rules, rows)))) == expected(rows)


@pytest.mark.parametrize(("rules", "rows"), CASES)
def test_totals_on_paper_add_the_points_on_paper(rules, rows):
    for row in rows:
        if not row["rank"].startswith("out"):
            points = [answer(cell) for _, cell in points_in(row)]
            assert row["total"].removesuffix(" = " + answer(row["total"])) == " + ".join(points)


def test_no_case_is_lost_on_the_way_from_paper():
    assert len(CASES) == PAPER.count("\n### ") >= 40
    assert len({case.id for case in CASES}) == len(CASES)
