"""Changing a published call: what is prepared, part by part, and the one moment at which it becomes public."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.uploads import uploads_in_memory
from tenders.calls import actions
from tenders.calls.amend_forms import CONFIRM, AmendForm, NewDocumentForm, PartForm
from tenders.calls.amendable import places_of
from tenders.calls.enclosures import MAX_BYTES
from tenders.calls.showing import done, mind_the_size, show, typed
from tenders.calls.views.drafts import written_by

ROWS = 50


@allow("officers of the buyer")
def amend(request: SignedIn, reference: str) -> HttpResponse:
    """Show what is prepared, old and new side by side, and publish it with its reason."""
    now, tender = clock.now(), written_by(request, reference)
    form = AmendForm(**typed(request), initial={"bids": "stays"})

    def publish(bids: str, **written: Any) -> None:
        asks = bids == CONFIRM
        actions.publish_amendment(tender, asks_to_confirm=asks, **written, by=request.user, now=now)

    if done(request, form, publish):
        messages.success(request, _("The change is public, with old and new side by side."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_amended(tender, now), "warning": False}
    page |= {"changes": actions.prepared_for(tender), "title": _("Change the published call")}
    page["lots"] = Paginator(tender.lots.order_by("position"), ROWS).get_page(request.GET.get("page"))
    page["button"] = _("Publish the change")
    lead = _("Prepare what changes: the call stays as it is until you publish, with a reason for everybody.")
    return show(request, "calls/amend.html", {**page, "lead": lead})


@allow("officers of the buyer")
def part(request: SignedIn, reference: str, part: str) -> HttpResponse:
    """Write other words, codes, values or weights for one part of the call."""
    now, tender = clock.now(), written_by(request, reference)
    places = places_of(tender, part)
    if not places:
        raise Http404
    prepared = {change["field"]: change["new"] for change in actions.prepared_for(tender)}
    form = PartForm(**typed(request), places=places, prepared=prepared)

    def keep(**_written: Any) -> None:
        actions.draft_changes(tender, form.texts(), by=request.user, now=now)

    if done(request, form, keep):
        messages.success(request, _("Prepared. Nobody outside your office sees it before you publish the change."))
        return redirect("calls:amend", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_amended(tender, now)}
    return show(request, "calls/deed.html", {**page, "title": _("Prepare a change"), "button": _("Keep it for now")})


@allow("officers of the buyer")
@uploads_in_memory(MAX_BYTES)
def document(request: SignedIn, reference: str) -> HttpResponse:
    """Prepare another document, or a new version of one."""
    now, tender = clock.now(), written_by(request, reference)
    form = NewDocumentForm(**typed(request), tender=tender, initial={"language": tender.language})
    mind_the_size(request, form, MAX_BYTES)

    def keep(**written: Any) -> None:
        actions.draft_document(tender, **written, by=request.user, now=now)

    if done(request, form, keep, field="file"):
        messages.success(request, _("Prepared. Nobody outside your office sees it before you publish the change."))
        return redirect("calls:amend", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_amended(tender, now)}
    return show(request, "calls/deed.html", {**page, "title": _("Another document"), "button": _("Keep it for now")})


@require_POST
@allow("officers of the buyer")
def drop(request: SignedIn, reference: str) -> HttpResponse:
    """Forget what was prepared."""
    actions.drop_amendment(written_by(request, reference), by=request.user, now=clock.now())
    messages.success(request, _("What was prepared is dropped. The call stays as it is."))
    return redirect("desk:call", reference)
