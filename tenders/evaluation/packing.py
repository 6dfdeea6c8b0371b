"""Of sets that may overlap, each with a worth, the disjoint ones that are worth most together. Standard library only.

Exact: it looks at every choice, but for those that a bound rules out. The bound gives each element a price, such that
no set is worth more than its elements' prices and what is left over; whatever the prices are, it never rules out a best
choice. Whole numbers throughout, so that each machine counts the same steps.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST_STEPS = 50_000
MOST_WAYS = 8  # of several best choices, so many are found
ROUNDS = 300

Choice = frozenset[int]  # places of the chosen sets


class TooManyChoices(Exception):  # noqa: N818  a fact about the discounts
    """There are more choices than can be looked at. Nothing is guessed."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A set of elements, and what it is worth: more than nothing."""

    elements: frozenset[int]
    worth: int


def best_choices(parcels: Sequence[Parcel]) -> list[Choice]:
    """Return the best choices of disjoint parcels, in order; the empty one where there are none.

    Raises:
        TooManyChoices: more than `MOST_STEPS` choices would have to be looked at.
    """
    ways: list[Choice] = [frozenset()]
    for part in _apart(parcels):
        found = sorted(_Search(parcels, part).best(), key=sorted)
        ways = [way | more for way in ways for more in found][:MOST_WAYS]
    return ways


class _Search:
    """The best choices of one part, whose parcels hang together."""

    def __init__(self, parcels: Sequence[Parcel], part: Sequence[int]) -> None:
        self.of, self.part, self.steps, self.top = parcels, part, 0, 0
        self.ways: set[Choice] = set()
        self.price = _prices([parcels[place] for place in part])
        self.over = {place: max(0, parcels[place].worth - self._priced(parcels[place].elements)) for place in part}

    def best(self) -> set[Choice]:
        """Return them."""
        self._look(list(self.part), frozenset(), 0)
        return self.ways

    def _priced(self, elements: Iterable[int]) -> int:
        return sum(self.price[element] for element in elements)

    def _look(self, left: Sequence[int], chosen: Choice, worth: int) -> None:
        """Look at every choice that holds `chosen` and any of those left, which are disjoint from it."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooManyChoices
        if worth > self.top:
            self.top, self.ways = worth, set()
        if worth == self.top and len(self.ways) < MOST_WAYS:
            self.ways.add(chosen)
        if not left or worth + self._at_most(left) < self.top + (len(self.ways) == MOST_WAYS):
            return
        element, of = self._most_wanted(left), self.of
        for place in sorted(
            (place for place in left if element in of[place].elements),
            key=lambda place: (self._priced(of[place].elements) - of[place].worth, place),
        ):
            rest = [other for other in left if of[other].elements.isdisjoint(of[place].elements)]
            self._look(rest, chosen | {place}, worth + of[place].worth)
        self._look([place for place in left if element not in of[place].elements], chosen, worth)

    def _at_most(self, left: Iterable[int]) -> int:
        """Return what disjoint parcels among these can be worth at most: the lower of two bounds."""
        share: dict[int, int] = {}
        over = 0
        for place in left:
            parcel = self.of[place]
            each = -(-parcel.worth // len(parcel.elements))
            over += self.over[place]
            for element in parcel.elements:
                share[element] = max(each, share.get(element, 0))
        return min(over + self._priced(share), sum(share.values()))

    def _most_wanted(self, left: Iterable[int]) -> int:
        wanted: dict[int, int] = {}
        for place in left:
            for element in self.of[place].elements:
                wanted[element] = wanted.get(element, 0) + 1
        return max(wanted, key=lambda element: (self.price[element], wanted[element], -element))


def _prices(parcels: Sequence[Parcel]) -> dict[int, int]:
    """Return prices that make the bound low: raised where several want an element, lowered where nobody does."""
    price = {element: 0 for parcel in parcels for element in parcel.elements}
    best, lowest = dict(price), sum(parcel.worth for parcel in parcels)
    step = max((parcel.worth for parcel in parcels), default=0) // 4
    for turn in range(ROUNDS):
        wanted, bound = dict.fromkeys(price, 0), sum(price.values())
        for parcel in parcels:
            if (over := parcel.worth - sum(price[element] for element in parcel.elements)) > 0:
                bound += over
                for element in parcel.elements:
                    wanted[element] += 1
        if bound < lowest:
            best, lowest = dict(price), bound
        move = 10 * step // (10 + 3 * turn)
        price = {element: max(0, price[element] + move * (count - 1)) for element, count in wanted.items()}
    return best


def _apart(parcels: Sequence[Parcel]) -> Iterator[list[int]]:
    """Yield the places of the parcels that hang together, part by part."""
    parts: list[tuple[frozenset[int], list[int]]] = []
    for place, parcel in enumerate(parcels):
        near = [part for part in parts if part[0] & parcel.elements]
        elements = parcel.elements.union(*(part[0] for part in near))
        parts = [part for part in parts if part not in near]
        parts.append((elements, sorted([place, *(other for part in near for other in part[1])])))
    yield from sorted(part for _elements, part in parts)
