"""A call by invitation, written on one page. Officers of its buyer only."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.models import Buyer
from procurement.accounts.roles import Role
from tenders.calls import actions
from tenders.calls.by_invitation import written_by_invitation
from tenders.calls.invitation_forms import InvitationForm
from tenders.calls.meanwhile import carry, digests_of
from tenders.calls.queries import buyers_written_for, calls_in_the_hands_of
from tenders.calls.showing import done, show, typed
from tenders.models import Tender


def invited_by(request: SignedIn, reference: str) -> Tender:
    """Return a call by invitation of a buyer for which the person writes calls; 404 for all others."""
    return get_object_or_404(calls_in_the_hands_of(request.user, Role.OFFICER), reference=reference, by_invitation=True)


@allow("officers of a buyer")
def new(request: SignedIn) -> HttpResponse:
    """Begin a call by invitation."""
    now, buyers = clock.now(), buyers_written_for(request.user)
    first = buyers.first()
    if first is None:
        raise Http404
    usual = {"language": first.language, "nuts": first.nuts}
    form = InvitationForm(**typed(request), now=now, buyers=buyers, initial=usual)

    def begin(buyer: Buyer = first, **_written: Any) -> Tender:
        return actions.begin_invitation(buyer, form.facts(), form.chosen(), by=request.user, now=now)

    if made := done(request, form, begin):
        messages.success(request, _("The draft is made. Name now the firms that you invite."))
        return redirect("calls:invited", made.result.reference)
    return show(request, "calls/deed.html", {"form": form, "button": _("Save the draft"), **_words()})


@allow("officers of the buyer")
def edit(request: SignedIn, reference: str) -> HttpResponse:
    """Change what the draft says."""
    now, tender = clock.now(), invited_by(request, reference)
    form = InvitationForm(**typed(request), now=now, tender=tender)
    carry(form, digests_of(written_by_invitation(tender)))

    def change(seen: str, **_written: Any) -> None:
        actions.edit_invitation(tender, form.facts(), form.chosen(), seen=seen, by=request.user, now=now)

    if done(request, form, change):
        messages.success(request, _("Saved."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_edited(tender), "button": _("Save the draft")}
    return show(request, "calls/deed.html", {**_words(), **page, "title": _("Change the call by invitation")})


def _words() -> dict[str, str]:
    lead = _("Only the firms that you name are told, all at the same moment. No notice is published, and nobody else "
             "finds the call. The price alone decides, until you write other criteria.")  # fmt: skip
    return {"title": _("Invite firms to bid"), "lead": lead}
