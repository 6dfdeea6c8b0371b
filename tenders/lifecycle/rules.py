"""Rules that more than one lifecycle asks for."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from procurement.accounts.standing_in import DEPUTISED
from procurement.lifecycle import Sentence

if TYPE_CHECKING:
    from procurement.accounts.models import User


def is_not_the_author(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Four eyes: nobody approves or signs what it wrote."""
    return _("You wrote this: another person must do it.") if by and thing.author_id == by.pk else None


def is_no_deputy_of_the_author(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Four eyes, too, where rights are lent: nobody approves or signs for somebody what that one wrote."""
    absent = [thing.stood_in_for(by, {role}, now) for role in DEPUTISED] if by else []
    authors = [person for person in absent if person and person.pk == thing.author_id]
    said = _("You stand in for %(person)s, who wrote this: another person must do it.")
    return said % {"person": authors[0]} if authors else None


def has_declared_no_conflict(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Whoever reads or decides has declared, after the names were known, to have no conflict of interest."""
    if by and thing.has_declared_no_conflict(by):
        return None
    return _("Declare first that you have no conflict of interest with the bidders.")
