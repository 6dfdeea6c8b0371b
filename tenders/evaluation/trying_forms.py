"""What a firm types to try the published rules: its own bid, and those that it imagines of others."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _

from procurement.amounts import AmountField
from tenders.evaluation.forms import ScoreField
from tenders.evaluation.trying import Imagined
from tenders.models import AwardCriterion

OTHERS = 3


class TrialForm(forms.Form):
    """One's own bid, whole, and up to three others, each whole or empty."""

    use_required_attribute = False

    def __init__(self, *args: Any, criteria: Sequence[AwardCriterion], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.names = [_("Your bid"), *(_("Imagined bid %(number)s") % {"number": n + 1} for n in range(OTHERS))]
        for number in range(len(self.names)):
            for criterion in criteria:
                field = _field(criterion, language)
                field.part_of_a_whole = True  # type: ignore[attr-defined]  # forms/words.html: the bid is optional, not its parts
                self.fields[_key(number, criterion)] = field

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """Return the fields bid by bid, under the bid's name."""
        return [
            (name, [self[_key(number, criterion)] for criterion in self.criteria])
            for number, name in enumerate(self.names)
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for whole bids: what is half imagined cannot be compared."""
        data: dict[str, Any] = super().clean() or {}
        for number in range(len(self.names)):
            keys = [_key(number, criterion) for criterion in self.criteria]
            if number and not any(self.data.get(key) for key in keys):
                continue
            for key in keys:
                if key in data and data[key] is None:
                    self.add_error(key, self._lacking(number))
        return data

    def _lacking(self, number: int) -> str:
        return _("Fill in the whole imagined bid, or leave all of it empty.") if number else _("Fill this in.")

    def bids(self) -> list[Imagined]:
        """Return the bids that were filled in, one's own first; call it when the form is valid."""
        found = []
        for number, name in enumerate(self.names):
            given = {criterion: self.cleaned_data[_key(number, criterion)] for criterion in self.criteria}
            if None not in given.values():
                prices = [value for criterion, value in given.items() if criterion.kind == AwardCriterion.Kind.PRICE]
                scores = {c.code: value for c, value in given.items() if c.kind != AwardCriterion.Kind.PRICE}
                found.append(Imagined(name, prices[0] if prices else None, scores))
        return found


class PriceField(AmountField):
    """A price above zero: most formulas divide by it."""

    def to_python(self, value: Any) -> Any:
        """Refuse a price of nothing; a real bid of 0 is inquired into."""
        price = super().to_python(value)
        if price == 0:
            raise forms.ValidationError(_("The price must be above 0."))
        return price


def _key(number: int, criterion: AwardCriterion) -> str:
    return f"bid{number}-{criterion.pk}"


def _field(criterion: AwardCriterion, language: str) -> forms.Field:
    label = format_html('<span lang="{}">{}</span>', language, criterion.full_name)
    if criterion.kind == AwardCriterion.Kind.PRICE:
        return PriceField(label=label, required=False, help_text=_("In figures, without VAT."))
    if not criterion.scale:
        top = {"max": f"{criterion.scale_max.normalize():f}"}
        hint = _("A score from 0 to %(max)s.") % top
        return ScoreField(top=criterion.scale_max, label=label, required=False, help_text=hint)
    levels = [(level.key, f"{level.key} – {level.name}") for level in reversed(criterion.scale)]
    widget = forms.Select(attrs={"lang": language})
    return forms.TypedChoiceField(
        coerce=Decimal, empty_value=None, choices=[("", "–"), *levels], label=label, required=False, widget=widget
    )
