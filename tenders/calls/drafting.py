"""A call is written by officers while it is a draft. It may be incomplete; what is missing, its lifecycle says."""

import secrets
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused
from tenders.calls.meanwhile import refuse_overtaken
from tenders.calls.refusals import lock_for, refuse_if
from tenders.calls.rounds import Moment, later_moments, write_rounds
from tenders.lifecycle.tender import TenderState
from tenders.models import Lot, Tender

# As in references of imported calls: nothing that looks like something else.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
REFERENCE_LENGTH = 6
OCID_PREFIX = "ocds-parvis"
FIRST_LOT = "LOT-0001"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What a call says of itself. `value` without VAT; `day` and `at` are local ones of the buyer, both or none.

    `later`: the deadlines planned for the rounds after the first, in procedures that have some.
    """

    title: str
    description: str
    language: str
    procedure: str
    nature: str
    cpv: str
    nuts: str
    value: Decimal | None
    value_is_public: bool
    urgent: bool = False
    day: date | None = None
    at: time | None = None
    later: tuple[Moment | None, ...] = ()


COLUMNS = [field.name for field in fields(CallFacts) if field.name not in {"day", "at", "later"}]


@transaction.atomic
def create_tender(buyer: Buyer, facts: CallFacts, *, by: User, now: datetime) -> Tender:
    """Begin a call, with one lot for everything. Who does it is its author.

    Raises:
        Refused: not an officer of this buyer, or a deadline that can't be one.
    """
    if Role.OFFICER not in buyer.roles_of(by):
        raise Refused(_("Only this role may do it: %(roles)s.") % {"roles": Role.OFFICER.label})
    reference = free_reference(now.year)
    tender = Tender.objects.create(
        buyer=buyer, author=by, reference=reference, ocid=f"{OCID_PREFIX}-{reference}", **_columns(facts)
    )
    Lot.objects.create(tender=tender, identifier=FIRST_LOT, title=facts.title)
    _write_deadlines(tender, facts)
    record("tender.create", tender, by=by, now=now, payload={"reference": reference})
    return tender


@transaction.atomic
def edit_draft(tender: Tender, facts: CallFacts, *, seen: str = "", by: User, now: datetime) -> None:
    """Change what a draft says. A deadline, once there, can be changed and not taken away.

    `seen`: digests of what was there when the form was opened (`meanwhile`).

    Raises:
        Refused: not an officer, no draft any more, or a deadline that can't be one.
        Overtaken: somebody else saved meanwhile.
    """
    locked = lock_draft(tender, by=by)
    refuse_overtaken(seen, written(locked), verb="tender.edit_draft", thing=locked)
    if locked.by_invitation and facts.procedure != locked.procedure:
        raise Refused(_("The procedure of a call by invitation follows from its ground."))
    changed = [name for name, value in _columns(facts).items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, getattr(facts, name))
    locked.save(update_fields=changed)
    if _write_deadlines(locked, facts):
        changed.append("deadline")
    if changed:
        record("tender.edit_draft", locked, by=by, now=now, payload={"changed": changed})
    tender.refresh_from_db()


def lock_draft(tender: Tender, *, by: User) -> Tender:
    """Return the call's row, locked, for an officer, while it may be written in. Raises Refused."""
    locked = lock_for(tender, Role.OFFICER, by=by)
    refuse_if(why_not_edited(locked))
    return locked


def why_not_edited(tender: Tender) -> list[str]:
    """Return why the call can't be written in any more; empty where it can."""
    if tender.archived_at is not None:
        return [_("This template is archived: bring it back first.")]
    if tender.state == TenderState.DRAFT:
        return []
    return [_("Only a draft can be changed. This call is: %(state)s.") % {"state": tender.get_state_display()}]


def facts_of(tender: Tender) -> CallFacts:
    """Return what a call says of itself now."""
    round_ = tender.rounds.filter(number=tender.round_number).first()
    moment: dict[str, Any] = {"day": round_.deadline_date, "at": round_.deadline_time} if round_ else {}
    moment["later"] = later_moments(tender)
    return CallFacts(**{name: getattr(tender, name) for name in COLUMNS}, **moment)


def written(tender: Tender) -> dict[str, Any]:
    """Return what a call says of itself by the names of its form's fields."""
    facts = facts_of(tender)
    found = {**_columns(facts), "day": facts.day, "at": facts.at}
    for number, moment in enumerate(facts.later, start=2):
        found[f"day{number}"], found[f"at{number}"] = moment or (None, None)
    return found


def _columns(facts: CallFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in COLUMNS}


def _write_deadlines(tender: Tender, facts: CallFacts) -> bool:
    first = (facts.day, facts.at) if facts.day and facts.at else None
    return write_rounds(tender, [first, *facts.later])


def free_reference(year: int) -> str:
    """Return a reference that no call has."""
    while True:
        reference = f"{year}-{''.join(secrets.choice(LETTERS) for _sign in range(REFERENCE_LENGTH))}"
        if not Tender.objects.filter(reference=reference).exists():
            return reference
