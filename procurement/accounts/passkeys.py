"""A passkey signs in alone unless its owner wants it otherwise."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class PasskeyForm(AddWebAuthnForm):
    """Adds a key. That it stands for the password, too, is what most come for: it is ticked before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this key")
        self.fields["name"].help_text = _("So that you know it again. For example: my telephone.")
        self.fields["passwordless"].label = _("Sign in with it alone, without a password")
        self.fields["passwordless"].help_text = _("Your device then asks for your fingerprint, your face or its code.")
        self.initial.setdefault("passwordless", True)
