"""The shape of a bid as it is typed: a form for each lot, and one for what belongs to the whole bid."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.forms.boundfield import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from procurement.amounts import AmountField
from procurement.calendar.citations import cited
from procurement.calendar.rules import Declaring, Form
from procurement.dates import date_format
from procurement.filechecks import ALLOWED
from suppliers.models import Declaration, Supplier
from tenders.bids import wellformed
from tenders.bids.files import MAX_FILE
from tenders.bids.manifest import LotOffer, ManifestError
from tenders.bids.pieces import limit_of, purpose_of
from tenders.calls.pieces import pieces_of
from tenders.models import AwardCriterion, Lot
from tenders.models.pieces import BidPiece

# Of a file that is no piece.
OFFER = "offer"


class PlainText(forms.CharField):
    """Text that can stand in a bid."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": rows, "autocomplete": "off"})
        super().__init__(**{"required": False, "max_length": wellformed.MAX_TEXT, "widget": widget, **kwargs})

    def to_python(self, value: Any) -> str:
        """Write a new line as one sign: browsers send two."""
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        """Say beside the field what the seal would refuse later."""
        super().validate(value)
        try:
            wellformed.text(value)
        except ManifestError as error:
            raise ValidationError(str(error)) from None


class ManyFiles(forms.FileInput):
    """A control that takes several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """Return all of them."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """Files to be sealed. What each must be like, the deed says that seals it."""

    def __init__(self, **kwargs: Any) -> None:
        limits = _("Up to {limit} MB at once. Accepted: {kinds}. Checked for kind and structure, not for viruses.")
        hint = format_lazy(limits, limit=MAX_FILE // 10**6, kinds=", ".join(ALLOWED))
        super().__init__(**{"required": False, "widget": ManyFiles({"multiple": True}), "help_text": hint, **kwargs})


class PieceField(FilesField):
    """Files that are one piece which the call asks for. Sealed at once, it is not asked again: the checklist tells."""

    def __init__(self, piece: BidPiece) -> None:
        limits = _("Up to {limit} MB. Accepted: {kinds}.")
        kinds, limit = piece.formats or ALLOWED, limit_of(piece) // 10**6
        needed = _("{name} (needed)") if piece.required else _("{name} (if you like)")
        hint = format_lazy(limits, limit=limit, kinds=", ".join(kinds))
        super().__init__(label=format_lazy(needed, name=piece.name), help_text=hint)
        self.part_of_a_whole = True  # forms/words.html: its label says itself whether it is needed


class LotForm(forms.Form):
    """What is offered for one lot: price, comment, how each criterion of quality is met, files.

    A round of requests to participate asks for no offer (`priced` is false), but in which lots one wants to take part:
    award criteria are about offers.
    """

    asks = forms.BooleanField(label=_("We ask to take part in this lot"), required=False)
    price = AmountField(required=False)
    comment = PlainText(label=_("Comment on the price"), rows=2)
    uploads = FilesField(
        label=_("Add files for this lot"),
        help_text=format_lazy(_("Up to {limit} MB at once."), limit=MAX_FILE // 10**6),
    )

    def __init__(
        self,
        *args: Any,
        lot: Lot,
        currency: str,
        only: bool,
        offer: LotOffer | None,
        priced: bool,
        **kwargs: Any,
    ) -> None:
        self.lot, self.currency, self.priced, self.only = lot, currency, priced, only
        self.criteria: list[AwardCriterion] = [row for row in lot.criteria.all() if priced and row.kind == "quality"]
        kwargs["initial"] = self._as_saved(offer)
        kwargs["prefix"] = f"lot-{lot.pk}"
        super().__init__(*args, **kwargs)
        whole, part = _("Price without VAT, in %(currency)s"), _("Price of lot %(lot)s without VAT, in %(currency)s")
        self.fields["price"].label = (whole if only else part) % {"currency": currency, "lot": lot.number}
        for position, criterion in enumerate(self.criteria):
            self.fields[f"answer{position}"] = PlainText(label=criterion.full_name, rows=4)
        self.pieces = pieces_of(lot) if priced else ()
        for position, piece in enumerate(self.pieces):
            self.fields[f"piece{position}"] = PieceField(piece)
        left_out = {"uploads": only, "asks": only or priced, "price": not priced, "comment": not priced}
        for name in (name for name, without in left_out.items() if without):
            del self.fields[name]

    def _as_saved(self, offer: LotOffer | None) -> dict[str, Any]:
        if offer is None:
            return {}
        answers = {f"answer{place}": offer.answers.get(row.code, "") for place, row in enumerate(self.criteria)}
        return {"asks": True, "price": offer.price, "comment": offer.price_comment, **answers}

    @property
    def answers(self) -> list[BoundField]:
        """The fields for the criteria of quality."""
        return [self[f"answer{position}"] for position in range(len(self.criteria))]

    @property
    def piece_fields(self) -> list[BoundField]:
        """The fields for the files that the call asks for."""
        return [self[f"piece{position}"] for position in range(len(self.pieces))]

    def uploads_for(self) -> Iterator[tuple[str, str]]:
        """Yield each field that takes files, with their purpose."""
        for position, piece in enumerate(self.pieces):
            yield f"piece{position}", purpose_of(self.lot.identifier, piece)
        if not self.only:
            yield "uploads", OFFER

    def offer(self) -> LotOffer | None:
        """Return what is offered, once the form is valid; None where nothing is typed."""
        data = self.cleaned_data
        answers = {row.code: data[f"answer{place}"] for place, row in enumerate(self.criteria)}
        answers = {code: text for code, text in answers.items() if text}
        if not self.priced:
            return LotOffer(self.lot.identifier, None, "") if self.only or data["asks"] else None
        if data["price"] is None and not data["comment"] and not answers:
            return None
        currency = self.currency if data["price"] is not None else ""
        return LotOffer(self.lot.identifier, data["price"], currency, data["comment"], answers)

    @property
    def place(self) -> str:
        """Where on the page the lot's part is mended: its price, or its card where none is asked."""
        return f"#{self['price'].id_for_label}" if self.priced else f"#lot-{self.lot.pk}"


class WholeForm(forms.Form):
    """What belongs to the whole bid: files, and the self-declaration in the form that is asked for.

    `asked` is None in a later round: what was declared in the first one stands. `own` is the firm's signed declaration.
    """

    uploads = FilesField(label=_("Add files"))
    sworn = forms.BooleanField(
        required=False,
        label=_(
            "We declare on our honour that no ground for exclusion applies to our firm, and that it meets the selection"
            " criteria of this call."
        ),
    )
    kept = forms.BooleanField(required=False)
    in_files = forms.BooleanField(required=False, label=_("Our ESPD, made elsewhere, is one of the files of this bid."))
    others = forms.TypedMultipleChoiceField(
        label=_("Declarations of other firms that go along"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    prefix = "bid"

    def __init__(
        self, *args: Any, asked: Declaring | None, own: Declaration | None, others: Sequence[Declaration], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.own, form = asked, own, asked and asked.form
        if own and own.signed_at:
            label = _("Our self-declaration kept here goes along, as signed on %(day)s.")
            self.fields["kept"].label = label % {"day": date_format(own.signed_at)}
        names = [(each.pk, f"{each.name} ({each.get_about_display()})") for each in others]
        cast("forms.TypedMultipleChoiceField", self.fields["others"]).choices = names
        shown = {"sworn": form is Form.SWORN, "in_files": form is Form.ESPD, "kept": own, "others": others}
        for name in (name for name, there in shown.items() if not there):
            del self.fields[name]

    def uploads_for(self) -> Iterator[tuple[str, str]]:
        """Yield the field that takes files, with their purpose."""
        yield "uploads", OFFER

    @property
    def source(self) -> str:
        """The law that asks for this form, in the reader's language."""
        return cited(self.asked.source) if self.asked else ""

    def declaration(self) -> dict[str, Any]:
        """Return what a valid form says of the declaration."""
        names = ("sworn", "kept", "in_files", "others")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    @property
    def place(self) -> str:
        """Where on the page a declaration is given."""
        names = [name for name in ("kept", "sworn", "in_files") if name in self.fields]
        return f"#{self[names[0]].id_for_label}" if names else "#declaration"


class FirmField(forms.ModelChoiceField):
    """One of the person's firms; two of them may share a name."""

    def label_from_instance(self, obj: Model) -> str:
        """Return the name with what tells it from another."""
        firm = cast("Supplier", obj)
        return f"{firm.name} ({firm.country} {firm.identifier})".replace(" )", ")")


class StartForm(forms.Form):
    """For which firm one bids; asked only of who belongs to several."""

    firm = FirmField(
        queryset=Supplier.objects.none(), label=_("For which firm?"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, firms: QuerySet[Supplier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("FirmField", self.fields["firm"]).queryset = firms


class CodeForm(forms.Form):
    """The code that a colleague reads out."""

    code = forms.CharField(label=_("Hand-over code"), max_length=60, widget=forms.TextInput({"autocomplete": "off"}))


class AnnouncedForm(forms.Form):
    """A file that is to come in parts. Spoken by our own script: what does not fit is no person's mistake."""

    name = forms.CharField(max_length=255, strip=False)
    size = forms.IntegerField(min_value=0, max_value=10**12, localize=False)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}$")
    field = forms.CharField(max_length=60)


class AgainForm(forms.Form):
    """Typing everything again, knowingly."""

    sure = forms.BooleanField(label=_("I know that the prices and texts typed before are then lost for everybody."))


class AllForms:
    """Several forms of one page as one, for the summary of errors and the page's title."""

    def __init__(self, *forms_: forms.Form) -> None:
        self._forms = forms_

    def __iter__(self) -> Iterator[BoundField]:
        return (field for form in self._forms for field in form)

    @property
    def errors(self) -> bool:
        """Tell whether anything is to be mended."""
        return any(form.errors for form in self._forms)

    @property
    def non_field_errors(self) -> list[str]:
        """Return what belongs to no field."""
        return [str(error) for form in self._forms for error in form.non_field_errors()]
