"""The fields of a page, by the kind of each answer: how they are typed, shown again, and understood."""

from datetime import date

import pytest
from django.utils.translation import override

from suppliers.declarations.answers import MAX_ROWS, kept
from suppliers.declarations.criteria import criteria
from suppliers.declarations.forms import OtherFirmForm, StepForm
from suppliers.declarations.steps import Step, step_of, steps_of
from tests.factories.declarations import FULL, clear

TODAY = date(2027, 2, 1)
EVERYTHING = {**clear(), **FULL}
ALL = [step.name for step in steps_of(EVERYTHING)]


def form(name: str, data=None, answers=FULL) -> StepForm:
    step = step_of(answers, name)
    assert isinstance(step, Step)
    return StepForm(data, step=step, answers=answers, today=TODAY)


def shown_in(page: StepForm) -> dict[str, str]:
    """Return what a browser would send back from an untouched page."""
    values = {field.html_name: field.field.widget.format_value(field.value()) for field in page}
    return {name: value[0] if isinstance(value, list) else value or "" for name, value in values.items()}


@pytest.mark.parametrize("language", ["en", "fr", "nl", "de"])
@pytest.mark.parametrize("name", ALL)
def test_a_page_sent_back_untouched_says_the_same_in_every_language(name: str, language: str):
    with override(language):
        page = form(name, answers=EVERYTHING)
        again = form(name, shown_in(page), answers=EVERYTHING)
        assert again.is_valid(), again.errors
    for code, said in again.said().items():
        known = EVERYTHING.get(code, {})
        assert kept(criteria()[code], {**known, **said}) == known


def test_sums_stand_as_the_reader_writes_them():
    with override("fr"):
        assert 'value="1\u202f250,50"' in str(form("tax-pay")).replace("\xa0", "\u202f")
    with override("nl"):
        assert 'value="1.250,50"' in str(form("tax-pay"))


@pytest.mark.parametrize(
    ("name", "field", "typed"),
    [
        ("tax-pay", "tax-pay-amount", "much"),
        ("tax-pay", "tax-pay-country", "Atlantis"),
        ("tax-pay", "tax-pay-date", "soon"),
        ("people", "year-manpower-0-year", "12"),
        ("people", "year-manpower-0-people", "-3"),
        ("services", "service-perform-0-recipient", "x" * 301),
        ("convictions", "fraud-answer", "perhaps"),
    ],
)
def test_what_is_mistyped_is_told_beside_its_field(name: str, field: str, typed: str):
    assert field in form(name, {field: typed}).errors


def test_a_row_more_than_is_filled_can_be_added_up_to_the_limit():
    rows = [{"work": f"No {number}"} for number in range(5)]
    assert len(form("services", answers={"service-perform": {"rows": rows}}).blocks) == 6
    many = [{"work": "x"}] * MAX_ROWS
    assert len(form("services", answers={"service-perform": {"rows": many}}).blocks) == MAX_ROWS


def test_a_single_question_needs_no_legend_of_its_own():
    assert [block.legend for block in form("convictions").blocks] == [""] * 6
    assert str(form("finances").blocks[-1].fields[0].label) == "Professional risk insurance: the insured sum"
    assert str(form("finances").blocks[0].legend) == "General yearly turnover, 1"


def test_self_cleaning_says_what_it_is():
    assert "Self-cleaning (Directive 2014/24/EU art. 57(6))" in str(form("corruption"))


@pytest.mark.parametrize("about", ["member", "relied", "subcontractor"])
def test_another_firm_is_a_member_a_subcontractor_or_relied_on(about: str):
    said = {"about": about, "name": "Toitures SA", "country": "FR", "identifier": "732 829 320 00074"}
    found = OtherFirmForm(said)
    assert found.is_valid()
    assert found.cleaned_data["identifier"] == "732829320"


def test_another_firm_is_not_the_firm_itself():
    assert "about" in OtherFirmForm({"about": "self", "name": "X", "country": "BE"}).errors
