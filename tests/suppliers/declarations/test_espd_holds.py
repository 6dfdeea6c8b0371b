"""Whatever a firm answers: kept once it stays the same, and it survives the way out and back."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from suppliers.declarations.answers import kept
from suppliers.declarations.criteria import Criterion, Group, Kind, criteria
from suppliers.declarations.espd import espd_of
from suppliers.declarations.espd_reading import read_espd
from suppliers.declarations.reading import parts_of
from suppliers.models import Declaration, Supplier
from tests.personas import moment

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(date.isoformat)
# What XML can hold, and a person can type on one line or several.
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\u2028\u2029")
TEXTS = st.text(SIGNS | st.just("\n"), max_size=40)
ANSWERS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.INDICATOR: st.booleans(),
    Kind.DESCRIPTION: TEXTS,
    Kind.DATE: DAYS,
    Kind.PERIOD: st.tuples(DAYS, DAYS).map(sorted),
    Kind.COUNTRY: st.sampled_from(["BE", "FR", "LU", "NL", "CH"]),
    Kind.AMOUNT: st.decimals(0, 10**12, places=2).map(str),
    Kind.YEAR: st.integers(1900, 2200),
    Kind.NUMBER: st.integers(0, 10_000_000),
}


def values_of(group: Group) -> st.SearchStrategy[dict[str, Any]]:
    asked = {question.name: ANSWERS[question.kind] for question in group.walk() if question.name}
    return st.fixed_dictionaries({}, optional=asked)


def answer_to(criterion: Criterion) -> st.SearchStrategy[dict[str, Any]]:
    rows = criterion.group.rows()
    return (
        st.lists(values_of(rows), max_size=4).map(lambda found: {"rows": found}) if rows else values_of(criterion.group)
    )


DECLARATIONS = st.fixed_dictionaries({}, optional={code: answer_to(each) for code, each in criteria().items()})


def taken(said: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {code: kept(criteria()[code], values) for code, values in said.items()}
    return {code: values for code, values in found.items() if values}


@given(DECLARATIONS)
def test_what_is_kept_once_is_kept_the_same_again(said):
    answers = taken(said)
    assert taken(answers) == answers


@given(DECLARATIONS)
def test_out_and_back_it_is_the_same(said):
    answers = taken(said)
    firm = Supplier(name="Atelier <&>", country="BE", identifier="0400.000.002", address="Rue Neuve 12\n5000 Valbrume")
    if answers:
        sent = espd_of(Declaration(pk=1, supplier=firm, answers=answers), now=moment("2027-02-01"))
        assert taken(read_espd(sent)) == answers


@given(DECLARATIONS)
def test_everything_kept_can_be_shown(said):
    answers = taken(said)
    shown = [told for part in parts_of(answers) for told in part.told]
    assert len(shown) == sum(len(values.get("rows", "1")) for values in answers.values())
    assert all(told.word or told.lines for told in shown)
