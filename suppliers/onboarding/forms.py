"""The shape of what a firm says of itself and of its people."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from procurement import countries
from procurement.accounts.models import LANGUAGES, User
from procurement.accounts.roles import SUPPLIER_ROLES
from suppliers.onboarding.numbers import NotANumber, country_of, one_spelling

OWN_NAME = {"own_name": "accounts.User.name"}


def roles() -> list[tuple[str, str]]:
    """Return the roles in a firm, as choices."""
    return [(role.value, capfirst(str(role.label))) for role in SUPPLIER_ROLES]


class NumberForm(forms.Form):
    """The one thing that is typed first."""

    kept_in = "suppliers.Supplier"

    identifier = forms.CharField(
        label=_("Company number"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Belgium: enterprise number (KBO/BCE). France: SIREN or SIRET. Another country of the European Union: "
            "VAT number. Elsewhere: the number in the trade register."
        ),
    )
    country = forms.ChoiceField(
        label=_("Country of the registered office"),
        choices=countries.choices,
        required=False,
        widget=forms.Select({"autocomplete": "country"}),
        help_text=_("Not needed for a Belgian or French number, or one that begins with the letters of its country."),
    )

    def clean(self) -> dict[str, Any]:
        """Find the country where the number tells it, and check the number by its rule, beside the field."""
        data: dict[str, Any] = super().clean() or {}
        number = data.get("identifier", "")
        country = data["country"] = data.get("country") or country_of(number)
        if number and not country and "country" not in self.errors:
            self.add_error("country", _("This number does not tell its country. Choose it from the list."))
        try:
            data["identifier"] = one_spelling(country, number)
        except NotANumber as error:
            self.add_error("identifier", str(error.sentence))
        return data


class FirmForm(forms.Form):
    """Name, number, address and language, each with the reason why it is asked."""

    kept_in = "suppliers.Supplier"

    name = forms.CharField(
        label=_("Name of the firm"), max_length=400, widget=forms.TextInput({"autocomplete": "organization"})
    )
    country = forms.ChoiceField(
        label=_("Country of the registered office"),
        choices=countries.choices,
        widget=forms.Select({"autocomplete": "country"}),
    )
    identifier = forms.CharField(
        label=_("Company number"),
        max_length=60,
        required=False,
        help_text=_("Belgium: enterprise number. France: SIREN or SIRET. Elsewhere: the number in the trade register."),
    )
    legal_form = forms.CharField(
        label=_("Legal form"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Stands in decisions, so that nobody takes you for another firm. May stay empty."),
    )
    address = forms.CharField(
        label=_("Registered office"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "autocomplete": "street-address"}),
        help_text=_("As it must stand on letters and decisions."),
    )
    activity = forms.CharField(
        label=_("Main activity"),
        max_length=300,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Some calls are for a trade only. May stay empty."),
    )
    email = forms.EmailField(
        label=_("E-mail address of the firm"),
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("An authority writes there about your bid."),
    )
    language = forms.ChoiceField(
        label=_("Language of the firm"),
        choices=LANGUAGES,
        help_text=_("Receipts, letters and decisions come in this language."),
    )

    def clean(self) -> dict[str, Any]:
        """Check the number by the rule of its country, and tell it beside the field."""
        data: dict[str, Any] = super().clean() or {}
        try:
            data["identifier"] = one_spelling(data.get("country", ""), data.get("identifier", ""))
        except NotANumber as error:
            self.add_error("identifier", str(error.sentence))
        return data


class NewFirmForm(FirmForm):
    """Asks for the person's own name too, where the account has none; not again for a number that was checked."""

    kept_as = OWN_NAME
    own_name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    field_order = ["own_name"]

    def __init__(self, *args: Any, person: User, numbered: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"email": person.email, "language": person.language, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if person.name:
            del self.fields["own_name"]
        if numbered:
            for name in ("country", "identifier"):
                self.fields[name].widget = forms.HiddenInput()


class PersonForm(forms.Form):
    """Who is invited, and as what."""

    kept_in = "suppliers.Invitation"

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=_("The person gets a mail and joins by accepting. No account is needed before."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=roles, initial="contributor", widget=forms.RadioSelect)


class JoinForm(forms.Form):
    """Asks for the person's own name, where the account has none."""

    kept_as = OWN_NAME

    own_name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if person.name:
            del self.fields["own_name"]


class RoleForm(forms.Form):
    """The role of somebody who is there already."""

    role = forms.ChoiceField(label=_("Role"), choices=roles, widget=forms.RadioSelect)


class AnswerForm(forms.Form):
    """As what a person is let in who asked to join."""

    role = forms.ChoiceField(label=_("Role"), choices=roles, initial="contributor", widget=forms.RadioSelect)
