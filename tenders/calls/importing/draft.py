"""What a notice makes of a call, as plain values; and what it leaves open, as sentences. No database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from procurement.lot_numbers import lot_numbers
from tenders.calls.importing.criteria import ASSUMED, LONGEST, NOTED, DraftCriterion, Gap, read_criteria
from tenders.calls.importing.deadline import DraftDeadline, Place, assume, read_deadline
from tenders.calls.importing.terms import lot_terms, read_terms
from tenders.calls.notices.notice import Notice, NoticeLot
from tenders.calls.notices.refusals import NoticeRefused
from tenders.calls.terms import CallTermsFacts, LotTermsFacts

SPOKEN = frozenset(code for code, _name in settings.LANGUAGES)
FALLBACK_LANGUAGE = "en"
WHOLE = "1"  # the identifier of a lot that is the whole call
# What a notice may say and a call has no place for yet.
WITHOUT_PLACE: Mapping[str, str | Promise] = {
    "other_buyers": gettext_lazy("Other buyers"),
    "procedure_text": gettext_lazy("Description of the procedure"),
    "framework": gettext_lazy("Framework agreement"),
    "purchasing_system": gettext_lazy("Dynamic purchasing system"),
    "opening": gettext_lazy("Moment of the opening"),
    "changes": gettext_lazy("The earlier notice that this one changes"),
}


@dataclass(frozen=True, slots=True)
class DraftLot:
    """A lot as it is stored."""

    identifier: str
    title: str
    description: str
    cpv: str
    nuts: str
    value: Decimal | None
    criteria: tuple[DraftCriterion, ...]
    terms: LotTermsFacts | None = None


@dataclass(frozen=True, slots=True)
class DraftCall:
    """The parts of a call that need thought; the others are copied from the notice.

    `assumptions` are those of a rehearsal, empty otherwise; `unmapped` is what the notice says and the call does not.
    """

    language: str
    deadline: DraftDeadline
    lots: tuple[DraftLot, ...]
    terms: CallTermsFacts | None = None
    assumptions: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()


def draft_of(notice: Notice, place: Place, *, rehearsal: bool) -> DraftCall:
    """Return the draft of a call. A rehearsal assumes what is missing; otherwise it stays missing.

    Raises NoticeRefused, for a rehearsal only, where too little is there to assume the rest.
    """
    language = notice.language if notice.language in SPOKEN else FALLBACK_LANGUAGE
    deadline = read_deadline(notice, place)
    assumptions: list[str] = []
    lots, said = _lots(notice, language, rehearsal=rehearsal)
    if rehearsal:
        if not notice.title:
            raise NoticeRefused(_("The notice has no title."))
        deadline, assumptions = assume(notice, deadline, place)
        if not notice.lots:
            assumptions.append(_("The notice names no lot: one lot for everything is assumed."))
    terms = read_terms(notice)
    return DraftCall(
        language=language,
        deadline=deadline,
        lots=tuple(lots),
        terms=terms.facts,
        assumptions=(*assumptions, *said) if rehearsal else (),
        unmapped=(*(() if rehearsal else said), *_without_place(notice, language), *terms.said, *notice.unmapped),
    )


def _lots(notice: Notice, language: str, *, rehearsal: bool) -> tuple[list[DraftLot], list[str]]:
    """Return the lots, and what their criteria leave open: once for all lots concerned."""
    lots, open_points = [], defaultdict(list)
    for lot in notice.lots or ([NoticeLot(WHOLE)] if rehearsal else []):
        with override(language):
            criteria, gaps = read_criteria(lot, rehearsal=rehearsal)
        for gap in gaps:
            open_points[gap].append(lot.identifier)
        lots.append(_lot(lot, criteria, notice.title or ""))
    sentences = ASSUMED if rehearsal else NOTED
    return lots, [
        str(sentences[gap]) % {"lots": _named(open_points[gap], of=len(lots))} for gap in Gap if gap in open_points
    ]


def _lot(lot: NoticeLot, criteria: Iterable[DraftCriterion], title: str) -> DraftLot:
    return DraftLot(
        identifier=lot.identifier,
        title=(lot.title or title)[:LONGEST],
        description=lot.description or "",
        cpv=next(iter(lot.cpv), ""),
        nuts=next(iter(lot.nuts), ""),
        value=lot.value,
        criteria=tuple(criteria),
        terms=lot_terms(lot),
    )


def _named(lots: list[str], *, of: int) -> str:
    if len(lots) == of > 1:
        return _("all lots")
    return ngettext("lot %(lots)s", "lots %(lots)s", len(lots)) % {"lots": lot_numbers(lots)}


def _without_place(notice: Notice, language: str) -> Iterator[str]:
    if notice.language != language:
        yield _("Language of the notice: %(code)s. The call is shown as English.") % {"code": notice.language or "?"}
    if notice.deadline and notice.deadline.time is None:
        yield _("Deadline without a time: %(day)s") % {"day": notice.deadline.date.isoformat()}
    if len({lot.deadline for lot in notice.lots}) > 1:
        yield _("Different deadlines of lots: the earliest is kept")
    yield from (str(label) for name, label in WITHOUT_PLACE.items() if getattr(notice, name))
