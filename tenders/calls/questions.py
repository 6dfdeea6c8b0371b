"""Questions: asked by one firm, or brought to the office otherwise. The answers are in `answering.py`."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.dates import date_format
from procurement.lifecycle import Refused, Sentence
from suppliers.models import Supplier
from tenders.calls import emails
from tenders.calls.refusals import lock_for, refuse_if
from tenders.lifecycle.tender import TenderState
from tenders.models import Document, Lot, Question, Tender
from tenders.timetable.kinds import StageKind

About = Lot | Document | None


@transaction.atomic
def ask_question(
    tender: Tender, *, supplier: Supplier, text: str, about: About = None, by: User, now: datetime
) -> Question:
    """Ask about the call, or one of its lots or documents, for a firm. Officers hear that a question waits, not whose.

    Raises:
        Refused: not of this firm, nothing asked, or the time for questions is over.
    """
    locked = Tender.objects.select_for_update().get(pk=tender.pk)
    if not supplier.roles_of(by):
        raise Refused(_("You do not belong to this firm."))
    refuse_if([_nothing(text), _belongs_to_another(locked, about), *why_not_asked(locked, now)])
    question = _keep(locked, text, about, supplier=supplier, asked_at=now)
    record("question.ask", question, by=by, now=now, payload={"tender": locked.reference})
    emails.question_asked(locked, now=now)
    return question


@transaction.atomic
def write_question_down(
    tender: Tender, *, text: str, channel: str, about: About = None, by: User, now: datetime
) -> Question:
    """Write down what somebody asked by telephone, by letter or at a meeting: it is answered to all, like the rest.

    Who asked is not kept. Raises Refused where an answer would come too late.
    """
    locked = lock_for(tender, Role.OFFICER, by=by)
    open_ = takes_questions(locked, now)
    late = None if open_ else _("The call takes no questions: it is not open.")
    refuse_if([_nothing(text), _belongs_to_another(locked, about), late])
    question = _keep(locked, text, about, channel=channel, asked_at=now)
    record("question.write_down", question, by=by, now=now, payload={"tender": locked.reference, "channel": channel})
    return question


def why_not_asked(tender: Tender, now: datetime) -> list[Sentence]:
    """Return why nothing can be asked about a call at this instant; empty where it can."""
    closes = tender.stages.filter(kind=StageKind.QUESTIONS).values_list("commitment", flat=True).first()
    if not takes_questions(tender, now):
        return [_("The call takes no questions: it is not open.")]
    if closes and tender.local_day(now) > closes:
        return [_("Questions could be asked until %(day)s.") % {"day": date_format(closes)}]
    return []


def takes_questions(tender: Tender, now: datetime) -> bool:
    """Tell whether an answer can still help whoever bids."""
    deadline = tender.deadline_at
    return tender.state == TenderState.PUBLISHED and deadline is not None and now < deadline


def _belongs_to_another(tender: Tender, about: About) -> Sentence | None:
    if about is None or about.tender_id == tender.pk:
        return None
    return _("This lot or document is not of this call.")


def _nothing(text: str) -> Sentence | None:
    return None if text.strip() else _("Write your question.")


def _keep(tender: Tender, text: str, about: About, **facts: Any) -> Question:
    lot = about if isinstance(about, Lot) else None
    document = about if isinstance(about, Document) else None
    return Question.objects.create(tender=tender, text=text.strip(), lot=lot, document=document, **facts)
