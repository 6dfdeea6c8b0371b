"""A call is read by a second person: remarked on part by part, and answered."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Sentence
from tenders.calls.comments import latest_reading
from tenders.calls.contents import part_of
from tenders.calls.readings import begin_reading
from tenders.calls.refusals import lock_for, refuse_if
from tenders.lifecycle.rules import is_no_deputy_of_the_author, is_not_the_author
from tenders.lifecycle.tender import UNPUBLISHED, TenderState
from tenders.models import Comment, Tender

READ_IN = (TenderState.IN_REVIEW, TenderState.APPROVED)


def why_not_commented(tender: Tender, *, by: User, now: datetime) -> list[Sentence]:
    """Return why the person can't remark on the call now; empty where it can."""
    if tender.state not in READ_IN:
        return [_("Comments are made on a call that is sent for approval, before it is published.")]
    rules = (is_not_the_author, is_no_deputy_of_the_author)
    return [said for rule in rules if (said := rule(tender, by=by, now=now))]


@transaction.atomic
def comment_on(tender: Tender, *, about: str, text: str, by: User, now: datetime) -> Comment:
    """Remark on one part of the call, by its key.

    Raises:
        Refused: no approver, its author, not sent for approval, no such part, or nothing said.
    """
    locked = lock_for(tender, Role.APPROVER, by=by)
    part = part_of(locked, about)
    refuse_if([
        *why_not_commented(locked, by=by, now=now),
        None if part else _("The call has no such part any more."),
        None if text.strip() else _("Write what is to be changed, or what is not clear."),
    ])  # fmt: skip
    assert part is not None  # noqa: S101  refused above
    reading = latest_reading(locked) or begin_reading(locked, by=locked.author or by, now=now)
    comment = Comment.objects.create(
        reading=reading, field=part.key, what=part.what, said=part.text, text=text.strip(), made_at=now, made_by=by
    )
    about_it = {"title": part.what, **_for_whom(locked, Role.APPROVER, by, now)}
    record("tender.comment", locked, by=by, now=now, payload=about_it)
    return comment


@transaction.atomic
def answer_comment(comment: Comment, *, answer: str, is_done: bool, by: User, now: datetime) -> None:
    """Answer a comment, or say that it is done: an officer; an approver, whom an answer contents.

    Raises:
        Refused: neither of them, the call is published, the comment is done already, or nothing was said.
    """
    tender = comment.reading.tender
    role = Role.OFFICER if Role.OFFICER in tender.roles_of(by) else Role.APPROVER
    locked = lock_for(tender, role, by=by)
    comment.refresh_from_db()
    refuse_if([
        None if locked.state in UNPUBLISHED else _("The call is published: its comments are history."),
        _("This comment is done already.") if comment.done_at else None,
        None if answer.strip() or is_done else _("Write an answer, or tick that it is done."),
    ])  # fmt: skip
    if answer.strip():
        comment.answer, comment.answered_at, comment.answered_by = answer.strip(), now, by
    if is_done:
        comment.done_at, comment.done_by = now, by
    comment.save()
    about_it = {"title": comment.what, "done": is_done, **_for_whom(locked, role, by, now)}
    record("tender.answer_comment", locked, by=by, now=now, payload=about_it)


def _for_whom(tender: Tender, role: Role, by: User, now: datetime) -> dict[str, int]:
    """Return for the log for whom a deputy did it; nothing for whoever has the right itself."""
    whom = tender.stood_in_for(by, {role}, now)
    return {"for": whom.pk} if whom else {}
