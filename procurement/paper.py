"""What every printed document carries at its head and foot, and how its data and its text come from the same values.

A paper is a frozen dataclass of plain values: no rows of the database, no translation but by the law's own texts. Its
template writes the text in the paper's language; `as_data` gives the same values to be embedded in the PDF.
"""

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from procurement.late import printing
from procurement.lot_numbers import lot_number, tells_its_number


@dataclass(frozen=True, slots=True)
class Money:
    """An amount without VAT; `currency` is an ISO 4217 code. As text: in the active language, never broken."""

    amount: Decimal
    currency: str = "EUR"

    def __str__(self) -> str:
        amount = number_format(self.amount, decimal_pos=2, use_l10n=True, force_grouping=True)
        if self.currency == "EUR":
            return _("€%(amount)s") % {"amount": amount}
        return _("%(currency)s %(amount)s") % {"currency": self.currency, "amount": amount}


@dataclass(frozen=True, slots=True)
class Party:
    """A buyer or a firm, as it is named on paper; `address` in lines, the registered office for a firm."""

    name: str
    address: tuple[str, ...] = ()
    identifier: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot by its number and title; `only` when the call has no other, so that the text need not name it."""

    identifier: str
    title: str
    only: bool = False

    def __str__(self) -> str:
        return _("this call") if self.only else _("lot %(identifier)s") % {"identifier": lot_number(self.identifier)}

    @property
    def heading(self) -> str:
        """The lot as a title: its number and its name, or the name alone when there is no other."""
        if self.only or tells_its_number(self.title, self.identifier):
            return self.title
        return _("Lot %(identifier)s: %(title)s") % {"identifier": lot_number(self.identifier), "title": self.title}


@dataclass(frozen=True, slots=True)
class Check:
    """Where anyone can check a paper: its code and the whole address."""

    code: str
    address: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, as what, and for whom ("the municipal council"); `signed_at` is aware, None before."""

    name: str
    role: str
    on_behalf_of: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Replaces:
    """The paper that this one takes the place of."""

    code: str
    made_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBase:
    """The frame of every paper. `made_at` is aware; `language` is "fr", "nl", "de" or "en"."""

    kind: ClassVar[str]
    template: ClassVar[str]

    language: str
    buyer: Party
    department: str = ""
    place: str = ""
    reference: str
    tender: str
    made_at: datetime
    time_zone: str
    check: Check | None = None
    replaces: Replaces | None = None
    rehearsal: bool = False
    demo: bool = False

    @property
    def title(self) -> str:
        """What the document is, in the active language."""
        raise NotImplementedError

    def as_data(self) -> dict[str, Any]:
        """Return every value as JSON takes it: sums and points as decimal strings, dates and moments in ISO 8601."""
        return {"paper": self.kind, **{field.name: plain(getattr(self, field.name)) for field in fields(self)}}


def plain(value: Any) -> Any:
    """Return a paper's value as JSON takes it."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def in_fours(digest: str) -> str:
    """Return a hash in groups of four, as people compare it."""
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def printed(paper: PaperBase) -> bytes:
    """Return the paper as PDF, with its data embedded. Unsigned; see `procurement.signing`."""
    with translation.override(paper.language):
        title = f"{paper.title} ({paper.reference})"
    data = json.dumps(paper.as_data(), ensure_ascii=False, indent=1).encode()
    return printing().render(
        paper.template,
        {"paper": paper},
        language=paper.language,
        title=title,
        attachment=data,
        attachment_name=f"{paper.kind}.json",
        made_at=paper.made_at,
        time_zone=paper.time_zone,
    )
