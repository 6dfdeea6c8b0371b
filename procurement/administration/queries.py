"""The log of an authority's people, as it is read: who gave which role to whom, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.audit.models import Event

SAID = {
    "buyer.make": gettext_lazy("The authority was added."),
    "buyer.change": gettext_lazy("What is kept of the authority was changed."),
    "buyer.invite": gettext_lazy("Somebody was invited as %(role)s."),
    "buyer.uninvite": gettext_lazy("An invitation was taken back."),
    "buyer.join": gettext_lazy("Accepted an invitation as %(role)s."),
    "buyer.give_role": gettext_lazy("%(person)s became %(role)s."),
    "buyer.take_role": gettext_lazy("%(person)s is no longer %(role)s."),
    "buyer.shut_out": gettext_lazy("%(person)s can no longer sign in."),
    "buyer.name_deputy": gettext_lazy("%(person)s was named as a deputy, as %(role)s."),
    "buyer.end_deputy": gettext_lazy("%(person)s is a deputy no more, as %(role)s."),
    "buyer.let_in_again": gettext_lazy("%(person)s can sign in again."),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to an authority's people, by whom, and when."""

    moment: datetime
    who: str
    what: str


def events_of(buyer: Buyer) -> QuerySet[Event]:
    """Return what was done to the authority's people, the newest first."""
    known = Event.objects.filter(object_type="buyer", object_id=str(buyer.pk), verb__in=list(SAID))
    return known.order_by("-pk")


def in_words(events: Iterable[Event]) -> list[Deed]:
    """Return the events in words, in one question to the database."""
    events = list(events)
    named = {key for event in events for key in (event.actor_id, event.payload.get("person")) if key}
    people = User.objects.in_bulk(named)
    return [Deed(event.moment, _name(people, event.actor_id), _what(event, people)) for event in events]


def _what(event: Event, people: Mapping[int, User]) -> str:
    role = event.payload.get("role")
    words = {"role": Role(role).label if role else "", "person": _name(people, event.payload.get("person"))}
    return str(SAID[event.verb]) % words


def _name(people: Mapping[int, User], key: int | None) -> str:
    return str(people[key]) if key is not None and key in people else _("somebody whose account is gone")
