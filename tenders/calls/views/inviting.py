"""Naming the firms of a call by invitation. Officers of its buyer only."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from suppliers.models import Supplier
from tenders.calls import actions
from tenders.calls.finding_firms import found_firms
from tenders.calls.invitation_forms import AddressForm, FirmForm
from tenders.calls.inviting import answers_are_shown, invited_to, why_not_named
from tenders.calls.showing import NOT_YET, done, typed
from tenders.calls.views.invitation import invited_by
from tenders.calls.warnings import few_invited


@allow("officers of the buyer")
def invited(request: SignedIn, reference: str) -> HttpResponse:
    """Show whom the call names, and name another firm: one that is found here, or an address."""
    now, tender = clock.now(), invited_by(request, reference)
    asked, pressed = request.GET.get("q", ""), request.POST.get("adds")
    found = found_firms(asked, tender)
    firm = FirmForm(**(typed(request) if pressed == "firm" else {}), found=found)
    address = AddressForm(**(typed(request) if pressed == "address" else {}), initial={"language": tender.language})

    def name_firm(firm: Supplier, why: str) -> None:
        actions.name_firm(tender, firm, reason=why, by=request.user, now=now)

    def name_address(why: str, **_typed: str) -> None:
        actions.name_address(tender, address.address(), reason=why, by=request.user, now=now)

    if done(request, firm, name_firm) or done(request, address, name_address):
        later = _("The firm is named. It is told when the invitations are sent, and not before.")
        sent = _("The firm has its invitation. The others are not told.")
        messages.success(request, sent if tender.published_at else later)
        return redirect("calls:invited", reference)
    page = {"tender": tender, "rows": invited_to(tender), "asked": asked, "found": found, "firm": firm}
    page |= {"address": address, "form": firm if firm.is_bound else address, "few": few_invited(tender)}
    page |= {
        "blockers": why_not_named(tender, now),
        "is_sent": tender.published_at is not None,
        "drops": tender.published_at is None,
        "answered": answers_are_shown(tender),
    }
    status = NOT_YET if firm.errors or address.errors else 200
    return render(request, "calls/invited.html", page, status=status)


@require_POST
@allow("officers of the buyer")
def drop(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Take a firm off the list of a draft."""
    row = get_object_or_404(invited_to(invited_by(request, reference)), pk=pk)
    try:
        actions.drop_invited(row, by=request.user, now=clock.now())
        messages.success(request, _("The firm is off the list."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("calls:invited", reference)
