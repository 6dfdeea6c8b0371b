"""The shape of who takes part in a bid: a form for each partner that was chosen, and one to choose another."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from suppliers.models import NEED_CONSENT, Part, Partner
from tenders.bids import wellformed
from tenders.bids.forms import PlainText
from tenders.bids.team import Mate

SHARE = _("Its share, in words")
FOR_WHAT = _("For example: lot 2, and the planting of lot 1.")


class MateForm(forms.Form):
    """A partner in the bid: its part, or nothing to leave it out; its share; whether it signed on paper."""

    part = forms.ChoiceField(label=_("Its part"), required=False)
    share = PlainText(label=SHARE, help_text=FOR_WHAT, rows=2, max_length=wellformed.MAX_NAME)
    on_paper = forms.BooleanField(
        label=_("Its signed consent, with its declaration, is one of the files of this bid."), required=False
    )

    def __init__(self, *args: Any, mate: Mate, **kwargs: Any) -> None:
        self.mate = mate
        kwargs["initial"] = {"part": mate.part, "share": mate.share, "on_paper": mate.on_paper}
        kwargs["prefix"] = f"mate-{mate.partner.pk}"
        super().__init__(*args, **kwargs)
        choices = [("", _("does not take part")), *Part.choices]
        cast("forms.ChoiceField", self.fields["part"]).choices = choices

    @property
    def needs_consent(self) -> bool:
        """Tell whether the partner must consent to the part that it has in the draft."""
        return self.mate.part in NEED_CONSENT

    def said(self) -> dict[str, Any] | None:
        """Return the row of the draft that a valid form says; None where the partner is left out."""
        data = self.cleaned_data
        if not data["part"]:
            return None
        row = {"partner": self.mate.partner.pk, "part": data["part"], "share": data["share"]}
        return {**row, "on_paper": True} if data["on_paper"] else row


class MoreForm(forms.Form):
    """One more partner, chosen from the firm's list."""

    partner = forms.ModelChoiceField(
        queryset=Partner.objects.none(), label=_("A firm of your list"), required=False, empty_label=_("nobody else")
    )
    part = forms.ChoiceField(label=_("Its part"), choices=Part.choices, required=False)
    share = PlainText(label=SHARE, help_text=FOR_WHAT, rows=2, max_length=wellformed.MAX_NAME)
    prefix = "mate-more"

    def __init__(self, *args: Any, partners: QuerySet[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = list(partners)
        cast("forms.ModelChoiceField", self.fields["partner"]).queryset = partners

    def said(self) -> dict[str, Any] | None:
        """Return the row of the draft that a valid form says; None where nobody was chosen."""
        data = self.cleaned_data
        if not data["partner"]:
            return None
        return {"partner": data["partner"].pk, "part": data["part"] or Part.MEMBER.value, "share": data["share"]}
