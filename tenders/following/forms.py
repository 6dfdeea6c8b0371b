"""How often, and where to: an account's address is known."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tenders.models import Pace


class PaceForm(forms.Form):
    """How often we write."""

    pace = forms.ChoiceField(
        label=_("How often do we write?"),
        choices=Pace.choices,
        widget=forms.RadioSelect,
        help_text=_("We write only when there is something new. Mails of the day and of the week leave at 7:00."),
    )


class FollowForm(PaceForm):
    """Where the news go."""

    kept_in = "tenders.Reader"
    kept_as: ClassVar = {"pace": ""}

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("No account is needed. We send a mail with a link to confirm."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    field_order = ["email", "pace"]

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        """Ask for no address that is known."""
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["email"]
