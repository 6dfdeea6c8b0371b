"""Every address of the site, and the rule that says who may come in."""

from collections.abc import Callable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.tree import PACKAGES

# Who guards the addresses that others bring along.
GUARDED_BY_OTHERS = {
    "allauth": "signing in and out, one's own account",
    "django": "the choice of a language, static files",
    "ninja": "the description of the API",
    "wagtail": "the admin asks for its own permissions; pages show what is published",
    "wagtail_localize": "as wagtail",
}


def addresses(patterns: list | None = None, prefix: str = "") -> Iterator[tuple[str, Callable]]:
    """Yield address and view of the whole site."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        address = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def unguarded() -> Iterator[str]:
    """Yield the addresses of the house whose view names no rule, and those of strangers nobody vouched for."""
    for address, view in addresses():
        home = getattr(view, "view_class", view).__module__.split(".")[0]
        if home in PACKAGES and not getattr(view, "access_rule", ""):
            yield f"/{address} ({view.__module__}.{view.__qualname__}) names no rule: put @allow(…) on the view"
        elif home not in PACKAGES and home not in GUARDED_BY_OTHERS:
            yield f"/{address} ({view.__module__}) is brought along by someone not listed in {__name__}"
