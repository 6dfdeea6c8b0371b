"""The opening committee's pages: who opens a call, and the room in which its bids are opened."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from tenders import access
from tenders.bids import keys, opening
from tenders.bids.answering import answered, tell, typed
from tenders.bids.room import Room, openers_of, room_of
from tenders.bids.room_forms import CommitteeForm, UnlockForm
from tenders.models import Paper


@allow("officers of the buyer")
def committee(request: SignedIn, reference: str) -> HttpResponse:
    """Name who opens the bids of a call, and make its key."""
    now = clock.now()
    tender = get_object_or_404(access.committees_named_by(request.user), reference=reference)
    openers, round_ = openers_of(tender.buyer, now), keys.round_to_key(tender)
    quorum = tender.buyer.quorum_for(tender.value)
    chosen = list(tender.committee.values_list("person", flat=True))
    form = CommitteeForm(typed(request), openers=openers, quorum=quorum, initial={"members": chosen})
    if request.method == "POST" and form.is_valid():
        try:
            keys.prepare_envelope(tender, members=form.cleaned_data["members"], by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The committee is named, and the key of the call is made."))
            return redirect("opening:room", reference)
    reason = keys.why_no_new_key(tender, round_) if round_ else _("The call has no deadline yet: set it first.")
    keyless = [opener.person for opener in openers if opener.key is None]
    page = {"tender": tender, "form": form, "keyless": keyless, "named": bool(chosen), "quorum": quorum}
    return answered(request, "opening/committee.html", {**page, "reasons": [reason] if reason else []})


@allow("who prepares, opens or judges the call")
@never_cache
def room(request: SignedIn, reference: str) -> HttpResponse:
    """Show who has unlocked and what is missing; after the opening, which bids there are."""
    now = clock.now()
    tender = get_object_or_404(access.openings_attended_by(request.user), reference=reference)
    return render(request, "opening/room.html", {"room": room_of(tender, request.user, now)})


@allow("members of the call's opening committee")
@never_cache
@sensitive_post_parameters()
def unlock(request: SignedIn, reference: str) -> HttpResponse:
    """Ask for the passphrase and a yes, then unlock: it can't be undone."""
    now = clock.now()
    tender = get_object_or_404(access.openings_held_by(request.user), reference=reference)
    form = UnlockForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            opened = opening.unlock(tender, passphrase=form.cleaned_data["passphrase"], by=request.user, now=now)
        except opening.AlreadyOpened as told:
            messages.warning(request, str(told))
            return redirect("opening:room", reference)
        except Refused as refusal:
            tell(form, refusal, "passphrase")
        else:
            messages.success(request, _what_happened(room_of(tender, request.user, now), opened=opened is not None))
            return redirect("opening:room", reference)
    found = room_of(tender, request.user, now)
    if found.opening or found.has_unlocked:
        return redirect("opening:room", reference)
    return answered(request, "opening/unlock.html", {"room": found, "form": form})


@allow("who may read the record of the opening")
def record(request: SignedIn, reference: str, code: str) -> FileResponse:
    """Hand out the signed record of an opening."""
    papers = access.papers_readable_by(request.user).filter(tender__reference=reference)
    paper = get_object_or_404(papers, kind=Paper.Kind.OPENING_RECORD, code=code)
    return FileResponse(paper.file.open("rb"), as_attachment=True, filename=f"opening-{reference}-{code}.pdf")


def _what_happened(found: Room, *, opened: bool) -> str:
    if opened:
        return _("You have unlocked, and with this all bids are open.")
    sentence = ngettext(
        "You have unlocked. %(count)s more member must unlock.",
        "You have unlocked. %(count)s more members must unlock.",
        found.missing,
    )
    return sentence % {"count": found.missing}
