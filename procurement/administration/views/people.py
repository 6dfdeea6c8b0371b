"""People of an authority: invited, given roles, shut out. No page here knows a password."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.models import Post
from procurement.administration import actions, inviting
from procurement.administration.access import buyers_administered_by, invitations_of, people_of
from procurement.administration.forms import InviteForm, RolesForm
from procurement.administration.views.authorities import NOT_YET, answer, people_page, tell
from procurement.dates import date_format
from procurement.lifecycle import Refused


@allow("administrators of the authority")
def invite(request: SignedIn, slug: str) -> HttpResponse:
    """Invite a person. What is answered says nothing about whether the address has an account."""
    now, own = clock.now(), get_object_or_404(buyers_administered_by(request.user), slug=slug)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            invitation = inviting.invite(own, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal, "email")
        else:
            told = {"address": invitation.email, "day": date_format(invitation.expires_at)}
            messages.success(
                request, _("An invitation was sent to %(address)s. It can be accepted until %(day)s.") % told
            )
            return redirect("administration:buyer", slug)
    return answer(request, "administration/buyer.html", people_page(request, own, form))


@allow("administrators of the authority")
def take_back(request: SignedIn, slug: str, invitation: int) -> HttpResponse:
    """Take an invitation back. Undone by inviting again, so it does not ask first."""
    own = get_object_or_404(buyers_administered_by(request.user), slug=slug)
    found = get_object_or_404(invitations_of(own), pk=invitation)
    if request.method == "POST":
        inviting.take_back(found, by=request.user, now=clock.now())
        messages.success(request, _("The invitation is taken back."))
    return redirect("administration:buyer", slug)


@allow("administrators of the authority")
def person(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Give a person other roles."""
    now, own = clock.now(), get_object_or_404(buyers_administered_by(request.user), slug=slug)
    one = get_object_or_404(people_of(own), pk=pk)
    held = [post.role for post in Post.given.filter(buyer=own, person=one)]
    form = RolesForm(request.POST if request.method == "POST" else None, initial={"roles": held})
    if form.is_valid():
        try:
            actions.set_roles(own, one, form.cleaned_data["roles"], by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal, "roles")
        else:
            messages.success(request, _("Saved."))
            return redirect("administration:buyer", slug)
    return answer(request, "administration/person.html", {"form": form, "buyer": own, "one": one})


@allow("administrators of the authority")
def door(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Ask, then shut an account out, or let it in again."""
    now, own = clock.now(), get_object_or_404(buyers_administered_by(request.user), slug=slug)
    one, reasons = get_object_or_404(people_of(own), pk=pk), []
    deed = actions.shut_out if one.is_active else actions.let_in_again
    if request.method == "POST":
        try:
            deed(own, one, by=request.user, now=now)
        except Refused as refusal:
            reasons = list(refusal.sentences)
        else:
            messages.success(request, _("Saved."))
            return redirect("administration:buyer", slug)
    page = {"buyer": own, "one": one, "reasons": reasons}
    return render(request, "administration/door.html", page, status=NOT_YET if reasons else 200)
