"""The shape of what is asked, answered and noted."""

from typing import Any, cast

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer
from suppliers.models import Supplier
from tenders.models import Tender

LONGEST = 10_000


class FirmField(forms.ModelChoiceField):
    """One of the person's firms; two of them may share a name."""

    def label_from_instance(self, obj: Model) -> str:
        """Return the name with what tells it from another."""
        firm = cast("Supplier", obj)
        return f"{firm.name} ({firm.country} {firm.identifier})".replace(" )", ")")


class AskForm(forms.Form):
    """What a firm needs, and of whom; what is known already is not asked."""

    kept_in = "tenders.HelpRequest"

    buyer = forms.ModelChoiceField(Buyer.objects.none(), label=_("Which authority?"), empty_label=None)
    supplier = FirmField(
        Supplier.objects.none(), label=_("For which firm?"), widget=forms.RadioSelect, empty_label=None
    )
    text = forms.CharField(
        label=_("What do you need?"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Say what you tried, and on which page. Write nothing of your prices or of your bid."),
    )

    def __init__(
        self, *args: Any, tender: Tender | None, buyers: QuerySet[Buyer], firms: QuerySet[Supplier], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("buyer", buyers, asked=tender is None)
        self._offer("supplier", firms, asked=len(firms) > 1)

    def _offer(self, name: str, rows: QuerySet[Any], *, asked: bool) -> None:
        if asked:
            cast("forms.ModelChoiceField[Model]", self.fields[name]).queryset = rows
        else:
            del self.fields[name]


class AnswerForm(forms.Form):
    """What the authority answers."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("It goes to this firm only: say nothing here about the content of a call that others do not know."),
    )


class NoteForm(forms.Form):
    """What the ombudsperson publishes."""

    text = forms.CharField(
        label=_("Note"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Everybody reads it on the page of the call, with today's date. It can't be changed afterwards."),
    )
