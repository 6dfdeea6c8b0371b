"""Which providers there are, read from the environment. docs/production.md lists the variables."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

LOCAL = ("127.0.0.1", "localhost", "::1")


def providers(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what django-allauth asks to know of each that `OPENID_PROVIDERS` names. A wrong one stops the start."""
    names = environment.get("OPENID_PROVIDERS", "").split()
    return [_provider(name, environment) for name in names]


def origins(apps: list[dict[str, Any]]) -> list[str]:
    """Return the origins to which our sign-in form may lead: the provider's own, and those named beside it."""
    found = [origin for app in apps for origin in (app["settings"]["server_url"], *app["settings"]["origins"])]
    return sorted({"{0.scheme}://{0.netloc}".format(urlsplit(address)) for address in found})


def _provider(name: str, environment: Mapping[str, str]) -> dict[str, Any]:
    def said(key: str, default: str | None = None) -> str:
        variable = f"OPENID_{name.upper().replace('-', '_')}_{key}"
        value = environment.get(variable, default)
        if value is None:
            message = f"{variable} is missing: OPENID_PROVIDERS names {name}"
            raise ValueError(message)
        return value

    return {
        "provider_id": name,
        "name": said("NAME", name),
        "client_id": said("CLIENT_ID"),
        "secret": said("CLIENT_SECRET"),
        "settings": {
            "server_url": _safe(said("SERVER")),
            "origins": said("ORIGINS", "").split(),
            "scope": said("SCOPE", "openid email profile").split(),
            "uid_field": said("ID_CLAIM", "sub"),
            # Its addresses are proved, though it does not say so of each.
            "verified_email": said("EMAIL_IS_VERIFIED", "0") == "1",
            "auth_params": {"acr_values": said("ACR_VALUES")} if said("ACR_VALUES", "") else {},
            # What it calls a sign-in with two factors; without any, ours is asked for.
            "two_factors": said("TWO_FACTORS", "").split(),
            "token_auth_method": said("TOKEN_AUTH_METHOD", "") or None,
            "oauth_pkce_enabled": True,
        },
    }


def _safe(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOCAL:
        message = f"{address}: a provider is asked over https only"
        raise ValueError(message)
    return address.rstrip("/")
