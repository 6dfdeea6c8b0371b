"""Who is away names a deputy; either of the two ends it early."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.administration.access import posts_lent_by, stand_ins_of
from procurement.administration.deputies import end_stand_in, name_deputy
from procurement.administration.forms import DeputyForm
from procurement.administration.views.authorities import answer, tell
from procurement.lifecycle import Refused


@allow("approvers, signatories and their deputies")
def deputies(request: SignedIn) -> HttpResponse:
    """Name a deputy, and see who stands in for whom."""
    now, who = clock.now(), request.user
    lends, known = posts_lent_by(who).exists(), stand_ins_of(who)
    if not (lends or known.exists()):
        raise Http404
    form = DeputyForm(request.POST if request.method == "POST" else None, person=who)
    if lends and form.is_valid():
        try:
            named = name_deputy(**form.cleaned_data, by=who, now=now)
        except Refused as refusal:
            tell(form, refusal, "deputy")
        else:
            messages.success(
                request, _("%(person)s stands in for you, and is told by mail.") % {"person": named.deputy}
            )
            return redirect("administration:deputies")
    rows = [(row, row.is_running(now), row.is_over(now)) for row in known]
    return answer(request, "administration/deputies.html", {"form": form, "lends": lends, "rows": rows})


@allow("the two people concerned")
def end(request: SignedIn, stands_in: int) -> HttpResponse:
    """Ask, then end it before its day."""
    now = clock.now()
    one, reasons = get_object_or_404(stand_ins_of(request.user), pk=stands_in), []
    if request.method == "POST":
        try:
            end_stand_in(one, by=request.user, now=now)
        except Refused as refusal:
            reasons = refusal.sentences
        else:
            messages.success(request, _("It is over. Both of you are told."))
            return redirect("administration:deputies")
    elif one.is_over(now):
        reasons = [_("It is over already.")]
    return render(request, "administration/end_deputy.html", {"one": one, "reasons": reasons})
