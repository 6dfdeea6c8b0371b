"""The public record for machines: each call as open data, its dates as a calendar, and a page that says so."""

from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from procurement import clock
from procurement.access import allow
from procurement.calendar.rules import Form
from tenders.bids.declared import asked_of
from tenders.models import Announcement
from tenders.record.eforms.award_notice import award_notice, has_award_notice
from tenders.record.eforms.contract_notice import contract_notice
from tenders.record.eforms.prior_notice import prior_notice
from tenders.record.espd_request import espd_request
from tenders.record.feeds import calendar_of
from tenders.record.ocds import EXTENSIONS, record_package
from tenders.record.queries import call_shown_to, call_with_its_parts, public_calls

Answer = TypeVar("Answer", bound=HttpResponseBase)


@allow("public")
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand out all that is public of a call, as an OCDS 1.1.5 record package."""
    tender = get_object_or_404(call_with_its_parts(), reference=reference)
    answer = JsonResponse(record_package([tender], now=clock.now()), json_dumps_params={"ensure_ascii": False})
    return for_everybody(answer)


@allow("public")
def dates(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand out the dates of a call, to be followed from a calendar."""
    tender = get_object_or_404(call_shown_to(request.user), reference=reference)
    answer = HttpResponse(calendar_of(tender, clock.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{tender.reference}.ics"'
    return answer if tender.by_invitation else for_everybody(answer)


@allow("public")
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand out the call as an eForms contract notice; there is none of a call by invitation."""
    tender = get_object_or_404(call_with_its_parts().filter(by_invitation=False), reference=reference)
    return for_everybody(as_xml(contract_notice(tender, now=clock.now()), f"{tender.reference}-notice"))


@allow("public")
def espd(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand out what the call asks of firms as an ESPD request, where it asks for an ESPD."""
    tender = get_object_or_404(call_shown_to(request.user), reference=reference)
    if asked_of(tender).form is not Form.ESPD:
        raise Http404
    answer = as_xml(espd_request(tender, now=clock.now()), f"{tender.reference}-espd-request")
    return answer if tender.by_invitation else for_everybody(answer)


@allow("public")
def result(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand out what was decided as an eForms award notice; there is none before somebody was told."""
    now, tender = clock.now(), get_object_or_404(call_with_its_parts(), reference=reference)
    written = award_notice(tender, now=now) if has_award_notice(tender, now=now) else None
    if written is None:
        raise Http404
    return for_everybody(as_xml(written, f"{tender.reference}-award-notice"))


@allow("public")
def coming_notice(request: HttpRequest, announcement: str) -> HttpResponse:
    """Hand out what was announced as an eForms notice; there is none of what was withdrawn."""
    rows = Announcement.objects.select_related("buyer").filter(withdrawn_at=None)
    found = get_object_or_404(rows, reference=announcement)
    return for_everybody(as_xml(prior_notice(found), f"{found.reference}-notice"))


def as_xml(content: bytes, name: str) -> HttpResponse:
    """Return an answer that is saved as a file of this name."""
    answer = HttpResponse(content, content_type="application/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.xml"'
    return answer


@allow("public")
def open_data(request: HttpRequest) -> HttpResponse:
    """Say what may be reused, in which format, and where."""
    return render(request, "record/open_data.html", {"example": public_calls().first(), "extensions": EXTENSIONS})


def for_everybody(answer: Answer) -> Answer:
    """Let scripts of other sites read it."""
    # What is public may be read by a script of any site: it is sent without cookies.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
