"""A firm's page: is it ready to bid, and what for?"""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from procurement import clock
from procurement.access import SignedIn, allow
from suppliers.access import firms_of, people_of
from suppliers.onboarding.classification import sold_in_words
from tenders.readiness.kept import kept_by
from tenders.readiness.points import is_ready, points_of
from tenders.readiness.queries import calls_that_fit
from tenders.readiness.reasons import fit_of

ROWS = 50


@allow("people of the firm")
def firm(request: SignedIn, pk: int) -> HttpResponse:
    """Say in plain words what is complete, what is missing, and which open calls fit; `near` asks for those near."""
    own = get_object_or_404(firms_of(request.user), pk=pk)
    now, near, people = clock.now(), "near" in request.GET, list(people_of(own))
    page = Paginator(calls_that_fit(own, now, near=near), ROWS).get_page(request.GET.get("page"))
    points = [*points_of(own, people, by=request.user), *kept_by(own, now)]
    told = {"points": points, "ready": is_ready(points), "fits": [fit_of(call, own) for call in page]}
    told["sold"] = sold_in_words(own.interests)
    return render(request, "readiness/firm.html", {"firm": own, "page": page, "near": near, "now": now, **told})
