"""Read a lifecycle's table as written by hand, and make things of paper that have its moves but no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from procurement.accounts.roles import Role
from procurement.lifecycle import blockers, moves_of
from tests.personas import moment

CLOCK = "clock"
EVERYBODY = [CLOCK, *Role.values]
NOW = moment("2027-03-15")
MOVES_BY_ITSELF = "The portal does this by itself, at the planned moment."


@dataclass(frozen=True)
class Edge:
    """One line of the table."""

    source: str
    move: str
    roles: frozenset[str]
    target: str


def read_table(table: str) -> dict[tuple[str, str], Edge]:
    """Read lines "state  move  role,role|clock  target"."""
    edges = {}
    for line in filter(str.strip, table.splitlines()):
        source, move, roles, target = line.split()
        edges[source, move] = Edge(source, move, frozenset(roles.split(",")), target)
    return edges


def declared(machine: type) -> dict[tuple[str, str], Edge]:
    """Return the edges as the code declares them."""
    edges = {}
    for name, method in moves_of(machine).items():
        for edge in method._django_fsm.transitions.values():
            roles = frozenset(role.value for role in edge.custom["roles"]) or frozenset({CLOCK})
            edges[str(edge.source), name] = Edge(str(edge.source), name, roles, str(edge.target))
    return edges


class Absent(SimpleNamespace):
    """Somebody who is away, and for whom another stands in."""

    def __str__(self) -> str:
        return "Armand Visa"


def _always(value: Any) -> Callable[..., Any]:
    return lambda *_args: value


def paper(machine: type, state: str, role: str = CLOCK, **answers: Any) -> Any:
    """Make a thing of paper: it stands in `state`, its reader plays `role`, and it answers as told."""
    thing = type(f"Paper{machine.__name__}", (SimpleNamespace,), dict(moves_of(machine)))
    told = {name: _always(value) for name, value in answers.items() if name[0] != "_"}
    facts = {name[1:]: value for name, value in answers.items() if name[0] == "_"}
    return thing(
        state=state,
        get_state_display=lambda: state,
        roles_of=lambda _person: frozenset({role}),
        **told,
        **facts,
    )


def answers_by_role(machine: type, state: str, move: str, favourable: Mapping[str, Any]) -> dict[str, str]:
    """Ask the door for every role: "yes", or the exact sentence."""
    found = {}
    for role in EVERYBODY:
        thing = paper(machine, state, role, **favourable)
        person = None if role == CLOCK else SimpleNamespace(pk=7)
        sentences = blockers(thing, move, by=person, now=NOW)
        found[role] = " ".join(map(str, sentences)) or "yes"
    return found


def expected_by_role(edges: Mapping[tuple[str, str], Edge], state: str, move: str) -> dict[str, str]:
    """Return what the table promises to every role."""
    edge = edges.get((state, move))
    if edge is None:
        return dict.fromkeys(EVERYBODY, f"Not possible while the state is “{state}”.")
    if edge.roles == {CLOCK}:
        return {role: "yes" if role == CLOCK else MOVES_BY_ITSELF for role in EVERYBODY}
    # The sentence names the roles in the order in which the code lists them.
    return {role: "yes" if role in edge.roles else "only" for role in EVERYBODY}


def check(machine: type, edges: Mapping[tuple[str, str], Edge], state: str, move: str, favourable: dict) -> None:
    """Compare the door's answers with the table, role by role."""
    expected, found = expected_by_role(edges, state, move), answers_by_role(machine, state, move, favourable)
    for role in EVERYBODY:
        if expected[role] == "only":
            labels = found[role].removeprefix("Only this role may do it: ").removesuffix(".")
            assert set(labels.split(", ")) == {str(Role(name).label) for name in edges[state, move].roles}, role
        else:
            assert found[role] == expected[role], role
