"""The shape of what an administrator types."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from procurement import countries
from procurement.accounts.models import LANGUAGES, ROLES, Post, User
from procurement.accounts.roles import Role
from procurement.administration.access import deputies_for, posts_lent_by
from procurement.amounts import AmountField
from procurement.dates import ZONES
from procurement.forms import DayInput


def zones() -> list[tuple[str, str]]:
    """Return the time zones as choices: first those that have a name of their own, then the rest by their codes."""
    others = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [
        *((zone, capfirst(str(name))) for zone, name in ZONES.items()),
        *((zone, zone) for zone in others if zone not in ZONES),
    ]


def roles() -> list[tuple[str, str]]:
    """Return the roles at an authority, as choices."""
    return [(value, capfirst(str(label))) for value, label in ROLES]


class PostChoice(forms.ModelChoiceField):
    """Posts by their role and authority: whose they are is known."""

    def label_from_instance(self, obj: Post) -> str:
        return f"{capfirst(str(Role(obj.role).label))} ({obj.buyer})"


class BuyerForm(forms.Form):
    """What is kept of an authority, and how it opens bids."""

    name = forms.CharField(label=_("Name of the authority"), max_length=400)
    identifier = forms.CharField(label=_("Registration number"), max_length=60, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=countries.choices)
    subdivision = forms.CharField(
        label=_("Region, for public holidays"),
        max_length=10,
        required=False,
        help_text=_("Only where a region has holidays of its own, for example 57 for the Moselle."),
    )
    nuts = forms.CharField(label=_("NUTS code"), max_length=5, required=False)
    address = forms.CharField(label=_("Address"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, initial="Europe/Brussels")
    quorum = forms.IntegerField(
        label=_("Members who open bids together"),
        min_value=2,
        max_value=9,
        initial=2,
        help_text=_("How many members of an opening committee must unlock. It counts for calls not published yet."),
    )
    small_below = AmountField(
        label=_("Calls below this estimated value are small, in euro without VAT"),
        required=False,
        help_text=_("Leave it empty if one rule holds for all calls. A call without an estimated value is not small."),
    )
    small_quorum = forms.IntegerField(
        label=_("Members who open a small call together"),
        min_value=1,
        max_value=9,
        initial=1,
        help_text=_("With 1, each member of the committee can open it alone after the deadline, and nobody sooner."),
    )
    help_days = forms.IntegerField(
        label=_("Working days to answer a request for help"),
        min_value=1,
        max_value=30,
        initial=3,
        help_text=_("The day is promised to each firm that asks. What was promised before stays."),
    )
    vetting_days = forms.IntegerField(
        label=_("Working days to check the file of a firm"),
        min_value=1,
        max_value=60,
        initial=10,
        help_text=_("The day is promised when the file is handed in. Until then and after, the firm may bid."),
    )
    vets_newcomers = forms.BooleanField(
        label=_("Check every firm that registers from now on, without being asked"), required=False
    )


class InviteForm(forms.Form):
    """Who is invited, and as what."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=_("The person gets a mail, chooses a password that only it knows, and accepts."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=roles, widget=forms.RadioSelect)


class RolesForm(forms.Form):
    """What somebody is at the authority: none of them, or several."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=roles,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Seats in running calls stay as they are: the officer in charge changes those."),
    )


class DeputyForm(forms.Form):
    """Who stands in, as what, and on which days."""

    post = PostChoice(Post.given.none(), label=_("The right that you lend"), empty_label=None)
    deputy = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who stands in for you"),
        help_text=_("Somebody of the same authority. It holds the right on these days only, and is told by mail."),
    )
    first = forms.DateField(label=_("First day"), widget=DayInput)
    last = forms.DateField(label=_("Last day"), widget=DayInput)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts_lent_by(person)  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = deputies_for(person)  # type: ignore[attr-defined]
