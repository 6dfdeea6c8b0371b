"""Who can be played in the demonstration, and the mails that a person would get."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from procurement.accounts.models import Post, User
from procurement.outbox.models import Mail
from suppliers.models import Membership
from tenders.demo.loading import MARK


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody of the demonstration, and what it is in its house, as text."""

    person: User
    roles: str


@dataclass(frozen=True, slots=True)
class House:
    """An authority with its people, or all firms with theirs."""

    name: str
    parts: Sequence[Part]


def accounts() -> QuerySet[User]:
    """Return the accounts that the demonstration made: nobody else's can be played."""
    return User.objects.filter(name__startswith=f"{MARK} ", is_active=True)


def houses() -> list[House]:
    """Return each authority, then all firms together, with the people who can be played, in two queries."""
    posts = Post.objects.filter(person__in=accounts()).select_related("buyer", "person").order_by("pk")
    members = Membership.objects.filter(person__in=accounts()).select_related("supplier", "person").order_by("pk")
    return _grouped(
        [
            *((str(post.buyer), post.person, str(post.get_role_display())) for post in posts),
            *((_("Firms"), one.person, f"{one.supplier.name}, {one.get_role_display()}") for one in members),
        ]
    )


def _grouped(rows: Iterable[tuple[str, User, str]]) -> list[House]:
    """Put rows of house, person and role together; who has a role twice has it once."""
    roles: dict[str, dict[User, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for house, person, role in rows:
        roles[house][person][role] = None
    return [
        House(house, [Part(person, capfirst(", ".join(held))) for person, held in people.items()])
        for house, people in roles.items()
    ]


def work_together(one: User, other: User) -> bool:
    """Tell whether two people share an authority or a firm: what one may see, the other may well see too."""
    buyers = Post.objects.filter(person=one, buyer__posts__person=other)
    firms = Membership.objects.filter(
        person=one, supplier__in=Membership.objects.filter(person=other).values("supplier")
    )
    return buyers.exists() or firms.exists()


def mails_to(person: User) -> QuerySet[Mail]:
    """Return what was written to a person, the newest first."""
    return Mail.objects.filter(Q(person=person) | Q(to__iexact=person.email)).order_by("-written_at", "-pk")
