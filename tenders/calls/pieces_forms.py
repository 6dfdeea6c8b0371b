"""The shape of what a bid must hold, row by row."""

import re
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from procurement.filechecks import ALLOWED
from tenders.calls.pieces import pieces_of
from tenders.models import Lot
from tenders.models.pieces import BidPiece

MOST = 30
MEGABYTES = 100  # that the portal takes at once
NAMES = ("code", "name", "required", "formats", "megabytes")


class PieceForm(forms.Form):
    """One file that is asked for. A row without a name counts for nothing."""

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("What is to be in the bid"), max_length=200, required=False)
    required = forms.BooleanField(label=_("A bid without it can't be handed in"), required=False, initial=True)
    formats = forms.CharField(
        label=_("Accepted kinds of files"),
        required=False,
        max_length=200,
        help_text=format_lazy(_("For example: pdf, xlsx. Left empty: {kinds}."), kinds=", ".join(ALLOWED)),
    )
    megabytes = forms.IntegerField(
        label=_("At most, in MB"),
        required=False,
        min_value=1,
        max_value=MEGABYTES,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-4"}),
        help_text=_("Left empty: 100."),
    )

    def clean_formats(self) -> tuple[str, ...]:
        """Read the endings of names, each once."""
        typed = [kind.lstrip(".").lower() for kind in re.split(r"[\s,;]+", self.cleaned_data["formats"]) if kind]
        unknown = [kind for kind in typed if kind not in ALLOWED]
        if unknown:
            said = _("Files of this kind are not taken here: %(kind)s. Accepted are: %(kinds)s.")
            raise forms.ValidationError(said % {"kind": unknown[0], "kinds": ", ".join(ALLOWED)})
        return tuple(dict.fromkeys(typed))

    def clean(self) -> dict[str, Any]:
        """A kind and a size are of something."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("name") and (data.get("formats") or data.get("megabytes")):
            self.add_error("name", _("Say what is asked."))
        return data


class BasePieces(forms.BaseFormSet[PieceForm]):
    """All pieces of a bid for one lot."""

    def facts(self) -> list[BidPiece]:
        """Return what was written, without the rows that are empty or to be removed."""
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        return [BidPiece(**{name: row[name] for name in NAMES}) for row in rows if row.get("name")]


Pieces: type[BasePieces] = forms.formset_factory(  # type: ignore[assignment]  # of the `formset` that is given
    PieceForm, formset=BasePieces, extra=0, can_delete=True, max_num=MOST, validate_max=True
)


class EverywhereForm(forms.Form):
    """For which lots it is written; not asked where the call has one."""

    everywhere = forms.BooleanField(label=_("Write the same for every lot of this call"), required=False)

    def __init__(self, *, several: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not several:
            del self.fields["everywhere"]

    @property
    def for_every_lot(self) -> bool:
        """Tell whether it is to be written for every lot."""
        return bool(self.cleaned_data.get("everywhere"))


def pieces_written(lot: Lot) -> list[dict[str, Any]]:
    """Return the rows as their form begins with; a lot without any is offered an empty one."""
    rows = [{name: getattr(piece, name) for name in NAMES} for piece in pieces_of(lot)]
    return [{**row, "formats": ", ".join(row["formats"])} for row in rows] or [{}]
