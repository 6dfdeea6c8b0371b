"""The provider as django-allauth knows it, with what it leaves out: a nonce, and signatures that are always checked."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string
from django.utils.translation import get_language
from requests import RequestException

# What is kept of the person; the rest that a provider tells (a national number, a birthday) is dropped at once.
KEPT = ("sub", "email", "email_verified", "name", "given_name", "family_name", "acr", "iss", "nonce")


class Conversation(OpenIDConnectOAuth2Adapter):
    """Talks with the provider. Whatever goes wrong there is one kind of error, and a page that says so."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider says of itself."""
        try:
            config: dict[str, Any] = super().openid_config
        except (RequestException, ValueError) as reason:
            message = "the provider does not answer"
            raise OAuth2Error(message) from reason
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Believe who is there: by a signed token, made for this very sign-in, about the same person all through."""
        try:
            told = self._verified(app, kwargs["response"]["id_token"])
            about = self._about(app, token.token)
        except (KeyError, TypeError, ValueError, RequestException) as reason:
            message = "no token that tells who is there"
            raise OAuth2Error(message) from reason
        if not self.nonce or not constant_time_compare(str(told.get("nonce", "")), self.nonce):
            message = "the token was made for another sign-in"
            raise OAuth2Error(message)
        if about.get("sub") != told.get("sub") or not told.get("sub"):
            message = "the token and what is said of the person are about two people"
            raise OAuth2Error(message)
        login: SocialLogin = self.get_provider().sociallogin_from_response(
            request, {"userinfo": about, "id_token": told}
        )
        return login

    def _about(self, app: SocialApp, access_token: str) -> dict[str, Any]:
        """Return what the provider says of the person: as JSON, or signed."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            answer.raise_for_status()
        if answer.headers.get("Content-Type", "").startswith("application/jwt"):
            return self._verified(app, answer.text.strip())
        said: dict[str, Any] = answer.json()
        return said

    def _verified(self, app: SocialApp, token: str) -> dict[str, Any]:
        said: dict[str, Any] = jwtkit.verify_and_decode(
            credential=token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return said


class Provider(OpenIDConnectProvider):
    """One that the environment names."""

    package = "procurement.entrance.openid"
    oauth2_adapter_class = Conversation

    def redirect(self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **more: Any) -> Any:
        """Lead to the provider, with a word that its token must repeat."""
        kept = {"nonce": get_random_string(32), "language": get_language()}
        asked = {**(more.pop("auth_params", None) or self.get_auth_params()), "nonce": kept["nonce"]}
        answer: HttpResponse = super().redirect(request, process, next_url, kept, auth_params=asked, **more)
        return answer

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep little."""
        return {part: {name: said[name] for name in KEPT if name in said} for part, said in data.items()}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Take the family name by its French name, too."""
        fields: dict[str, Any] = super().extract_common_fields(data)
        fields["last_name"] = fields["last_name"] or data.get("userinfo", {}).get("usual_name")
        return fields

    def is_proved_twice(self, told: dict[str, Any]) -> bool:
        """Tell whether the provider has asked for two factors itself."""
        return told.get("acr") in self.app.settings.get("two_factors", ())
