"""What officers do with a call until it closes, and what firms ask: the room's verbs by name.

Here a call is sent for approval, approved, published and closed. It is written in `drafting.py`, `lots.py` and
`enclosures.py`, or imported (`importing/`); a set moment is in `publishing.py`, the notices on their way in
`dispatching.py`. Questions are in `questions.py`, answers in `answering.py`, visits in `meetings.py`; what changes
after the publication in `amending.py`, `extending.py`, `promises.py` and `pauses.py`; the clock in `advancing.py`.
"""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from procurement.accounts.models import Buyer, User
from procurement.audit.log import record
from procurement.calendar.holidays import holidays_to_json
from procurement.lifecycle import perform
from tenders.calls import emails, queries
from tenders.calls.amending import (
    draft_changes,
    draft_document,
    drop_amendment,
    prepared_for,
    publish_amendment,
    why_not_amended,
)
from tenders.calls.answering import (
    answer_question,
    close_answers,
    decline_question,
    proposed_extension,
    why_not_answered,
    why_not_closed,
)
from tenders.calls.by_invitation import begin_invitation, edit_invitation
from tenders.calls.commenting import answer_comment, comment_on, why_not_commented
from tenders.calls.comments import open_comments
from tenders.calls.copying import copy_call, relaunch, why_not_relaunched
from tenders.calls.dispatching import record_dispatch, send_notice, why_not_recorded
from tenders.calls.drafting import create_tender, edit_draft, why_not_edited
from tenders.calls.enclosures import add_document, remove_document
from tenders.calls.extending import extend_deadline, why_not_extended
from tenders.calls.invited import decline, take_up
from tenders.calls.inviting import drop_invited, name_address, name_firm, send_invitations
from tenders.calls.lots import add_lot, edit_lot, remove_lot
from tenders.calls.meetings import keep_meeting
from tenders.calls.next_round import prepare_next_round, start_next_round, why_no_next_round
from tenders.calls.pauses import pause, resume, why_not_paused
from tenders.calls.pieces import write_pieces
from tenders.calls.planning import planned, promise
from tenders.calls.promises import expect_stage, is_late, revise_stage, why_not_moved
from tenders.calls.publishing import (
    drop_plan,
    mind_the_refusal,
    plan_publication,
    why_not_planned,
)
from tenders.calls.questions import ask_question, why_not_asked, write_question_down
from tenders.calls.readings import against_approving, begin_reading, end_reading
from tenders.calls.refusals import refuse_if
from tenders.calls.selection import write_selection
from tenders.calls.templates import archive_template, make_template, restore_template, why_no_template
from tenders.calls.terms import write_lot_terms, write_terms
from tenders.following.telling import tell_followers, tell_seekers
from tenders.lifecycle.tender import TenderState
from tenders.models import Dispatch, News, Reading, Tender

__all__ = [
    "add_document",
    "add_lot",
    "against_approving",
    "answer_comment",
    "answer_question",
    "approve",
    "archive_template",
    "ask_question",
    "begin_invitation",
    "close_answers",
    "close_call",
    "comment_on",
    "copy_call",
    "create_buyer",
    "create_tender",
    "decline",
    "decline_question",
    "draft_changes",
    "draft_document",
    "drop_amendment",
    "drop_invited",
    "drop_plan",
    "edit_draft",
    "edit_invitation",
    "edit_lot",
    "expect_stage",
    "extend_deadline",
    "is_late",
    "keep_meeting",
    "make_template",
    "mind_the_refusal",
    "name_address",
    "name_firm",
    "pause",
    "plan_publication",
    "planned",
    "prepare_next_round",
    "prepared_for",
    "proposed_extension",
    "publish",
    "publish_amendment",
    "record_dispatch",
    "relaunch",
    "remove_document",
    "remove_lot",
    "restore_template",
    "resume",
    "revise_stage",
    "send_back",
    "send_notice",
    "start_next_round",
    "submit_for_review",
    "take_up",
    "why_no_next_round",
    "why_no_template",
    "why_not_amended",
    "why_not_answered",
    "why_not_asked",
    "why_not_closed",
    "why_not_commented",
    "why_not_edited",
    "why_not_extended",
    "why_not_moved",
    "why_not_paused",
    "why_not_planned",
    "why_not_recorded",
    "why_not_relaunched",
    "write_lot_terms",
    "write_pieces",
    "write_question_down",
    "write_selection",
    "write_terms",
]

SLUG_LENGTH = 70


@transaction.atomic
def create_buyer(buyer: Buyer, *, by: User | None, now: datetime) -> Buyer:
    """Enter an authority; its address on the site (`slug`) follows from its name where none is given."""
    buyer.slug = buyer.slug or _free_slug(buyer)
    buyer.save(force_insert=True)
    record("buyer.create", buyer, by=by, now=now, payload={"name": buyer.name, "country": buyer.country})
    return buyer


def _free_slug(buyer: Buyer) -> str:
    wanted = slugify(buyer.name)[:SLUG_LENGTH].strip("-") or f"buyer-{buyer.country.lower()}".strip("-")
    slug, copy = wanted, 2
    while Buyer.objects.filter(slug=slug).exists():
        slug, copy = f"{wanted}-{copy}", copy + 1
    return slug


@transaction.atomic
def submit_for_review(tender: Tender, *, by: User, now: datetime) -> None:
    """Send the call to a second person for approval. Whoever sends it first counts as its author."""
    _store_rules(tender, now)
    perform(tender, "submit_for_review", by=by, now=now)
    sent = begin_reading(tender, by=by, now=now)
    emails.call_to_approve(tender, again=sent.number > 1, now=now)


@transaction.atomic
def approve(tender: Tender, *, all_the_same: bool = False, by: User, now: datetime) -> None:
    """Approve the call. The notice counts as sent on this day, unless it was sent before.

    `all_the_same`: although comments are open; without it they stand in the way. Raises Refused.
    """
    facts = {"open_comments": open_comments(tender).count()} if all_the_same else {}
    refuse_if([] if all_the_same else against_approving(tender))
    perform(tender, "approve", by=by, now=now, facts=facts)
    end_reading(tender, Reading.Outcome.APPROVED, by=by, now=now)
    Tender.objects.filter(pk=tender.pk, sent_on=None).update(sent_on=tender.local_day(now))
    tender.refresh_from_db()
    emails.call_reviewed(tender, reason="", by=by, now=now)


@transaction.atomic
def send_back(tender: Tender, *, reason: str, by: User, now: datetime) -> None:
    """Send the call back to its author, with the reason. A notice that was not sent yet counts as sent no more."""
    approved = tender.state == TenderState.APPROVED
    perform(tender, "send_back", by=by, now=now, reason=reason)
    end_reading(tender, Reading.Outcome.SENT_BACK, by=by, now=now)
    if approved and not tender.notice_identity and not Dispatch.objects.filter(tender=tender).exists():
        Tender.objects.filter(pk=tender.pk).update(sent_on=None)
        tender.refresh_from_db()
    emails.call_reviewed(tender, reason=reason, by=by, now=now)


@transaction.atomic
def publish(tender: Tender, *, by: User | None, now: datetime) -> None:
    """Publish the call and promise the day of every stage. The rules and holidays used are kept with it.

    One by invitation is sent to its firms by the same move, at the same moment; nobody else is told.
    By nobody: the clock does it, at the moment that an officer set.
    """
    _store_rules(tender, now)
    perform(tender, "publish" if by else "publish_as_planned", by=by, now=now)
    promise(tender, now)
    if tender.by_invitation:
        send_invitations(tender, now=now)
    else:
        _tell_everybody(tender, now)
    if by is None:
        emails.published_as_planned(tender, now=now)


def _tell_everybody(tender: Tender, now: datetime) -> None:
    """Tell who looks for such a call, and whoever had to do with the one that it takes up."""
    tell_seekers(tender, now=now)
    if tender.takes_up:
        tell_followers(tender.takes_up, News.AGAIN, now=now)
        emails.call_begun_again(tender, tender.takes_up, now=now)


@transaction.atomic
def close_call(tender: Tender, *, now: datetime) -> None:
    """Close the call at its deadline: the clock's move. The opening committee is told."""
    perform(tender, "close", by=None, now=now)
    emails.call_closed(tender, now=now)


def _store_rules(tender: Tender, now: datetime) -> None:
    """Keep the rule pack's name and the holidays with the call: the rules of its lifecycle count with them."""
    name = queries.rule_pack_name(queries.rules_of(tender, now))
    holidays = holidays_to_json(queries.holidays_to_count_with(tender, now))
    Tender.objects.filter(pk=tender.pk).update(rule_pack=name, holidays=holidays)
