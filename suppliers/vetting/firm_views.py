"""The firm's side: who checks its file, how that stands, asking for it, mending, and being heard."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.dates import date_format
from procurement.lifecycle import Refused, blockers
from suppliers.access import firms_of, firms_owned_by
from suppliers.filing.actions import ask_for_check
from suppliers.filing.queries import buyers_that_check
from suppliers.lifecycle import ApplicationState
from suppliers.models import Submission
from suppliers.onboarding.answering import answered, tell, typed
from suppliers.vetting import hearings, mending, queries
from suppliers.vetting.forms import AskForm, HeardForm, MendForm

THE_FIRMS_TURN = [ApplicationState.DRAFT, ApplicationState.CHANGES_REQUESTED]


@allow("people of the firm")
def checks(request: SignedIn, pk: int) -> HttpResponse:
    """List the files of a firm, and how each stands."""
    firm = get_object_or_404(firms_of(request.user), pk=pk)
    files = list(queries.files_of(firm))
    page = {"firm": firm, "files": files, "late": queries.late_among(files, clock.now())}
    return render(request, "vetting/checks.html", page | {"owns": _owns(request, pk)})


@allow("owners of the firm")
def ask(request: SignedIn, pk: int) -> HttpResponse:
    """Ask an authority to check the file."""
    now, firm = clock.now(), get_object_or_404(firms_owned_by(request.user), pk=pk)
    form = AskForm(**typed(request), buyers=buyers_that_check(), now=now)
    if form.is_valid():
        try:
            submission = ask_for_check(firm, form.cleaned_data["buyer"], by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal, "buyer")
        else:
            return _handed_in(request, submission)
    return answered(request, "vetting/ask.html", {"firm": firm, "form": form})


@allow("people of the firm")
def check(request: SignedIn, pk: int, application: int) -> HttpResponse:
    """Show how a file stands, with everything that was asked and answered."""
    firm = get_object_or_404(firms_of(request.user), pk=pk)
    found = get_object_or_404(queries.with_history(queries.files_of(firm)), pk=application)
    page = {"firm": firm, "application": found, "late": queries.late_among([found], clock.now())}
    page |= {"owns": _owns(request, pk), "turn": found.state in THE_FIRMS_TURN, "hearing": queries.open_hearing(found)}
    return render(request, "vetting/check.html", page)


@allow("owners of the firm")
def hand_in(request: SignedIn, pk: int, application: int) -> HttpResponse:
    """Mend what was remarked on, where something was, and hand the file in."""
    now, firm = clock.now(), get_object_or_404(firms_owned_by(request.user), pk=pk)
    turn = queries.files_of(firm).filter(state__in=THE_FIRMS_TURN)
    found = get_object_or_404(turn, pk=application)
    remarks = mending.remarks_of(found)
    form = MendForm(**typed(request), remarks=remarks, firm=firm)
    if form.is_valid():
        try:
            submission = mending.mend(found, **form.said(), by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            return _handed_in(request, submission)
    page = {"firm": firm, "application": found, "form": form, "remarks": remarks}
    against = [] if remarks else blockers(found, "submit", by=request.user, now=now)
    return answered(request, "vetting/hand_in.html", page | {"reasons": against})


@allow("owners of the firm")
def heard(request: SignedIn, pk: int, application: int) -> HttpResponse:
    """Answer the grounds that were announced."""
    now, firm = clock.now(), get_object_or_404(firms_owned_by(request.user), pk=pk)
    found = get_object_or_404(queries.files_of(firm), pk=application)
    hearing = get_object_or_404(found.hearings, closed_at=None, answered_at=None)
    form = HeardForm(**typed(request))
    if form.is_valid():
        try:
            hearings.answer_hearing(hearing, **form.cleaned_data, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal, "answer")
        else:
            messages.success(request, _("Your answer is sent. You get a mail when the authority has decided."))
            return redirect("vetting:check", pk, application)
    page = {"firm": firm, "application": found, "hearing": hearing, "form": form}
    return answered(request, "vetting/heard.html", page)


def _handed_in(request: SignedIn, submission: Submission) -> HttpResponse:
    told = {"day": date_format(submission.due)}
    messages.success(request, _("The file is handed in. You get an answer by %(day)s at the latest.") % told)
    file = submission.application
    return redirect("vetting:check", file.supplier_id, file.pk)


def _owns(request: SignedIn, pk: int) -> bool:
    return firms_owned_by(request.user).filter(pk=pk).exists()
