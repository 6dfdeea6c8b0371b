"""The shape of what officers and firms write while a file is checked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import Model, QuerySet
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer, User
from procurement.dates import date_format
from procurement.forms import DayInput
from suppliers.filing.queries import promised_day
from suppliers.models import FACTS, OTHER, Remark, Supplier, label_of
from suppliers.onboarding.forms import FirmForm
from suppliers.vetting.mending import CHANGED_HERE, is_mended

LONGEST = 10_000


def words(label: Any, *, rows: int = 4, **options: Any) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea({"rows": rows}), **options)


class BuyerField(forms.ModelChoiceField):
    """An authority, with the day by which it would answer."""

    now: datetime

    def label_from_instance(self, obj: Model) -> str:
        """Return the name, and the day that it promises to who asks now."""
        buyer = cast("Buyer", obj)
        told = {"buyer": buyer.name, "day": date_format(promised_day(buyer, self.now))}
        return _("%(buyer)s – answers by %(day)s") % told


class AskForm(forms.Form):
    """Which authority is to check the file."""

    buyer = BuyerField(Buyer.objects.none(), label=_("Which authority?"), empty_label="")

    def __init__(self, *args: Any, buyers: QuerySet[Buyer], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("BuyerField", self.fields["buyer"])
        field.now, field.queryset = now, buyers


class MendForm(forms.Form):
    """Beside each field that the authority remarked on: what it says, the value to change, and room to answer."""

    def __init__(self, *args: Any, remarks: Iterable[Remark], firm: Supplier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remarks, self.firm = list(remarks), firm
        for remark in self.remarks:
            self._ask(remark)

    def _ask(self, remark: Remark) -> None:
        said = escape(remark.comment)
        if remark.field in CHANGED_HERE:
            fact = FirmForm().fields[remark.field]
            fact.help_text, fact.initial = said, getattr(self.firm, remark.field)
            self.fields[remark.field] = fact
        label = _("Your answer: %(field)s") % {"field": capfirst(str(remark.label))}
        hint = "" if remark.field in CHANGED_HERE else said
        self.fields[f"answer_{remark.field}"] = words(label, rows=2, required=False, help_text=hint)

    def clean(self) -> dict[str, Any]:
        """Ask for a change or an answer, beside each remark."""
        data: dict[str, Any] = super().clean() or {}
        for remark in self.remarks:
            value = data.get(remark.field, getattr(self.firm, remark.field, None))
            if not is_mended(remark, value, data.get(f"answer_{remark.field}", "")):
                self.add_error(f"answer_{remark.field}", _("Change it, or write why it is right."))
        return data

    def said(self) -> dict[str, dict[str, Any]]:
        """Return what a valid form says, as `mend` takes it."""
        data = self.cleaned_data
        changes = {name: data[name] for name in CHANGED_HERE if name in data}
        return {
            "changes": changes,
            "answers": {remark.field: data[f"answer_{remark.field}"] for remark in self.remarks},
        }


class HeardForm(forms.Form):
    """What the firm answers to the grounds."""

    answer = words(_("Your answer"), rows=6)


class NoForm(forms.Form):
    """Nothing to type: a button."""


class OfficerForm(forms.Form):
    """Who is to check the file."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("Officer"), empty_label=None, widget=forms.RadioSelect)

    def __init__(self, *args: Any, officers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[User]", self.fields["to"]).queryset = officers


class ChangesForm(forms.Form):
    """Beside each fact, what is to be mended in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*FACTS, OTHER):
            self.fields[name] = words(label_of(name), rows=2, required=False)


class RefuseForm(forms.Form):
    """Why, and what the firm can do."""

    reason = words(_("Why the file can't be verified"), help_text=_("The firm reads it. Name the fact and the proof."))
    remedy = words(
        _("What the firm can do"),
        help_text=_("What it can mend before it asks again, and to whom it can complain, by when."),
    )


class HearingForm(forms.Form):
    """What is announced to the firm."""

    grounds = words(_("Grounds"), help_text=_("What you hold against the check, with the facts. The firm answers it."))
    answer_by = forms.DateField(
        label=_("Last day to answer"),
        widget=DayInput,
        help_text=_("Five working days from now at least."),
    )


class SuspendForm(forms.Form):
    """Why the check is suspended."""

    reason = words(_("Why the check is suspended"), help_text=_("The firm reads it. Say what you hold of its answer."))
