"""What moves after the publication: the deadline, the promised days, pauses. Each with its public reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from tenders.calls import actions
from tenders.calls.deed_forms import DeadlineForm, ExpectForm, NoForm, PauseForm, RoundForm, StageForm
from tenders.calls.showing import done, show, typed
from tenders.calls.views.drafts import written_by


@allow("officers of the buyer")
def extend(request: SignedIn, reference: str) -> HttpResponse:
    """Give more time for bids."""
    now, tender = clock.now(), written_by(request, reference)
    round_ = get_object_or_404(tender.rounds, number=tender.round_number)
    proposal = actions.proposed_extension(tender, now)
    proposed = {"day": proposal.day, "reason": proposal.reason} if proposal else {}
    form = DeadlineForm(**typed(request), initial={"time": round_.deadline_time, **proposed})

    def give(**written: Any) -> None:
        actions.extend_deadline(tender, **written, by=request.user, now=now)

    if done(request, form, give):
        messages.success(request, _("The deadline is extended, and everybody reads why."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "round": round_, "form": form, "blockers": actions.why_not_extended(tender, now)}
    lead = _(
        "What is promised for later moves by as many working days. Old and new day stay visible, with your reason."
    )
    page |= {"title": _("Extend the deadline"), "lead": lead, "button": _("Extend the deadline")}
    return show(request, "calls/extend.html", page)


@allow("officers of the buyer")
def next_round(request: SignedIn, reference: str) -> HttpResponse:
    """Name the deadline of the round that follows."""
    now, tender = clock.now(), written_by(request, reference)
    round_ = tender.next_round
    planned = {"day": round_.deadline_date, "at": round_.deadline_time} if round_ else {}
    form = RoundForm(**typed(request), initial=planned)

    def prepare(**written: Any) -> None:
        actions.prepare_next_round(tender, **written, by=request.user, now=now)

    if done(request, form, prepare, field="day"):
        messages.success(request, _("The next round is prepared. Name its opening committee, then start it."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_no_next_round(tender)}
    lead = _("The law counts the minimum period from the invitation, which goes out when the round starts.")
    page |= {"title": _("Prepare the next round"), "lead": lead, "button": _("Save the deadline")}
    return show(request, "calls/deed.html", page)


@allow("officers of the buyer")
def stage(request: SignedIn, reference: str, kind: str) -> HttpResponse:
    """Promise another day for a stage; of a late one, say when it is expected."""
    now, tender = clock.now(), written_by(request, reference)
    row = get_object_or_404(tender.stages, kind=kind)
    late = actions.is_late(row, tender.local_day(now))
    form = ExpectForm(**typed(request)) if late else StageForm(**typed(request))
    deed = actions.expect_stage if late else actions.revise_stage

    def promise(**written: Any) -> None:
        deed(row, **written, by=request.user, now=now)

    if done(request, form, promise, field="expected" if late else "new"):
        messages.success(request, _("The new day is public now, beside the old one."))
        return redirect("desk:call", reference)
    blockers = [] if late else actions.why_not_moved(row, tender.local_day(now))
    page: dict[str, Any] = {"tender": tender, "stage": row, "form": form, "blockers": blockers}
    page |= {"title": _("Another day: %(stage)s") % {"stage": row.get_kind_display()}, "button": _("Publish the day")}
    lead = _("A later day moves all stages that follow. The old day stays visible, with your sentence.")
    if late:
        lead = _("This stage is late. Say when it is expected; the promise that was missed stays visible.")
    return show(request, "calls/stage.html", {**page, "lead": lead})


@allow("officers of the buyer")
def pause(request: SignedIn, reference: str) -> HttpResponse:
    """Stop the clocks of the procedure."""
    now, tender = clock.now(), written_by(request, reference)
    form = PauseForm(**typed(request))

    def stop(**written: Any) -> None:
        actions.pause(tender, **written, by=request.user, now=now)

    if done(request, form, stop):
        messages.success(request, _("The procedure is paused, and everybody reads on what ground."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_paused(tender, now)}
    lead = _("Only a suspensive act pauses a procedure; a complaint to you does not. The deadline for bids stands.")
    page |= {"title": _("Pause the procedure"), "lead": lead, "button": _("Pause, and publish the ground")}
    return show(request, "calls/deed.html", page)


@allow("officers of the buyer")
def resume(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Ask, then let the clocks run again."""
    now, tender = clock.now(), written_by(request, reference)
    row = get_object_or_404(tender.pauses, pk=pk, ends_at=None)
    form = NoForm(**typed(request))
    if done(request, form, lambda: actions.resume(row, by=request.user, now=now)):
        messages.success(request, _("The procedure goes on. What was promised moved by the days of the pause."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "pause": row, "form": form, "title": _("End the pause?"), "button": _("Go on")}
    return show(request, "calls/resume.html", page)
