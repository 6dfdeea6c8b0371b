"""The evaluation as a whole: its overview, the declaration, the panel, and the steps from one state to the next."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused, blockers
from tenders import access
from tenders.evaluation import actions
from tenders.evaluation.door import judging
from tenders.evaluation.forms import SOME, DeclarationForm, PanelForm, ReasonForm, SeatForm
from tenders.evaluation.overview import SEALED, declaration_of, overview_of
from tenders.evaluation.queries import why_panel_stays, why_seat_stays
from tenders.evaluation.steps import step_for
from tenders.evaluation.views.answering import answer, tell, typed
from tenders.models import Paper, Tender


@allow("who judges the call and has declared no conflict")
@judging
def overview(request: SignedIn, tender: Tender) -> HttpResponse:
    """Show what happens now and what there is to do."""
    page = overview_of(tender, request.user, clock.now())
    return render(request, "evaluation/call.html", {"page": page, "tender": tender})


@allow("who must declare its interests")
@never_cache
def declaration(request: SignedIn, reference: str) -> HttpResponse:
    """Declare, on the names of the bidders, whether one has a conflict of interest."""
    now = clock.now()
    tender = get_object_or_404(access.calls_declared_on_by(request.user), reference=reference)
    known = access.bids_known_to(request.user, tender, now)
    bidders = sorted({name for bid in known for name in bid.names})
    sealed = tender.state in SEALED and not bidders
    form = DeclarationForm(typed(request))
    if request.method == "POST" and not sealed and form.is_valid():
        conflict, statement = form.cleaned_data["conflict"] == SOME, form.cleaned_data["statement"]
        try:
            actions.declare_interests(tender, has_conflict=conflict, statement=statement, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Your declaration is kept."))
            own = conflict or not access.calls_judged_by(request.user).filter(pk=tender.pk).exists()
            return redirect("evaluation:declaration" if own else "evaluation:call", reference)
    page = {"tender": tender, "form": form, "bidders": bidders, "sealed": sealed}
    return answer(request, "evaluation/declaration.html", {**page, "last": declaration_of(tender, request.user)})


@allow("officers of the buyer who have declared no conflict")
@judging
def panel(request: SignedIn, tender: Tender) -> HttpResponse:
    """Name the panel and its chair."""
    now = clock.now()
    if Role.OFFICER not in tender.roles_of(request.user):
        raise Http404
    people = _evaluators(tender)
    form = PanelForm(typed(request), people=people, initial=_seated(tender))
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint_panel(tender, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The panel is named. Each member now declares its interests."))
            return redirect("evaluation:call", tender.reference)
    reason = why_panel_stays(tender)
    page = {"tender": tender, "form": form, "people": people, "reasons": [reason] if reason else []}
    page["seats"] = tender.panel.select_related("person").prefetch_related("lots").order_by("role", "person__name")
    return answer(request, "evaluation/panel.html", page)


@allow("officers of the buyer who have declared no conflict")
@judging
def seat(request: SignedIn, tender: Tender, pk: int) -> HttpResponse:
    """Say which lots a member of the panel judges."""
    now = clock.now()
    if Role.OFFICER not in tender.roles_of(request.user):
        raise Http404
    member = get_object_or_404(tender.panel.select_related("person", "tender"), pk=pk)
    known = {"lots": member.lots.all(), "external": member.external}
    form = SeatForm(typed(request), lots=tender.lots.all(), initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.limit_seat(member, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Kept: what %(name)s judges.") % {"name": member.person})
            return redirect("evaluation:panel", tender.reference)
    reason = why_panel_stays(tender) or why_seat_stays(tender, member)
    page = {"tender": tender, "member": member, "form": form, "reasons": [reason] if reason else []}
    return answer(request, "evaluation/seat.html", page)


@allow("who may ever take this step, having declared no conflict")
@judging
def step(request: SignedIn, tender: Tender, name: str) -> HttpResponse:
    """Say what follows from a step, ask, then take it."""
    now, found = clock.now(), step_for(tender, name, by=request.user)
    if found is None:
        raise Http404
    form = ReasonForm(typed(request)) if found.needs_reason else Form(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            found.act(tender, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": found.label})
            return redirect("evaluation:call", tender.reference)
    reasons = blockers(tender, name, by=request.user, now=now)
    return answer(request, "evaluation/step.html", {"tender": tender, "step": found, "reasons": reasons, "form": form})


@allow("who may read the evaluation report")
@judging
def report(request: SignedIn, tender: Tender, code: str) -> FileResponse:
    """Hand out the signed evaluation report."""
    papers = access.papers_readable_by(request.user).filter(tender=tender, kind=Paper.Kind.EVALUATION_REPORT)
    paper = get_object_or_404(papers, code=code)
    return FileResponse(paper.file.open("rb"), as_attachment=True, filename=f"evaluation-{tender.reference}-{code}.pdf")


def _evaluators(tender: Tender) -> list[User]:
    people = User.objects.filter(posts__buyer=tender.buyer, posts__role=Role.EVALUATOR, is_active=True)
    return list(people.distinct().order_by("name", "pk"))


def _seated(tender: Tender) -> dict[str, Any]:
    seats = list(tender.panel.all())
    chair = next((seat.person_id for seat in seats if seat.role == Role.CHAIR), None)
    return {"chair": chair, "members": [seat.person_id for seat in seats if seat.role != Role.CHAIR]}
