"""What firms gave to an authority, and the facts that it fetched: for its officers. Each look is kept, and told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from suppliers.access import disclosures_to, files_read_at, versions_given_in
from suppliers.models import Disclosure
from suppliers.vault import facts, looking, queries
from suppliers.vault.fact_forms import CorrectForm, FactForm
from suppliers.vault.standing import rows_of, today_of
from suppliers.vault.views.answering import done, handed, show, typed


@allow("officers of an authority")
def all_given(request: SignedIn) -> HttpResponse:
    """List what firms gave, the newest first; what it says stands on its own page, where the look is kept."""
    if not queries.is_an_officer(request.user):
        raise Http404
    found = disclosures_to(request.user).select_related("credential__fetched_by", "application__supplier")
    page = Paginator(found.order_by("-given_at", "-pk"), queries.ROWS).get_page(request.GET.get("page"))
    return render(request, "vault/all_given.html", {"page": page, "files": files_read_at(request.user).exists()})


@allow("officers of the authority to which it was given")
@never_cache
def given(request: SignedIn, pk: int) -> HttpResponse:
    """Show what was given. The firm sees who looked, and when."""
    now, one = clock.now(), _given(request, pk)
    versions = list(versions_given_in(one).prefetch_related("contests"))
    looking.look(one, versions[0], by=request.user, now=now)
    page = {"given": one, "proof": one.credential, "firm": one.application.supplier}
    return render(request, "vault/given.html", {**page, "rows": rows_of(versions, now)})


@allow("officers of the authority to which it was given")
@never_cache
def given_file(request: SignedIn, pk: int, version: int) -> FileResponse:
    """Hand out a file that was given."""
    one = _given(request, pk)
    row = get_object_or_404(versions_given_in(one).exclude(stored_as=""), number=version)
    return handed(row.file_name, lambda: looking.read_given(one, row, by=request.user, now=clock.now()))


@allow("officers of an authority that has files of firms")
def fetch(request: SignedIn) -> HttpResponse:
    """Keep a fact that was found about a firm."""
    now, applications = clock.now(), files_read_at(request.user).select_related("supplier", "buyer")
    if not applications:
        raise Http404
    form = FactForm(**typed(request), today=today_of(now), applications=applications.order_by("-pk"))

    def keep() -> None:
        about = {name: form.cleaned_data[name] for name in ("application", "kind", "title")}
        facts.fetch_fact(**about, said=form.said(), by=request.user, now=now)

    if done(form, keep):
        messages.success(request, _("The fact is kept, and the firm is told."))
        return redirect("vault:all_given")
    return show(request, "vault/fetch.html", {"form": form})


@allow("officers of the authority that fetched it")
def correct(request: SignedIn, pk: int) -> HttpResponse:
    """Say a fact anew."""
    now, one = clock.now(), _given(request, pk)
    if one.credential.fetched_by_id != one.application.buyer_id:
        raise Http404
    last = queries.newest(one.credential)
    initial = {name: getattr(last, name) for name in CorrectForm.field_order}
    form = CorrectForm(**typed(request), today=today_of(now), initial=initial)

    def keep() -> None:
        facts.correct_fact(one, said=form.said(), by=request.user, now=now)

    if done(form, keep):
        messages.success(request, _("The fact is said anew, and the firm is told."))
        return redirect("vault:given", pk)
    page = {"form": form, "given": one, "proof": one.credential, "firm": one.application.supplier}
    return show(request, "vault/correct.html", page)


def _given(request: SignedIn, pk: int) -> Disclosure:
    known = disclosures_to(request.user).select_related("credential__fetched_by", "application__buyer")
    return get_object_or_404(known.select_related("application__supplier"), pk=pk)
