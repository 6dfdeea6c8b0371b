"""Who looked at a proof, as the firm reads it: from the log, where each look is an event."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.audit.models import Event
from suppliers.models import Credential

LOOKED = "credential.look"
ROWS = 50


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a version. `where` says on whose behalf, or in which call."""

    at: datetime
    who: str
    where: str
    number: int


def looks_at(proof: Credential, *, page: str | None) -> tuple[Page[Event], list[Look]]:
    """Return a page of the looks at any version of the proof, the newest first, and the same in words."""
    numbers = {str(pk): number for pk, number in proof.versions.values_list("pk", "number")}
    events = Event.objects.filter(verb=LOOKED, object_type="credentialversion", object_id__in=numbers)
    found = Paginator(events.order_by("-pk"), ROWS).get_page(page)
    people = User.objects.in_bulk([event.actor_id for event in found if event.actor_id])
    buyers = {str(buyer.pk): buyer for buyer in Buyer.objects.filter(pk__in=_buyers_in(found))}
    looks = [
        Look(
            at=event.moment,
            who=_who(event, people.get(event.actor_id or 0)),
            where=_where(event, buyers.get(str(event.payload.get("buyer")))),
            number=numbers[event.object_id],
        )
        for event in found
    ]
    return found, looks


def _buyers_in(events: Page[Event]) -> set[int]:
    return {event.payload["buyer"] for event in events if event.payload.get("buyer")}


def _who(event: Event, person: User | None) -> str:
    """Name officers and the firm's own people; of those who judge, only the part that they play."""
    role = event.payload.get("role", "")
    if role and role != Role.OFFICER:
        return str(Role(role).label)
    return str(person) if person else _("somebody whose account is gone")


def _where(event: Event, buyer: Buyer | None) -> str:
    if buyer is None:
        return _("your firm")
    call = event.payload.get("call")
    return _("%(buyer)s, call %(reference)s") % {"buyer": buyer, "reference": call} if call else str(buyer)
