"""How a firm's account changes hands when its owner is gone, or when nobody has claimed it yet.

Somebody asks, with a reason; an administrator of an authority checks that; then the owners are told, and have some
working days to object. Only when none of them did, the account is handed over. Who asks learns nothing of the firm.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.calendar.holidays import holiday_list
from procurement.calendar.moments import local_day
from procurement.calendar.policies import add_working_days
from procurement.lifecycle import Refused, perform
from suppliers.access import takeovers_waiting
from suppliers.lifecycle import TakeoverState
from suppliers.models import Intake, Membership, Supplier, Takeover
from suppliers.onboarding import emails

DAYS_TO_OBJECT = 10  # working days
MOST_OF_A_PERSON = 3


@transaction.atomic
def ask(firm: Supplier, *, buyer: Buyer, reason: str, by: User, now: datetime) -> Takeover:
    """Ask for the account of a firm. Asking again while it waits changes nothing.

    Raises:
        Refused: an owner already, no reason, or too many requests of the person wait.
    """
    User.objects.select_for_update().get(pk=by.pk)
    if Role.OWNER in firm.roles_of(by):
        raise Refused(_("You own this account already."))
    if not reason.strip():
        raise Refused(_("Say why the account should be handed over."))
    waiting = takeovers_waiting().filter(person=by)
    if before := waiting.filter(supplier=firm).first():
        return before
    if waiting.count() >= MOST_OF_A_PERSON:
        raise Refused(_("Several of your requests wait for an answer. Wait for it first."))
    asked = Takeover.objects.create(supplier=firm, person=by, buyer=buyer, reason=reason.strip(), asked_at=now)
    record("takeover.ask", asked, by=by, now=now, payload={"supplier": firm.pk})
    emails.takeover_asked(asked, now=now)
    return asked


@transaction.atomic
def announce(asked: Takeover, *, finding: str, by: User, now: datetime) -> Takeover:
    """Find that the owner is gone: tell the owners, who may object until the promised day.

    Raises:
        Refused: no administrator of the authority, the person that asks, nothing checked, or decided already.
    """
    until = last_day_to_object(asked.buyer, now)
    _decide(asked, "announce", finding, by=by, now=now, until=until)
    emails.takeover_announced(asked, now=now)
    emails.takeover_answered(asked, now=now)
    return asked


@transaction.atomic
def refuse(asked: Takeover, *, finding: str, by: User, now: datetime) -> Takeover:
    """Refuse the request, and tell why.

    Raises:
        Refused: as `announce`.
    """
    _decide(asked, "refuse", finding, by=by, now=now)
    emails.takeover_answered(asked, now=now)
    return asked


@transaction.atomic
def object_to(asked: Takeover, *, by: User, now: datetime) -> Takeover:
    """An owner is there after all: nothing changes hands.

    Raises:
        Refused: no owner, or it is over already.
    """
    perform(asked, "stop", by=by, now=now)
    emails.takeover_answered(asked, now=now)
    return asked


@transaction.atomic
def take_effect(asked: Takeover, *, now: datetime) -> Takeover:
    """Hand the account over, by the clock: who asked becomes its owner, former owners contribute.

    The code of a letter that an authority sent opens nothing any more.

    Raises:
        Refused: the days to object are not over, or it ended already.
    """
    firm = Supplier.objects.select_for_update().get(pk=asked.supplier_id)
    perform(asked, "take_effect", by=None, now=now)
    before = list(Membership.objects.filter(supplier=firm, role=Role.OWNER).select_related("person"))
    Membership.objects.filter(pk__in=[member.pk for member in before]).update(role=Role.CONTRIBUTOR)
    Membership.objects.update_or_create(supplier=firm, person=asked.person, defaults={"role": Role.OWNER})
    unclaimed = Intake.objects.filter(supplier=firm, claimed_at=None)
    unclaimed.update(claimed_at=now, claimed_by=asked.person, code_sha256="")
    emails.takeover_answered(asked, now=now)
    emails.taken_over(asked, [member.person for member in before], now=now)
    return asked


def last_day_to_object(buyer: Buyer, now: datetime) -> date:
    """Return until when owners may object to what is announced now, by the authority's calendar."""
    today = local_day(now, buyer.time_zone)
    holidays = holiday_list(buyer.country, buyer.subdivision or buyer.nuts, range(today.year, today.year + 2))
    return add_working_days(today, DAYS_TO_OBJECT, holidays)


def _decide(asked: Takeover, move: str, finding: str, *, by: User, now: datetime, until: date | None = None) -> None:
    """Keep what was checked before the move is made: without it the database refuses a decision."""
    if not finding.strip():
        raise Refused(_("Write what you checked, and what you found."))
    waiting = Takeover.objects.select_for_update().filter(pk=asked.pk, state=TakeoverState.ASKED)
    waiting.update(finding=finding.strip(), objections_until=until)
    perform(asked, move, by=by, now=now)
