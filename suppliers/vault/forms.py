"""The shape of a proof, of a fact, and of what a firm says against one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from procurement.filechecks import ALLOWED
from procurement.forms import DayInput
from suppliers.models import Credential
from suppliers.vault.files import MAX_FILE, Upload
from suppliers.vault.said import Said

LONGEST = 10_000
LIMITS = _("Up to {limit} MB. Accepted: {kinds}. Checked for kind and structure, not for viruses.")


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of proof, as choices."""
    return [(kind.value, capfirst(str(kind.label))) for kind in Credential.Kind]


class SaidForm(forms.Form):
    """What one version says. `today` is the last day on which it can have been issued."""

    issuer = forms.CharField(
        label=_("Issued by"),
        max_length=200,
        required=False,
        help_text=_("The authority, insurer, client or body that stands behind it."),
    )
    issued_on = forms.DateField(label=_("Issued on"), required=False, widget=DayInput)
    expires_on = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DayInput,
        help_text=_("The last valid day. We remind you by mail 60 and 14 days before. Empty: it does not expire."),
    )
    statement = forms.CharField(
        label=_("What it says"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 5})
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Say beside the field which date can't be."""
        data: dict[str, Any] = super().clean() or {}
        issued, ends = data.get("issued_on"), data.get("expires_on")
        if issued and issued > self.today:
            self.add_error("issued_on", _("This day is still to come."))
        if issued and ends and ends < issued:
            self.add_error("expires_on", _("This day is before the one on which it was issued."))
        return data

    def said(self) -> Said:
        """Return what a valid form says."""
        return Said(**{name: self.cleaned_data[name] for name in ("issuer", "statement", "issued_on", "expires_on")})


class VersionForm(SaidForm):
    """A version with its file. `too_large`: the one that was chosen did not fit into memory."""

    kept_as: Mapping[str, str] = {"upload": "suppliers.CredentialVersion.file_name"}
    upload = forms.FileField(
        label=_("File"),
        required=False,
        allow_empty_file=True,
        max_length=1000,  # what is wrong with a name, the checks say
        help_text=format_lazy(LIMITS, limit=MAX_FILE // 10**6, kinds=", ".join(ALLOWED)),
    )
    field_order: Sequence[str] = ("upload", "issuer", "issued_on", "expires_on", "statement")

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        self.fields["statement"].help_text = _(
            "Needed where there is no file. For a reference, for example: the client, the work, the year and the value."
        )

    def clean(self) -> dict[str, Any]:
        """Ask for a file, or for words."""
        data = super().clean()
        if self.too_large:
            sentence = _("The file is larger than %(size)d MB.") % {"size": MAX_FILE // 10**6}
            self.add_error("upload", sentence)
        elif not data.get("upload") and not data.get("statement") and not self.errors:
            self.add_error("upload", _("Choose a file, or write what the proof says."))
        if self.errors and data.get("upload"):
            self.add_error("upload", _("Choose the file again: a browser does not keep it."))
        return data

    def upload_given(self) -> Upload | None:
        """Return the file of a valid form."""
        file: UploadedFile | None = self.cleaned_data["upload"]
        return Upload(file.name or "", file.read()) if file else None


class ProofForm(VersionForm):
    """A new proof."""

    kind = forms.ChoiceField(label=_("Kind"), choices=kinds)
    title = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("So that you find it again, for example “Liability insurance”."),
    )
    field_order: Sequence[str] = ("kind", "title", *VersionForm.field_order)
