"""A buyer's library of passages: written, revised, archived; and put into the text of a draft, where it stays editable.

A clause is added at the end of a text, and the call remembers which version it took. What an officer writes there
afterwards is the call's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Model, QuerySet
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused
from tenders.calls.drafting import lock_draft
from tenders.models import Clause, ClauseUse, ClauseVersion, Tender

CALL = "call"


@dataclass(frozen=True, slots=True)
class Place:
    """A text of a draft that a clause can be added to: a field of a row, under a name that survives copying."""

    key: str
    label: str
    row: Model
    field: str

    @property
    def longest(self) -> int | None:
        """How long the text may be; None where it may be of any length."""
        length: int | None = self.row._meta.get_field(self.field).max_length  # type: ignore[union-attr]  # of a text
        return length


@transaction.atomic
def write_clause(
    buyer: Buyer, *, language: str, subject: str, title: str, text: str, by: User, now: datetime
) -> Clause:
    """Add a passage to the buyer's library. Raises Refused: not an officer of the buyer."""
    _require_officer(buyer, by)
    clause = Clause.objects.create(buyer=buyer, language=language, subject=subject)
    ClauseVersion.objects.create(clause=clause, number=1, title=title, text=text, made_at=now, made_by=by)
    record("clause.write", clause, by=by, now=now, payload={"title": title})
    return clause


@transaction.atomic
def revise_clause(clause: Clause, *, title: str, text: str, by: User, now: datetime) -> ClauseVersion:
    """Write the next version; the calls that used an earlier one keep it. The same words again make none.

    Raises:
        Refused: not an officer of the buyer.
    """
    locked = Clause.objects.select_for_update().get(pk=clause.pk)
    _require_officer(locked.buyer, by)
    last = locked.versions.latest("number")
    if (last.title, last.text) == (title, text):
        return last
    facts = {"title": title, "text": text, "made_at": now, "made_by": by}
    made = ClauseVersion.objects.create(clause=locked, number=last.number + 1, **facts)
    record("clause.revise", locked, by=by, now=now, payload={"title": title, "version": made.number})
    return made


@transaction.atomic
def archive_clause(clause: Clause, *, by: User, now: datetime) -> None:
    """Offer a clause no more, or again where it is archived. Raises Refused: not an officer of the buyer."""
    locked = Clause.objects.select_for_update().get(pk=clause.pk)
    _require_officer(locked.buyer, by)
    locked.archived_at = None if locked.archived_at else now
    locked.save(update_fields=["archived_at"])
    record("clause.archive" if locked.archived_at else "clause.restore", locked, by=by, now=now)


@transaction.atomic
def insert_clause(tender: Tender, version: ClauseVersion, place: str, *, by: User, now: datetime) -> None:
    """Add the text of a version at the end of a text of the draft, and remember that it was taken.

    Raises:
        Refused: not an officer, no draft any more, a clause that is not offered to this call, or a text too long.
    """
    locked = lock_draft(tender, by=by)
    if not offered_to(locked).filter(pk=version.pk).exists():
        raise Refused(_("This clause is not offered for this call."))
    there = {one.key: one for one in places_of(locked)}.get(place)
    if there is None:
        raise Refused(_("There is no such text in this call any more."))
    before: str = getattr(there.row, there.field)
    between = "\n\n" if there.longest is None else " "
    after = f"{before.rstrip()}{between}{version.text}" if before.strip() else version.text
    if there.longest is not None and len(after) > there.longest:
        raise Refused(_("The text would be longer than %(most)s signs there.") % {"most": there.longest})
    type(there.row)._base_manager.filter(pk=there.row.pk).update(**{there.field: after})
    ClauseUse.objects.get_or_create(tender=locked, version=version, place=place)
    facts = {"title": version.title, "version": version.number, "clause": version.clause_id, "place": place}
    record("tender.insert_clause", locked, by=by, now=now, payload=facts)
    tender.refresh_from_db()


def places_of(tender: Tender) -> Iterator[Place]:
    """Yield the texts of a call that a clause can be added to, in the order of its page."""
    yield Place(CALL, _("What is bought"), tender, "description")
    for lot in tender.lots.prefetch_related("criteria").order_by("position"):
        yield Place(f"lot:{lot.identifier}", lot.label, lot, "description")
        for criterion in lot.criteria.all():
            yield Place(
                f"award:{lot.identifier}:{criterion.code}", f"{lot.lead}{criterion.full_name}", criterion, "name"
            )
    for row in tender.selection.order_by("position"):
        yield Place(f"asked:{row.position}", row.name, row, "name")


def clauses_of(buyers: QuerySet[Buyer]) -> QuerySet[ClauseVersion]:
    """Return the last version of each clause of these buyers, those that are archived last."""
    last = Clause.objects.filter(buyer__in=buyers).annotate(last=Max("versions__number"))
    versions = ClauseVersion.objects.filter(clause__in=last.values("pk")).annotate(last=Max("clause__versions__number"))
    found = versions.filter(number=F("last")).select_related("clause__buyer")
    return found.order_by(F("clause__archived_at").asc(nulls_first=True), "clause__subject", "title", "pk")


def offered_to(tender: Tender) -> QuerySet[ClauseVersion]:
    """Return the versions that may be put into a call: the last of each clause of its buyer, in its language."""
    mine = clauses_of(Buyer.objects.filter(pk=tender.buyer_id))
    return mine.filter(clause__language=tender.language, clause__archived_at=None)


def used_in(tender: Tender) -> QuerySet[ClauseUse]:
    """Return which versions a call took where, each with the number of the last version (`last`)."""
    used = tender.clauses.select_related("version__clause").annotate(last=Max("version__clause__versions__number"))
    return used.order_by("pk")


def _require_officer(buyer: Buyer, by: User) -> None:
    if Role.OFFICER not in buyer.roles_of(by):
        raise Refused(_("Only this role may do it: %(roles)s.") % {"roles": Role.OFFICER.label})
