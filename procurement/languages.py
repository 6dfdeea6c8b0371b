"""The page in another language, whatever language the visitor's browser asks for."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, get_language_from_path, override
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from procurement.access import allow


@allow("public")
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go on with the same page.

    Django translates an address only if it is in the language of the moment, and this one has none in its address.
    """
    address = urlsplit(request.POST.get("next", "")).path
    with override(get_language_from_path(address) or get_language()):
        return set_language(request)
