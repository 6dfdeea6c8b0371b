"""Trying the published rules of a lot: for everyone, without an account, and without leaving a trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from procurement.access import allow
from tenders.evaluation.trying import can_be_tried, outcome_of
from tenders.evaluation.trying_forms import TrialForm
from tenders.record.queries import lots_shown_to


@never_cache
@allow("public")
def points(request: HttpRequest, reference: str, identifier: str) -> HttpResponse:
    """Compute what imagined bids would earn. Posted, so that no price stands in an address or in a log."""
    lot = get_object_or_404(lots_shown_to(request.user), tender__reference=reference, identifier=identifier)
    criteria = list(lot.criteria.all())
    possible = can_be_tried(criteria)
    form = TrialForm(request.POST or None, criteria=criteria, language=lot.tender.language)
    outcome = outcome_of(criteria, form.bids()) if possible and form.is_valid() else None
    context = {"lot": lot, "tender": lot.tender, "possible": possible, "form": form, "outcome": outcome}
    return render(request, "record/points.html", context)
