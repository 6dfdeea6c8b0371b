"""The pages of those who follow a call. A link from a mail only shows a page: the deed is its button."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from procurement import clock
from procurement.access import allow
from procurement.lifecycle import Refused
from tenders.following import actions
from tenders.following.asking import asking, following
from tenders.following.matching import wanted_by
from tenders.following.queries import alert_with, calls_to_follow, own_alerts, reader_to_stop
from tenders.models import Alert, Pace
from tenders.wanted import in_words

NOT_YET, NOT_THERE = 422, 404


@allow("public")
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """Follow a call: with an account at once, otherwise by an address that is left here."""
    tender = get_object_or_404(calls_to_follow(), reference=reference)
    form = asking(request, Pace.AT_ONCE)
    if form.is_valid():
        try:
            following(request, tender, clock.now())(**form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not request.user.is_authenticated:
                return redirect("following:asked", reference)
            messages.success(request, _("You will hear of every change of this call."))
            return redirect(tender.get_absolute_url())
    crumbs = [(_("Calls"), reverse("record:calls")), (tender.title, tender.get_absolute_url())]
    page = {"tender": tender, "form": form, "crumbs": crumbs}
    return render(request, "following/follow.html", page, status=NOT_YET if form.errors else 200)


@allow("public")
def asked(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what happens now: the same to everybody, whatever is known of the address."""
    tender = get_object_or_404(calls_to_follow(), reference=reference)
    return render(request, "following/asked.html", {"tender": tender})


@allow("public")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address by a button: programs that look into mails only read pages."""
    alert = alert_with(token)
    if alert is None:
        return render(request, "following/gone.html", status=NOT_THERE)
    if request.method == "POST":
        actions.confirm(alert, now=clock.now())
        if alert.tender:
            messages.success(request, _("You will hear of every change of this call."))
            return redirect(alert.tender.get_absolute_url())
        messages.success(request, _("You will hear of new calls like these."))
        return redirect(f"{reverse('record:calls')}?{alert.query}".rstrip("?"))
    return render(request, "following/confirm.html", _about(alert))


@csrf_exempt
@allow("public")
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the news. Programs for mail post here by themselves when their button is pressed (RFC 8058).

    They know nothing of our cookies, so the token alone must do.
    """
    if request.method == "POST":
        actions.stop(token)
        return render(request, "following/stopped.html")
    alert = alert_with(token)
    return render(request, "following/stop.html", _about(alert)) if alert else render(request, "following/stopped.html")


@csrf_exempt
@allow("public")
def stop_all(request: HttpRequest, token: str, pace: str) -> HttpResponse:
    """End every mail of one kind: what a mail about several calls or searches leads to, in the same two ways."""
    if request.method == "POST":
        actions.stop_all(token, pace)
        return render(request, "following/stopped.html")
    reader = reader_to_stop(token)
    alerts = own_alerts(reader).filter(pace=pace) if reader else Alert.objects.none()
    rows = [_about(alert) for alert in alerts]
    return render(request, "following/stop_all.html" if rows else "following/stopped.html", {"rows": rows})


@allow("public")
def kept(request: HttpRequest) -> HttpResponse:
    """Say what we keep of those who follow a call, and why."""
    return render(request, "following/kept.html")


def _about(alert: Alert) -> dict[str, Any]:
    return {"alert": alert, "tender": alert.tender, "search": "" if alert.tender else in_words(wanted_by(alert))}
