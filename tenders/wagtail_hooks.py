"""How officers meet their calls in the Wagtail admin, and how everybody finds the way back to its desk.

A call is no Wagtail page. Its state moves by the deeds of `tenders.calls`, in the admin as on the office page.
"""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tenders.admin.viewset import CallsInTheAdmin


@hooks.register("register_admin_viewset")
def calls() -> CallsInTheAdmin:
    """Add the calls to the admin."""
    return CallsInTheAdmin()


class DeskItem(MenuItem):
    """The way back to one's desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        return True


@hooks.register("register_admin_menu_item")
def desk() -> DeskItem:
    """Add the way back to the menu."""
    return DeskItem(_("My desk"), reverse("desk:home"), name="desk", icon_name="home", order=50)
