"""The one door for every state machine of the portal.

`@move` declares an edge: from where, to where, its label, its role and its rules. A rule is a small named function of
the thing, the moment and the person; it answers with a sentence when it says no. `blockers` asks them; `perform` is the
door: it locks the row, asks again, runs the transition, stamps, saves and writes the audit event, in one transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMFieldDescriptor, transition

from procurement.accounts.roles import Role
from procurement.audit.log import record, record_all

if TYPE_CHECKING:
    from procurement.accounts.models import User

Sentence = str | Promise
T = TypeVar("T", bound="Stateful")


class Rule(Protocol):
    """Answers None when the move may go ahead, otherwise a sentence that says why not."""

    __name__: str

    def __call__(self, thing: Any, *, by: "User | None", now: datetime) -> Sentence | None: ...


class Refused(Exception):  # noqa: N818  it is an answer, not a fault
    """A deed that the rules do not allow. `sentences` says why, in plain words; `rules`: the names of some."""

    def __init__(self, *sentences: Sentence, rules: Iterable[str] = ()) -> None:
        self.sentences, self.rules = list(sentences), list(rules)
        super().__init__(" ".join(str(sentence) for sentence in sentences))


class _TolerantDescriptor(FSMFieldDescriptor):
    """A protected field that lets an equal value pass: `full_clean()` writes back what it read."""

    def __set__(self, instance: Any, value: Any) -> None:
        if instance.__dict__.get(self.field.name) != value:
            super().__set__(instance, value)


class StateField(FSMField):
    """Holds a state. Only a move, behind the door, changes it."""

    descriptor_class = _TolerantDescriptor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 20, "protected": True, "db_index": True, **kwargs})


class Stateful(models.Model):
    """A model whose `state` moves through the door only."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:  # each lifecycle brings its own, with its own choices
        state: Any

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any, Any] | None = None,
    ) -> None:
        """Read the row again; the state field is protected, so its old value is forgotten first."""
        if fields is None or "state" in set(fields):
            self.__dict__.pop("state", None)
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    def roles_of(self, person: "User | None") -> frozenset[str]:
        """Return the roles that this person plays towards this thing."""
        raise NotImplementedError

    def stood_in_for(self, person: "User | None", roles: Collection[str], now: datetime) -> "User | None":
        """Return for whom this person acts in one of these roles; None where it has the right itself."""
        return None

    def moved(self, move: str, *, by: "User | None", now: datetime) -> None:
        """Stamp what this move makes true. Called behind the door, before the row is saved."""

    @classmethod
    def acquaint(cls, rows: Sequence[Self], *, by: "User | None") -> None:
        """Read together what the rules ask of each of these rows, which were just locked: for `perform_all`."""

    @classmethod
    def all_moved(cls, rows: Sequence[Self], move: str, *, by: "User | None", now: datetime) -> None:
        """Stamp what a move of many makes true, as `moved` does for one."""
        for row in rows:
            row.moved(move, by=by, now=now)


_behind_the_door: ContextVar[bool] = ContextVar("behind_the_door", default=False)


def _inside(_thing: models.Model) -> bool:
    return _behind_the_door.get()


def move(
    source: str | Sequence[str],
    target: str,
    label: Sentence,
    *rules: Rule,
    role: Role | tuple[Role, ...] | None = None,
    needs_reason: bool = False,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare an edge. Without a role it is the clock's own move, and no person may make it."""
    roles = role if isinstance(role, tuple) else (role,) if role else ()
    custom = {"label": label, "roles": roles, "rules": rules, "needs_reason": needs_reason}
    sources = source if isinstance(source, str) else list(source)
    return transition(field="state", source=sources, target=target, conditions=[_inside], custom=custom)


def moves_of(machine: type) -> dict[str, Any]:
    """Return name → method of every move of a lifecycle class, in the order in which they are written."""
    found: dict[str, Any] = {}
    for base in reversed(machine.__mro__):
        found |= {name: member for name, member in vars(base).items() if hasattr(member, "_django_fsm")}
    return found


def blockers(thing: Any, move_name: str, *, by: "User | None", now: datetime) -> list[Sentence]:
    """Return the sentences that stand in the way; empty means go. The state and the role are asked first."""
    edge = _edge(thing, move_name)
    if edge is None:
        return [_("Not possible while the state is “%(state)s”.") % {"state": thing.get_state_display()}]
    if not edge.custom["roles"]:
        if by is not None:
            return [_("The portal does this by itself, at the planned moment.")]
    elif by is None or not thing.roles_of(by) & set(edge.custom["roles"]):
        return [_("Only this role may do it: %(roles)s.") % {"roles": _names(edge.custom["roles"])}]
    answers = (rule(thing, by=by, now=now) for rule in edge.custom["rules"])
    return [answer for answer in answers if answer]


def offered(thing: Any, *, by: "User | None") -> list[tuple[str, Sentence]]:
    """Return name and label of the moves out of the thing's state that are this person's to make, in their order.

    Whether a move may be made now, `blockers` says.
    """
    roles = thing.roles_of(by)
    edges = ((name, _edge(thing, name)) for name in moves_of(type(thing)))
    return [(name, edge.custom["label"]) for name, edge in edges if edge and roles & set(edge.custom["roles"])]


def roles_for(machine: type, move_name: str) -> frozenset[str]:
    """Return the roles that may make a move, from whatever state; none for the clock's own."""
    edges = moves_of(machine)[move_name]._django_fsm.transitions.values()  # noqa: SLF001  django-fsm's own mark
    return frozenset(role for edge in edges for role in edge.custom["roles"])


def _edge(thing: Any, move_name: str) -> Any:
    return getattr(type(thing), move_name)._django_fsm.get_transition(thing.state)  # noqa: SLF001  django-fsm's own mark


def _names(roles: Iterable[Role]) -> str:
    return ", ".join(str(role.label) for role in roles)


@transaction.atomic
def perform(
    thing: T,
    move_name: str,
    *,
    by: "User | None",
    now: datetime,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> T:
    """Make one move: lock, ask the rules again, move, stamp, save, log. Raises Refused with every sentence.

    `reason` is public and goes into the log with `facts` (never bid content). `thing` is brought up to date.
    """
    locked = type(thing)._base_manager.select_for_update().get(pk=thing.pk)
    if sentences := blockers(locked, move_name, by=by, now=now):
        raise Refused(*sentences, rules=[move_name])
    if _edge(locked, move_name).custom["needs_reason"] and not reason.strip():
        raise Refused(_("Give a reason: it is published and kept."))
    before, whom = locked.state, locked.stood_in_for(by, _edge(locked, move_name).custom["roles"], now)
    _pass_through(locked, move_name)
    locked.moved(move_name, by=by, now=now)
    locked.save()
    payload = {"from": before, "to": locked.state, **({"reason": reason} if reason else {}), **(facts or {})}
    payload |= {"for": whom.pk} if whom else {}
    record(f"{locked._meta.model_name}.{move_name}", locked, by=by, now=now, payload=payload)
    thing.refresh_from_db()
    return thing


@transaction.atomic
def perform_all(things: Iterable[T], move_name: str, *, by: "User | None", now: datetime) -> None:
    """Make one move of many things of a kind, each with its own event, in a number of questions that does not grow.

    The copies that were given are not brought up to date. Not for a move that needs a reason, and for lots of one call
    at a time. Raises Refused with every sentence, each once: all of them move, or none.
    """
    given = list(things)
    if not given:
        return
    kind = type(given[0])
    found = kind._base_manager.select_for_update().filter(pk__in=[thing.pk for thing in given])
    rows = list(found.order_by("pk"))  # in one order: two deeds that lock the same rows wait, and don't tie a knot
    kind.acquaint(rows, by=by)
    against = {str(said): said for row in rows for said in blockers(row, move_name, by=by, now=now)}
    if against:
        raise Refused(*against.values())
    before = [_values(row) for row in rows]
    stand_ins = [row.stood_in_for(by, _edge(row, move_name).custom["roles"], now) for row in rows]
    for row in rows:
        _pass_through(row, move_name)
    kind.all_moved(rows, move_name, by=by, now=now)
    _save_all(kind, rows, before)
    payloads = [
        {"from": was["state"], "to": row.state, **({"for": whom.pk} if whom else {})}
        for row, was, whom in zip(rows, before, stand_ins, strict=True)
    ]
    record_all(f"{kind._meta.model_name}.{move_name}", zip(rows, payloads, strict=True), by=by, now=now)


def _values(row: Stateful) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _save_all(kind: type[Stateful], rows: Iterable[Stateful], before: Iterable[Mapping[str, Any]]) -> None:
    """Write what changed: rows of which the same became true, at once."""
    alike = defaultdict(list)
    for row, was in zip(rows, before, strict=True):
        alike[tuple((name, value) for name, value in _values(row).items() if value != was[name])].append(row.pk)
    for changed, keys in alike.items():
        kind._base_manager.filter(pk__in=keys).update(**dict(changed))


def _pass_through(thing: Stateful, move_name: str) -> None:
    token = _behind_the_door.set(True)
    try:
        getattr(thing, move_name)()
    finally:
        _behind_the_door.reset(token)


def diagram(machine: type) -> str:
    """Return the lifecycle as a Mermaid state diagram, generated from the moves."""
    lines = ["stateDiagram-v2"]
    for method in moves_of(machine).values():
        for edge in method._django_fsm.transitions.values():  # noqa: SLF001  django-fsm's own mark
            who = ", ".join(role.value for role in edge.custom["roles"]) or "clock"
            lines.append(f"    {edge.source} --> {edge.target}: {edge.name} ({who})")
    return "\n".join(lines)
