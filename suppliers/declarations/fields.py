"""The fields of one question, by the kind of its answer."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement import countries
from procurement.amounts import AmountField
from procurement.forms import DayInput
from procurement.lifecycle import Sentence
from suppliers.declarations.answers import FIRST_YEAR, LAST_YEAR, MAX_PEOPLE, MAX_TEXT
from suppliers.declarations.criteria import Criterion, Kind
from suppliers.declarations.gaps import NEEDED
from suppliers.declarations.wording import HINTS, QUESTIONS

SHORT = {"number", "recipient", "who"}
EXCLUDED = (_("First day of an exclusion set by the judgment"), _("Last day of that exclusion"))
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class DayField(forms.DateField):
    """A day, in the browser's own calendar."""

    widget = DayInput()


def fields_of(criterion: Criterion, name: str, value: Any, alone: Sentence | None) -> Iterator[tuple[str, forms.Field]]:
    """Yield the fields of one question: a period has two."""
    kind, label = criterion.questions()[name].kind, alone or QUESTIONS[name]
    needed = criterion.is_ground and name in {"answer", *NEEDED}
    shown: dict[str, Any] = {"label": label, "required": needed, "initial": value, "help_text": HINTS.get(name, "")}
    if kind is Kind.PERIOD:
        first, last = value or (None, None)
        words = EXCLUDED if criterion.is_ground else (_("First day"), _("Last day"))
        yield "start", DayField(**{**shown, "label": words[0], "initial": first})
        yield "end", DayField(**{**shown, "label": words[1], "initial": last})
        return
    if kind is Kind.INDICATOR:
        shown |= {"initial": None if value is None else "yes" if value else "no"}
    yield name, _MADE[kind](name, shown)


def _text(name: str, shown: dict[str, Any]) -> forms.Field:
    if name in SHORT:
        return forms.CharField(max_length=300, widget=forms.TextInput({"autocomplete": "off"}), **shown)
    return forms.CharField(max_length=MAX_TEXT, widget=forms.Textarea({"rows": 4}), **shown)


def _amount(_name: str, shown: dict[str, Any]) -> forms.Field:
    given = shown["initial"]
    return AmountField(**{**shown, "initial": Decimal(given) if given else None})


def _yes_or_no(_name: str, shown: dict[str, Any]) -> forms.Field:
    how = {"coerce": lambda value: value == "yes", "empty_value": None, "widget": forms.RadioSelect}
    return forms.TypedChoiceField(choices=YES_NO, **how, **shown)  # type: ignore[arg-type]


_MADE = {
    Kind.INDICATOR: _yes_or_no,
    Kind.DESCRIPTION: _text,
    Kind.DATE: lambda _name, shown: DayField(**shown),
    Kind.COUNTRY: lambda _name, shown: forms.ChoiceField(choices=countries.choices, **shown),
    Kind.AMOUNT: _amount,
    Kind.YEAR: lambda _name, shown: forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, **shown),
    Kind.NUMBER: lambda _name, shown: forms.IntegerField(min_value=0, max_value=MAX_PEOPLE, **shown),
}
