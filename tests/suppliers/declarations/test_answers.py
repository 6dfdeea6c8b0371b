"""What is kept of an answer: only what was asked, and only what is of its kind."""

import pytest

from procurement.lifecycle import Refused
from suppliers.declarations.answers import MAX_ROWS, MAX_TEXT, kept
from suppliers.declarations.criteria import criteria
from suppliers.declarations.wording import CRITERIA, HINTS, QUESTIONS, STEPS
from tests.factories.declarations import FULL

ALL = criteria()


def test_every_criterion_page_and_question_has_its_words():
    assert set(CRITERIA) == set(ALL)
    assert set(STEPS) == {criterion.step for criterion in ALL.values()}
    assert set(QUESTIONS) == {name for criterion in ALL.values() for name in criterion.questions()}
    assert set(HINTS) <= set(QUESTIONS)


def test_the_grounds_are_those_of_article_57():
    grounds = [code for code, criterion in ALL.items() if criterion.is_ground]
    assert len(grounds) == 24
    assert len({criterion.identifier for criterion in ALL.values()}) == len(ALL)
    assert len({criterion.tag for criterion in ALL.values()}) == len(ALL)


@pytest.mark.parametrize("code", FULL)
def test_a_whole_answer_is_kept_as_it_is(code):
    assert kept(ALL[code], FULL[code]) == FULL[code]


@pytest.mark.parametrize(
    ("code", "said", "left"),
    [
        ("corruption", {"answer": False, "facts": "x"}, {"answer": False}),
        ("corruption", {"facts": "x"}, {}),
        ("corruption", {"answer": True, "facts": "  a\r\nb ", "other": 1}, {"answer": True, "facts": "a\nb"}),
        ("tax-pay", {"answer": True, "date": "2026-01-15", "means": "A letter"}, {"answer": True, "means": "A letter"}),
        ("tax-pay", {"answer": True, "amount": 12, "country": ""}, {"answer": True, "amount": "12.00"}),
        ("trade-regist", {"answer": True, "why": "x", "number": "7"}, {"answer": True, "number": "7"}),
        ("trade-regist", {"answer": False, "why": "x", "number": "7"}, {"answer": False, "why": "x"}),
        ("gen-year-to", {"rows": [{}, {"amount": "1"}]}, {"rows": [{"amount": "1.00"}]}),
        ("gen-year-to", {"rows": [{}]}, {}),
        ("year-manpower", {"rows": [{"year": "2026", "people": "3.0"}]}, {"rows": [{"year": 2026, "people": 3}]}),
        ("misrepresent", {"answer": None}, {}),
    ],
)
def test_what_was_not_asked_or_not_said_is_left_out(code, said, left):
    assert kept(ALL[code], said) == left


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("corruption", {"answer": "yes"}),
        ("corruption", {"answer": True, "date": "tomorrow"}),
        ("corruption", {"answer": True, "period": ["2026-01-02", "2026-01-01"]}),
        ("corruption", {"answer": True, "period": ["2026-01-02", ""]}),
        ("corruption", {"answer": True, "facts": "x" * (MAX_TEXT + 1)}),
        ("corruption", {"answer": True, "facts": "a\x00b"}),
        ("corruption", {"answer": True, "facts": "a\u202eb"}),
        ("tax-pay", {"answer": True, "country": "Belgium"}),
        ("tax-pay", {"answer": True, "amount": "NaN"}),
        ("tax-pay", {"answer": True, "amount": "-1"}),
        ("tax-pay", {"answer": True, "amount": "1e20"}),
        ("tax-pay", {"answer": True, "amount": "much"}),
        ("year-manpower", {"rows": [{"year": "12"}]}),
        ("year-manpower", {"rows": [{"people": "2.5"}]}),
        ("year-manpower", {"rows": [{"people": "Infinity"}]}),
    ],
)
def test_what_is_not_of_its_kind_is_refused_in_a_sentence(code, said):
    with pytest.raises(Refused) as refused:
        kept(ALL[code], said)
    assert str(refused.value).endswith(".")


def test_rows_are_bounded():
    rows = [{"amount": "1"}] * (MAX_ROWS + 5)
    assert len(kept(ALL["gen-year-to"], {"rows": rows})["rows"]) == MAX_ROWS
