"""Checking a request to take a firm's account over: announced to its owners, or refused. Never decided in silence."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.administration.access import buyers_administered_by, takeovers_asked_of
from procurement.administration.views.authorities import answer, tell
from procurement.lifecycle import Refused
from suppliers.access import owners_of
from suppliers.lifecycle import TakeoverState
from suppliers.models import Intake
from suppliers.onboarding import taking_over
from suppliers.onboarding.takeover_forms import FindingForm
from suppliers.registers.queries import look_up


@allow("administrators of the authority")
def decide(request: SignedIn, slug: str, takeover: int) -> HttpResponse:
    """Show who asks, why, who owns the account, and what the register says; announce it or refuse it."""
    now, own = clock.now(), get_object_or_404(buyers_administered_by(request.user), slug=slug)
    asked = get_object_or_404(takeovers_asked_of(own), pk=takeover)
    form = FindingForm(request.POST if request.method == "POST" else None)
    deed = taking_over.refuse if "refuse" in request.POST else taking_over.announce
    if form.is_valid():
        try:
            deed(asked, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Saved. Everybody concerned gets a mail."))
            return redirect("administration:buyer", slug)
    firm = asked.supplier
    waits, register = asked.state == TakeoverState.ASKED, None
    if waits and firm.identifier:
        register = look_up(firm.country, firm.identifier, language=get_language() or "en").found
    until = taking_over.last_day_to_object(own, now)
    intake = Intake.objects.filter(supplier=firm, claimed_at=None).select_related("buyer").first()
    page = {"buyer": own, "asked": asked, "form": form, "owners": owners_of(firm), "intake": intake}
    return answer(
        request, "administration/takeover.html", page | {"register": register, "waits": waits, "until": until}
    )
