"""The shape of what an officer types for a firm, and of the code that the firm types."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer
from suppliers.models.intake import MAX_BYTES, Channel
from suppliers.onboarding.forms import FirmForm


class CorrectionForm(FirmForm):
    """What the firm says of itself, through an officer. The rules are those of every registration."""

    attention = forms.CharField(
        label=_("Who speaks for the firm"), max_length=200, help_text=_("The letter with the code goes to this person.")
    )
    field_order: Sequence[str] = ["attention"]
    kept_as: Mapping[str, str] = {"attention": "suppliers.Intake"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False


class IntakeForm(CorrectionForm):
    """The same, with how it was said."""

    buyer = forms.ModelChoiceField(Buyer.objects.none(), label=_("For which authority?"), empty_label=None)
    channel = forms.ChoiceField(label=_("How did the firm come?"), widget=forms.RadioSelect)
    scan = forms.FileField(
        label=_("Scanned form"),
        required=False,
        help_text=format_lazy(_("PDF or picture, at most {size} MB."), size=MAX_BYTES // 1024 // 1024),
    )
    field_order = ["buyer", "channel", "attention"]
    kept_as = {"attention": "suppliers.Intake", "scan": "suppliers.Intake", "channel": "", "buyer": ""}

    def __init__(self, *args: Any, buyers: QuerySet[Buyer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = buyers[0] if len(buyers) == 1 else None
        cast("forms.ModelChoiceField[Buyer]", self.fields["buyer"]).queryset = buyers
        if self.only:
            del self.fields["buyer"]
        choices = [(value, capfirst(str(label))) for value, label in Channel.choices]
        cast("forms.ChoiceField", self.fields["channel"]).choices = choices

    def authority(self) -> Buyer:
        """Return for which authority it is taken in; who works for one only is not asked."""
        chosen: Buyer = self.only or self.cleaned_data["buyer"]
        return chosen


class ClaimForm(forms.Form):
    """The code of the letter."""

    code = forms.CharField(
        label=_("Code of the letter"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Sixteen letters and digits in four groups. Hyphens and small letters make no difference."),
    )
