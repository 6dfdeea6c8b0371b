"""The shape of what a firm says of a partner."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement import countries
from suppliers.onboarding.numbers import NotANumber, one_spelling


class CorrectForm(forms.Form):
    """What can be corrected: the number can't, for another number is another firm."""

    name = forms.CharField(label=_("Name of that firm"), max_length=400)
    email = forms.EmailField(
        label=_("Its e-mail address"),
        required=False,
        help_text=_("When you ask for its consent to a bid, we write there."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


class PartnerForm(CorrectForm):
    """Another firm, with its number."""

    country = forms.ChoiceField(label=_("Country of its registered office"), choices=countries.choices)
    identifier = forms.CharField(
        label=_("Its company number"),
        max_length=60,
        required=False,
        help_text=_("With it, the firm can consent in its own account. Without it, on paper only."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("name", "country", "identifier", "email")

    def clean(self) -> dict[str, Any]:
        """Check the number by the rule of its country, beside the field."""
        data: dict[str, Any] = super().clean() or {}
        try:
            data["identifier"] = one_spelling(data.get("country", ""), data.get("identifier", ""))
        except NotANumber as error:
            self.add_error("identifier", str(error.sentence))
        return data
