"""The shape of what is asked, answered, and said at meetings."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from procurement.forms import DayInput
from suppliers.models import Supplier
from tenders.calls.deed_forms import words
from tenders.calls.forms import ClockInput
from tenders.calls.meetings import MeetingFacts
from tenders.models import Document, Lot, Meeting, Question, Tender


class AboutField(forms.ChoiceField):
    """Which part of the call a question is about; cleaned to the lot or the document, None for the whole call."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("What is it about?"), required=False, **kwargs)
        self.parts: dict[str, Lot | Document] = {}

    def offer(self, tender: Tender) -> None:
        """Offer the lots, where there are several, and the documents."""
        lots, documents = list(tender.lots.order_by("position")), list(tender.documents.all())
        named = {f"lot-{lot.pk}": lot for lot in lots if len(lots) > 1}
        self.parts = {**named, **{f"document-{document.pk}": document for document in documents}}
        self.choices = [("", _("The whole call")), *((key, str(part)) for key, part in self.parts.items())]

    def clean(self, value: Any) -> Any:
        """Return the part itself."""
        return self.parts.get(super().clean(value))


class AboutForm(forms.Form):
    """Whatever may be about a part of the call."""

    about = AboutField()

    def __init__(self, *args: Any, tender: Tender, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about"]
        assert isinstance(field, AboutField)  # noqa: S101  declared above
        field.offer(tender)
        if not field.parts:
            del self.fields["about"]


class QuestionForm(AboutForm):
    """What a firm asks."""

    supplier = forms.ModelChoiceField(Supplier.objects.none(), label=_("For which firm?"), empty_label=None)
    text = words(_("Your question"), help_text=_("Do not name your firm: the question is published as it stands."))
    field_order = ("supplier", "about", "text")

    def __init__(self, *args: Any, firms: QuerySet[Supplier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = firms  # type: ignore[attr-defined]
        if len(firms) == 1:
            del self.fields["supplier"]


class WrittenDownForm(AboutForm):
    """What was asked elsewhere than on the portal."""

    channel = forms.ChoiceField(
        label=_("How was it asked?"), choices=Question.Channel.choices[1:], widget=forms.RadioSelect
    )
    text = words(_("The question"), help_text=_("Do not write who asked: the question is published as it stands."))
    field_order = ("channel", "about", "text")


class AnswerForm(forms.Form):
    """An answer to everybody, to one question or to several."""

    answer = words(_("Answer"), rows=6, help_text=_("Everybody reads it at the same moment, with the question."))
    also = forms.ModelMultipleChoiceField(
        Question.objects.none(),
        label=_("It also answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All these questions are published together, above one answer."),
    )

    def __init__(self, *args: Any, others: QuerySet[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["also"].queryset = others  # type: ignore[attr-defined]
        if not others:
            del self.fields["also"]


class MeetingForm(forms.Form):
    """A visit or a meeting: announced, then what was said there."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Meeting.Kind.choices, widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"), widget=DayInput)
    at = forms.TimeField(label=_("Time"), widget=ClockInput)
    place = forms.CharField(label=_("Place"), max_length=300)
    minutes = words(
        _("What was said"), rows=6, required=False, help_text=_("Afterwards: it is published for all, without names.")
    )
    attendance = words(
        _("Who came"), required=False, help_text=_("Afterwards, one on each line. It is kept, and never published.")
    )

    def facts(self) -> MeetingFacts:
        """Return what was written, once it is valid."""
        return MeetingFacts(**self.cleaned_data)
