"""The shape of an amendment: other words for what can be changed, another document, and the reason with its effect."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.forms import DayInput
from tenders.calls.amendable import Place
from tenders.calls.deed_forms import PUBLISHED, DocumentForm, words
from tenders.calls.forms import ClockInput
from tenders.models import Document, Tender

STAYS, CONFIRM = "stays", "confirm"


class PartForm(forms.Form):
    """One part of a published call, each place with what stands there, or what is prepared."""

    def __init__(self, *args: Any, places: Sequence[Place], prepared: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in places:
            field = place.field.formfield()
            assert field is not None  # noqa: S101  every column of `amendable` has one
            field.label, field.initial = place.what, prepared.get(place.key, getattr(place.row, place.column))
            self.fields[place.key] = field

    def texts(self) -> dict[str, str]:
        """Return key → what was typed, once it is valid."""
        return {key: "" if value is None else str(value) for key, value in self.cleaned_data.items()}


class NewDocumentForm(DocumentForm):
    """Another document, or a new version of one that is there."""

    replaces = forms.ModelChoiceField(
        Document.objects.none(),
        label=_("It takes the place of"),
        required=False,
        empty_label=_("None: it is new"),
        help_text=_("The older version stays to be read, marked as replaced."),
    )

    def __init__(self, *args: Any, tender: Tender, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = tender.documents.all()  # type: ignore[attr-defined]


class AmendForm(forms.Form):
    """Why the call changes, what becomes of bids that are in, and until when firms have time."""

    reason = words(_("Reason"), help_text=PUBLISHED)
    bids = forms.ChoiceField(
        label=_("Bids that were sent already"),
        choices=[
            (STAYS, _("stay valid as they are")),
            (CONFIRM, _("must be confirmed or replaced before the deadline")),
        ],
        widget=forms.RadioSelect,
        help_text=_("Choose this without knowing whether there are any: nobody knows before the opening."),
    )
    day = forms.DateField(label=_("New deadline, day"), widget=DayInput, required=False)
    time = forms.TimeField(label=_("New deadline, time"), widget=ClockInput, required=False)

    def clean(self) -> dict[str, Any]:
        """A deadline has a day and a time."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("day")) != bool(data.get("time")):
            self.add_error("time" if data.get("day") else "day", _("Give both the day and the time of the deadline."))
        return data
