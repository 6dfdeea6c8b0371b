"""What was done in a firm's name, by whom: for its owners. Nothing of a bid but its number, nobody of an authority."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.models import Event
from procurement.lifecycle import moves_of
from suppliers.models import Application, Membership, Supplier, Takeover
from tenders.decisions.verbs import words_of
from tenders.holdings.queries import bids_of, rows_of

ROWS = 50
JOINED = ["supplier.make", "supplier.join", "supplier.claim"]  # whoever did these belongs to the firm, or did
SAID = {
    "supplier.make": gettext_lazy("Register the firm"),
    "supplier.change": gettext_lazy("Change what the firm says of itself"),
    "supplier.describe": gettext_lazy("Say what the firm sells, and where"),
    "supplier.invite": gettext_lazy("Invite a person"),
    "supplier.uninvite": gettext_lazy("Take an invitation back"),
    "supplier.join": gettext_lazy("Join by an invitation"),
    "supplier.ask_to_join": gettext_lazy("Ask to join the firm"),
    "supplier.let_in": gettext_lazy("Let in a person who asked to join"),
    "supplier.decline_to_join": gettext_lazy("Decline a request to join"),
    "supplier.change_role": gettext_lazy("Give a person another role"),
    "supplier.remove_person": gettext_lazy("Remove a person from the firm"),
    "supplier.leave": gettext_lazy("Leave the firm"),
    "supplier.download": gettext_lazy("Download what is held about the firm"),
    "supplier.close": gettext_lazy("Close the firm's account"),
    "supplier.take_in": gettext_lazy("Take the firm's registration in, on its behalf"),
    "supplier.correct": gettext_lazy("Correct the registration taken in on behalf of the firm"),
    "supplier.make_code": gettext_lazy("Make a code for the letter to the firm"),
    "supplier.claim": gettext_lazy("Claim the firm's account with the code of the letter"),
    "takeover.ask": gettext_lazy("Ask for the account"),
    "partner.name": gettext_lazy("Name a firm with which you bid"),
    "partner.correct": gettext_lazy("Correct what is said of a partner"),
    "partner.remove": gettext_lazy("Take a partner off the list"),
    "consent.ask": gettext_lazy("Ask a partner to consent to a bid"),
    "consent.give": gettext_lazy("Consent to another firm's bid"),
    "consent.refuse": gettext_lazy("Refuse to take part in another firm's bid"),
    "credential.add": gettext_lazy("Put a proof into the vault"),
    "credential.renew": gettext_lazy("Put a newer version of a proof into the vault"),
    "credential.remove": gettext_lazy("Take a proof out of the vault"),
    "credential.give": gettext_lazy("Give a proof to an authority"),
    "credential.look": gettext_lazy("Look at a proof"),
    "credential.fetch": gettext_lazy("Fetch a fact about the firm"),
    "credential.contest": gettext_lazy("Say what is wrong with a fact"),
    "declaration.begin": gettext_lazy("Begin a declaration"),
    "declaration.answer": gettext_lazy("Change the answers of a declaration"),
    "declaration.sign": gettext_lazy("Sign a declaration"),
    "declaration.remove": gettext_lazy("Delete the declaration of another firm"),
    "application.open": gettext_lazy("Open the firm's file at an authority"),
    "application.assign": gettext_lazy("Say who checks the firm's file"),
    "application.answer": gettext_lazy("Answer what the firm handed in"),
    "application.announce_hearing": gettext_lazy("Announce that a check may be suspended"),
    "application.answer_hearing": gettext_lazy("Answer before a check is suspended"),
    "application.drop_hearing": gettext_lazy("Let a check stand after all"),
    "help.ask": gettext_lazy("Ask an authority for help"),
    "help.answer": gettext_lazy("Answer a request for help"),
}
MACHINES = (Application, Takeover)


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done, by whom, when, and about what."""

    moment: datetime
    who: str
    what: str
    about: str


def log_of(firm: Supplier, reader: User, *, page: str | None) -> tuple[Page[Event], list[Deed]]:
    """Return a page of what was done in the firm's name, the newest first, and the same in words."""
    own = insiders(firm)
    found = Paginator(events_of(firm, reader, own), ROWS).get_page(page)
    return found, in_words(found.object_list, own)


def events_of(firm: Supplier, reader: User, own: frozenset[int]) -> QuerySet[Event]:
    """Return the events of the firm and of all that is its own; of its bids, what its own people did with them."""
    asked = Q(object_type="supplier", object_id=str(firm.pk))
    for rows in rows_of(firm):
        asked |= Q(object_type=rows.model._meta.model_name, object_id__in=_keys(rows))
    bids = Q(object_type="bid", object_id__in=_keys(bids_of(reader, firm)), actor_id__in=own)
    return Event.objects.filter(asked | bids).order_by("-pk")


def in_words(events: Iterable[Event], own: frozenset[int]) -> list[Deed]:
    """Return the events in words, naming the firm's own people only; they are fetched once for all of them."""
    events = list(events)
    named = {key for event in events for key in (event.actor_id, event.payload.get("person")) if key}
    people = User.objects.in_bulk(named)
    return [
        Deed(event.moment, _who(event.actor_id, people, own), _what(event.verb), _about(event, people, own))
        for event in events
    ]


def insiders(firm: Supplier) -> frozenset[int]:
    """Return who belongs to the firm, or ever did, as its log tells."""
    members = Membership.objects.filter(supplier=firm).values_list("person_id", flat=True)
    deeds = Event.objects.filter(object_type="supplier", object_id=str(firm.pk))
    officers = deeds.filter(verb="supplier.take_in").values("actor_id")  # they registered it, for others
    joined = deeds.filter(verb__in=JOINED).exclude(verb="supplier.make", actor_id__in=officers)
    let_in = deeds.filter(verb="supplier.let_in").values_list("payload__person", flat=True)
    return frozenset(key for key in (*members, *joined.values_list("actor_id", flat=True), *let_in) if key)


def _what(verb: str) -> str:
    return str(SAID.get(verb) or _moves().get(verb) or words_of(verb))


def _moves() -> Mapping[str, Any]:
    """Return the label of each move of what a firm has, by the verb that it leaves in the log."""
    return {
        f"{machine._meta.model_name}.{name}": edge.custom["label"]
        for machine in MACHINES
        for name, method in moves_of(machine).items()
        for edge in method._django_fsm.transitions.values()  # noqa: SLF001  django-fsm's own mark
    }


def _about(event: Event, people: Mapping[int, User], own: frozenset[int]) -> str:
    """Return whom or what it was done to, in few words: a person, a role, a bid's number, an authority's day."""
    told = event.payload
    person = _who(told["person"], people, own) if told.get("person") else ""
    role = str(Role(told["role"]).label) if told.get("role") in Role.values else ""
    return ", ".join(part for part in (person, role, str(told.get("number", ""))) if part)


def _who(key: int | None, people: Mapping[int, User], own: frozenset[int]) -> str:
    """Return the name of one of the firm's people; of others only that they are none."""
    if key is None:
        return _("the portal itself")
    if key not in people:
        return _("somebody whose account is gone")
    return str(people[key]) if key in own else _("somebody outside the firm")


def _keys(rows: QuerySet[Any]) -> QuerySet[Any] | Sequence[str]:
    return rows.order_by().annotate(key=Cast("pk", CharField())).values("key")
