"""The officer's pages of registrations taken in, and the one on which a firm claims its account."""

from pathlib import PurePath

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.lifecycle import Refused
from procurement.uploads import uploads_in_memory
from suppliers.intake import actions, correcting, documents
from suppliers.intake.forms import ClaimForm, CorrectionForm, IntakeForm
from suppliers.intake.queries import taken_in_for
from suppliers.models.intake import MAX_BYTES
from suppliers.onboarding.answering import answered, facts_of, tell, typed
from suppliers.vetting.queries import buyers_checked_for

ROWS = 50


@allow("officers of an authority")
def taken_in(request: SignedIn) -> HttpResponse:
    """List what was taken in for firms."""
    if not buyers_checked_for(request.user).exists():
        raise Http404
    page = Paginator(taken_in_for(request.user), ROWS).get_page(request.GET.get("page"))
    return render(request, "intake/list.html", {"page": page, "now": clock.now()})


@allow("officers of an authority")
@uploads_in_memory(MAX_BYTES + 1024)
def new(request: SignedIn) -> HttpResponse:
    """Type a registration for a firm."""
    buyers = buyers_checked_for(request.user)
    if not buyers.exists():
        raise Http404
    files = {"files": request.FILES} if request.method == "POST" else {}
    form = IntakeForm(**typed(request), **files, buyers=buyers)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("channel", "attention", "scan")}
        try:
            made = actions.take_in(form.authority(), facts_of(form), **given, by=request.user, now=clock.now())
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The firm is registered. Print the summary, then the letter with its code."))
            return redirect("intake:one", made.pk)
    return answered(request, "intake/new.html", {"form": form})


@allow("officers of the authority")
def one(request: SignedIn, intake: int) -> HttpResponse:
    """Show a registration, what to print, and whether the firm has its account."""
    found = get_object_or_404(taken_in_for(request.user), pk=intake)
    now = clock.now()
    return render(request, "intake/one.html", {"intake": found, "valid": found.code_is_valid(now)})


@allow("officers of the authority")
def correct(request: SignedIn, intake: int) -> HttpResponse:
    """Correct what was typed, as long as nobody has claimed the account."""
    found = get_object_or_404(taken_in_for(request.user), pk=intake)
    if found.claimed_at:
        return redirect("intake:one", intake)
    known = {name: getattr(found.supplier, name) for name in CorrectionForm.base_fields if name != "attention"}
    form = CorrectionForm(**typed(request), initial={**known, "attention": found.attention})
    if form.is_valid():
        told = form.cleaned_data["attention"]
        try:
            correcting.correct(found, facts_of(form), attention=told, by=request.user, now=clock.now())
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Saved. If something changed, print summary and letter again."))
            return redirect("intake:one", intake)
    return answered(request, "intake/correct.html", {"form": form, "intake": found})


@allow("officers of the authority")
@never_cache
def summary(request: SignedIn, intake: int) -> HttpResponse:
    """Print the summary that the firm signs."""
    found = get_object_or_404(taken_in_for(request.user), pk=intake)
    return _pdf(documents.summary(found, now=clock.now()), f"{found.reference}.pdf")


@allow("officers of the authority")
@never_cache
def letter(request: SignedIn, intake: int) -> HttpResponse:
    """Make a code and print its letter. In the request, and never kept: the code stands nowhere but on this paper."""
    now, found = clock.now(), get_object_or_404(taken_in_for(request.user), pk=intake)
    if request.method != "POST":
        return redirect("intake:one", intake)
    try:
        code = actions.make_code(found, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, " ".join(str(sentence) for sentence in refusal.sentences))
        return redirect("intake:one", intake)
    until = found.code_expires_at or now
    return _pdf(documents.code_letter(found, code, now=now, valid_until=until), f"{found.reference}-letter.pdf")


@allow("officers of the authority")
def scan(request: SignedIn, intake: int) -> FileResponse:
    """Hand out the scanned form."""
    found = get_object_or_404(taken_in_for(request.user).exclude(scan=""), pk=intake)
    name = f"{found.reference}{PurePath(found.scan.name or '').suffix}"
    return FileResponse(found.scan.open("rb"), as_attachment=True, filename=name)


@allow("signed_in")
@never_cache
def claim(request: SignedIn) -> HttpResponse:
    """Claim a firm's account with the code of the letter."""
    form = ClaimForm(**typed(request))
    if form.is_valid():
        try:
            made = actions.claim(form.cleaned_data["code"], by=request.user, now=clock.now())
        except Refused as refusal:
            tell(form, refusal, "code")
        else:
            messages.success(request, _("%(firm)s is yours: you own its account.") % {"firm": made.supplier})
            return redirect("onboarding:firm", made.supplier_id)
    return answered(request, "intake/claim.html", {"form": form})


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
