"""The scoring sheet: one bid on one criterion at a time, saved as one goes."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from tenders.evaluation import actions
from tenders.evaluation.contents import content_of
from tenders.evaluation.door import judging
from tenders.evaluation.forms import ScoreForm
from tenders.evaluation.progress import progress_of
from tenders.evaluation.sheet import Place, bids_to_score, grids, next_open, own_scores, places, quality_of, sheet_of
from tenders.evaluation.steps import ways_from_a_list, why_not_scored
from tenders.evaluation.views.answering import ROWS, answer, overtaken, standing_in, typed
from tenders.models import Tender
from tenders.timetable.kinds import StageKind


@allow("who judges the call and has declared no conflict")
@judging
def scores(request: SignedIn, tender: Tender) -> HttpResponse:
    """Show how far the panel is, and to a member where its own scores are missing."""
    now = clock.now()
    progress = progress_of(tender, request.user, now)
    page: dict[str, Any] = {"tender": tender, "progress": progress, "own": progress.own(request.user)}
    page["ways"] = ways_from_a_list(tender, by=request.user, now=now)
    if page["own"]:
        bids, quality = bids_to_score(tender, request.user, now), quality_of(tender)
        given = own_scores(tender, request.user, now)
        rows = Paginator(bids, ROWS).get_page(request.GET.get("page"))
        following = next_open(places(bids, quality), given)
        page |= {"page": rows, "grids": list(grids(rows.object_list, quality, given)), "following": following}
    return render(request, "evaluation/scores.html", page)


@allow("members of the panel who have declared no conflict")
@judging
def score(request: SignedIn, tender: Tender, pk: int, criterion: int) -> HttpResponse:
    """Score one bid on one criterion, and go on to the next that is missing."""
    now = clock.now()
    sheet = sheet_of(tender, request.user, (pk, criterion), now)
    if sheet is None:
        raise Http404
    form = ScoreForm(typed(request), criterion=sheet.criterion, initial=standing_in(sheet.own))
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_score(sheet.offer, sheet.criterion, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            overtaken(form, refusal)
        else:
            return _onward(request, tender, sheet.following)
    content = content_of(sheet.offer, by=request.user, now=now, about=sheet.criterion)
    page = {"tender": tender, "sheet": sheet, "form": form, "content": content, "due": _due(tender)}
    return answer(request, "evaluation/score.html", {**page, "reasons": why_not_scored(tender, sheet.offer)})


def _due(tender: Tender) -> date | None:
    stage = tender.stages.filter(kind=StageKind.EVALUATION, actual=None).first()
    return stage.commitment if stage else None


def _onward(request: SignedIn, tender: Tender, following: Place | None) -> HttpResponse:
    if following is None:
        messages.success(request, _("Saved. All your scores are given."))
        return redirect("evaluation:scores", tender.reference)
    messages.success(request, _("Saved."))
    return redirect("evaluation:score", tender.reference, *following)
