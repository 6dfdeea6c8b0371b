"""A call by invitation only, written in a light form: what is wanted, on which legal ground, by when."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.accounts.models import Buyer, User
from procurement.audit.log import record
from procurement.calendar.rulepacks import pack_for
from procurement.calendar.thresholds import invitation_on
from procurement.lifecycle import Refused
from tenders.calls.drafting import CallFacts, create_tender, edit_draft, lock_draft, written
from tenders.calls.meanwhile import refuse_overtaken
from tenders.models import AwardCriterion, Tender

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Ground:
    """On which ground nobody but invited firms is asked (`grounds.Ground`), and why so few, where they are few."""

    code: str
    few: str = ""


@transaction.atomic
def begin_invitation(buyer: Buyer, facts: CallFacts, ground: Ground, *, by: User, now: datetime) -> Tender:
    """Begin a call by invitation, with one lot in which the price alone counts until something else is written.

    Raises:
        Refused: not an officer of this buyer, a ground that its country does not know, or a deadline that can't be one.
    """
    facts = replace(facts, procedure=procedure_on(buyer, ground, now), value_is_public=False)
    tender = create_tender(buyer, facts, by=by, now=now)
    lot = tender.lots.get()
    with override(tender.language):
        AwardCriterion.objects.create(
            lot=lot, code="price", position=1, kind=AwardCriterion.Kind.PRICE, name=_("Price"), weight=WHOLE
        )
    tender.by_invitation, tender.ground, tender.few_invited = True, ground.code, ground.few.strip()
    tender.save(update_fields=["by_invitation", "ground", "few_invited"])
    return tender


@transaction.atomic
def edit_invitation(
    tender: Tender, facts: CallFacts, ground: Ground, *, seen: str = "", by: User, now: datetime
) -> None:
    """Change what the draft says; its procedure follows from its ground.

    Raises:
        Refused: not an officer, no draft any more, an unknown ground, or a deadline that can't be one.
        Overtaken: somebody else saved meanwhile.
    """
    locked = lock_draft(tender, by=by)
    refuse_overtaken(seen, written_by_invitation(locked), verb="tender.edit_draft", thing=locked)
    procedure = procedure_on(locked.buyer, ground, now)
    edit_draft(tender, replace(facts, procedure=locked.procedure, value_is_public=False), by=by, now=now)
    wanted = {"procedure": procedure, "ground": ground.code, "few_invited": ground.few.strip()}
    changed = [name for name, value in wanted.items() if getattr(locked, name) != value]
    if changed:
        Tender.objects.filter(pk=tender.pk).update(**wanted)
        tender.refresh_from_db()
        record("tender.edit_draft", tender, by=by, now=now, payload={"changed": changed})


def procedure_on(buyer: Buyer, ground: Ground, now: datetime) -> str:
    """Return the procedure that a call on this ground is. Raises Refused where the buyer's country has no such one."""
    rule = invitation_on(pack_for(buyer.country, now.astimezone(buyer.zone).date()), ground.code)
    if rule is None:
        raise Refused(_("The law of this authority knows no such ground."))
    return rule.procedure


def written_by_invitation(tender: Tender) -> dict[str, Any]:
    """Return what the call says by the names of its form's fields."""
    return {**written(tender), "ground": tender.ground, "few": tender.few_invited}
