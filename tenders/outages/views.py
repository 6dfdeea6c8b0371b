"""How often the portal could be reached, for everybody; and what its outages ask of officers."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.roles import Role
from procurement.availability.actions import record_outage
from procurement.lifecycle import Refused
from tenders.calls.queries import calls_in_the_hands_of, holidays_of
from tenders.calls.showing import done, show, typed
from tenders.models import ProposedExtension, Tender
from tenders.outages import actions, queries
from tenders.outages.due import new_day
from tenders.outages.forms import DeclineForm, OutageForm

ROWS = 50


@allow("public")
def availability(request: HttpRequest) -> HttpResponse:
    """Say how often the portal could be reached, and list every outage."""
    now = clock.now()
    page = Paginator(queries.outages(), ROWS).get_page(request.GET.get("page"))
    known = {"minutes": settings.OUTAGE_MINUTES, "measured": queries.measured(now), "zone": settings.TIME_ZONE}
    return render(request, "outages/availability.html", {"page": page, **known})


@allow("who runs the portal")
def record(request: SignedIn) -> HttpResponse:
    """Record an outage that could not be measured."""
    now = clock.now()
    if not request.user.is_superuser:
        raise Http404
    form = OutageForm(**typed(request))
    if done(request, form, lambda **_written: record_outage(**form.facts(), by=request.user, now=now)):
        messages.success(request, _("Recorded. The calls that were due then are asked whether they give more time."))
        return redirect("outages:availability")
    lead = _("For what the portal can't measure itself, such as a failure of the network. It can't be taken back.")
    page = {"form": form, "title": _("Record an outage"), "lead": lead, "button": _("Record, for everybody to read")}
    return show(request, "outages/record.html", page)


@allow("officers of the buyer")
def more_time(request: SignedIn, reference: str) -> HttpResponse:
    """Show what outages propose for a call, with what is known of them."""
    tender, now = _call(request, reference), clock.now()
    proposals, round_, holidays = list(queries.waiting_for(tender)), tender.round, holidays_of(tender)
    for proposal in proposals:
        proposal.day = new_day(round_, proposal.outage.gap, holidays, now)  # as it would be given now
    return render(request, "outages/more_time.html", {"tender": tender, "proposals": proposals})


@require_POST
@allow("officers of the buyer")
def accept(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Give the time that was proposed."""
    proposal = _proposal(request, reference, pk)
    try:
        actions.accept_extension(proposal, by=request.user, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("outages:more_time", reference)
    messages.success(request, _("The deadline is extended, and everybody reads why."))
    return redirect("desk:call", reference)


@allow("officers of the buyer")
def decline(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Ask why, then let the deadline stand."""
    now, proposal = clock.now(), _proposal(request, reference, pk)
    form = DeclineForm(**typed(request))
    if done(request, form, lambda reason: actions.decline_extension(proposal, reason=reason, by=request.user, now=now)):
        messages.success(request, _("The deadline stands. Your reason is in the log of the call."))
        return redirect("desk:call", reference)
    page: dict[str, Any] = {"tender": proposal.tender, "form": form, "title": _("Let the deadline stand?")}
    page |= {"lead": _("Whoever could not hand in because of the outage stays out."), "button": _("Decline")}
    return show(request, "calls/deed.html", {**page, "warning": True})


def _call(request: SignedIn, reference: str) -> Tender:
    return get_object_or_404(calls_in_the_hands_of(request.user, Role.OFFICER), reference=reference)


def _proposal(request: SignedIn, reference: str, pk: int) -> ProposedExtension:
    return get_object_or_404(ProposedExtension.objects.all(), pk=pk, tender=_call(request, reference))
