"""A committee member's own key: make it, try it, take a copy and a recovery sheet home, exchange it for another one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused
from tenders.bids import own_keys
from tenders.bids.answering import answered, tell, typed
from tenders.bids.key_sheet import key_sheet
from tenders.bids.room_forms import NewKeyForm, PassphraseForm
from tenders.models import MemberKey


@allow("members of an opening committee")
@never_cache
@sensitive_post_parameters()
def key(request: SignedIn) -> HttpResponse:
    """Show one's own key; try it."""
    now, person = clock.now(), _opener(request)
    form = PassphraseForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            own_keys.drill(person, passphrase=form.cleaned_data["passphrase"], now=now)
        except Refused as refusal:
            tell(form, refusal, "passphrase")
        else:
            messages.success(request, _("Your key works. The next trial is due in three months."))
            return redirect("opening:key")
    own = MemberKey.objects.filter(person=person).first()
    page = {"form": form, "key": own, "tried": own is not None and own.is_tried(now)}
    return answered(request, "opening/key.html", {**page, "waiting": own_keys.still_sealed_for(person)})


@allow("members of an opening committee")
@never_cache
@sensitive_post_parameters()
def new_key(request: SignedIn) -> HttpResponse:
    """Make one's own key, or another one in its place."""
    now, person = clock.now(), _opener(request)
    own, waiting = MemberKey.objects.filter(person=person).first(), own_keys.still_sealed_for(person)
    form = NewKeyForm(typed(request), person=person, has_key=own is not None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        try:
            words = {name: form.cleaned_data.get(name, "") for name in ("passphrase", "former")}
            own_keys.make_member_key(person, **words, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Your key is made, and it works."))
            return redirect("opening:key")
    return answered(request, "opening/new_key.html", {"form": form, "replaces": own is not None, "waiting": waiting})


@allow("members of an opening committee")
@never_cache
def key_file(request: SignedIn) -> HttpResponse:
    """Hand out one's own key, locked by its passphrase as it lies here."""
    own = get_object_or_404(MemberKey, person=_opener(request))
    name = f'attachment; filename="{own.fingerprint[:8]}.key.json"'
    return HttpResponse(bytes(own.wrapped), content_type="application/json", headers={"Content-Disposition": name})


@allow("members of an opening committee")
@never_cache
def sheet(request: SignedIn) -> HttpResponse:
    """Print one's own key, locked by its passphrase, to be kept on paper."""
    own = get_object_or_404(MemberKey.objects.select_related("person"), person=_opener(request))
    name = f'attachment; filename="{own.fingerprint[:8]}.pdf"'
    paper = key_sheet(own, language=get_language() or own.person.language, now=clock.now())
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": name})


def _opener(request: SignedIn) -> User:
    """Return the person, if it holds a committee's post; nobody else has such a page."""
    openers = User.objects.filter(posts__role=Role.COMMITTEE).distinct()
    return get_object_or_404(openers, pk=request.user.pk)
