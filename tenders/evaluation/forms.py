"""The shape of what officers and the panel type."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.amounts import AmountField, read_amount
from tenders.evaluation.scale import why_off_scale
from tenders.models import AwardCriterion, Lot

NONE, SOME = "none", "some"


class DeclarationForm(forms.Form):
    """Whether one has a conflict of interest with a bidder."""

    conflict = forms.ChoiceField(
        label=_("Do you have a conflict of interest with one of these firms?"),
        choices=[
            (NONE, _("No. Nobody close to me and no interest of mine is bound to any of them.")),
            (SOME, _("Yes, or it could look like one.")),
        ],
        widget=forms.RadioSelect,
        help_text=_("Family, friendship or enmity, a present or past job, shares, a gift: whatever could bend you."),
    )
    statement = forms.CharField(
        label=_("What it is"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only if you answered yes: which firm, and how you are bound to it."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the description where there is a conflict."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("conflict") == SOME and not data.get("statement"):
            self.add_error("statement", _("Describe the conflict of interest in a sentence."))
        return data


class PanelForm(forms.Form):
    """Who scores, and who leads them."""

    chair = forms.ChoiceField(label=_("Chair"), widget=forms.RadioSelect)
    members = forms.MultipleChoiceField(label=_("Further members"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        for name in ("chair", "members"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  tells the type
            field.choices = [(pk, str(person)) for pk, person in self.people.items()]

    def clean_chair(self) -> User:
        """Return the person itself."""
        return self.people[self.cleaned_data["chair"]]

    def clean_members(self) -> list[User]:
        """Return the people themselves."""
        return [self.people[pk] for pk in self.cleaned_data["members"]]


class SeatForm(forms.Form):
    """What a member of the panel judges, and whether it comes from outside."""

    lots = forms.ModelMultipleChoiceField(
        queryset=Lot.objects.none(),
        label=_("Lots that this person judges"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none for all of them. It then reads and scores the bids for these lots, and no others."),
    )
    external = forms.BooleanField(
        label=_("It is an external expert"),
        required=False,
        help_text=_("An external expert does not get the report of the evaluation."),
    )

    def __init__(self, *args: Any, lots: QuerySet[Lot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelMultipleChoiceField", self.fields["lots"]).queryset = lots


class ReasonForm(forms.Form):
    """Why a step is taken, where it must be said."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("It is published and kept."),
    )


class RejectionForm(forms.Form):
    """The rule that is not met, and the facts."""

    rule = forms.CharField(
        label=_("Rule that is not met"),
        max_length=300,
        help_text=_("The article of the law or the point of the call, as it stands there."),
    )
    facts = forms.CharField(
        label=_("Facts"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("What is missing or wrong in this bid. The firm will read it."),
    )


class PriceForm(forms.Form):
    """A price as it should have been added up."""

    price = AmountField(label=_("Corrected price, without VAT"))
    why = forms.CharField(
        label=_("Why it is corrected"),
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("The arithmetic error, so that anyone can follow it. The price that was handed in stays visible."),
    )


class ScoreField(AmountField):
    """A number on a scale from 0, with at most two decimals, typed as people write it where they live."""

    def __init__(self, *, top: Decimal, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.top = top

    def to_python(self, value: Any) -> Any:
        """Read the number, and keep it on its scale."""
        text = forms.CharField.to_python(self, value)
        if text is None:
            return None
        try:
            number = read_amount(text)
        except ValueError:
            raise forms.ValidationError(_("Write the score in digits, for example 7.")) from None
        if number > self.top:
            raise forms.ValidationError(_("The score must be from 0 to %(max)s.") % {"max": _plain(self.top)})
        return number

    def prepare_value(self, value: Any) -> Any:
        """Show a score without idle zeros, and what was typed as it was typed."""
        return _plain(value) if isinstance(value, Decimal) else value


class LevelSelect(forms.RadioSelect):
    """The published levels as whole rows to choose from."""

    template_name = "django/forms/widgets/levels.html"


class LevelField(forms.TypedChoiceField):
    """A score that is one of the published levels."""

    def __init__(self, *, criterion: AwardCriterion, **kwargs: Any) -> None:
        levels = criterion.scale
        off_scale = str(why_off_scale(criterion, Decimal(-1)))
        super().__init__(
            coerce=Decimal,
            choices=[(level.key, level) for level in levels],
            widget=LevelSelect({"lang": criterion.lot.tender.language}),
            error_messages={"invalid_choice": off_scale, "required": _("Choose a level.")},
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """Find the level of a score that is given already."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class ScoreForm(forms.Form):
    """A score on the published scale, its reason, and the mark of the score that one had before one's eyes."""

    reason = forms.CharField(
        label=_("Why this score?"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("The bidder will read this reason. Name a page of its bid."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["value", "reason"]

    def __init__(self, *args: Any, criterion: AwardCriterion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _field_for(criterion)
        self.order_fields(self.field_order)


def _field_for(criterion: AwardCriterion) -> forms.Field:
    """Ask for a published level; where none are described, for a number."""
    scale = {"max": _plain(criterion.scale_max), "points": _plain(criterion.weight or Decimal(0))}
    told = str(_("%(max)s gives all %(points)s points, half of it half of them.")) % scale
    if criterion.levels:
        return LevelField(criterion=criterion, label=_("Which level does the bid reach?"), help_text=told)
    return ScoreField(
        label=str(_("Score, from 0 to %(max)s")) % scale,
        top=criterion.scale_max,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "govuk-input--width-4"}),
        help_text=told,
    )


def _plain(number: Decimal) -> str:
    return number_format(number.normalize(), use_l10n=True) if number else "0"
