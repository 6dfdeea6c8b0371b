"""What the law asks of a call by invitation before it goes out. Of every other call these rules ask nothing."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from procurement.calendar.citations import cited
from procurement.lifecycle import Sentence

if TYPE_CHECKING:
    from procurement.accounts.models import User


def ground_is_named(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A contract without publication has a ground that the law names (art. 32; below the thresholds the country's)."""
    if not thing.by_invitation or thing.invitation_rule(now):
        return None
    return _("Say on which legal ground the call goes to invited firms only.")


def value_fits_the_ground(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The estimate is below the ceiling of the ground on this day, in euro without VAT."""
    if not thing.by_invitation:
        return None
    if thing.value is None:
        return _("Give the estimated value: a call by invitation needs it.")
    ceiling = thing.invitation_ceiling(now)
    if ceiling is None or thing.value < ceiling.amount:
        return None
    said = _("The estimated value is too high for this ground: it holds below %(amount)s EUR without VAT (%(source)s). "
             "Choose another ground, or write a call that is published.")  # fmt: skip
    return said % {"amount": number_format(ceiling.amount, force_grouping=True), "source": cited(ceiling.source)}


def somebody_is_invited(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Without a publication, only those who are named hear of the call."""
    return _("Name the firms that you invite.") if thing.by_invitation and not thing.count_invited() else None
