"""Becoming one of a firm's people: by an invitation, or by asking its owners."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from suppliers.access import firms_owned_by, invitation_by_token, invitations_to, join_requests_to
from suppliers.onboarding import inviting, joining
from suppliers.onboarding.answering import NOT_YET, answered, tell
from suppliers.onboarding.forms import AnswerForm, JoinForm


@allow("public")
@never_cache
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the link leads; who makes an account now need not prove the address a second time."""
    invitation = invitation_by_token(token, clock.now())
    if invitation is None:
        return render(request, "onboarding/no_invitation.html", status=404)
    if request.user.is_authenticated:
        return redirect("onboarding:invitations")
    get_adapter(request).stash_verified_email(request, invitation.email)
    return render(request, "onboarding/invited.html", {"invitation": invitation})


@allow("signed_in")
@never_cache
def invitations(request: SignedIn) -> HttpResponse:
    """List the invitations that wait for the person."""
    waiting, form = invitations_to(request.user, clock.now()), JoinForm(person=request.user)
    return render(request, "onboarding/invitations.html", {"invitations": waiting, "form": form})


@allow("who was invited")
def accept(request: SignedIn, invitation: int) -> HttpResponse:
    """Join the firm."""
    now = clock.now()
    found = get_object_or_404(invitations_to(request.user, now), pk=invitation)
    form = JoinForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        try:
            member = inviting.accept(found, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, [str(sentence) for sentence in refusal.sentences])
        else:
            messages.success(request, _("You now belong to %(firm)s.") % {"firm": member.supplier})
            return redirect("onboarding:firm", member.supplier_id)
    page = {"invitations": invitations_to(request.user, now), "form": form}
    return render(request, "onboarding/invitations.html", page, status=NOT_YET if form.errors else 200)


@allow("owners of the firm")
def answer(request: SignedIn, pk: int, asked: int) -> HttpResponse:
    """Let in who asks to join, or decline."""
    now, own = clock.now(), get_object_or_404(firms_owned_by(request.user), pk=pk)
    found = get_object_or_404(join_requests_to(own, now), pk=asked)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "decline" in request.POST:
        joining.decline(found, by=request.user, now=now)
        messages.success(request, _("The request is declined. The person gets a mail."))
        return redirect("onboarding:firm", own.pk)
    if form.is_valid():
        try:
            member = joining.let_in(found, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("%(person)s now belongs to the firm.") % {"person": member.person})
            return redirect("onboarding:firm", own.pk)
    return answered(request, "onboarding/answer.html", {"form": form, "firm": own, "asked": found})
