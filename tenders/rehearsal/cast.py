"""Who plays in a rehearsal: invented people at the buyer, and invented firms. All say what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.accounts.models import Buyer, Post, User
from procurement.accounts.roles import Role
from suppliers.declarations.actions import answer, begin_own
from suppliers.declarations.criteria import criteria
from suppliers.declarations.signing import sign
from suppliers.models import Membership, Supplier
from tenders.bids.own_keys import make_member_key
from tenders.models import MemberKey

PASSPHRASE = "this is only a rehearsal"  # noqa: S105  invented, and of no use anywhere else

FIRMS = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Larch", "Maple"]
LANGUAGES = ["fr", "nl", "de", "en"]
SIZES = [Supplier.Size.MICRO, Supplier.Size.SMALL, Supplier.Size.MEDIUM, Supplier.Size.LARGE]
PEOPLE = dict(zip(SIZES, (6, 31, 140, 700), strict=True))
COMMITTEE_SIZE = 3
PANEL_SIZE = 3


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody on the buyer's side."""

    buyer: Buyer
    officer: User
    approver: User
    signatory: User
    committee: Sequence[User]
    chair: User
    panel: Sequence[User]

    @property
    def readers(self) -> list[User]:
        """Return who reads bids or decides on them, and so declares its interests."""
        return [self.officer, self.approver, self.signatory, self.chair, *self.panel]


@dataclass(frozen=True, slots=True)
class Bidder:
    """A firm and the person who signs for it; `member` bids with it as a group."""

    supplier: Supplier
    owner: User
    member: "Bidder | None" = None


def _person(name: str, at: str, language: str) -> User:
    email = f"{name.lower().replace(' ', '.')}@{at}"
    person, _made = User.objects.get_or_create(email=email, defaults={"name": name, "language": language})
    return person


def hire(buyer: Buyer, *, mark: str, now: datetime) -> Cast:
    """Make the people who work at the buyer, each with its post; committee members make their keys.

    `mark` stands before each name ("Rehearsal", "Demo"), so that nobody takes them for real.
    """

    def employ(part: str, role: Role) -> User:
        person = _person(f"{mark} {part}", f"{buyer.slug[:40]}.example", buyer.language)
        Post.objects.get_or_create(buyer=buyer, person=person, role=role)
        return person

    committee = [employ(f"Opener {number}", Role.COMMITTEE) for number in range(1, COMMITTEE_SIZE + 1)]
    for member in committee:
        if not MemberKey.objects.filter(person=member).exists():
            make_member_key(member, passphrase=PASSPHRASE, now=now)
    return Cast(
        buyer=buyer,
        officer=employ("Officer", Role.OFFICER),
        approver=employ("Approver", Role.APPROVER),
        signatory=employ("Signatory", Role.SIGNATORY),
        committee=committee,
        chair=employ("Chair", Role.EVALUATOR),
        panel=[employ(f"Evaluator {number}", Role.EVALUATOR) for number in range(2, PANEL_SIZE + 1)],
    )


def declare(bidder: Bidder, *, now: datetime) -> None:
    """Let the firm sign its self-declaration, once: no ground for exclusion applies to it."""
    own = begin_own(bidder.supplier, by=bidder.owner, now=now)
    if own.signed_at is None:
        grounds = {code: {"answer": False} for code, criterion in criteria().items() if criterion.is_ground}
        people = {"rows": [{"year": now.year - 1, "people": PEOPLE[Supplier.Size(bidder.supplier.size)]}]}
        answer(own, {**grounds, "year-manpower": people}, by=bidder.owner, now=now)
        sign(own, by=bidder.owner, now=now)


def invite_firms(count: int, *, mark: str, country: str) -> list[Bidder]:
    """Make that many firms, their languages in turn, each with the person who may sign."""
    bidders = []
    for index in range(count):
        turn, place = divmod(index, len(FIRMS))
        name = f"{mark} {FIRMS[place]}{f' {turn + 1}' if turn else ''}"
        language = LANGUAGES[index % len(LANGUAGES)]
        at = f"{FIRMS[place].lower()}{turn or ''}.example"
        supplier, _made = Supplier.objects.get_or_create(
            country=country,
            identifier=f"{mark[:4].upper()}-{index + 1:04}",
            defaults={
                "name": name,
                "address": f"{index + 1} Example Street, 1000 Sampletown",
                "email": f"office@{at}",
                "language": language,
                "size": SIZES[index % len(SIZES)],
            },
        )
        owner = _person(f"{mark} {FIRMS[place]} Owner{turn or ''}", at, language)
        Membership.objects.get_or_create(supplier=supplier, person=owner, defaults={"role": Role.OWNER})
        bidders.append(Bidder(supplier, owner))
    return bidders
