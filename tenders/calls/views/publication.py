"""When an approved call appears, and what is on record of its notice."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.calendar.moments import to_local
from procurement.lifecycle import Refused
from tenders.calls import actions
from tenders.calls.deadlines import moment_of
from tenders.calls.deed_forms import DispatchForm, PlanForm
from tenders.calls.dispatching import FIRST, DispatchFacts
from tenders.calls.notices_on_record import notices_on_record
from tenders.calls.sending import notice_sender
from tenders.calls.showing import done, show, typed
from tenders.calls.views.drafts import written_by
from tenders.models import Dispatch, Tender


@allow("officers of the buyer")
def plan(request: SignedIn, reference: str) -> HttpResponse:
    """Set the moment at which an approved call appears by itself."""
    now, tender = clock.now(), written_by(request, reference)
    initial = _parts("day", "at", tender.publish_at, tender)
    form = PlanForm(**typed(request), initial=initial, by_invitation=tender.by_invitation)

    def set_moment(**written: Any) -> None:
        actions.plan_publication(tender, **written, by=request.user, now=now)

    if done(request, form, set_moment):
        messages.success(request, _("The moment is set. Until then you can change it, or take it back."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_planned(tender)}
    page |= {"title": _("Publish at a set moment"), "button": _("Set the moment")}
    lead = _("The portal publishes the call by itself, not before the law allows it. If a rule stands against it then, "
             "nothing appears, and the officers are told why.")  # fmt: skip
    if tender.by_invitation:
        page["title"] = _("Invite at a set moment")
        lead = _("The portal sends the invitations by itself, all at the same moment. If a rule stands against it "
                 "then, none is sent, and the officers are told why.")  # fmt: skip
    return show(request, "calls/plan.html", {**page, "lead": lead})


@require_POST
@allow("officers of the buyer")
def drop(request: SignedIn, reference: str) -> HttpResponse:
    """Take the moment back."""
    try:
        actions.drop_plan(written_by(request, reference), by=request.user, now=clock.now())
        messages.success(request, _("No moment is set any more."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:call", reference)


@allow("officers of the buyer")
def dispatch(request: SignedIn, reference: str, number: int | None = None) -> HttpResponse:
    """Record what is known of a notice on its way to the Journal; without a number, of the last one."""
    now, tender = clock.now(), written_by(request, reference)
    rows = notices_on_record(tender)
    row = next((row for row in rows if row.number == (number or rows[0].number)), None)
    if row is None:
        raise Http404
    known = row.dispatch
    form = DispatchForm(**typed(request), initial=_known(known, tender), change=row.number > FIRST)

    def keep(**written: Any) -> None:
        actions.record_dispatch(tender, _facts(written, tender), number=row.number, by=request.user, now=now)

    if done(request, form, keep):
        messages.success(request, row.recorded)
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_recorded(tender), "row": row, "rows": rows}
    page |= {"title": row.title, "lead": row.lead, "button": _("Save"), "sends": notice_sender()}
    return show(request, "calls/dispatch.html", page)


def _parts(day: str, at: str, moment: datetime | None, tender: Tender) -> dict[str, Any]:
    local = to_local(moment, tender.buyer.time_zone) if moment else None
    return {day: local.date(), at: local.time()} if local else {}


def _known(known: Dispatch | None, tender: Tender) -> dict[str, Any]:
    if known is None:
        return {}
    plain = {name: getattr(known, name) for name in ("sending", "journal_reference", "appeared_on")}
    sent = _parts("sent_day", "sent_at", known.sent_at, tender)
    return {**plain, **sent, **_parts("confirmed_day", "confirmed_at", known.confirmed_at, tender)}


def _facts(written: dict[str, Any], tender: Tender) -> DispatchFacts:
    zone, day = tender.buyer.time_zone, written["confirmed_day"]
    return DispatchFacts(
        sent_at=moment_of(written["sent_day"], written["sent_at"], zone),
        sending=written["sending"],
        confirmed_at=moment_of(day, written["confirmed_at"], zone) if day else None,
        journal_reference=written["journal_reference"],
        appeared_on=written["appeared_on"],
    )
