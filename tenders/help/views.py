"""Asking for help and answering: a firm's list, the authority's list, one request, and the ombudsperson's note."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.dates import date_format
from suppliers.access import firms_of
from tenders.access import calls_visible_to
from tenders.calls.showing import done, show, typed
from tenders.help import actions, queries
from tenders.help.forms import AnswerForm, AskForm, NoteForm
from tenders.models import Tender

ROWS = 50


@allow("signed_in")
def mine(request: SignedIn) -> HttpResponse:
    """List what one's firms asked, and by when it is answered."""
    asked = _page(request, queries.asked_by_firms_of(request.user))
    late = queries.late_among(asked, clock.now())
    return render(request, "help/mine.html", {"page": asked, "late": late, "helps": _helps(request)})


@allow("signed_in")
def ask(request: SignedIn) -> HttpResponse:
    """Ask an authority for help, in general."""
    return _ask(request, None)


@allow("signed_in")
def ask_about(request: SignedIn, reference: str) -> HttpResponse:
    """Ask for help about a published call."""
    calls = calls_visible_to(request.user).exclude(published_at=None)
    return _ask(request, get_object_or_404(calls, reference=reference))


@allow("people of the firm, officers and ombudsperson of the authority")
def one(request: SignedIn, pk: int) -> HttpResponse:
    """Show a request for help; who answers for the authority does so here."""
    now, asked = clock.now(), get_object_or_404(queries.readable_by(request.user), pk=pk)
    helps = queries.helped_by(request.user).filter(pk=pk).exists()
    if request.method == "POST" and not helps:
        raise Http404
    form = AnswerForm(**typed(request))

    def answer(answer: str) -> None:
        actions.answer_help(asked, answer=answer, by=request.user, now=now)

    if done(request, form, answer, field="answer"):
        messages.success(request, _("The answer is sent."))
        return redirect("help:one", pk)
    page = {"asked": asked, "form": form, "helps": helps, "late": bool(queries.late_among([asked], now))}
    return show(request, "help/one.html", page)


@allow("officers and ombudsperson of an authority")
def desk(request: SignedIn) -> HttpResponse:
    """List what firms asked of one's authorities: what waits first, by the promised day."""
    now = clock.now()
    if not _helps(request):
        raise Http404
    asked = _page(request, queries.helped_by(request.user))
    waiting, answered = [row for row in asked if not row.answered_on], [row for row in asked if row.answered_on]
    page = {"page": asked, "waiting": waiting, "answered": answered, "late": queries.late_among(waiting, now)}
    return render(request, "help/desk.html", {**page, "kept": queries.kept_by(request.user, now)})


@allow("officers and ombudsperson of an authority")
def firm(request: SignedIn, firm: int) -> HttpResponse:
    """Show every contact of a firm with one's authorities."""
    own = get_object_or_404(queries.firms_helped_by(request.user), pk=firm)
    asked = _page(request, queries.helped_by(request.user).filter(supplier=own).order_by("-asked_at", "-pk"))
    return render(
        request, "help/firm.html", {"firm": own, "page": asked, "late": queries.late_among(asked, clock.now())}
    )


@allow("the ombudsperson of the authority")
def note(request: SignedIn, reference: str) -> HttpResponse:
    """Publish a note on a call."""
    tender = get_object_or_404(queries.calls_watched_by(request.user), reference=reference)
    form = NoteForm(**typed(request))

    def publish(text: str) -> None:
        actions.publish_note(tender, text=text, by=request.user, now=clock.now())

    if done(request, form, publish, field="text"):
        messages.success(request, _("The note is published."))
        return redirect(tender.get_absolute_url())
    return show(request, "help/note.html", {"tender": tender, "form": form})


def _ask(request: SignedIn, tender: Tender | None) -> HttpResponse:
    now, firms = clock.now(), firms_of(request.user)
    form = AskForm(**typed(request), tender=tender, buyers=queries.buyers_to_ask(), firms=firms)

    def send(text: str, supplier: Any = None, buyer: Any = None) -> Any:
        whom, firm = tender.buyer if tender else buyer, supplier or firms.get()
        return actions.ask_for_help(whom, supplier=firm, text=text, by=request.user, now=now, tender=tender)

    if firms and (sent := done(request, form, send, field="text")):
        messages.success(request, _told(sent.result.due))
        return redirect("help:one", sent.result.pk)
    register = f"{reverse('onboarding:new')}?{urlencode({'next': request.path})}"
    page = {"tender": tender, "form": form, "firms": firms, "register": register}
    return show(request, "help/ask.html", page | {"due": queries.promised_day(tender.buyer, now) if tender else None})


def _told(due: date) -> str:
    return _("Your request is sent. You get an answer by %(day)s at the latest.") % {"day": date_format(due)}


def _page(request: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def _helps(request: SignedIn) -> bool:
    return queries.buyers_helped_by(request.user).exists()
