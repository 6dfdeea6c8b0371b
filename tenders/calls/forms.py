"""The shape of what an officer writes into a draft."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES, Buyer
from procurement.amounts import AmountField
from procurement.dates import date_format
from procurement.forms import DayInput
from tenders.calls.drafting import CallFacts, written
from tenders.calls.lots import CriterionFacts, LotFacts
from tenders.calls.rounds import kinds_of
from tenders.calls.scales import OWN, PLAIN, USUAL, read_levels
from tenders.models import AwardCriterion, Lot, Round, Tender
from tenders.models.levels import Level
from tenders.models.lot import LONGEST_HEADING, PRICE_ALONE

P = Tender.Procedure
# An imported call keeps the one that it came with.
PROCEDURES = [P.OPEN, P.SIMPLIFIED, P.ADAPTED, P.RESTRICTED, P.NEGOTIATED, P.OTHER]
MOST_CRITERIA = 50
CPV = RegexValidator(r"^\d{8}$", _("A CPV code has eight digits, without the check digit."))
NUTS = RegexValidator(r"^[A-Z]{2}[A-Z0-9]{0,3}$", _("A NUTS code looks like BE100 or FRE11."))
K = Round.Kind
DEADLINES = {
    K.REQUESTS: (_("Deadline for requests to participate, day"), _("Deadline for requests to participate, time")),
    K.OFFERS: (_("Deadline for offers, day"), _("Deadline for offers, time")),
    K.FINAL_OFFERS: (_("Deadline for final offers, day"), _("Deadline for final offers, time")),
}


class ClockInput(forms.TimeInput):
    """The browser's own clock; without one, a time is typed as 10:00."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__({"class": "govuk-input--width-10"}, format="%H:%M")


class CallForm(forms.Form):
    """What is bought, how, and until when bids may come in."""

    buyer = forms.ModelChoiceField(Buyer.objects.none(), label=_("Buyer"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=600)
    description = forms.CharField(
        label=_("What is bought"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("In plain words: what, where, how much, how long. Details belong in the documents."),
    )
    language = forms.ChoiceField(label=_("Language of the call"), choices=LANGUAGES)
    procedure = forms.ChoiceField(label=_("Procedure"))
    nature = forms.ChoiceField(label=_("Nature"), choices=Tender.Nature.choices, initial=Tender.Nature.SERVICES)
    cpv = forms.CharField(
        label=_("CPV code"),
        required=False,
        validators=[CPV],
        help_text=_("Eight digits, for example 77310000. Firms search by it."),
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )
    nuts = forms.CharField(
        label=_("Place of performance (NUTS)"),
        required=False,
        validators=[NUTS],
        help_text=_("For example BE100 or FRE11."),
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    value = AmountField(label=_("Estimated value without VAT, in euro"), required=False)
    value_is_public = forms.BooleanField(label=_("Publish the estimated value"), required=False, initial=True)
    urgent = forms.BooleanField(
        label=_("Substantiated urgency"),
        required=False,
        help_text=_("Shortens the legal minimum. Say in the documents why it is urgent."),
    )
    day = forms.DateField(label=_("Deadline for bids, day"), required=False, widget=DayInput)
    at = forms.TimeField(label=_("Deadline for bids, time"), required=False, widget=ClockInput)

    def __init__(self, *, buyers: Any = None, tender: Tender | None = None, **kwargs: Any) -> None:
        initial = {**(written(tender) if tender else {}), **kwargs.pop("initial", {})}
        super().__init__(initial=initial, **kwargs)
        extra = [P(tender.procedure)] if tender and tender.procedure not in PROCEDURES else []
        possible = [P(tender.procedure)] if tender and tender.by_invitation else [*PROCEDURES, *extra]
        self.fields["procedure"].choices = [(p.value, p.label) for p in possible]  # type: ignore[attr-defined]
        if tender is not None or len(buyers or ()) < 2:  # noqa: PLR2004  nothing to choose
            del self.fields["buyer"]
        else:
            self.fields["buyer"].queryset = buyers  # type: ignore[attr-defined]
        there = tender is not None and tender.deadline_at is not None
        self.fields["day"].required = self.fields["at"].required = there
        if tender is not None and tender.template:
            self.rounds = range(0)
            self._leave_the_days_out()
            return
        self._name_the_rounds(kinds_of(tender.procedure) if tender else ())

    def _name_the_rounds(self, kinds: Sequence[K]) -> None:
        """Ask for a deadline of each round. A call that is only begun has none but the first, whatever it is for."""
        if len(kinds) > 1:
            self.fields["day"].label, self.fields["at"].label = DEADLINES[kinds[0]]
        for number, kind in enumerate(kinds[1:], start=2):
            day, at = DEADLINES[kind]
            later = _("A plan: it is fixed when this round starts. The law counts its period from the invitation.")
            self.fields[f"day{number}"] = forms.DateField(label=day, required=False, widget=DayInput, help_text=later)
            self.fields[f"at{number}"] = forms.TimeField(label=at, required=False, widget=ClockInput)
        self.rounds = range(2, len(kinds) + 1)

    def _leave_the_days_out(self) -> None:
        """A template has no dates: each call that is begun from it has its own."""
        for name in ("day", "at", "urgent"):
            del self.fields[name]

    def say_the_earliest(self, day: date | None, *, sent: bool) -> None:
        """Say beside the deadline which day the law allows first; None where it asks for no period."""
        if day is not None:
            said = _("The law allows %(day)s at the earliest.")
            if not sent:
                said = _("If the notice is sent today, the law allows %(day)s at the earliest.")
            self.fields["day"].help_text = str(said) % {"day": date_format(day)}

    def clean(self) -> dict[str, Any]:
        """A deadline has a day and a time."""
        data: dict[str, Any] = super().clean() or {}
        for mark in ["", *map(str, self.rounds)]:
            given, missing = (f"day{mark}", f"at{mark}") if data.get(f"day{mark}") else (f"at{mark}", f"day{mark}")
            if data.get(given) and not data.get(missing) and missing not in self.errors:
                self.add_error(missing, _("Give both the day and the time of the deadline."))
        return data

    def facts(self) -> CallFacts:
        """Return what was written, once it is valid."""
        data = self.cleaned_data
        planned = [(data[f"day{number}"], data[f"at{number}"]) for number in self.rounds]
        later = tuple((day, at) if day and at else None for day, at in planned)
        names = {field.name for field in fields(CallFacts)} & data.keys()
        return CallFacts(**{name: data[name] for name in names}, later=later)


class LotForm(forms.Form):
    """One lot."""

    title = forms.CharField(label=_("Title of the lot"), max_length=600)
    description = forms.CharField(label=_("What this lot holds"), required=False, widget=forms.Textarea({"rows": 4}))
    cpv = forms.CharField(
        label=_("CPV code of the lot"),
        required=False,
        validators=[CPV],
        help_text=_("Only where it is another one than that of the call."),
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )
    nuts = forms.CharField(
        label=_("Place of performance of the lot (NUTS)"),
        required=False,
        validators=[NUTS],
        help_text=_("Only where it is another one than that of the call."),
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    value = AmountField(label=_("Estimated value without VAT, in euro"), required=False)


class CriterionForm(forms.Form):
    """One award criterion with its weight. A row without a name and a weight counts for nothing."""

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=AwardCriterion.Kind.choices, initial=AwardCriterion.Kind.QUALITY)
    name = forms.CharField(label=_("What is compared"), max_length=600, required=False)
    weight = forms.DecimalField(
        label=_("Weight, out of 100"),
        required=False,
        max_digits=5,
        decimal_places=2,
        max_value=100,
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "govuk-input--width-4"}),
        validators=[MinValueValidator(0.01, _("A weight is larger than 0."))],
    )
    heading = forms.CharField(
        label=_("Part of the criterion"),
        max_length=LONGEST_HEADING,
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    scale = forms.ChoiceField(
        label=_("Scale of the scores"),
        required=False,
        choices=[
            (PLAIN, _("numbers only, without described levels")),
            (USUAL, _("0 to 5, with the usual descriptions")),
            (OWN, _("the levels written here")),
        ],
    )
    levels = forms.CharField(
        label=_("Levels of the scale"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("One level a line, from 0 on. For example: 2 = Partial: one of the three schools is not treated."),
    )

    def clean_levels(self) -> tuple[Level, ...]:
        """Read the levels, where the officer writes its own."""
        if self.cleaned_data.get("scale") != OWN:
            return ()
        try:
            return read_levels(self.cleaned_data["levels"])
        except ValueError as wrong:
            line = str(wrong)
            known = _("This level can't be read, or comes twice: %(line)s") % {"line": line}
            none = _("Write at least two levels, one of them with 0 points.")
            raise forms.ValidationError(known if line else none) from None

    def clean(self) -> dict[str, Any]:
        """A weight is of something."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("weight") is not None and not data.get("name"):
            self.add_error("name", _("Say what is compared."))
        if data.get("heading") and data.get("kind") == AwardCriterion.Kind.PRICE:
            self.add_error("heading", PRICE_ALONE)
        return data


class BaseCriteria(forms.BaseFormSet[CriterionForm]):
    """All criteria of a lot."""

    def facts(self) -> tuple[CriterionFacts, ...]:
        """Return what was written, without the rows that are empty or to be removed."""
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        fields = ("kind", "name", "weight", "code", "heading", "scale", "levels")
        return tuple(CriterionFacts(**{name: row[name] for name in fields}) for row in rows if row.get("name"))


Criteria: type[BaseCriteria] = forms.formset_factory(  # type: ignore[assignment]  # of the `formset` that is given
    CriterionForm, formset=BaseCriteria, extra=0, can_delete=True, max_num=MOST_CRITERIA, validate_max=True
)


def lot_facts(form: LotForm, criteria: BaseCriteria) -> LotFacts:
    """Return what was written about a lot, once both are valid."""
    said = {name: form.cleaned_data[name] for name in LotForm.base_fields}
    return LotFacts(**said, criteria=criteria.facts())


def lot_written(lot: Lot) -> dict[str, Any]:
    """Return a lot as its form begins with."""
    return {name: getattr(lot, name) for name in LotForm.base_fields}
