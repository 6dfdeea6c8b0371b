"""What the panel agrees on, and the ranking that follows by the published arithmetic."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused
from tenders import access
from tenders.evaluation import actions
from tenders.evaluation.agreeing import Talk, talks_on
from tenders.evaluation.combined import together_in
from tenders.evaluation.contents import content_of
from tenders.evaluation.door import judging
from tenders.evaluation.forms import ScoreForm
from tenders.evaluation.sheet import bids_in_the_running
from tenders.evaluation.standings import Standing, standings_of
from tenders.evaluation.steps import ways_from_a_list, why_not_agreed
from tenders.evaluation.views.answering import ROWS, answer, overtaken, standing_in, tell, typed
from tenders.lifecycle.tender import TenderState
from tenders.models import Tender

S = TenderState
AFTER_SCORING = {S.CONSENSUS, S.DECISION, S.CONCLUDED}


@allow("who judges the call and has declared no conflict")
@judging
def consensus(request: SignedIn, tender: Tender) -> HttpResponse:
    """List what was given and what is agreed, bid by bid."""
    now = clock.now()
    bids = bids_in_the_running(tender, request.user, now) if tender.state in AFTER_SCORING else []
    rows = Paginator(bids, ROWS).get_page(request.GET.get("page"))
    talks = talks_on(tender, rows.object_list, reader=request.user, now=now)
    agrees = tender.state == S.CONSENSUS and Role.CHAIR in tender.roles_of(request.user)
    page = {
        "tender": tender,
        "page": rows,
        "bids": talks,
        "agrees": agrees,
        "scores": _scores_shown(request.user, tender),
    }
    return render(
        request, "evaluation/consensus.html", {**page, "ways": ways_from_a_list(tender, by=request.user, now=now)}
    )


@allow("the chair of the panel, having declared no conflict")
@judging
def agree(request: SignedIn, tender: Tender, pk: int, criterion: int) -> HttpResponse:
    """Write down what the panel agreed on for one bid and criterion."""
    now = clock.now()
    talk = _talk(tender, request.user, (pk, criterion), now)
    form = ScoreForm(typed(request), criterion=talk.criterion, initial=standing_in(talk.agreed))
    if request.method == "POST" and form.is_valid():
        try:
            actions.agree(talk.lot_bid, talk.criterion, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            overtaken(form, refusal)
        else:
            messages.success(request, _("The agreed score is kept."))
            return redirect("evaluation:consensus", tender.reference)
    content = content_of(talk.lot_bid, by=request.user, now=now, about=talk.criterion)
    page = {"tender": tender, "talk": talk, "form": form, "content": content}
    return answer(request, "evaluation/agree.html", {**page, "reasons": why_not_agreed(tender, talk.lot_bid)})


@allow("who judges the call and has declared no conflict")
@judging
def ranking(request: SignedIn, tender: Tender) -> HttpResponse:
    """Show the ranking of each lot, or what is missing for it."""
    now = clock.now()
    page = Paginator(access.lots_read_by(request.user, tender), ROWS).get_page(request.GET.get("page"))
    standings = standings_of(tender, request.user, now, page.object_list)
    ways = ways_from_a_list(tender, by=request.user, now=now)
    together = together_in(tender, request.user)
    seen = {"tender": tender, "page": page, "standings": standings, "ways": ways, "together": together}
    return render(request, "evaluation/ranking.html", seen)


@allow("chair and officers who have declared no conflict")
@judging
def rank(request: SignedIn, tender: Tender, pk: int) -> HttpResponse:
    """Say what follows from ranking a lot, ask, then rank it."""
    now = clock.now()
    standing, form = _standing(tender, request.user, pk, now), Form(typed(request))
    if request.method == "POST":
        try:
            actions.rank_lot(standing.lot, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Lot %(lot)s is ranked.") % {"lot": standing.lot.number})
            return redirect("evaluation:ranking", tender.reference)
    return answer(request, "evaluation/rank.html", {"tender": tender, "standing": standing, "form": form})


def _scores_shown(reader: User, tender: Tender) -> str:
    """Return what to call the scores that the reader sees; nothing for who neither sees all nor gave any."""
    if access.sees_every_score(reader, tender):
        return _("Scores")
    return _("Your score") if Role.EVALUATOR in tender.roles_of(reader) else ""


def _talk(tender: Tender, reader: User, place: tuple[int, int], now: datetime) -> Talk:
    """Return the talk at this place; only the chair has one, once the scoring is closed."""
    if Role.CHAIR in tender.roles_of(reader) and tender.state in AFTER_SCORING:
        offers = [offer for offer in bids_in_the_running(tender, reader, now) if offer.pk == place[0]]
        for bid in talks_on(tender, offers, reader=reader, now=now):
            for talk in bid.talks:
                if talk.criterion.pk == place[1]:
                    return talk
    raise Http404


def _standing(tender: Tender, reader: User, lot: int, now: datetime) -> Standing:
    for standing in standings_of(tender, reader, now, access.lots_read_by(reader, tender).filter(pk=lot)):
        if standing.may_rank:
            return standing
    raise Http404
