"""Reading a call before it is published: part by part, with comments, their answers, and what changed."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.roles import Role
from tenders.calls import actions
from tenders.calls.comment_forms import AnswerForm, CommentForm
from tenders.calls.comments import by_part, changes_since_sent, comments_on, name_parts, readings_of
from tenders.calls.contents import ASKED, CALL, DATES, DOCUMENTS, TERMS, Part, part_of, parts_of
from tenders.calls.queries import calls_in_the_hands_of
from tenders.calls.showing import done, show, typed
from tenders.models import Tender

READERS = (Role.OFFICER, Role.APPROVER)
# So many sections a page: the call's own, then lot by lot.
SECTIONS = 10
# A section with more rows goes on as another: 300 lots that each ask something of the firms make one of 1500.
ROWS = 50


def read_by(request: SignedIn, reference: str) -> Tender:
    """Return a call of a buyer for which the person writes or approves; 404 for all others."""
    return get_object_or_404(calls_in_the_hands_of(request.user, *READERS), reference=reference)


@allow("officers and approvers of the buyer")
def reading(request: SignedIn, reference: str) -> HttpResponse:
    """Show the call part by part with its comments, what changed, and every earlier sending."""
    tender, now = read_by(request, reference), clock.now()
    parts = parts_of(tender, get_language())
    page = Paginator(_sections(tender, parts), SECTIONS).get_page(request.GET.get("page"))
    approves = Role.APPROVER in tender.roles_of(request.user)
    against = actions.why_not_commented(tender, by=request.user, now=now) if approves else []
    readings = readings_of(tender)
    name_parts((comment for sent in readings for comment in sent.comments.all()), parts)
    known = {"tender": tender, "page": page, "blockers": against, "readings": readings}
    known |= {"changes": _named(changes_since_sent(tender), parts), "comments_now": approves and not against}
    return render(request, "calls/reading.html", known)


@allow("approvers of the buyer")
def comment(request: SignedIn, reference: str) -> HttpResponse:
    """Remark on one part of the call."""
    now, who = clock.now(), request.user
    tender = get_object_or_404(calls_in_the_hands_of(who, Role.APPROVER), reference=reference)
    part = part_of(tender, request.POST.get("about") or request.GET.get("about", ""), get_language())
    if part is None:
        raise Http404
    form = CommentForm(**typed(request), initial={"about": part.key})
    if done(request, form, lambda **said: actions.comment_on(tender, **said, by=who, now=now)):
        messages.success(request, _("Your comment is kept. Its author reads it when you send the call back."))
        return redirect("calls:reading", reference)
    page = {"tender": tender, "form": form, "part": part, "button": _("Keep the comment")}
    page |= {"blockers": actions.why_not_commented(tender, by=who, now=now), "title": _("Comment on a part")}
    return show(request, "calls/comment.html", page)


@allow("officers and approvers of the buyer")
def answer_comment(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Answer a comment, or say that it is done."""
    now, tender = clock.now(), read_by(request, reference)
    one = get_object_or_404(comments_on(tender), pk=pk)
    name_parts([one], parts_of(tender, get_language()))
    form = AnswerForm(**typed(request), initial={"answer": one.answer})
    if done(request, form, lambda **said: actions.answer_comment(one, **said, by=request.user, now=now)):
        messages.success(request, _("Kept. The comment and what you said of it stay in the history."))
        return redirect("calls:reading", reference)
    page = {"tender": tender, "form": form, "comment": one, "button": _("Keep the answer")}
    return show(request, "calls/comment.html", {**page, "title": _("Answer a comment")})


def _named(changes: list[dict[str, str]], parts: list[Part]) -> list[dict[str, str]]:
    """Call what changed by its name among these parts; what is gone keeps its own."""
    names = {part.key: part.what for part in parts}
    return [{**change, "what": names.get(change["field"], change["what"])} for change in changes]


def _sections(tender: Tender, parts: list[Part]) -> list[dict[str, Any]]:
    """Return the parts of the call by section, each part with the comments on it and where to comment."""
    found = by_part(comments_on(tender))
    names = {CALL: _("The call"), DATES: _("Dates"), ASKED: _("What is asked of the firms")}
    names |= {TERMS: _("Terms of the call"), DOCUMENTS: _("Documents")}

    def shown(part: Part) -> dict[str, Any]:
        url = reverse("calls:comment", args=[tender.reference])
        return {"part": part, "comments": found.get(part.key, []), "url": f"{url}?about={part.key}"}

    return [
        {"name": names.get(section, ""), "rows": [shown(part) for part in rows]}
        for section, found_parts in groupby(parts, key=lambda part: part.section)
        for rows in _in_pieces(list(found_parts))
    ]


def _in_pieces(parts: list[Part]) -> Iterator[list[Part]]:
    return (parts[first : first + ROWS] for first in range(0, len(parts), ROWS))
