"""The shape of what officers, approvers and signatories type when they decide."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.amounts import AmountField
from procurement.forms import DayInput
from suppliers.models import Supplier
from tenders.decisions.pages import Place
from tenders.models import Decision, LotBid

LONG = {"rows": 7}
LONGEST = 20_000


class DecisionForm(forms.Form):
    """What is decided about a lot, and why. The outcome of a draft that is written anew stays."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What is decided?"), choices=Decision.Outcome.choices, widget=forms.RadioSelect
    )
    winners = forms.MultipleChoiceField(
        label=gettext_lazy("Which bid is chosen?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("For an award. Several for a framework."),
    )
    grounds = forms.CharField(
        label=gettext_lazy("Grounds"),
        max_length=LONGEST,
        widget=forms.Textarea(LONG),
        help_text=gettext_lazy("Why this is decided, by the published criteria. Everybody concerned reads it."),
    )
    advantages = forms.CharField(
        label=gettext_lazy("What the chosen bid has more"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(LONG),
        help_text=gettext_lazy("For an award: in words that those who lose understand. They read it in their letter."),
    )
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Reason why it is not awarded"),
        choices=[("", "–"), *Decision.Reason.choices],
        required=False,
        help_text=gettext_lazy("For a lot that is not awarded or cancelled. The notice of the result names it."),
    )

    def __init__(self, *args: Any, places: Sequence[Place], draft: Decision | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {str(place.offer.pk): place.offer for place in places}
        winners = cast("forms.MultipleChoiceField", self.fields["winners"])
        winners.choices = [(place.offer.pk, place.words) for place in places]
        if not places:
            winners.help_text = _("No bid is ranked in this lot: there is none to choose.")
        if draft:
            del self.fields["outcome"]
            self.initial = {name: getattr(draft, name) for name in ("grounds", "advantages", "reason_code")}
            self.initial["winners"] = [winner.pk for winner in draft.winners.all()]

    def clean_winners(self) -> list[LotBid]:
        """Return the chosen bids themselves."""
        return [self.offers[chosen] for chosen in self.cleaned_data["winners"]]


class WinnerForm(forms.Form):
    """Whose file is checked: mostly there is one winner, of a framework several."""

    firm = forms.ChoiceField(label=gettext_lazy("Which firm?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, firms: Sequence[Supplier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.firms = {str(firm.pk): firm for firm in firms}
        field = cast("forms.ChoiceField", self.fields["firm"])
        field.choices = [(key, firm.name) for key, firm in self.firms.items()]
        field.initial = next(iter(self.firms), None)

    def clean_firm(self) -> Supplier:
        """Return the firm itself."""
        return self.firms[self.cleaned_data["firm"]]


class ReadForm(forms.Form):
    """A yes to what was read: `seen` tells what it was (`drafting.fingerprint`, `telling.Telling.mark`)."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=10_000, required=False)


class YesForm(forms.Form):
    """A yes, and nothing to type."""


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea({"rows": 4}))


class ContractForm(forms.Form):
    """The contract that was signed."""

    signed_on = forms.DateField(label=gettext_lazy("Day on which the last party signed"), widget=DayInput)
    value = AmountField(
        label=gettext_lazy("Value without VAT"),
        help_text=gettext_lazy("As the contract has it; the public record shows it."),
    )
