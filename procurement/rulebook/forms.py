"""The text of rules, and why they change."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 60_000  # characters; the longest shipped pack has 20,000


class RulesForm(forms.Form):
    """Written as the shipped packs are, so that a lawyer and a program read the same."""

    text = forms.CharField(
        label=_("The rules, as TOML"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea({"rows": 24, "spellcheck": "false"}),
        help_text=_(
            "Give the version a new name and the first day on which it holds. "
            "A table that is left out stays that of the pack it extends."
        ),
    )
    reason = forms.CharField(
        label=_("What changed in the law"),
        max_length=500,
        help_text=_("The act and its publication. Everybody can read it."),
    )
