"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from procurement.accounts.models import Post
from procurement.accounts.roles import SUPPLIER_ROLES, Role
from suppliers.models import Membership
from tenders.calls.queries import OFFICE


def site(_request: HttpRequest) -> dict[str, object]:
    """Name the site, and say when it is a demonstration or a rehearsal.

    `addresses`: those of this page in the other languages, where a page names none: a variable that is missing would
    have Django write all that the page holds into the log of whoever debugs.
    """
    said = {"site_name": settings.SITE_NAME, "parvis_demo": settings.DEMO, "parvis_rehearsal": settings.REHEARSAL}
    return {**said, "addresses": ()}


def parts(request: HttpRequest) -> dict[str, object]:
    """Name the ways through the site that are the reader's, by the parts that it plays: asked once, if at all."""
    return {"parts": SimpleLazyObject(lambda: _parts(request))}


def _parts(request: HttpRequest) -> dict[str, bool]:
    held = Post.objects.filter(person=request.user.pk).values_list("role")
    roles = {role for (role,) in Membership.objects.filter(person=request.user.pk).values_list("role").union(held)}
    return {
        "firm": bool(roles & {*SUPPLIER_ROLES}),
        "office": bool(roles & {*OFFICE}),
        "edits": Role.EDITOR in roles,
        "administers": Role.ADMINISTRATOR in roles or request.user.is_superuser,
    }
