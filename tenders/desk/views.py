"""Each person's start page, the list of an office's calls, and the office page of each with its moves."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused, blockers, roles_for
from tenders.calls import actions
from tenders.calls.queries import buyers_written_for, calls_in_the_hands_of, office_calls, works_on_calls
from tenders.calls.showing import done, show, typed
from tenders.desk.desk import desk_of
from tenders.desk.morning import want_morning_mail, wants_morning_mail
from tenders.desk.moves import DEEDS, deed_of, form_of, promised_by
from tenders.desk.office import PREVIEWERS, office_page
from tenders.desk.preview import preview_of
from tenders.desk.queries import listed_calls
from tenders.desk.rows import call_rows
from tenders.lifecycle.tender import UNPUBLISHED, TenderState
from tenders.models import Tender
from tenders.record.data_views import as_xml
from tenders.record.eforms.contract_notice import contract_notice
from tenders.record.queries import PARTS

ROWS = 50


@allow("signed_in")
def home(request: SignedIn) -> HttpResponse:
    """Show what waits for the person."""
    now = clock.now()
    desk, number = desk_of(request.user, now), request.GET.get("page")
    tasks = Paginator(desk.tasks or [], ROWS).get_page(number)
    bids = Paginator(desk.bids, ROWS).get_page(number)
    mailed = desk.tasks is not None and wants_morning_mail(request.user)
    return render(request, "desk/home.html", {"desk": desk, "tasks": tasks, "bids": bids, "now": now, "mailed": mailed})


@require_POST
@allow("signed_in")
def morning(request: SignedIn) -> HttpResponse:
    """Begin or end the morning mail."""
    wanted = "end" not in request.POST and works_on_calls(request.user)
    want_morning_mail(request.user, wanted=wanted, now=clock.now())
    messages.success(request, _("The first mail comes tomorrow.") if wanted else _("You get no morning mail any more."))
    return redirect("desk:home")


@allow("people who work on calls")
def calls(request: SignedIn) -> HttpResponse:
    """List the calls of the person's office, all or those in one state."""
    now, asked = clock.now(), request.GET.get("state", "")
    state = asked if asked in TenderState.values else ""
    if not works_on_calls(request.user):
        raise Http404
    page = Paginator(listed_calls(request.user, state), ROWS).get_page(request.GET.get("page"))
    known = {"state": state, "states": TenderState.choices, "writes": buyers_written_for(request.user).exists()}
    return render(request, "desk/calls.html", {"page": page, "rows": call_rows(page, now), **known})


@allow("people who work on the call")
def call(request: SignedIn, reference: str) -> HttpResponse:
    """Show a call to those who work on it."""
    now = clock.now()
    calls = office_calls(request.user).select_related("terms").prefetch_related(*PARTS)
    tender = get_object_or_404(calls, reference=reference)
    page = office_page(tender, by=request.user, now=now, asked=request.GET)
    return render(request, "desk/call.html", {"office": page})


@allow("officers and approvers of the buyer")
def preview(request: SignedIn, reference: str) -> HttpResponse:
    """Show the public page of a call that is not public yet."""
    written = calls_in_the_hands_of(request.user, *PREVIEWERS).filter(state__in=UNPUBLISHED)
    page = preview_of(get_object_or_404(written, reference=reference), clock.now(), request.GET)
    return render(request, "desk/preview.html", {"page": page, "preview": True})


@allow("officers and approvers of the buyer")
def notice(request: SignedIn, reference: str) -> HttpResponse:
    """Hand out the eForms notice of a call that is not public yet, to be sent to the journal (art. 51)."""
    written = calls_in_the_hands_of(request.user, *PREVIEWERS).filter(state__in=UNPUBLISHED, by_invitation=False)
    tender = get_object_or_404(written.prefetch_related(*PARTS), reference=reference)
    return as_xml(contract_notice(tender, now=clock.now()), f"{tender.reference}-notice")


@require_POST
@allow("officers of the buyer")
def send_notice(request: SignedIn, reference: str) -> HttpResponse:
    """Hand the eForms notice of an approved call to the sender of this site."""
    now = clock.now()
    whole = calls_in_the_hands_of(request.user, Role.OFFICER).prefetch_related(*PARTS)
    tender = get_object_or_404(whole, reference=reference)
    try:
        actions.send_notice(tender, contract_notice(tender, now=now, sent=now), by=request.user, now=now)
        messages.success(request, _("The notice is handed over. Record here when its receipt is confirmed."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("calls:dispatch", reference)


@allow("whose move it is")
def move(request: SignedIn, reference: str, move: str) -> HttpResponse:
    """Ask, then make one move of a call."""
    now = clock.now()
    if move not in DEEDS:
        raise Http404
    tender = get_object_or_404(calls_in_the_hands_of(request.user, *roles_for(Tender, move)), reference=reference)
    deed = deed_of(move, tender)
    form = form_of(move, tender, typed(request))

    def act(**said: Any) -> None:
        deed.act(tender, **said, by=request.user, now=now)

    if done(request, form, act):
        messages.success(request, str(deed.done))
        return redirect("desk:call", reference)
    against = blockers(tender, move, by=request.user, now=now)
    page: dict[str, Any] = {"tender": tender, "form": form, "blockers": against}
    page |= {"title": deed.title, "lead": deed.follows, "button": deed.button}
    page |= promised_by(move, tender, request.user, now) if not against else {}
    page["stands_in_for"] = tender.stood_in_for(request.user, roles_for(Tender, move), now)
    return show(request, "desk/move.html", page)
