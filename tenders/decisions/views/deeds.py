"""Approve, send back, sign, award, record the contract, cancel: each asks first, where it can't be undone."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from procurement import clock
from procurement.access import SignedIn, allow, prove_again
from procurement.accounts.roles import Role
from procurement.dates import date_format
from procurement.lifecycle import Refused
from tenders.decisions import actions
from tenders.decisions.forms import ContractForm, ReadForm, ReasonForm, YesForm
from tenders.decisions.pages import lot_page
from tenders.decisions.standing import Standing
from tenders.decisions.steps import asker_of, cancelling
from tenders.decisions.views.asking import Question, answer, ask, call_for, lot_for, page_of, tell, typed
from tenders.models import Decision


@allow("approvers of the buyer")
@never_cache
@require_POST
def approve(request: SignedIn, reference: str, lot: int) -> HttpResponse:
    """Approve the draft that was read. What speaks against it is told on the lot's page."""
    standing, asker = lot_for(request, reference, lot, clock.now(), Role.APPROVER)
    decision, form = _current(standing), ReadForm(request.POST)
    form.is_valid()
    try:
        actions.approve_decision(decision, **form.cleaned_data, by=request.user, now=asker.now)
    except Refused as refusal:
        tell(form, refusal)
        return answer(request, "decisions/lot_page.html", {"page": lot_page(standing, asker), "form": form})
    messages.success(request, _("The decision is approved. The signatory can sign it now."))
    return redirect(page_of(standing))


@allow("approvers of the buyer")
@never_cache
def send_back(request: SignedIn, reference: str, lot: int) -> HttpResponse:
    """Send the approved decision back to its author, with a reason."""
    standing, asker = lot_for(request, reference, lot, clock.now(), Role.APPROVER)
    decision = _current(standing)
    question = Question(
        tender=asker.tender,
        title=_("Send the decision back"),
        sentences=[_("Its author writes it anew, and you read it again. The reason is kept in the log.")],
        button=_("Send back"),
        back=page_of(standing),
        reasons=asker.reasons(asker.blockers(decision, "send_back")),
    )
    deed = partial(actions.send_back_decision, decision, by=request.user, now=asker.now)
    return ask(
        request, question, ReasonForm(typed(request)), deed=deed, done=_("The decision is back with its author.")
    )


@allow("signatories of the buyer")
@prove_again
@never_cache
def sign(request: SignedIn, reference: str, lot: int) -> HttpResponse:
    """Show the decision once more, and sign it: it can't be undone."""
    standing, asker = lot_for(request, reference, lot, clock.now(), Role.SIGNATORY)
    decision, page = _current(standing), lot_page(standing, asker)
    sentences = [_("A signed decision can't be undone or changed: only another one can take its place.")]
    if whom := decision.stood_in_for(request.user, {Role.SIGNATORY}, asker.now):
        sentences.append(_("You sign for %(person)s, for whom you stand in. The decision says so.") % {"person": whom})
    if decision.supersedes:
        sentences.append(_("With your signature it takes the place of the decision in force, and all are told again."))
    question = Question(
        tender=asker.tender,
        title=_("Sign the decision"),
        sentences=sentences,
        button=_("Sign the decision"),
        back=page_of(standing),
        reasons=asker.reasons(asker.blockers(decision, "sign")),
        grave=True,
        told=next(iter(page.decisions), None),
    )
    form = ReadForm(typed(request), initial={"seen": question.told.fingerprint if question.told else ""})
    deed = partial(actions.sign_decision, decision, by=request.user, now=asker.now)
    return ask(request, question, form, deed=deed, done=_("The decision is signed. An officer can now tell everybody."))


@allow("officers of the buyer")
@never_cache
def award(request: SignedIn, reference: str, lot: int) -> HttpResponse:
    """Award a lot once its standstill is over."""
    standing, asker = lot_for(request, reference, lot, clock.now(), Role.OFFICER)
    found = standing.lot
    question = Question(
        tender=asker.tender,
        title=_("Award the lot"),
        sentences=[_("The contract can then be signed. An award can't be undone.")],
        button=_("Award the lot"),
        back=page_of(standing),
        reasons=asker.reasons(asker.blockers(found, "award")),
        grave=True,
    )
    deed = partial(actions.award_lot, found, by=request.user, now=asker.now)
    return ask(request, question, YesForm(typed(request)), deed=deed, done=_("The lot is awarded."))


@allow("signatories of the buyer")
@never_cache
def contract(request: SignedIn, reference: str, lot: int) -> HttpResponse:
    """Record the contract of an awarded lot."""
    standing, asker = lot_for(request, reference, lot, clock.now(), Role.SIGNATORY)
    found, first = standing.lot, standing.lot.earliest_signature
    sentences = [_("Day and value become public. They can't be changed afterwards.")]
    if first:
        sentences.insert(0, _("The contract could be signed from %(day)s.") % {"day": date_format(first)})
    question = Question(
        tender=asker.tender,
        title=_("Record the contract"),
        sentences=sentences,
        button=_("Record the contract"),
        back=page_of(standing),
        reasons=asker.reasons(asker.blockers(found, "contract")),
        grave=True,
    )
    deed = partial(actions.record_contract, found, by=request.user, now=asker.now)
    return ask(request, question, ContractForm(typed(request)), deed=deed, done=_("The contract is recorded."))


@allow("signatories of the buyer")
@never_cache
def cancel(request: SignedIn, reference: str) -> HttpResponse:
    """Cancel a whole call, with a reason that everybody reads."""
    now, tender = clock.now(), call_for(request, reference, Role.SIGNATORY)
    step = cancelling(asker_of(tender, request.user, now))
    if step is None:
        raise Http404
    question = Question(
        tender=tender,
        title=_("Cancel the call"),
        sentences=[
            _("Every lot that has not ended is cancelled, and every firm that bid is told why. It can't be undone."),
            _("The reason is published on the page of the call."),
        ],
        button=_("Cancel the call"),
        back=reverse("decisions:call", args=[reference]),
        reasons=step.reasons,
        grave=True,
    )
    deed = partial(actions.cancel_call, tender, by=request.user, now=now)
    return ask(request, question, ReasonForm(typed(request)), deed=deed, done=_("The call is cancelled."))


def _current(standing: Standing) -> Decision:
    """Return the decision that somebody works on, else the one in force; where there is none, there is no page."""
    if standing.current is None:
        raise Http404
    return standing.current
