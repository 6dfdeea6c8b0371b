"""Every ground of article 57: on which page it is asked, what a yes must tell, and where self-cleaning goes."""

import pytest

from suppliers.declarations.answers import kept
from suppliers.declarations.criteria import criteria
from suppliers.declarations.gaps import gaps_in
from suppliers.declarations.steps import step_of
from suppliers.models import Declaration
from tests.factories.declarations import clear

# code: page, what must be told after a yes, whether self-cleaning can be told (Directive 2014/24/EU art. 57(6)).
GROUNDS = {
    "crime-org": ("convictions", ["facts"], True),
    "corruption": ("convictions", ["facts"], True),
    "fraud": ("convictions", ["facts"], True),
    "terr-offence": ("convictions", ["facts"], True),
    "finan-laund": ("convictions", ["facts"], True),
    "human-traffic": ("convictions", ["facts"], True),
    "tax-pay": ("payments", ["country", "amount"], True),
    "socsec-pay": ("payments", ["country", "amount"], True),
    "envir-law": ("obligations", [], True),
    "socsec-law": ("obligations", [], True),
    "labour-law": ("obligations", [], True),
    "bankruptcy": ("insolvency", ["facts"], False),
    "insolvency": ("insolvency", ["facts"], False),
    "cred-arran": ("insolvency", ["facts"], False),
    "bankr-nat": ("insolvency", ["facts"], False),
    "liq-admin": ("insolvency", ["facts"], False),
    "susp-act": ("insolvency", ["facts"], False),
    "prof-misconduct": ("conduct", ["facts"], True),
    "distorsion": ("conduct", ["facts"], True),
    "sanction": ("conduct", ["facts"], True),
    "partic-confl": ("conduct", ["facts"], False),
    "prep-confl": ("conduct", ["facts"], False),
    "misrepresent": ("conduct", [], False),
    "nati-ground": ("conduct", [], False),
}
TOLD = {"facts": "A bill was padded.", "country": "BE", "amount": "12.00"}


def gaps(code: str, answer: dict[str, object]) -> list[str]:
    found = gaps_in(Declaration(answers={**clear(), code: answer}))
    return [gap.step for gap in found]


def test_these_are_all_of_them():
    assert [code for code, criterion in criteria().items() if criterion.is_ground] == list(GROUNDS)


@pytest.mark.parametrize("code", GROUNDS)
def test_a_ground_is_asked_on_its_page_and_must_be_answered(code: str):
    page, _needed, _cleans = GROUNDS[code]
    assert criteria()[code].step == page
    assert gaps(code, {}) == [page]
    assert gaps(code, {"answer": False}) == []


@pytest.mark.parametrize("code", GROUNDS)
def test_a_yes_must_tell_what_an_authority_has_to_know(code: str):
    _page, needed, _cleans = GROUNDS[code]
    assert gaps(code, {"answer": True}) == ([code] if needed else [])
    told = {name: TOLD[name] for name in needed}
    for missing in needed:
        rest = {name: value for name, value in told.items() if name != missing}
        assert gaps(code, {"answer": True, **rest}) == [code]
    assert gaps(code, {"answer": True, **told}) == []


@pytest.mark.parametrize("code", GROUNDS)
def test_self_cleaning_is_asked_where_the_document_has_a_place_for_it(code: str):
    _page, _needed, cleans = GROUNDS[code]
    said = {"answer": True, "measures": "Two people check every payment."}
    assert ("measures" in kept(criteria()[code], said)) == cleans
    step = step_of({code: {"answer": True}}, code)
    assert cleans == (step is not None and "measures" in step.asks[0][1])
