"""Asking for the account of a firm whose owner is gone; and an owner's objection."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from suppliers.access import firms_here, firms_of, firms_owned_by, takeovers_announced_to
from suppliers.models import Supplier
from suppliers.onboarding import taking_over
from suppliers.onboarding.answering import NOT_YET, answered, tell
from suppliers.onboarding.registering_views import NUMBER
from suppliers.onboarding.takeover_forms import TakeoverForm


@allow("people of the firm")
def take_over(request: SignedIn, pk: int) -> HttpResponse:
    """Ask for the account of one's own firm."""
    own = get_object_or_404(firms_of(request.user).exclude(pk__in=firms_owned_by(request.user).values("pk")), pk=pk)
    return _ask(request, own, {"firm": own})


@allow("signed_in")
def take_over_by_number(request: SignedIn) -> HttpResponse:
    """Ask for the account of a firm whose number was typed. The page says nothing else about it."""
    known = request.session.get(NUMBER)
    firm = firms_here().filter(**known).first() if known else None
    if known is None or firm is None:
        return redirect("onboarding:new")
    return _ask(request, firm, {"number": known["identifier"]})


@allow("owners of the firm")
def object_to(request: SignedIn, pk: int, takeover: int) -> HttpResponse:
    """Say that an owner is there: nothing changes hands."""
    now, found = clock.now(), get_object_or_404(takeovers_announced_to(request.user), pk=takeover, supplier=pk)
    if request.method == "POST":
        try:
            taking_over.object_to(found, by=request.user, now=now)
        except Refused as refusal:
            return render(
                request, "onboarding/object.html", {"asked": found, "reasons": refusal.sentences}, status=NOT_YET
            )
        messages.success(request, _("You objected. The account stays with its owners."))
        return redirect("onboarding:firm", pk)
    return render(request, "onboarding/object.html", {"asked": found})


def _ask(request: SignedIn, firm: Supplier, page: dict[str, object]) -> HttpResponse:
    form = TakeoverForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            taking_over.ask(firm, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            tell(form, refusal, "reason")
        else:
            messages.success(request, _("Your request is sent. You get a mail when it is answered."))
            return redirect("desk:home")
    return answered(request, "onboarding/take_over.html", {"form": form, "days": taking_over.DAYS_TO_OBJECT, **page})
