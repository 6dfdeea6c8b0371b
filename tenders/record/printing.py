"""Write a public call down for paper, from what its page says. No query of its own beside those of the page."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.dates import date_format
from procurement.headings import Block, by_heading
from procurement.paper import Money
from tenders.calls.told_terms import Told, told_of_piece
from tenders.issuing import frame, lot_on_paper
from tenders.models import AwardCriterion, Lot, Tender
from tenders.record.call import weight_of
from tenders.record.call_paper import (
    AnswerOnPaper,
    AskedOnPaper,
    CallPaper,
    ChangeOnPaper,
    CriterionOnPaper,
    DateOnPaper,
    DocumentOnPaper,
    LevelOnPaper,
    LotOnPaper,
    MeetingOnPaper,
    NoteOnPaper,
    PartOnPaper,
)
from tenders.record.changes import Change
from tenders.record.freshness import last_change
from tenders.record.lots import LotRow
from tenders.record.pages import CallPage, call_page
from tenders.record.results import LotResult, Tenderer


def call_on_paper(tender: Tender, *, language: str, now: datetime) -> CallPaper:
    """Return a public call as it stands, dated by its last change: the same call gives the same paper.

    Read the call by `queries.call_with_its_parts`.
    """
    with override(language):
        page = call_page(tender, now)
        results = [result for row in page.lots.every for result in row.results]
        head = frame(tender, language=language, now=last_change(tender, results, now), code="")
        return CallPaper(**{**head, "check": None}, **_facts(page), **_contents(page))


def _facts(page: CallPage) -> dict[str, Any]:
    tender = page.tender
    deadlines = {row.number: row.deadline_at for row in tender.rounds.all()}
    # A call by invitation that was cancelled is never told of, not even to those of the next one.
    taken = tender.takes_up if tender.takes_up and tender.takes_up.published_at and not tender.by_invitation else None
    return {
        "call_language": tender.language,
        "address": f"{settings.BASE_URL}{tender.get_absolute_url()}",
        "state": tender.get_state_display(),
        "procedure": tender.get_procedure_display(),
        "nature": tender.get_nature_display(),
        "round": page.round,
        "cpv": ", ".join(filter(None, [tender.cpv, *tender.additional_cpv])),
        "nuts": tender.nuts,
        "value": Money(tender.value, tender.currency) if tender.value_is_public and tender.value else None,
        "published_at": tender.published_at,
        "deadline_at": deadlines.get(tender.round_number),
        "takes_up": str(taken or ""),
        "description": tender.description,
    }


def _contents(page: CallPage) -> dict[str, Any]:
    tender = page.tender
    return {
        "lots": tuple(_lot(row, tender, only=len(page.lots.every) == 1) for row in page.lots.every),
        "asked": tuple(
            AskedOnPaper(row.name, row.level, row.proof, _about(row.get_kind_display(), row.lot))
            for row in tender.selection.all()
        ),
        "terms": tuple(page.terms),
        "dates": tuple(DateOnPaper(str(row.word), row.first, row.current, row.actual) for row in page.rows),
        "documents": tuple(
            DocumentOnPaper(row.title, row.language, row.size, row.sha256, str(row.replaces or ""))
            for row in tender.documents.all()
        ),
        "documents_url": tender.documents_url,
        "answers": tuple(
            AnswerOnPaper(tuple(row.texts), row.about, row.answered_at, row.answer, row.declined)
            for row in page.questions
        ),
        "meetings": tuple(
            MeetingOnPaper(row.get_kind_display(), row.starts_at, row.place, row.minutes)
            for row in tender.meetings.all()
        ),
        "changes": tuple(map(_change, page.changes)),
        "notes": tuple(NoteOnPaper(note.language, note.text, note.published_at) for note in tender.notes.all()),
    }


def _about(kind: str, lot: Lot | None) -> str:
    return " · ".join(filter(None, [capfirst(kind), lot.label if lot else ""]))


def _lot(row: LotRow, tender: Tender, *, only: bool) -> LotOnPaper:
    lot, public = row.lot, tender.value_is_public
    told = {"", lot.title, tender.description}
    other = (lot.cpv and lot.cpv != tender.cpv) or (lot.nuts and lot.nuts != tender.nuts)
    codes = [f"CPV {lot.cpv}" if lot.cpv else "", f"NUTS {lot.nuts}" if lot.nuts else ""]
    return LotOnPaper(
        lot=lot_on_paper(lot, only=only),
        description="" if lot.description in told else lot.description,
        codes=" · ".join(filter(None, codes)) if other else "",
        value=Money(lot.value, tender.currency) if public and lot.value else None,
        stands=str(row.word),
        results=tuple(_results(row, tender)),
        criteria=tuple(_criterion(row, block) for block in by_heading(lot.criteria.all()) for row in block.rows),
        terms=tuple(row.terms),
        pieces=tuple(Told(piece.name, told_of_piece(piece)) for piece in row.pieces),
    )


def _results(row: LotRow, tender: Tender) -> Iterable[str]:
    """Yield what was decided about a lot, as far as everyone may know it; before that, who bid where it is public."""
    for result in row.results:
        yield _outcome(result, tender)
    if row.named and not row.results:
        yield _("Bids of: %(firms)s.") % {"firms": ", ".join(firm.name for firm in row.named)}


def _outcome(result: LotResult, tender: Tender) -> str:
    notified = result.decision.notified_at
    day = date_format(tender.local_day(notified)) if notified else ""
    if result.winners:
        chosen = "; ".join(map(_winner, result.winners))
        return _("Chosen: %(firms)s. Decision notified on %(day)s.") % {"firms": chosen, "day": day}
    parts = [result.decision.get_outcome_display(), result.decision.get_reason_code_display()]
    outcome = capfirst(": ".join(filter(None, map(str, parts))))
    return _("%(outcome)s. Decision notified on %(day)s.") % {"outcome": outcome, "day": day}


def _winner(winner: Tenderer) -> str:
    if winner.price is None:
        return winner.name
    return f"{winner.name}, {Money(winner.price, winner.currency)}"


def _criterion(row: AwardCriterion, block: Block[AwardCriterion]) -> CriterionOnPaper:
    levels = tuple(LevelOnPaper(level.points, level.name, level.description) for level in row.scale)
    whole = number_format(block.weight.normalize(), use_l10n=True) if block.name and block.weight else ""
    return CriterionOnPaper(row.name, weight_of(row), row.in_words, row.scale_max, levels, block.name, whole)


def _change(change: Change) -> ChangeOnPaper:
    parts = tuple(PartOnPaper(*(str(part.get(name, "")) for name in ("what", "old", "new"))) for part in change.parts)
    return ChangeOnPaper(change.title, change.sentence, change.by, parts)
