"""The shape of a draft's terms: of the call as a whole, and of the contract of each lot."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES
from procurement.calendar.remedies import remedy
from procurement.calendar.rulepacks import Option
from procurement.forms import DayInput
from tenders.calls.terms import CallTermsFacts, LotTermsFacts
from tenders.calls.told_terms import language_name
from tenders.models import CallTerms, Lot, LotTerms, Tender
from tenders.models.discount_rules import LIMITED
from tenders.models.terms import MOST_DISCOUNTS

LONGEST = 5_000
LIMITS = ("most_bids", "most_wins", "preference", "most_discounts")
NUMBER = {"inputmode": "numeric", "class": "govuk-input--width-4"}


class TermsForm(forms.Form):
    """What holds for every bid."""

    validity_days = forms.IntegerField(
        label=_("Days for which a bid binds its firm"),
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.TextInput(NUMBER),
        help_text=_("Calendar days, counted from the deadline for bids: your time to decide. For example 120."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which bids may be written"), required=False, widget=forms.CheckboxSelectMultiple
    )
    contact_service = forms.CharField(
        label=_("Service or person to ask"),
        required=False,
        max_length=200,
        help_text=_("Published. A service rather than a person: people change."),
    )
    contact_email = forms.EmailField(label=_("Its mail address"), required=False)
    contact_phone = forms.CharField(label=_("Its telephone number"), required=False, max_length=40)
    review_body = forms.CharField(label=_("Body to turn to for review"), required=False, max_length=400)
    review_period = forms.CharField(
        label=_("Until when one may turn to it"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )

    most_bids = forms.IntegerField(
        label=_("Lots for which one firm may bid, at most"),
        required=False,
        min_value=1,
        max_value=10_000,
        widget=forms.TextInput(NUMBER),
        help_text=_("Left empty: for all of them."),
    )
    most_wins = forms.IntegerField(
        label=_("Lots that one firm may win, at most"),
        required=False,
        min_value=1,
        max_value=10_000,
        widget=forms.TextInput(NUMBER),
        help_text=_("Left empty: all of them."),
    )
    preference = forms.CharField(
        label=_("Which lots a firm gets that came first in more"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("An objective rule, the same for everybody (art. 46). For example: the lots of the largest value."),
    )

    most_discounts = forms.TypedChoiceField(
        label=_("Discounts for lots won together"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not allowed")), *((count, count) for count in range(1, MOST_DISCOUNTS + 1))],
        help_text=_(
            "How many discounts one bid may offer, each for lots that it names. Only where the price alone decides in"
            " every lot: the lots are then awarded so that all of them together cost least."
        ),
    )

    after_fall = forms.ChoiceField(
        label=_("If a winner falls away"),
        required=False,
        choices=[("", _("the call does not say it")), *CallTerms.AfterFall.choices],
        help_text=_("Points for a price are measured against the other prices: without one of them the others may "
                    "change places. What holds is published beforehand, and not chosen when it happens."),
    )  # fmt: skip

    def __init__(self, *, tender: Tender, now: datetime, **kwargs: Any) -> None:
        terms: CallTerms | None = getattr(tender, "terms", None)
        written = {name: getattr(terms, name) for name in self.base_fields} if terms else {}
        super().__init__(initial=written or {"languages": [tender.language]}, **kwargs)
        others = [code for code in written.get("languages", []) if code not in dict(LANGUAGES)]
        choices = [*LANGUAGES, *((code, language_name(code)) for code in others)]
        self.fields["languages"].choices = choices  # type: ignore[attr-defined]
        told = remedy(tender.rules(now), "loser", tender.language)
        usual = _("Left empty, the call names what the rule pack says: %(body)s.") % {"body": told.body}
        self.fields["review_body"].help_text = usual
        self.lots = tender.lots.count()
        if self.lots < 2:  # noqa: PLR2004  nothing to limit
            for name in LIMITS:
                del self.fields[name]
        elif not tender.rules(now).says(Option.COMBINED_LOTS):
            del self.fields["most_discounts"]

    def clean(self) -> dict[str, Any]:
        """A limit says which lots a firm gets that came first in more; nobody wins more than it may bid for."""
        data: dict[str, Any] = super().clean() or {}
        bids, wins = min(self.lots, data.get("most_bids") or self.lots), data.get("most_wins")
        if wins and wins > bids:
            self.add_error("most_wins", _("A firm can't win more lots than it may bid for."))
        elif wins and wins < bids and not data.get("preference"):
            self.add_error("preference", _("Say which lots a firm gets that came first in more lots than it may win."))
        if data.get("most_discounts") and wins and wins < self.lots:
            self.add_error("most_discounts", LIMITED)
        return data

    def facts(self) -> CallTermsFacts:
        """Return what was written, once it is valid."""
        return CallTermsFacts(**{**self.cleaned_data, "languages": tuple(self.cleaned_data["languages"])})


class LotTermsForm(forms.Form):
    """How the contract of a lot runs, and what may be offered for it."""

    length = forms.IntegerField(
        label=_("Length of the contract"),
        required=False,
        min_value=1,
        max_value=10_000,
        widget=forms.TextInput(NUMBER),
        help_text=_("Without its renewals. Or give its first and last day below."),
    )
    unit = forms.ChoiceField(label=_("Counted in"), choices=LotTerms.Unit.choices, initial=LotTerms.Unit.MONTH)
    starts_on = forms.DateField(label=_("First day of the contract"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=_("Last day of the contract"), required=False, widget=DayInput)
    renewals = forms.IntegerField(
        label=_("How many times it can be renewed"),
        required=False,
        min_value=0,
        max_value=99,
        widget=forms.TextInput(NUMBER),
    )
    renewal = forms.CharField(
        label=_("How it is renewed"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For how long each time, who decides, and until when."),
    )
    options = forms.CharField(
        label=_("Options"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What the buyer may order on top at the prices of the bid. Left empty: there are no options."),
    )
    variants = forms.ChoiceField(
        label=_("Variants: offers that differ from what is asked"),
        choices=LotTerms.Variants.choices,
        widget=forms.RadioSelect,
        help_text=_("Where they are allowed or required, the documents say what they must keep to (art. 45)."),
    )
    samples = forms.CharField(
        label=_("Samples that a bidder hands in"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("What, and how many of each. Left empty: none."),
    )
    samples_place = forms.CharField(
        label=_("Where they are handed in"),
        required=False,
        max_length=400,
        help_text=_("The address, and the hours in which somebody takes them."),
    )
    samples_until = forms.DateField(
        label=_("Last day for samples"),
        required=False,
        widget=DayInput,
        help_text=_("Left empty: until the deadline for bids."),
    )
    everywhere = forms.BooleanField(label=_("Write the same for every lot of this call"), required=False)

    def __init__(self, *, lot: Lot, several: bool, **kwargs: Any) -> None:
        terms: LotTerms | None = getattr(lot, "terms", None)
        written = {name: getattr(terms or LotTerms(), name) for name in asdict(LotTermsFacts())}
        super().__init__(initial=written, **kwargs)
        if not several:
            del self.fields["everywhere"]

    def clean(self) -> dict[str, Any]:
        """A contract has one end, after its beginning; a renewal happens at least once; samples go somewhere."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The contract ends before it begins."))
        if last and data.get("length"):
            self.add_error("length", _("Give the length or the last day, not both."))
        if data.get("renewal") and not data.get("renewals") and "renewals" not in self.errors:
            self.add_error("renewals", _("Say how many times it can be renewed."))
        if data.get("samples") and not data.get("samples_place"):
            self.add_error("samples_place", _("Say where the samples are handed in."))
        if not data.get("samples") and (data.get("samples_place") or data.get("samples_until")):
            self.add_error("samples", _("Say which samples are to be handed in."))
        return data

    def facts(self) -> LotTermsFacts:
        """Return what was written, once it is valid."""
        return LotTermsFacts(**{name: self.cleaned_data[name] for name in asdict(LotTermsFacts())})

    @property
    def for_every_lot(self) -> bool:
        """Tell whether it is to be written for every lot."""
        return bool(self.cleaned_data.get("everywhere"))
