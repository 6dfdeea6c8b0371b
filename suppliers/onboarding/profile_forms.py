"""How large a firm is, where it works, in which languages, and what it sells: each optional, each with its reason."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES
from suppliers.models import Supplier
from suppliers.onboarding.classification import codes_about, divisions, groups, regions

DIVISION, GROUP = 2, 3  # digits
CODE = re.compile(r"\d{3,8}\Z")
MOST_CODES = 30
REGION = re.compile(r"[A-Z]{2}[A-Z0-9]{0,3}\Z")


class ProfileForm(forms.Form):
    """Divisions and groups of the CPV are ticked, when words have found them; finer codes are typed."""

    kept_in = "suppliers.Supplier"
    kept_as = {"codes": "suppliers.Supplier.interests"}

    size = forms.ChoiceField(
        label=_("Size"),
        choices=[("", _("not said")), *Supplier.Size.choices],
        required=False,
        help_text=_("For statistics on small firms only. It never counts when bids are compared."),
    )
    nuts = forms.CharField(
        label=_("Region"),
        max_length=5,
        required=False,
        help_text=_("So that calls near you can be shown first. Filled in from your postcode where it tells."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which the firm can work"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("So that calls that you can read and answer are shown first."),
    )
    words = forms.CharField(
        label=_("Search what you sell"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("In French, Dutch, German or English. What is found stands first in the list below."),
    )
    interests = forms.MultipleChoiceField(
        label=_("What you sell"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("So that calls that fit you can be found for you. You may bid for any other call, too."),
    )
    codes = forms.CharField(
        label=_("Finer CPV codes"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Only if you know them: three to eight digits each, with a comma between, for example 4521, 4531."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = str(self["nuts"].value() or "")
        asked = asked if REGION.match(asked) else ""
        self.fields["nuts"].widget = forms.Select(choices=[("", _("not said")), *regions(asked)])
        self.found = codes_about(str(self["words"].value() or ""))
        self.fields["interests"].choices = self._shown()  # type: ignore[attr-defined]

    def _shown(self) -> list[tuple[str, str]]:
        """Return what may be ticked: first what was found, then the groups that are ticked, then every division."""
        labels = dict([*divisions(), *groups()])
        ticked = [code for code in self["interests"].value() or [] if len(code) == GROUP and code in labels]
        codes = dict.fromkeys([*self.found, *ticked, *(code for code, _label in divisions())])
        return [(code, f"{labels[code]} ({code})") for code in codes]

    def clean_nuts(self) -> str:
        """Take a region of the list only."""
        nuts: str = self.cleaned_data["nuts"]
        if nuts and not REGION.match(nuts):
            raise forms.ValidationError(_("Choose a region from the list."))
        return nuts

    def clean_codes(self) -> list[str]:
        """Return the codes, without check digits and spaces."""
        given = [each.strip().partition("-")[0].replace(" ", "") for each in self.cleaned_data["codes"].split(",")]
        codes = [code for code in given if code]
        divided = {code for code, _label in divisions()}
        for code in codes:
            if not CODE.match(code) or code[:DIVISION] not in divided:
                raise forms.ValidationError(_("%(code)s is not a CPV code.") % {"code": code})
        if len(codes) > MOST_CODES:
            raise forms.ValidationError(_("These are too many codes. Name the division instead."))
        return codes

    @staticmethod
    def initial_of(firm: Supplier) -> dict[str, Any]:
        """Return what the firm said before."""
        known = dict([*divisions(), *groups()])
        return {
            "size": firm.size,
            "nuts": firm.nuts,
            "languages": firm.languages,
            "interests": [code for code in firm.interests if code in known],
            "codes": ", ".join(code for code in firm.interests if code not in known),
        }

    def said(self) -> dict[str, Any]:
        """Return what a valid form says."""
        data = self.cleaned_data
        sold = [*data["interests"], *data["codes"]]
        return {"size": data["size"], "nuts": data["nuts"], "languages": data["languages"], "interests": sold}
