"""The shape of a page of a declaration: fields made from the questions of its criteria."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from procurement import countries
from procurement.lifecycle import Sentence
from suppliers.declarations.answers import MAX_ROWS
from suppliers.declarations.criteria import Criterion, Kind
from suppliers.declarations.fields import fields_of
from suppliers.declarations.steps import Step
from suppliers.declarations.wording import CRITERIA
from suppliers.models import Declaration
from suppliers.onboarding.numbers import NotANumber, one_spelling

ROWS = 3  # as many as the years that calls ask about; one more than is filled


@dataclass(frozen=True, slots=True)
class Block:
    """Fields that belong together; `legend` is "" where one field says it all."""

    legend: Sentence
    fields: Sequence[BoundField]


class StepForm(forms.Form):
    """The questions of one page, filled with what was answered before."""

    def __init__(self, *args: Any, step: Step, answers: Mapping[str, Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step, self._blocks, self._today = step, [], today  # type: ignore[var-annotated]
        for criterion, names in step.asks:
            answer = answers.get(criterion.code, {})
            if not criterion.repeats:
                self._add(criterion, answer, names=names, legend=CRITERIA[criterion.code], prefix=criterion.code)
                continue
            rows = answer.get("rows", [])
            for place in range(min(MAX_ROWS, max(ROWS, len(rows) + 1))):
                row = rows[place] if place < len(rows) else self._suggested(criterion, place)
                legend = _("%(what)s, %(number)s") % {"what": CRITERIA[criterion.code], "number": place + 1}
                self._add(criterion, row, names=names, legend=legend, prefix=f"{criterion.code}-{place}")

    def _suggested(self, criterion: Criterion, place: int) -> dict[str, Any]:
        """Suggest the last years, so that only figures are typed; a suggestion alone is no answer."""
        year = self._today.year - 1 - place
        if criterion.shape == "headcount":
            return {"year": year}
        return {"period": [f"{year}-01-01", f"{year}-12-31"]} if criterion.shape == "turnover" else {}

    def _add(
        self, criterion: Criterion, values: Mapping[str, Any], *, names: Sequence[str], legend: Sentence, prefix: str
    ) -> None:
        added = []
        for name in names:
            alone = legend if names == ("answer",) or len(criterion.questions()) == 1 else None
            for key, field in fields_of(criterion, name, values.get(name), alone):
                self.fields[f"{prefix}-{key}"] = field
                added.append(f"{prefix}-{key}")
        self._blocks.append(("" if len(added) == 1 else legend, added))

    @property
    def blocks(self) -> list[Block]:
        """The fields in their groups."""
        return [Block(legend, [self[name] for name in names]) for legend, names in self._blocks]

    def clean(self) -> dict[str, Any]:
        """Say beside the field when one day of a period is missing, or the days are in the wrong order."""
        data: dict[str, Any] = super().clean() or {}
        for name in [name for name in self.fields if name.endswith("-start")]:
            end = f"{name.removesuffix('start')}end"
            first, last = data.get(name), data.get(end)
            whole = bool(first and last and first <= last)
            if (first or last) and not whole and not {name, end} & set(self.errors):
                self.add_error(end, _("Give the first and the last day of a period, in this order."))
        return data

    def said(self) -> dict[str, dict[str, Any]]:
        """Return what a valid form says, by criterion."""
        return {criterion.code: self._said_of(criterion, names) for criterion, names in self.step.asks}

    def _said_of(self, criterion: Criterion, names: Sequence[str]) -> dict[str, Any]:
        if not criterion.repeats:
            return self._row(criterion, names, criterion.code)
        prefixes = dict.fromkeys(
            name.removeprefix(f"{criterion.code}-").split("-")[0]
            for name in self.fields
            if name.startswith(f"{criterion.code}-")
        )
        rows = [self._row(criterion, names, f"{criterion.code}-{place}") for place in prefixes]
        return {"rows": [row for row in rows if _says_something(criterion, row)]}

    def _row(self, criterion: Criterion, names: Sequence[str], prefix: str) -> dict[str, Any]:
        data = self.cleaned_data
        row: dict[str, Any] = {}
        for name in names:
            if criterion.questions()[name].kind is Kind.PERIOD:
                row[name] = [data.get(f"{prefix}-start"), data.get(f"{prefix}-end")]
            else:
                row[name] = data.get(f"{prefix}-{name}")
        return row


def _says_something(criterion: Criterion, row: Mapping[str, Any]) -> bool:
    """A year or a period alone, as it was suggested, says nothing."""
    suggested = {"headcount": "year", "turnover": "period"}.get(criterion.shape, "")
    return any(value not in (None, "", [None, None]) for name, value in row.items() if name != suggested)


class OtherFirmForm(forms.Form):
    """Another firm of which this one hands in a declaration."""

    about = forms.ChoiceField(
        label=_("Who is it?"),
        choices=[choice for choice in Declaration.About.choices if choice[0] != "self"],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name of that firm"), max_length=400)
    country = forms.ChoiceField(label=_("Country of its registered office"), choices=countries.choices)
    identifier = forms.CharField(
        label=_("Its company number"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Check the number by the rule of its country, beside the field."""
        data: dict[str, Any] = super().clean() or {}
        try:
            data["identifier"] = one_spelling(data.get("country", ""), data.get("identifier", ""))
        except NotANumber as error:
            self.add_error("identifier", str(error.sentence))
        return data


class ImportForm(forms.Form):
    """An ESPD made elsewhere."""

    file = forms.FileField(
        label=_("ESPD (XML)"),
        help_text=_("A response is taken in; of a request you see what it asks. ESPD-EDM 4, at most 20 MB."),
    )
