"""The shape of what the opening committee types. A passphrase is never written back into a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from tenders.bids.memberkeys import PassphraseError, check_passphrase
from tenders.bids.room import Opener


def _hidden(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput({"autocomplete": autocomplete, "spellcheck": "false", "autocapitalize": "none"})


def _former_help(waiting: list[str]) -> str:
    if waiting:
        return gettext("So that the new key opens %(calls)s, as the old one would.") % {"calls": ", ".join(waiting)}
    return gettext("Leave it empty if you forgot it: no call waits to be opened with the old key.")


class PassphraseForm(forms.Form):
    """The passphrase of a key that is there already."""

    passphrase = forms.CharField(
        label=_("Your passphrase"), strip=False, max_length=500, widget=_hidden("current-password")
    )


class UnlockForm(PassphraseForm):
    """The passphrase, and that the member knows what follows."""

    sure = forms.BooleanField(label=_("I am here to open the bids of this call. I know that it can't be undone."))


class NewKeyForm(forms.Form):
    """A new passphrase, typed twice; and the former one, so that the new key opens what the old one opens."""

    former = forms.CharField(
        label=_("Your present passphrase"), strip=False, max_length=500, widget=_hidden("current-password")
    )
    passphrase = forms.CharField(
        label=_("New passphrase"),
        strip=False,
        max_length=500,
        widget=_hidden("new-password"),
        help_text=_("At least 12 characters. Four or more words that have nothing to do with each other are best."),
    )
    again = forms.CharField(
        label=_("The same passphrase again"), strip=False, max_length=500, widget=_hidden("new-password")
    )

    def __init__(
        self, *args: Any, person: User, has_key: bool = False, waiting: list[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["former"].required = bool(waiting)
        self.fields["former"].help_text = _former_help(waiting or [])
        if not has_key:
            del self.fields["former"]

    def clean_passphrase(self) -> str:
        """Refuse what is short, and the password that the portal itself knows."""
        passphrase: str = self.cleaned_data["passphrase"]
        try:
            check_passphrase(passphrase)
        except PassphraseError as error:
            raise forms.ValidationError(str(error)) from None
        if self.person.check_password(passphrase):
            raise forms.ValidationError(_("This is your password for signing in. Choose something else."))
        return passphrase

    def clean(self) -> dict[str, Any]:
        """Compare both."""
        data: dict[str, Any] = super().clean() or {}
        if "passphrase" in data and "again" in data and data["passphrase"] != data["again"]:
            self.add_error("again", _("Both must be the same. Type them again."))
        return data


class CommitteeForm(forms.Form):
    """Who opens the bids of a call, among the buyer's openers who have a key."""

    members = forms.MultipleChoiceField(label=_("Who opens the bids"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, openers: list[Opener], quorum: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(opener.person.pk): opener.person for opener in openers if opener.key}
        field = self.fields["members"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  tells the type
        field.choices = [(str(opener.person.pk), opener.words) for opener in openers if opener.key]
        field.help_text = _("Choose more than %(quorum)s, so that the bids can be opened when somebody is away.") % {
            "quorum": quorum
        }

    def clean_members(self) -> list[User]:
        """Return the people themselves."""
        return [self.people[pk] for pk in self.cleaned_data["members"]]


class TransferForm(forms.Form):
    """Who opens the bids of a running call from now on, who hands the key on to them, and why."""

    members = forms.MultipleChoiceField(
        label=_("Who opens the bids from now on"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All of them: those who stay and those who come."),
    )
    givers = forms.MultipleChoiceField(
        label=_("Who of the present committee hands the key on"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As many as open together. Each does it with an own passphrase, whenever it likes."),
    )
    reason = forms.CharField(
        label=_("Why the committee changes"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands in the log, and those who hand the key on read it."),
    )

    def __init__(self, *args: Any, openers: list[Opener], present: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(opener.person.pk): opener.person for opener in openers if opener.key}
        self.people |= {str(person.pk): person for person in present}
        names = {"members": [(str(opener.person.pk), opener.words) for opener in openers if opener.key]}
        names["givers"] = [(str(person.pk), str(person)) for person in present]
        for name, choices in names.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  tells the type
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Return the people themselves."""
        data: dict[str, Any] = super().clean() or {}
        for name in {"members", "givers"} & data.keys():
            data[name] = [self.people[pk] for pk in data[name]]
        return data


class HandOnForm(PassphraseForm):
    """The passphrase, and that the member agrees with the new committee."""

    sure = forms.BooleanField(label=_("These people are to open the bids. I hand my piece of the key on to them."))
