"""The shape of what is said about a call beside its draft: files, questions, answers, other days, pauses."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES, Buyer
from procurement.forms import DayInput
from tenders.calls.enclosures import ENDINGS, MAX_BYTES
from tenders.calls.forms import ClockInput
from tenders.models import Pause, Revision, Tender

PUBLISHED = _("It is published, and kept.")


def words(label: Any, *, rows: int = 4, **options: Any) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(label=label, max_length=10_000, widget=forms.Textarea({"rows": rows}), **options)


class DocumentForm(forms.Form):
    """A document to add."""

    title = forms.CharField(label=_("Title of the document"), max_length=300)
    language = forms.ChoiceField(label=_("Its language"), choices=LANGUAGES)
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ",".join(sorted(ENDINGS))}),
        help_text=format_lazy(_("At most {size} MB. PDF opens everywhere."), size=MAX_BYTES // 1024 // 1024),
    )


class NoticeForm(forms.Form):
    """A notice to make a draft of."""

    buyer = forms.ModelChoiceField(Buyer.objects.none(), label=_("Buyer"), empty_label=None)
    file = forms.FileField(
        label=_("Notice"),
        widget=forms.FileInput({"accept": ".xml"}),
        help_text=_("A contract notice as XML: eForms, or form F02 of TED."),
    )

    def __init__(self, *args: Any, buyers: QuerySet[Buyer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buyer"].queryset = buyers  # type: ignore[attr-defined]
        if len(buyers) == 1:
            del self.fields["buyer"]


class CopyForm(forms.Form):
    """An earlier call to start from."""

    source = forms.ModelChoiceField(
        Tender.objects.none(),
        label=_("Earlier call"),
        to_field_name="reference",
        help_text=_("Texts, lots and criteria are taken over. Deadlines, urgency and documents are not."),
    )

    def __init__(self, *args: Any, calls: QuerySet[Tender], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = calls  # type: ignore[attr-defined]


class TemplateForm(forms.Form):
    """What a template, or the call that is begun from one, is called."""

    title = forms.CharField(label=_("Title"), max_length=600)


class FromTemplateForm(forms.Form):
    """A template to start from, and the title of the new call."""

    source = forms.ModelChoiceField(
        Tender.objects.none(),
        label=_("Template"),
        to_field_name="reference",
        help_text=_("Texts, lots and criteria are taken over, and can all be changed."),
    )
    title = forms.CharField(label=_("Title of the new call"), max_length=600)

    def __init__(self, *args: Any, templates: QuerySet[Tender], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = templates  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = words(_("Reason"), help_text=PUBLISHED)


class NoForm(forms.Form):
    """A yes without a word more."""


class RoundForm(forms.Form):
    """The deadline of the next round."""

    day = forms.DateField(label=_("Deadline, day"), widget=DayInput)
    at = forms.TimeField(label=_("Deadline, time"), widget=ClockInput)


class DeadlineForm(forms.Form):
    """A later deadline for bids."""

    day = forms.DateField(label=_("New deadline, day"), widget=DayInput)
    time = forms.TimeField(label=_("New deadline, time"), widget=ClockInput)
    reason = words(_("Reason"), help_text=PUBLISHED)


class PlanForm(forms.Form):
    """When an approved call appears, or its invitations are sent."""

    day = forms.DateField(label=_("It appears on, day"), widget=DayInput)
    at = forms.TimeField(label=_("It appears at, time"), widget=ClockInput)

    def __init__(self, *args: Any, by_invitation: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_invitation:
            self.fields["day"].label = _("The invitations are sent on, day")
            self.fields["at"].label = _("The invitations are sent at, time")


class DispatchForm(forms.Form):
    """What is known of the notice on its way to the Journal; days and times of the buyer."""

    sending = forms.CharField(
        label=_("Number of the sending"), max_length=100, help_text=_("As the receiving office or your sender gave it.")
    )
    sent_day = forms.DateField(label=_("Sent, day"), widget=DayInput)
    sent_at = forms.TimeField(label=_("Sent, time"), widget=ClockInput)
    confirmed_day = forms.DateField(label=_("Receipt confirmed, day"), widget=DayInput, required=False)
    confirmed_at = forms.TimeField(
        label=_("Receipt confirmed, time"),
        widget=ClockInput,
        required=False,
        help_text=_("48 hours later the call may appear here, if it is not in the Journal before."),
    )
    journal_reference = forms.CharField(
        label=_("Number in the Journal"), max_length=40, required=False, help_text=_("For example 123456-2026.")
    )
    appeared_on = forms.DateField(label=_("Published in the Journal on"), widget=DayInput, required=False)

    def __init__(self, *args: Any, change: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if change:
            self.fields["confirmed_at"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """A confirmation has a day and a time."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("confirmed_day")) != bool(data.get("confirmed_at")):
            missing = "confirmed_at" if data.get("confirmed_day") else "confirmed_day"
            self.add_error(missing, _("Give both the day and the time of the confirmation."))
        return data


class StageForm(forms.Form):
    """Another promise for a stage."""

    new = forms.DateField(label=_("New promised day"), widget=DayInput)
    reason = forms.ChoiceField(label=_("Why"), choices=Revision.Reason.choices, widget=forms.RadioSelect)
    sentence = words(
        _("The public sentence"), rows=3, help_text=_("Say it to those who wait: what happened, and what you do.")
    )


class ExpectForm(forms.Form):
    """When a late stage is expected."""

    expected = forms.DateField(label=_("Now expected on"), widget=DayInput)


class PauseForm(forms.Form):
    """What pauses a procedure."""

    kind = forms.ChoiceField(label=_("What pauses the procedure"), choices=Pause.Kind.choices, widget=forms.RadioSelect)
    legal_basis = forms.CharField(label=_("Legal ground"), max_length=300, help_text=PUBLISHED)
