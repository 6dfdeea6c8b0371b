"""The light form of a call by invitation, and how firms are named in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from procurement.accounts.models import LANGUAGES
from suppliers.models import Supplier
from tenders.calls.by_invitation import Ground, written_by_invitation
from tenders.calls.drafting import CallFacts
from tenders.calls.forms import CallForm
from tenders.calls.ground_words import grounds_of
from tenders.calls.inviting import Address
from tenders.models import Tender

ORDER = ["buyer", "title", "description", "ground", "value", "nature", "cpv", "nuts", "language", "day", "at", "few"]
NOT_ASKED = ("procedure", "value_is_public", "urgent")


class InvitationForm(CallForm):
    """What is wanted, on which ground, and by when: one page, few fields."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Legal ground"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Why no notice is published. The estimated value must be below the amount named."),
    )
    few = forms.CharField(
        label=gettext_lazy("Fewer than three firms? Say why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Kept in the file. No firm reads it."),
    )

    def __init__(self, *, now: datetime, buyers: Any = None, tender: Tender | None = None, **kwargs: Any) -> None:
        initial = {**(written_by_invitation(tender) if tender else {}), **kwargs.pop("initial", {})}
        super().__init__(buyers=buyers, tender=tender, initial=initial, **kwargs)
        for name in NOT_ASKED:
            self.fields.pop(name, None)
        countries = [tender.buyer] if tender else list(buyers or ())
        self.fields["ground"].choices = list(grounds_of(countries, now))  # type: ignore[attr-defined]
        self.order_fields(ORDER)

    def facts(self) -> CallFacts:
        """Return what was written; the procedure follows from the ground."""
        self.cleaned_data |= {"procedure": Tender.Procedure.NEGOTIATED_WITHOUT_CALL, "value_is_public": False}
        return super().facts()

    def chosen(self) -> Ground:
        """Return the ground, and why few firms are invited."""
        return Ground(self.cleaned_data["ground"], self.cleaned_data["few"])


class FirmForm(forms.Form):
    """A firm that was found, and why it is invited."""

    firm = forms.ModelChoiceField(
        Supplier.objects.none(), label=gettext_lazy("Firm"), widget=forms.RadioSelect, empty_label=None
    )
    why = forms.CharField(
        label=gettext_lazy("Why this firm"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("For example: works in the town, delivered before, answered a request for prices."),
    )

    def __init__(self, *, found: Sequence[Supplier], **kwargs: Any) -> None:
        super().__init__(auto_id="id_firm_%s", **kwargs)
        self.fields["firm"].queryset = Supplier.objects.filter(pk__in=[firm.pk for firm in found])  # type: ignore[attr-defined]
        self.fields["firm"].label_from_instance = told_apart  # type: ignore[attr-defined]


class AddressForm(forms.Form):
    """A firm that is not on the portal yet."""

    name = forms.CharField(label=gettext_lazy("Name of the firm"), max_length=400)
    email = forms.EmailField(label=gettext_lazy("Its e-mail address"))
    language = forms.ChoiceField(label=gettext_lazy("Language of the invitation"), choices=LANGUAGES)
    why = forms.CharField(label=gettext_lazy("Why this firm"), max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(auto_id="id_address_%s", **kwargs)

    def address(self) -> Address:
        """Return the firm as it was typed."""
        return Address(self.cleaned_data["email"], self.cleaned_data["name"], self.cleaned_data["language"])


class TakeUpForm(forms.Form):
    """For which of one's own firms an invitation is taken up."""

    firm = forms.ModelChoiceField(
        Supplier.objects.none(), label=gettext_lazy("Your firm"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *, firms: Any, **kwargs: Any) -> None:
        super().__init__(initial={"firm": firms.first()}, **kwargs)
        self.fields["firm"].queryset = firms  # type: ignore[attr-defined]


def told_apart(firm: Supplier) -> str:
    """Return a firm's name with its number and place, by which two of one name are told apart."""
    place = firm.address.splitlines()[-1] if firm.address else ""
    return ", ".join(filter(None, [firm.name, firm.identifier, place]))
