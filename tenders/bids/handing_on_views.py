"""The pages on which a running call's key is handed on to another committee."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.models import User
from procurement.lifecycle import Refused
from tenders import access
from tenders.bids import handing_on
from tenders.bids.answering import answered, tell, typed
from tenders.bids.room import openers_of
from tenders.bids.room_forms import HandOnForm, TransferForm
from tenders.models import KeyTransfer


@allow("officers of the buyer")
def transfer(request: SignedIn, reference: str) -> HttpResponse:
    """Name another committee for a call that runs, and who of the present one hands the key on."""
    now = clock.now()
    tender = get_object_or_404(access.committees_named_by(request.user), reference=reference)
    present = [seat.person for seat in tender.committee.select_related("person").order_by("person__name", "pk")]
    form = TransferForm(typed(request), openers=openers_of(tender.buyer, now), present=present)
    if request.method == "POST" and form.is_valid():
        try:
            handing_on.ask_to_hand_on(tender, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("They are asked, by mail too. The new committee holds the key once all gave."))
            return redirect("opening:transfer", reference)
    reason, asked = handing_on.why_not_handed_on(tender, now), handing_on.transfer_of(tender)
    page = {"tender": tender, "form": form, "asked": asked, "reasons": [reason] if reason else []}
    return answered(request, "opening/transfer.html", {**page, "givers": _givers(asked, present)})


@allow("members of the call's opening committee")
@never_cache
@sensitive_post_parameters()
def give(request: SignedIn, reference: str) -> HttpResponse:
    """Show who asks for it, why and for whom; then the passphrase hands one's own piece on."""
    now = clock.now()
    tender = get_object_or_404(access.openings_held_by(request.user), reference=reference)
    asked, form = handing_on.transfer_of(tender), HandOnForm(typed(request))
    if asked is None or not handing_on.is_asked_of(asked, request.user):
        return redirect("opening:room", reference)
    if request.method == "POST" and form.is_valid():
        try:
            read = {"transfer": request.POST.get("transfer", ""), "passphrase": form.cleaned_data["passphrase"]}
            done = handing_on.hand_on(tender, **read, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal, "passphrase")
        else:
            messages.success(request, _given(done=done))
            # Whoever handed its seat on with the key finds no room any more.
            stays = access.openings_attended_by(request.user).filter(pk=tender.pk).exists()
            return redirect("opening:room", reference) if stays else redirect("opening:key")
    reason = handing_on.why_not_handed_on(tender, now)
    page = {"tender": tender, "form": form, "asked": asked, "reasons": [reason] if reason else []}
    return answered(request, "opening/give.html", page)


def _given(*, done: bool) -> str:
    if done:
        return _("The new committee holds the key now.")
    return _("Your piece is handed on. The new committee holds the key once the others gave theirs.")


def _givers(asked: KeyTransfer | None, present: list[User]) -> list[dict[str, object]]:
    """Return who is asked, and when it gave."""
    if asked is None:
        return []
    given = dict(asked.parts.values_list("giver", "given_at"))
    called = [person for person in present if str(person.pk) in asked.givers.split(",")]
    return [{"person": person, "given_at": given.get(person.pk)} for person in called]
