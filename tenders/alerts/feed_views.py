"""The private addresses: whoever holds one reads it without signing in, because calendars can not sign in."""

from django.http import Http404, HttpRequest, HttpResponse

from procurement import clock
from procurement.access import allow
from tenders.alerts.feeds import atom_of, dates_of
from tenders.alerts.queries import Followed, followed_by, reader_of_feed


@allow("public")
def dates(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out one's calendar."""
    answer = HttpResponse(dates_of(_followed(token), clock.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="parvis.ics"'
    return _for_one_alone(answer)


@allow("public")
def atom(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out one's feed."""
    answer = HttpResponse(atom_of(_followed(token), clock.now()), content_type="application/atom+xml; charset=utf-8")
    return _for_one_alone(answer)


def _followed(token: str) -> Followed:
    reader = reader_of_feed(token)
    if reader is None:
        raise Http404
    return followed_by(reader, clock.now())


def _for_one_alone(answer: HttpResponse) -> HttpResponse:
    """Neither search engines nor caches on the way keep what is one reader's."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "private, max-age=300"
    return answer
