"""The shape of what is said of a coming call."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES, Buyer
from procurement.amounts import AmountField
from tenders.calls.announcing import AnnouncementFacts
from tenders.calls.forms import CPV, NUTS
from tenders.models import Tender


class AnnouncementForm(forms.Form):
    """What is to be bought, where, and when the call is expected."""

    buyer = forms.ModelChoiceField(Buyer.objects.none(), label=_("Buyer"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=600)
    description = forms.CharField(
        label=_("What is bought"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 4})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    nature = forms.ChoiceField(label=_("Nature"), choices=Tender.Nature.choices, initial=Tender.Nature.SERVICES)
    cpv = forms.CharField(
        label=_("CPV code"),
        validators=[CPV],
        help_text=_("Eight digits, for example 77310000. Firms search by it."),
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    nuts = forms.CharField(
        label=_("Place of performance (NUTS)"),
        required=False,
        validators=[NUTS],
        help_text=_("For example BE100 or FRE11."),
    )
    value = AmountField(
        label=_("Rough value without VAT, in euro"),
        required=False,
        help_text=_("It is published. Leave it empty to tell none."),
    )
    year = forms.IntegerField(label=_("Year in which the call is expected"), min_value=2000, max_value=2999)
    quarter = forms.TypedChoiceField(
        label=_("Quarter in which the call is expected"),
        coerce=int,
        choices=[(1, _("January to March")), (2, _("April to June")), (3, _("July to September")),
                 (4, _("October to December"))],
    )  # fmt: skip

    def __init__(self, *args: Any, buyers: QuerySet[Buyer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(buyers) > 1:
            self.fields["buyer"].queryset = buyers  # type: ignore[attr-defined]
        else:
            del self.fields["buyer"]

    def facts(self) -> AnnouncementFacts:
        """Return what was written, once it is valid."""
        return AnnouncementFacts(**{name: self.cleaned_data[name] for name in AnnouncementFacts.__slots__})
