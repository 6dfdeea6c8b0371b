"""Who imports whom, read from the syntax: nothing is executed."""

import ast
from collections.abc import Iterable, Iterator

from tests.house.tree import Source

Graph = dict[str, set[str]]


def imports(source: Source) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports that happen when the program runs; those for types only are left out."""
    for_types = {
        id(node)
        for block in ast.walk(source.tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test)
        for statement in block.body
        for node in ast.walk(statement)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in for_types:
            yield node


def imported_names(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the dotted names that an import asks for: `from a import b` asks for `a.b`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names]


def graph_of(sources: Iterable[Source]) -> Graph:
    """Return module → modules of the house that it imports."""
    sources = list(sources)
    modules = {source.module for source in sources}
    graph: Graph = {module: set() for module in modules}
    for source in sources:
        for node in imports(source):
            for name in imported_names(node):
                # What is no module itself is a name inside one.
                target = name if name in modules else name.rpartition(".")[0]
                if target in modules and target != source.module:
                    graph[source.module].add(target)
    return graph


def rooms_of(graph: Graph) -> Graph:
    """Return the same graph one storey up: `tenders.bids.seal` becomes `tenders.bids`."""
    storey = {module: ".".join(module.split(".")[:2]) for module in graph}
    rooms: Graph = {room: set() for room in storey.values()}
    for module, targets in graph.items():
        rooms[storey[module]] |= {storey[target] for target in targets} - {storey[module]}
    return rooms


def cycles(graph: Graph) -> list[list[str]]:
    """Return every knot: the sets of modules that reach each other."""
    reach = {module: _reachable(graph, module) for module in graph}
    knots = {frozenset(other for other in reach[module] if module in reach[other]) for module in graph}
    return sorted(sorted(knot) for knot in knots if knot)


def _reachable(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting.extend(graph[module])
    return seen
