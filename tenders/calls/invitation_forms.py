"""The light form of a call by invitation, and how firms are named in it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import LANGUAGES, Buyer
from procurement.calendar import grounds
from procurement.calendar.citations import cited
from procurement.calendar.rulepacks import pack_for
from procurement.calendar.rules import Invitation
from procurement.calendar.thresholds import ceiling_of
from suppliers.models import Supplier
from tenders.calls.by_invitation import Ground, written_by_invitation
from tenders.calls.drafting import CallFacts
from tenders.calls.forms import CallForm
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
        self.fields["ground"].choices = list(_grounds(countries, now))  # type: ignore[attr-defined]
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


def in_words(rule: Invitation, ceilings: Iterable[Any]) -> str:
    """Return a ground with its amounts and its article: "low value: below 30 000 EUR (law …)"."""
    amounts = sorted({row.amount for row in ceilings if row})
    told = " / ".join(number_format(amount, force_grouping=True) for amount in amounts)
    limit = _("below %(amount)s EUR") % {"amount": told} if amounts else ""
    words = ", ".join(filter(None, [str(grounds.Ground(rule.ground).label), limit]))
    return f"{words} ({cited(rule.source)})"


def ground_of(tender: Tender, now: datetime) -> str:
    """Return the ground of a call by invitation as a sentence; "" where it has none."""
    rule = tender.invitation_rule(now) if tender.by_invitation else None
    return _("Legal ground: %(ground)s.") % {"ground": in_words(rule, [tender.invitation_ceiling(now)])} if rule else ""


def _grounds(buyers: Iterable[Buyer], now: datetime) -> Iterable[tuple[str, str]]:
    """Yield the grounds of the buyers' countries, each once."""
    seen = set()
    for buyer in buyers:
        day = now.astimezone(buyer.zone).date()
        for rule in pack_for(buyer.country, day).invitations:
            if rule.ground not in seen:
                seen.add(rule.ground)
                yield rule.ground, in_words(rule, [ceiling_of(rule, day, works=works) for works in (False, True)])
