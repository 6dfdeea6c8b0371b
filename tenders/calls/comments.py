"""The comments of those who approve a call, as its pages read them, and what changed since the last time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from tenders.calls.changes import changes_between
from tenders.calls.contents import Part, parts_of, rows_of
from tenders.lifecycle.tender import TenderState
from tenders.models import Comment, Reading, Tender

PEOPLE = ["reading__tender", "made_by", "answered_by", "done_by"]
Found = Mapping[str, list[Comment]]


def readings_of(tender: Tender) -> QuerySet[Reading]:
    """Return every sending for approval, the newest first, each with its comments."""
    people = [f"comments__{name}" for name in PEOPLE]
    return tender.readings.select_related("sent_by", "ended_by").prefetch_related(*people).order_by("-number")


def latest_reading(tender: Tender) -> Reading | None:
    """Return the last sending for approval."""
    return Reading.objects.filter(tender=tender).order_by("number").last()


def comments_on(tender: Tender) -> QuerySet[Comment]:
    """Return all comments on a call, the oldest first."""
    return Comment.objects.filter(reading__tender=tender).select_related(*PEOPLE)


def open_comments(tender: Tender) -> QuerySet[Comment]:
    """Return those that nobody has called done yet."""
    return comments_on(tender).filter(done_at=None)


def by_part(comments: Iterable[Comment]) -> Found:
    """Return key of a part → the comments on it."""
    found: dict[str, list[Comment]] = defaultdict(list)
    for comment in comments:
        found[comment.field].append(comment)
    return found


def name_parts(comments: Iterable[Comment], parts: Iterable[Part]) -> None:
    """Call what each comment is about by its name among these parts, in memory; what is gone keeps its own."""
    names = {part.key: part.what for part in parts}
    for comment in comments:
        comment.what = names.get(comment.field, comment.what)


def changes_since_sent(tender: Tender) -> list[dict[str, str]]:
    """Return old and new of what changed between the last sending but one and the last; in a draft, since the last."""
    sent = [reading.content for reading in tender.readings.order_by("-number")[:2]]
    if tender.state == TenderState.DRAFT and sent:
        return changes_between(sent[0], rows_of(parts_of(tender)))
    return changes_between(sent[1], sent[0]) if len(sent) > 1 else []
