"""A second look before something goes for good."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES


class SureForm(forms.Form):
    """A box to tick: a button alone is pressed too easily."""

    sure = forms.BooleanField(label=_("I know that this can't be undone."))


class MyselfForm(forms.Form):
    """What a person says of itself."""

    kept_in = "accounts.User"

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    language = forms.ChoiceField(
        label=_("Your language"), choices=LANGUAGES, help_text=_("Mails to you come in this language.")
    )
