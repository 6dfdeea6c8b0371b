"""Questions: firms ask on the public page's own form; officers answer to everybody, or say why not."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.calendar.moments import to_local
from suppliers.access import firms_of
from tenders.access import calls_visible_to
from tenders.calls import actions
from tenders.calls.deed_forms import NoForm, ReasonForm
from tenders.calls.queries import asked_about, office_calls
from tenders.calls.question_forms import AnswerForm, MeetingForm, QuestionForm, WrittenDownForm
from tenders.calls.showing import done, show, typed
from tenders.calls.views.drafts import written_by
from tenders.models import Meeting, Tender

ROWS = 50


@allow("people of a firm, about a published call")
def ask(request: SignedIn, reference: str) -> HttpResponse:
    """Ask about a call, for one's firm."""
    now, firms = clock.now(), firms_of(request.user)
    tender = get_object_or_404(calls_visible_to(request.user).exclude(published_at=None), reference=reference)
    form = QuestionForm(**typed(request), firms=firms, tender=tender)

    def send(supplier: Any = None, **written: Any) -> None:
        actions.ask_question(tender, supplier=supplier or firms.get(), **written, by=request.user, now=now)

    if firms and done(request, form, send, field="text"):
        messages.success(request, _("Your question is sent. The answer is published for everybody, without your name."))
        return redirect(tender.get_absolute_url())
    register = f"{reverse('onboarding:new')}?{urlencode({'next': request.path})}"
    page = {"tender": tender, "form": form, "firms": firms, "register": register}
    page |= {"blockers": actions.why_not_asked(tender, now)}
    return show(request, "calls/ask.html", page)


@allow("people who work on the call")
def questions(request: SignedIn, reference: str) -> HttpResponse:
    """List what was asked: what waits first. Who asked, nobody sees."""
    tender = get_object_or_404(office_calls(request.user), reference=reference)
    rows = Paginator(asked_about(tender), ROWS).get_page(request.GET.get("page"))
    page = {
        "tender": tender,
        "page": rows,
        "waiting": [question for question in rows if question.answered_at is None],
        "closed": [question for question in rows if question.answered_at],
        "meetings": tender.meetings.all(),
        "answers": "officer" in tender.roles_of(request.user),
    }
    return render(request, "calls/questions.html", page)


@allow("officers of the buyer")
def answer(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Answer to everybody, this question alone or together with others that wait."""
    now, tender = clock.now(), written_by(request, reference)
    question = get_object_or_404(tender.questions.select_related("lot", "document"), pk=pk)
    others = tender.questions.filter(answered_at=None).exclude(pk=pk)
    form = AnswerForm(**typed(request), others=others)

    def publish(answer: str, also: Any = ()) -> None:
        actions.answer_question(question, answer=answer, also=also, by=request.user, now=now)

    if done(request, form, publish, field="answer"):
        return _after_the_answer(request, tender)
    page = {"tender": tender, "question": question, "form": form, "blockers": actions.why_not_answered(question, now)}
    page |= {"title": _("Answer a question"), "button": _("Publish the answer")}
    return show(request, "calls/answer.html", page)


def _after_the_answer(request: SignedIn, tender: Tender) -> HttpResponse:
    """Go on to the longer deadline, where the answer came late."""
    if proposal := actions.proposed_extension(tender, clock.now()):
        messages.warning(request, _("The answer is published. %(reason)s") % {"reason": proposal.reason})
        return redirect("calls:extend", tender.reference)
    messages.success(request, _("The answer is published."))
    return redirect("calls:questions", tender.reference)


@allow("officers of the buyer")
def write_down(request: SignedIn, reference: str) -> HttpResponse:
    """Write down what was asked by telephone, by letter or at a meeting."""
    now, tender = clock.now(), written_by(request, reference)
    form = WrittenDownForm(**typed(request), tender=tender)

    def keep(**written: Any) -> None:
        actions.write_question_down(tender, **written, by=request.user, now=now)

    if done(request, form, keep, field="text"):
        messages.success(request, _("The question waits for its answer, like the others."))
        return redirect("calls:questions", reference)
    page = {"tender": tender, "form": form, "title": _("Write a question down"), "button": _("Keep the question")}
    lead = _("Whoever asked elsewhere gets no answer before the others: it is published for all at the same moment.")
    return show(request, "calls/deed.html", {**page, "lead": lead})


@allow("officers of the buyer")
def meeting(request: SignedIn, reference: str, pk: int | None = None) -> HttpResponse:
    """Announce a visit or a meeting; later, write what was said there and who came."""
    now, tender = clock.now(), written_by(request, reference)
    known = get_object_or_404(tender.meetings, pk=pk) if pk else None
    form = MeetingForm(**typed(request), initial=_known(known, tender))

    def keep(**_written: Any) -> None:
        actions.keep_meeting(tender, form.facts(), meeting=known, by=request.user, now=now)

    if done(request, form, keep):
        messages.success(request, _("Saved. Everybody reads it on the page of the call, but who came."))
        return redirect("calls:questions", reference)
    page = {
        "tender": tender,
        "form": form,
        "title": _("Visit or meeting") if known else _("A new visit or meeting"),
        "button": _("Save"),
    }
    return show(request, "calls/deed.html", page)


def _known(meeting: Meeting | None, tender: Tender) -> dict[str, Any]:
    if meeting is None:
        return {}
    local = to_local(meeting.starts_at, tender.buyer.time_zone)
    plain = {name: getattr(meeting, name) for name in ("kind", "place", "minutes", "attendance")}
    return {**plain, "day": local.date(), "at": local.time()}


@allow("officers of the buyer")
def close_answers(request: SignedIn, reference: str) -> HttpResponse:
    """Ask, then end the stage of the answers."""
    now, tender = clock.now(), written_by(request, reference)
    form = NoForm(**typed(request))
    if done(request, form, lambda: actions.close_answers(tender, by=request.user, now=now)):
        messages.success(request, _("The answers are out: the stage is done."))
        return redirect("desk:call", reference)
    page = {"tender": tender, "form": form, "blockers": actions.why_not_closed(tender, now)}
    page |= {"title": _("End the answers?"), "button": _("End the answers")}
    lead = _("Every question has its answer, or the reason why it has none. Today is the public day of this stage.")
    return show(request, "calls/deed.html", {**page, "lead": lead})


@allow("officers of the buyer")
def decline(request: SignedIn, reference: str, pk: int) -> HttpResponse:
    """Give no answer, and say why."""
    now, tender = clock.now(), written_by(request, reference)
    question, form = get_object_or_404(tender.questions, pk=pk), ReasonForm(**typed(request))

    def refuse(reason: str) -> None:
        actions.decline_question(question, reason=reason, by=request.user, now=now)

    if done(request, form, refuse, field="reason"):
        messages.success(request, _("The question is declined, and the reason is published."))
        return redirect("calls:questions", reference)
    page = {"tender": tender, "question": question, "form": form, "blockers": actions.why_not_answered(question, now)}
    page |= {"title": _("Decline a question"), "button": _("Decline, and publish the reason")}
    return show(request, "calls/answer.html", page)
