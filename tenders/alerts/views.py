"""What somebody follows and looks for, on one page: an account signs in, a mere address comes by the link of a mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from tenders.alerts.queries import Row, rows_of
from tenders.calls.queries import works_on_calls
from tenders.calls.showing import done, show, typed
from tenders.following import actions
from tenders.following.asking import asking, following
from tenders.following.emails import page_of
from tenders.following.forms import PaceForm
from tenders.following.queries import alert_with, own_alerts, reader_of, reader_with
from tenders.models import Alert, Pace, Reader
from tenders.record.forms import FindForm
from tenders.wanted import filters_of, query_of

ROWS, NOT_THERE = 50, 404


@allow("signed_in")
def mine(request: SignedIn) -> HttpResponse:
    """List what one follows and looks for."""
    return _list(request, reader_of(request.user), works=works_on_calls(request.user))


@allow("public")
def of(request: HttpRequest, token: str) -> HttpResponse:
    """List what an address follows and looks for: whoever reads its mails has the link."""
    reader = reader_with(token)
    return _list(request, reader) if reader else render(request, "following/gone.html", status=NOT_THERE)


@allow("public")
def new(request: HttpRequest) -> HttpResponse:
    """Save a search of the list of calls: by one click with an account, or by an address that is left here."""
    asked_for = FindForm(request.GET)
    wanted, form = asked_for.wanted(), asking(request, Pace.DAILY)
    if done(request, form, following(request, wanted, clock.now())):
        if not request.user.is_authenticated:
            return redirect("alerts:asked")
        messages.success(request, _("The search is saved. You will hear of new calls like these."))
        return redirect("alerts:mine")
    page = {"form": form, "filters": [words for words, _left in filters_of(wanted)], "query": query_of(wanted)}
    return show(request, "alerts/new.html", page)


@allow("public")
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens now: the same to everybody, whatever is known of the address."""
    return render(request, "following/asked.html")


@allow("public")
def one(request: HttpRequest, token: str) -> HttpResponse:
    """Change how often one is written to, or stop. Whoever has the link may: it was sent to the address alone."""
    alert = alert_with(token)
    if alert is None or alert.confirmed_at is None:
        return render(request, "following/gone.html", status=NOT_THERE)
    if request.method == "POST" and "stop" in request.POST:
        return _stopped(request, alert)
    form = PaceForm(**typed(request), initial={"pace": alert.pace})
    if done(request, form, lambda pace: actions.change_pace(alert, pace=pace)):
        messages.success(request, _("Saved."))
        return redirect(page_of(alert.reader))
    return show(request, "alerts/one.html", {"form": form, "row": Row.of(alert), "back": page_of(alert.reader)})


@allow("signed_in")
def private(request: SignedIn) -> HttpResponse:
    """Make or revoke the private addresses of an account."""
    reader = reader_of(request.user)
    if reader is None and request.method == "POST" and works_on_calls(request.user):
        reader = actions.account_reader(request.user)  # who works on calls has a calendar of them without an alert
    return _private(request, get_object_or_404(Reader, pk=getattr(reader, "pk", None)))


@allow("public")
def private_of(request: HttpRequest, token: str) -> HttpResponse:
    """Make or revoke the private addresses of a mere address."""
    reader = reader_with(token)
    if reader is None:
        raise Http404
    return _private(request, reader)


def _private(request: HttpRequest, reader: Reader) -> HttpResponse:
    if request.method == "POST" and "revoke" in request.POST:
        actions.revoke_private_addresses(reader)
        messages.success(request, _("The private addresses are revoked: they lead nowhere any more."))
    elif request.method == "POST":
        actions.make_private_addresses(reader)
        messages.success(request, _("You have new private addresses. Earlier ones lead nowhere any more."))
    return redirect(page_of(reader))


def _list(request: HttpRequest, reader: Reader | None, *, works: bool = False) -> HttpResponse:
    page = Paginator(own_alerts(reader), ROWS).get_page(request.GET.get("page"))
    own = {"page": page, "rows": rows_of(page), "reader": reader, "address": reader.address if reader else ""}
    return render(request, "alerts/mine.html", {**own, "works": works})


def _stopped(request: HttpRequest, alert: Alert) -> HttpResponse:
    """Stop an alert; back to the page of what is left, unless nothing is left of a mere address."""
    actions.stop(alert.token)
    messages.success(request, _("The alert is stopped, and deleted."))
    if not Reader.objects.filter(pk=alert.reader_id).exists():
        return redirect("record:calls")
    return redirect(page_of(alert.reader))
