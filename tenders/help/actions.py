"""The deeds of help: a firm asks, the authority answers, the ombudsperson publishes a note."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer, User
from procurement.audit.log import record
from procurement.calendar.moments import local_day
from procurement.lifecycle import Refused
from suppliers.models import Supplier
from tenders.help import emails, queries
from tenders.models import HelpRequest, Note, Tender


@transaction.atomic
def ask_for_help(
    buyer: Buyer, *, supplier: Supplier, text: str, by: User, now: datetime, tender: Tender | None = None
) -> HelpRequest:
    """Ask an authority for help, for a firm. The day of the answer is promised at once.

    Raises:
        Refused: not of this firm, nothing asked, or a call of another authority.
    """
    if not supplier.roles_of(by):
        raise Refused(_("You do not belong to this firm."))
    if not text.strip():
        raise Refused(_("Write what you need."))
    if tender is not None and tender.buyer_id != buyer.pk:
        raise Refused(_("This call is another authority's."))
    facts = {"text": text.strip(), "asked_by": by, "asked_at": now, "due": queries.promised_day(buyer, now)}
    asked = HelpRequest.objects.create(buyer=buyer, tender=tender, supplier=supplier, **facts)
    record("help.ask", asked, by=by, now=now, payload={"buyer": buyer.slug, "due": asked.due})
    emails.help_asked(asked, now=now)
    return asked


@transaction.atomic
def answer_help(asked: HelpRequest, *, answer: str, by: User, now: datetime) -> None:
    """Answer a firm, once. A further need is a further request.

    Raises:
        Refused: not one who answers for this authority, nothing written, or answered already.
    """
    row = HelpRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if not queries.helped_by(by).filter(pk=row.pk).exists():
        raise Refused(_("Only officers and the ombudsperson of the authority answer."))
    if row.answered_at is not None:
        raise Refused(_("This request has its answer already."))
    if not answer.strip():
        raise Refused(_("Write the answer."))
    row.answer, row.answered_by, row.answered_at = answer.strip(), by, now
    row.answered_on = local_day(now, row.buyer.time_zone)
    row.save()
    record("help.answer", row, by=by, now=now, payload={"buyer": row.buyer.slug, "in_time": row.in_time})
    emails.help_answered(row, now=now)
    asked.refresh_from_db()


@transaction.atomic
def publish_note(tender: Tender, *, text: str, by: User, now: datetime) -> Note:
    """Publish what the ombudsperson has to say of a call. It stays; a correction is a further note.

    Raises:
        Refused: not the authority's ombudsperson, the call is not public, or nothing written.
    """
    if not queries.calls_watched_by(by).filter(pk=tender.pk).exists():
        raise Refused(_("Only the ombudsperson of the authority publishes a note, on a published call."))
    if not text.strip():
        raise Refused(_("Write the note."))
    facts = {"text": text.strip(), "language": get_language(), "by": by, "published_at": now}
    note = Note.objects.create(tender=tender, **facts)
    record("tender.publish_note", tender, by=by, now=now, payload={"note": note.pk})
    return note
