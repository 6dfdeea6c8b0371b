"""The address that is asked whether the portal answers."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import allow
from procurement.availability.actions import beat


@never_cache
@allow("public")
def health(request: HttpRequest) -> HttpResponse:
    """Answer, after the database has; that this was done is noted."""
    beat(now=clock.now())
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")
