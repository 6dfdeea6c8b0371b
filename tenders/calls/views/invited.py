"""What an invited firm meets: the way in from its mail, and the button that declines. Others find nothing here."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from suppliers.access import firms_owned_by
from suppliers.models import Supplier
from tenders.access import calls_visible_to
from tenders.calls import actions
from tenders.calls.invitation_forms import TakeUpForm
from tenders.calls.own_invitations import invitation_with, invitations_of
from tenders.calls.showing import done, show, typed


@allow("people of invited firms")
def enter(request: SignedIn, reference: str) -> HttpResponse:
    """Lead to the call: whoever comes from a mail signs in first, whether there is such a call or not."""
    return redirect(get_object_or_404(calls_visible_to(request.user).exclude(published_at=None), reference=reference))


@require_POST
@allow("people of invited firms")
def decline(request: SignedIn, reference: str) -> HttpResponse:
    """Decline for the firm beside whose invitation the button stands: the person may have another that bids."""
    now, number = clock.now(), request.POST.get("invited", "")
    rows = invitations_of(request.user, now).filter(tender__reference=reference)
    row = get_object_or_404(rows, pk=number if number.isdecimal() else 0)
    try:
        actions.decline(row, by=request.user, now=now)
        messages.success(request, _("You have declined. If you think again, you can still bid until the deadline."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("record:call", reference)


@never_cache
@allow("who holds the link")
def take_up(request: SignedIn, token: str) -> HttpResponse:
    """Ask for which firm the invitation is taken up. It names the call, its buyer, and no firm but one's own."""
    now = clock.now()
    invited = invitation_with(token, now)
    if invited is None:
        raise Http404
    tender, firms = invited.tender, firms_owned_by(request.user)
    form = TakeUpForm(**typed(request), firms=firms)

    def accept(firm: Supplier) -> None:
        actions.take_up(invited, firm, by=request.user, now=now)

    if done(request, form, accept):
        messages.success(request, _("The invitation is your firm's now. Nobody else can use its link any more."))
        return redirect("record:call", tender.reference)
    page = {"form": form, "call": tender, "firms": firms, "title": _("An invitation to bid"), "button": _("Take part")}
    return show(request, "calls/take_up.html", page)
