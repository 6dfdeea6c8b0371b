"""To the provider, and back from it."""

from typing import Any

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import never_cache

from procurement.access import allow
from procurement.entrance.openid.provider import Conversation


class Return(OAuth2CallbackView):
    """Comes back with a code, to the language and the sign-in that were left."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, answer = super()._get_state(request, provider)
        kept = (state or {}).get("data") or {}
        self.adapter.nonce = kept.get("nonce", "")
        if language := kept.get("language"):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return state, answer


@allow("public")
@never_cache
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider: at once for a press of a button, else the page asks for one."""
    return _talk(OAuth2LoginView, request, provider_id)


@allow("public")
@never_cache
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whom the provider sends."""
    return _talk(Return, request, provider_id)


def _talk(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    conversation = Conversation(request, provider_id)
    try:
        provider = conversation.get_provider()
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    try:
        answer: HttpResponse = view.adapter_view(conversation)(request)
    except OAuth2Error as reason:
        answer = render_authentication_error(request, provider, exception=reason)
    return answer
