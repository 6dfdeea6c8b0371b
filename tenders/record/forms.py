"""What a visitor asks the list of calls for. Every field may be left out; the whole question stands in the address."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from procurement.amounts import AmountField
from suppliers.onboarding.classification import divisions, regions
from tenders.record.queries import ALL, SOON, buyers_with_calls
from tenders.wanted import Wanted

LONGEST_QUERY = 100
CPV = RegexValidator(r"^\d{2,8}$", _("Type two to eight digits of a CPV code, for example 4521."))
NUTS_FORM = re.compile(r"^[A-Z]{2}[A-Z0-9]{0,3}\Z")
NUTS = RegexValidator(NUTS_FORM, _("Choose a region from the list."))


class CodeField(forms.CharField):
    """A code of which the beginning is enough; spaces, a check digit and small letters do no harm."""

    def to_python(self, value: Any) -> str:
        """Return the code as it is stored."""
        return (super().to_python(value) or "").replace(" ", "").partition("-")[0].upper()


class FindForm(forms.Form):
    """The filters. A region outside the list is one, too: it may come from a link."""

    use_required_attribute = False

    q = forms.CharField(label=_("Words in the title, or the buyer's name"), required=False, max_length=LONGEST_QUERY)
    show = forms.ChoiceField(required=False, choices=[("", ""), (SOON, ""), (ALL, "")], widget=forms.HiddenInput)
    buyer = forms.ModelChoiceField(
        label=_("Buyer"),
        queryset=buyers_with_calls(),
        to_field_name="slug",
        empty_label=_("All buyers"),
        required=False,
    )
    division = forms.ChoiceField(label=_("What is bought"), required=False)
    cpv = CodeField(
        label=_("CPV code, or its first digits"),
        required=False,
        max_length=10,
        validators=[CPV],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    region = CodeField(label=_("Place"), required=False, max_length=5, validators=[NUTS])
    least = AmountField(
        label=_("Estimated value from, in euros"),
        required=False,
        help_text=_("Calls that do not tell their value stay in the list."),
    )
    most = AmountField(label=_("Estimated value up to, in euros"), required=False)
    days = forms.IntegerField(
        label=_("Days left at least"),
        required=False,
        min_value=1,
        max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the lists in the active language."""
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = [("", _("Everything")), *divisions()]  # type: ignore[attr-defined]
        self.fields["region"].widget = forms.Select(choices=[("", _("Everywhere")), *regions(self._asked_region())])
        self.fields["q"].widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})

    def _asked_region(self) -> str:
        asked = str(self.data.get("region", ""))
        return asked if NUTS_FORM.match(asked) else ""

    def wanted(self) -> Wanted:
        """Return what is asked; a field with an error asks for nothing, and says so."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**asked | {name: int(asked[name]) for name in ("least", "most") if name in asked})
