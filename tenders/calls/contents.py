"""What a call says, part by part, in words for people: what is remarked on, and what changed since the last time.

The places are those that an amendment compares (`amendable`), and beside them what only a draft can change.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.dates import date_format
from tenders.calls.amendable import OF_CALL, OF_CONTRACT, OF_LOT, OF_SELECTION, OF_TERMS, Place, columns, of_criterion
from tenders.calls.changes import Row
from tenders.calls.pieces import pieces_of
from tenders.calls.scales import write_levels
from tenders.calls.told_terms import language_name, length_of, told_of_piece
from tenders.models import CallTerms, Lot, LotTerms, Tender

CALL, DATES, ASKED, TERMS, DOCUMENTS = "call", "dates", "asked", "terms", "documents"
OF_DRAFT = ("language", "procedure", "nature", *OF_CALL, "urgent")
OF_DRAFT_TERMS = ("languages", *OF_TERMS, "most_bids", "most_wins", "preference", "most_discounts", "after_fall")
SHOWN: list[str] = ["rounds", "selection__lot", "documents", "lots__criteria", "lots__terms"]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a call says. `section` is one of the constants above, or the identifier of a lot.

    `is_own`: the text is the buyer's, in the call's language; else it is the portal's, in that of the parts.
    """

    key: str
    section: str
    what: str
    text: str
    is_own: bool = False

    @property
    def row(self) -> Row:
        """The part as a reading keeps it."""
        return {"field": self.key, "what": self.what, "text": self.text}


def parts_of(tender: Tender, language: str | None = None) -> list[Part]:
    """Return every part of a call: seven queries, however many lots it has.

    What is kept and compared is in the call's own language; a reader's is given by `language`.
    """
    call = Tender.objects.select_related("terms").get(pk=tender.pk)
    prefetch_related_objects([call], *SHOWN)
    with override(language or call.language):
        return [*_of_call(call), *_dates(call), *_asked(call), *_terms(call), *_documents(call), *_lots(call)]


def part_of(tender: Tender, key: str, language: str | None = None) -> Part | None:
    """Return the part that a key names; None where there is none."""
    return next((part for part in parts_of(tender, language) if part.key == key), None)


def _of_call(call: Tender) -> Iterator[Part]:
    yield from _parts(CALL, columns("", "", call, OF_DRAFT))


def _dates(call: Tender) -> Iterator[Part]:
    for round_ in call.rounds.all():
        moment = f"{date_format(round_.deadline_date)}, {round_.deadline_time:%H:%M}"
        what = _("%(part)s: %(what)s") % {"part": _("Deadline"), "what": round_.get_kind_display()}
        yield Part(f"deadline:{round_.number}", DATES, what, moment)


def _asked(call: Tender) -> Iterator[Part]:
    """By their places: the rows of a draft are written anew at each saving."""
    for number, row in enumerate(sorted(call.selection.all(), key=lambda row: row.position), start=1):
        yield from _parts(ASKED, columns(f"asked:{number}:", row.name, row, ("kind", *OF_SELECTION)))
        what = _("%(part)s: %(what)s") % {"part": row.name, "what": _("For which lot")}
        yield Part(f"asked:{number}:lot", ASKED, what, row.lot.label if row.lot else "")


def _terms(call: Tender) -> Iterator[Part]:
    terms: CallTerms = getattr(call, "terms", None) or CallTerms(tender=call)
    yield from _parts(TERMS, columns("terms:", "", terms, OF_DRAFT_TERMS))


def _documents(call: Tender) -> Iterator[Part]:
    for row in call.documents.all():
        what = _("%(part)s: %(what)s") % {"part": _("Document"), "what": row.title}
        yield Part(f"document:{row.pk}", DOCUMENTS, what, f"{row.title} ({filesizeformat(row.size)})", is_own=True)


def _lots(call: Tender) -> Iterator[Part]:
    for lot in sorted(call.lots.all(), key=lambda lot: lot.position):
        yield Part(f"lot:{lot.identifier}", lot.identifier, lot.label, lot.label)
        yield from _parts(lot.identifier, columns(f"lot:{lot.identifier}:", lot.label, lot, OF_LOT))
        yield from _contract(lot)
        yield from _criteria(lot)


def _contract(lot: Lot) -> Iterator[Part]:
    terms: LotTerms = getattr(lot, "terms", None) or LotTerms(lot=lot)
    names = (*OF_CONTRACT, "variants")
    yield from _parts(lot.identifier, columns(f"contract:{lot.identifier}:", lot.label, terms, names))
    asked = _("What a bid must hold")
    for piece in pieces_of(lot):
        what = _("%(part)s: %(what)s") % {"part": f"{lot.label}, {asked}", "what": piece.name}
        yield Part(f"piece:{lot.identifier}:{piece.code}", lot.identifier, what, told_of_piece(piece))


def _criteria(lot: Lot) -> Iterator[Part]:
    for row in sorted(lot.criteria.all(), key=lambda row: row.position):
        about, key = f"{lot.label}, {row.full_name}", f"criterion:{lot.identifier}:{row.code}:"
        yield from _parts(lot.identifier, of_criterion(key, about, row))
        what = _("%(part)s: %(what)s") % {"part": about, "what": _("Scale of the scores")}
        yield Part(f"{key}scale", lot.identifier, what, write_levels(row.scale), is_own=True)


def _parts(section: str, places: Iterable[Place]) -> Iterator[Part]:
    for place in places:
        said = _in_words(place)
        yield Part(place.key, section, place.what, place.text if said is None else said, is_own=said is None)


def _in_words(place: Place) -> str | None:
    """Return what stands there as the portal says it; None for the buyer's own words."""
    value = getattr(place.row, place.column)
    if place.column == "length" and isinstance(place.row, LotTerms):
        return length_of(place.row)
    if place.column == "languages":
        return ", ".join(map(language_name, value))
    if place.field.choices:
        return capfirst(str(getattr(place.row, f"get_{place.column}_display")()))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return number_format(value.normalize(), use_l10n=True, force_grouping=True)
    return date_format(value) if isinstance(value, date) else None


def rows_of(parts: Sequence[Part]) -> list[Row]:
    """Return parts as a reading keeps them."""
    return [part.row for part in parts]
