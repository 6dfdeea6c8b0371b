"""The shape of a fact, of what a firm says against one, and of to whom a proof is given."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from suppliers.models import Application
from suppliers.vault.forms import LONGEST, SaidForm, kinds


class ContestForm(forms.Form):
    """What the firm says against a fact."""

    kept_as: Mapping[str, str] = {"text": "suppliers.Contest.text"}
    text = forms.CharField(
        label=_("What is wrong, or is missing?"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("The authority reads it beside the fact. It can't be changed afterwards."),
    )


class FileField(forms.ModelChoiceField):
    """A firm's file at an authority."""

    def label_from_instance(self, obj: Model) -> str:
        """Return the authority, and for officers of several also the firm."""
        file = cast("Application", obj)
        return _("%(firm)s at %(buyer)s") % {"firm": file.supplier, "buyer": file.buyer}


class GiveForm(forms.Form):
    """To which authority a proof is given."""

    application = FileField(
        Application.objects.none(), label=_("To which authority?"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, applications: QuerySet[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("FileField", self.fields["application"]).queryset = applications


class CorrectForm(SaidForm):
    """A fact, said anew."""

    field_order: Sequence[str] = ("statement", "issuer", "issued_on", "expires_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"].required = True
        self.fields["issuer"].label = _("Where it was found")
        self.fields["issuer"].help_text = _("The register or the authority that said so.")
        self.fields["expires_on"].help_text = _("Empty: it does not expire.")


class FactForm(CorrectForm):
    """A fact about a firm."""

    application = FileField(Application.objects.none(), label=_("About which firm?"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=kinds)
    title = forms.CharField(label=_("Name"), max_length=200)
    field_order: Sequence[str] = ("application", "kind", "title", *CorrectForm.field_order)

    def __init__(self, *args: Any, applications: QuerySet[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("FileField", self.fields["application"]).queryset = applications
