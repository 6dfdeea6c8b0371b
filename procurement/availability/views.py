"""The address that is asked whether the portal answers."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import allow
from procurement.availability.actions import answer, beat
from procurement.availability.secret import HEADER, is_known

PLAIN = "text/plain; charset=utf-8"


@never_cache
@allow("public")
def health(request: HttpRequest) -> HttpResponse:
    """Answer, after the database has. It is noted when the worker or the monitor asked: nobody else can move it."""
    try:
        if is_known(request.headers.get(HEADER, "")):
            beat(now=clock.now())
        else:
            answer()
    except DatabaseError:
        return HttpResponse("no database", status=503, content_type=PLAIN)
    return HttpResponse("ok", content_type=PLAIN)
