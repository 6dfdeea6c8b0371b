"""The rules for everybody to read; and for who runs the portal, to add to."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.calendar.citations import cited
from procurement.calendar.loading import text_of
from procurement.calendar.rules import RulePack
from procurement.lifecycle import Refused
from procurement.rulebook import actions, queries
from procurement.rulebook.forms import RulesForm
from procurement.rulebook.reading import differences, rows_of

NOT_YET = 422


@allow("public")
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules, and say which of them hold today."""
    today = day_here()
    rows = [
        (pack, cited(pack.source), queries.is_in_force(pack, today), pack.valid_from > today)
        for pack in queries.packs()
    ]
    return render(request, "rulebook/rules.html", {"rows": rows})


@allow("public")
def pack(request: HttpRequest, country: str, version: str) -> HttpResponse:
    """Show one pack, row by row, with what it changes."""
    found, today = named(country, version), day_here()
    page = {"pack": found, "source": cited(found.source), "rows": rows_of(found), "is_coming": found.valid_from > today}
    page["is_own"] = page["is_coming"] and actions.file_of(found).exists()
    if kept := queries.kept_by(found):
        page |= {"kept": kept[0], "keeper": kept[1], "changes": differences(queries.before(found), found)}
    return render(request, "rulebook/pack.html", page)


@allow("who runs the portal")
def new(request: SignedIn) -> HttpResponse:
    """Write rules that hold from a coming day on; they are shown beside the old ones before they are kept."""
    now, today = clock.now(), day_here()
    if not request.user.is_superuser:
        raise Http404
    form, changes = RulesForm(request.POST or None, initial={"text": _beginning(request)}), None
    if form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        try:
            read = actions.read(text, today=today)
            changes = differences(queries.before(read), read)
            if "keep" in request.POST:
                actions.keep(text, reason=form.cleaned_data["reason"], by=request.user, now=now, today=today)
                messages.success(request, _("Kept. Every date that is counted from that day on follows these rules."))
                return redirect("rulebook:pack", read.country, read.version)
        except Refused as refusal:
            for sentence in refusal.sentences:
                form.add_error("text", str(sentence))
    page = {"form": form, "changes": changes}
    return render(request, "rulebook/new.html", page, status=NOT_YET if form.errors else 200)


@allow("who runs the portal")
def take_back(request: SignedIn, country: str, version: str) -> HttpResponse:
    """Take coming rules back."""
    now = clock.now()
    if not request.user.is_superuser:
        raise Http404
    found = named(country, version)
    if request.method != "POST":
        return render(request, "rulebook/take_back.html", {"pack": found})
    try:
        actions.take_back(found, by=request.user, now=now, today=day_here())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("rulebook:pack", country, version)
    messages.success(request, _("The rules are taken back. Nothing was counted by them."))
    return redirect("rulebook:rules")


def named(country: str, version: str) -> RulePack:
    """Return a pack, or answer 404."""
    if (found := queries.pack_named(country, version)) is None:
        raise Http404
    return found


def day_here() -> date:
    """Return the day that it is where the portal stands."""
    return clock.now().astimezone(timezone.get_default_timezone()).date()


def _beginning(request: HttpRequest) -> str:
    """Return the text of the pack to start from, where one was chosen."""
    country, _dash, version = request.GET.get("from", "").partition("/")
    try:
        return text_of(country, version)
    except LookupError:
        return ""
