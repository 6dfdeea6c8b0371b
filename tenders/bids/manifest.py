"""The manifest: everything a bid says, in one small sealed document (prices, answers, declaration, list of files).

A manifest that exists is valid: each part checks itself when it is made, so a bid read after the opening holds nothing
that a database or a page would choke on. `encode` gives each manifest exactly one spelling (`canonical`).

Version 2 adds `discounts`, and is written for a manifest that holds any; one without is written as version 1, as it was
before. So each manifest has one spelling still, and those sealed under version 1 are read for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from tenders.bids import canonical, wellformed
from tenders.bids.wellformed import ManifestError

__all__ = [
    "Discount", "FileEntry", "LotOffer", "Manifest", "ManifestError",
    "decode", "decode_entry", "encode", "encode_entry",
]  # fmt: skip

FORMAT = "bid manifest"
VERSION, WITH_DISCOUNTS = 1, 2
MAX_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class LotOffer:
    """What is offered for one lot. `variant` is empty for the main offer; `price` is None where none is asked."""

    lot: str
    price: Decimal | None
    currency: str  # ISO 4217, or empty without a price
    price_comment: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)  # question identifier → text
    variant: str = ""

    def __post_init__(self) -> None:
        wellformed.identifier(self.lot)
        wellformed.price(self.price, self.currency)
        wellformed.text(self.price_comment)
        wellformed.text(self.variant, wellformed.MAX_NAME)
        answers = wellformed.frozen(self.answers)
        for question, answer in answers.items():
            wellformed.identifier(question)
            wellformed.text(answer)
        object.__setattr__(self, "answers", answers)


@dataclass(frozen=True, slots=True)
class Discount:
    """What falls off each price of these lots, in percent, if the bid wins them all. Each set of lots has one order."""

    lots: tuple[str, ...]
    percent: Decimal

    def __post_init__(self) -> None:
        wellformed.all_of(str, self.lots)
        for lot in self.lots:
            wellformed.identifier(lot)
        wellformed.together(self.lots)
        wellformed.percent(self.percent)


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of the bid: size in bytes, SHA-256 in hex of the plain and of the sealed file."""

    name: str
    lot: str | None  # None: belongs to the whole bid
    purpose: str
    size: int
    sha256: str
    sealed_sha256: str
    stored_as: str  # random, see `seal.random_name`

    def __post_init__(self) -> None:
        wellformed.file_name(self.name)
        if self.lot is not None:
            wellformed.identifier(self.lot)
        wellformed.text(self.purpose, wellformed.MAX_NAME)
        wellformed.size(self.size)
        wellformed.sha256(self.sha256)
        wellformed.sha256(self.sealed_sha256)
        wellformed.stored_name(self.stored_as)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole bid, or its part for one envelope. `declaration` is the self-declaration as frozen JSON, no floats.

    `kept` names files, as they are stored, whose entry nobody can read before the opening: the draft's key was lost.
    """

    tender: str
    round: str
    supplier: str
    language: str  # ISO 639-1
    lots: tuple[LotOffer, ...]
    files: tuple[FileEntry, ...]
    declaration: Mapping[str, Any]
    made_at: datetime  # aware
    kept: tuple[str, ...] = ()
    discounts: tuple[Discount, ...] = ()

    def __post_init__(self) -> None:
        for name in (self.tender, self.round, self.supplier):
            wellformed.identifier(name)
        wellformed.language(self.language)
        wellformed.all_of(LotOffer, self.lots)
        wellformed.all_of(FileEntry, self.files)
        wellformed.unique([(offer.lot, offer.variant) for offer in self.lots])
        wellformed.all_of(str, self.kept)
        for name in self.kept:
            wellformed.stored_name(name)
        wellformed.unique([*(file.stored_as for file in self.files), *self.kept])
        wellformed.all_of(Discount, self.discounts)
        wellformed.each_together_once([discount.lots for discount in self.discounts])
        object.__setattr__(self, "declaration", wellformed.frozen(self.declaration))
        object.__setattr__(self, "made_at", wellformed.moment(self.made_at))


def _thawed(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return canonical.moment_text(value)
    if isinstance(value, Mapping):
        return {key: _thawed(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_thawed(inner) for inner in value]
    if isinstance(value, LotOffer | FileEntry | Discount):
        return {part.name: _thawed(getattr(value, part.name)) for part in fields(value)}
    return value


def encode(manifest: Manifest) -> bytes:
    """The manifest as canonical JSON: the same manifest gives the same bytes and the same hash, always."""
    parts = {part.name: _thawed(getattr(manifest, part.name)) for part in fields(manifest)}
    if not manifest.discounts:
        del parts["discounts"]
    return canonical.encode({"format": FORMAT, "version": WITH_DISCOUNTS if manifest.discounts else VERSION, **parts})


def decode(data: bytes) -> Manifest:
    """The manifest that `encode` wrote, and nothing else.

    Raises:
        ManifestError: `data` is no manifest, is too large, or differs from what `encode` would write.
    """
    refusal = ManifestError(_("This is not a valid list of contents of a bid."))
    if len(data) > MAX_BYTES:
        raise refusal
    try:
        manifest = _manifest(canonical.decode(data))
        if encode(manifest) != data:
            raise refusal
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation) as error:
        raise refusal from error
    return manifest


def _manifest(raw: dict[str, Any]) -> Manifest:
    form, version = raw.pop("format"), raw.pop("version")
    if form != FORMAT or version not in {VERSION, WITH_DISCOUNTS}:
        raise ValueError("another format")
    if version == WITH_DISCOUNTS:
        raw["discounts"] = tuple(Discount(tuple(row["lots"]), Decimal(row["percent"])) for row in raw["discounts"])
    raw["lots"] = tuple(_lot(lot) for lot in raw["lots"])
    raw["files"] = tuple(FileEntry(**file) for file in raw["files"])
    raw["kept"] = tuple(raw["kept"])
    raw["made_at"] = canonical.moment_from(raw["made_at"])
    return Manifest(**raw)


def _lot(raw: dict[str, Any]) -> LotOffer:
    price = raw.pop("price")
    return LotOffer(price=None if price is None else Decimal(price), **raw)


def encode_entry(entry: FileEntry) -> bytes:
    """One file's entry as canonical JSON, to be sealed beside the file itself."""
    return canonical.encode(_thawed(entry))


def decode_entry(data: bytes) -> FileEntry:
    """The entry that `encode_entry` wrote.

    Raises:
        ManifestError: `data` is no entry.
    """
    try:
        return FileEntry(**canonical.decode(data))
    except (ValueError, TypeError) as error:
        raise ManifestError(_("This is not a valid list of contents of a bid.")) from error
