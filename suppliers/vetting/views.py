"""The officers' side: what waits, one file, and each deed with its page."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from suppliers.models import WAITING
from suppliers.onboarding.answering import answered, tell, typed
from suppliers.vetting import queries
from suppliers.vetting.deeds import DEEDS, act, against, deeds_for, form_of
from suppliers.vetting.facts import fact_rows, in_the_register

ROWS = 50


@allow("officers of an authority")
def queue(request: SignedIn) -> HttpResponse:
    """List the files of one's authorities: what waits first, by the promised day; all of them, or one's own."""
    now, buyers = clock.now(), list(queries.buyers_checked_for(request.user))
    if not buyers:
        raise Http404
    files, own = queries.files_checked_by(request.user), request.GET.get("own") == "1"
    rows = Paginator(files.filter(assigned_to=request.user) if own else files, ROWS).get_page(request.GET.get("page"))
    waiting, settled = [row for row in rows if row.state in WAITING], [row for row in rows if row.state not in WAITING]
    page = {"page": rows, "waiting": waiting, "settled": settled, "own": own, "late": queries.late_among(rows, now)}
    return render(request, "vetting/queue.html", page | {"figures": queries.punctuality_of(buyers, localdate(now))})


@allow("officers of the authority")
def file(request: SignedIn, application: int) -> HttpResponse:
    """Show a file: what the firm says, what was asked and answered, and what can be done now."""
    found = get_object_or_404(queries.with_history(queries.files_checked_by(request.user)), pk=application)
    last = queries.last_of(found)
    facts = list(fact_rows(last, in_the_register(found.supplier))) if last else []
    page = {"application": found, "facts": facts, "last": last, "late": queries.late_among([found], clock.now())}
    return render(request, "vetting/file.html", page | {"deeds": list(deeds_for(found))})


@allow("officers of the authority")
def deed(request: SignedIn, application: int, deed: str) -> HttpResponse:
    """Ask, then do one thing with a file."""
    now, found = clock.now(), get_object_or_404(queries.files_checked_by(request.user), pk=application)
    chosen = dict(deeds_for(found)).get(deed)
    if chosen is None:
        if request.method == "POST" and deed in DEEDS:  # a colleague was quicker
            return redirect("vetting:file", application)
        raise Http404
    form = form_of(chosen, found, typed(request))
    if form.is_valid():
        try:
            act(deed, found, form, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, str(chosen.done))
            return redirect("vetting:file", application)
    page: dict[str, Any] = {"application": found, "deed": chosen, "form": form}
    return answered(request, "vetting/deed.html", page | {"reasons": against(deed, found, by=request.user, now=now)})
