"""What other firms ask of one's own: for which call, who leads, in which part. Of their bids nothing is shown."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow, prove_again
from procurement.lifecycle import Refused, Sentence
from suppliers.models import Supplier
from tenders.groups import actions
from tenders.groups.queries import bids_alone, consents_asked_of, firm_asked, other_leaders
from tenders.models import Consent

ROWS = 50
NOT_YET = 422


@dataclass(frozen=True, slots=True)
class Page:
    """One request, with what stands against each answer, and what the firm should know before it consents."""

    consent: Consent
    firm: Supplier | None
    against_giving: list[Sentence]
    against_refusing: list[Sentence]
    alone: bool
    leaders: list[str]


@allow("signed_in")
@never_cache
def asked(request: SignedIn) -> HttpResponse:
    """List what is asked of the person's firms."""
    page = Paginator(consents_asked_of(request.user), ROWS).get_page(request.GET.get("page"))
    return render(request, "groups/asked.html", {"page": page})


@allow("people of the firm that is asked")
@prove_again
@never_cache
def one(request: SignedIn, consent: int) -> HttpResponse:
    """Show one request; give the consent, refuse it, or take it back."""
    now, found = clock.now(), get_object_or_404(consents_asked_of(request.user), pk=consent)
    refused = False
    if request.method == "POST":
        given = "give" in request.POST
        try:
            actions.answer(found, given=given, by=request.user, now=now)
        except Refused:  # the page says why: it asks the same rules
            refused = True
        else:
            messages.success(request, _("You consented.") if given else _("You refused. The firm that leads is told."))
            return redirect("groups:one", found.pk)
    page = _page(request, found, now)
    return render(request, "groups/one.html", {"page": page}, status=NOT_YET if refused else 200)


def _page(request: SignedIn, found: Consent, now: datetime) -> Page:
    firm = firm_asked(found)
    return Page(
        consent=found,
        firm=firm,
        against_giving=actions.reasons_against(found, given=True, by=request.user, now=now),
        against_refusing=actions.reasons_against(found, given=False, by=request.user, now=now),
        alone=firm is not None and bids_alone(firm, found.round),
        leaders=other_leaders(found, firm) if firm else [],
    )
