"""What a firm has told and what not, each with what it is for. Nothing is weighed: no score of a firm exists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from suppliers.models import Membership, Supplier

MAY_HAND_IN = {Role.OWNER, Role.BID_SIGNATORY}
MAY_DESCRIBE = {Role.OWNER, Role.CONTRIBUTOR}

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a firm tells: whether it did, whether a bid needs it, what it allows, where it is told.

    `told` says how it stands, where more is to be said than that it is there or not.
    """

    what: Text
    there: bool
    needed: bool
    allows: Text
    url: str = ""
    told: Text = ""


def points_of(firm: Supplier, people: Iterable[Membership], *, by: User) -> Sequence[Point]:
    """Return everything a firm may tell, in the order in which it is asked; a way to tell it, for those who may."""
    people = list(people)
    own = {member.role for member in people if member.person_id == by.pk}
    edit = reverse("onboarding:edit", args=[firm.pk]) if Role.OWNER in own else ""
    profile = reverse("onboarding:profile", args=[firm.pk]) if own & MAY_DESCRIBE else ""
    signs = any(member.role in MAY_HAND_IN and member.person.is_active for member in people)
    home = reverse("onboarding:firm", args=[firm.pk])
    return [
        _needed(_("The company number"), firm.identifier, _("The buyer knows which firm bids."), edit),
        _needed(_("The registered office"), firm.address, _("Letters and decisions name it."), edit),
        _needed(_("An e-mail address"), firm.email, _("Receipts and letters are announced there."), edit),
        _needed(
            _("Somebody who hands in bids"), signs, _("An owner or a signatory hands in what the firm wrote."), home
        ),
        _useful(_("What you sell"), firm.interests, _("Open calls that fit are found, below."), profile),
        _useful(_("Your region"), firm.nuts, _("Calls near you are named as such."), profile),
        _useful(
            _("Your size"),
            firm.size,
            _("A turnover that a call asks for is compared with what firms of your size have."),
            profile,
        ),
    ]


def _needed(what: Text, told: object, allows: Text, url: str) -> Point:
    return Point(what, there=bool(told), needed=True, allows=allows, url=url)


def _useful(what: Text, told: object, allows: Text, url: str) -> Point:
    return Point(what, there=bool(told), needed=False, allows=allows, url=url)


def is_ready(points: Iterable[Point]) -> bool:
    """Tell whether nothing that a bid needs is missing."""
    return all(point.there for point in points if point.needed)
