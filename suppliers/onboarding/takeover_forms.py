"""What is said when a firm's account is asked for, and when that is decided."""

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer

LONGEST = 4000


class TakeoverForm(forms.Form):
    """Why, and which authority knows the firm well enough to check it."""

    kept_in = "suppliers.Takeover"

    buyer = forms.ModelChoiceField(
        Buyer.objects.order_by("name", "pk"),
        label=_("Which authority is to check it?"),
        empty_label=None,
        help_text=_("Best one that knows the firm. Its administrator decides."),
    )
    reason = forms.CharField(
        label=_("Why should the account be handed over?"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text=_(
            "What became of its owner, and what you are in the firm. The owners get to read it, and your name."
        ),
    )


class FindingForm(forms.Form):
    """What an administrator checked."""

    kept_in = "suppliers.Takeover"

    finding = forms.CharField(
        label=_("What did you check, and what did you find?"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("For example: the register names this person as manager; calls to the owner went unanswered."),
    )
