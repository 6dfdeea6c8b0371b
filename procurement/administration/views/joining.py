"""Following an invitation of an authority: from the link in the mail to the post."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.administration import inviting
from procurement.administration.access import invitation_by_token, invitations_to
from procurement.administration.views.authorities import NOT_YET
from procurement.lifecycle import Refused
from suppliers.onboarding.forms import JoinForm


@allow("public")
@never_cache
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the link leads; who makes an account now need not prove the address a second time."""
    invitation = invitation_by_token(token, clock.now())
    if invitation is None:
        return render(request, "onboarding/no_invitation.html", status=404)
    if request.user.is_authenticated:
        return redirect("administration:invitations")
    get_adapter(request).stash_verified_email(request, invitation.email)
    return render(request, "administration/invited.html", {"invitation": invitation})


@allow("signed_in")
@never_cache
def invitations(request: SignedIn) -> HttpResponse:
    """List the posts that are offered to the person."""
    waiting, form = invitations_to(request.user, clock.now()), JoinForm(person=request.user)
    return render(request, "administration/invitations.html", {"invitations": waiting, "form": form})


@allow("who was invited")
def accept(request: SignedIn, invitation: int) -> HttpResponse:
    """Take the post."""
    now = clock.now()
    found = get_object_or_404(invitations_to(request.user, now), pk=invitation)
    form = JoinForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        try:
            post = inviting.accept(found, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, [str(sentence) for sentence in refusal.sentences])
        else:
            messages.success(request, _("You now work for %(buyer)s.") % {"buyer": post.buyer})
            return redirect("desk:home")
    page = {"invitations": invitations_to(request.user, now), "form": form}
    return render(request, "administration/invitations.html", page, status=NOT_YET if form.errors else 200)
