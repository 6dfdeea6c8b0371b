"""What a firm tells so that fitting calls are found for it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from suppliers.access import firms_described_by
from suppliers.onboarding import actions
from suppliers.onboarding.answering import answered
from suppliers.onboarding.profile_forms import ProfileForm


@allow("owners and contributors of the firm")
def profile(request: SignedIn, pk: int) -> HttpResponse:
    """Describe the firm. Searching the list shows the page again, with everything as it was typed and ticked."""
    own = get_object_or_404(firms_described_by(request.user), pk=pk)
    given = request.POST if request.method == "POST" else None
    form = ProfileForm(given, initial=ProfileForm.initial_of(own))
    if given is not None and "find" in given:
        return render(request, "onboarding/profile.html", {"form": form, "firm": own, "searched": True})
    if form.is_valid():
        actions.describe_firm(own, **form.said(), by=request.user, now=clock.now())
        messages.success(request, _("Saved."))
        return redirect("onboarding:firm", own.pk)
    return answered(request, "onboarding/profile.html", {"form": form, "firm": own})
