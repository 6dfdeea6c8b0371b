"""How a person asks to join a firm that is here already, by its number, and how its owners answer.

Who asks learns that the number is here, which it must to go on; not what the firm is called here, nor who its people
are, nor how many. So that nobody tries number after number, each person has so many a day.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.access import firms_here, join_requests_to, owners_of
from suppliers.models import JoinRequest, Membership, NumberAsked, Supplier
from suppliers.onboarding import emails
from suppliers.onboarding.actions import let_owners_in

WAITS = timedelta(days=30)
A_DAY = timedelta(days=1)
MOST_NUMBERS_A_DAY = 20
MOST_OF_AN_OFFICER = 300  # who types registrations from paper all day long asks about one number each
MOST_OF_A_PERSON = 5
MOST_MAILS_TO_A_FIRM = 20  # a day


class NobodyAnswers(Refused):
    """The firm's account belongs to nobody: it was taken in for the firm, or its owners can't sign in any more."""


@transaction.atomic
def firm_with(
    country: str, identifier: str, *, by: User, now: datetime, most: int = MOST_NUMBERS_A_DAY
) -> Supplier | None:
    """Return the firm that has this number here, if the person may still ask today: it alone, so many numbers.

    Raises:
        Refused: the person asked about too many numbers.
    """
    User.objects.select_for_update().get(pk=by.pk)
    asked = NumberAsked.objects.filter(person=by)
    asked.filter(asked_at__lte=now - A_DAY).delete()
    if asked.count() >= most:
        raise Refused(_("You asked about many numbers today. Try again tomorrow."))
    NumberAsked.objects.create(person=by, asked_at=now)
    return firms_here().filter(country=country, identifier=identifier).first()


@transaction.atomic
def ask(firm: Supplier, *, by: User, now: datetime) -> JoinRequest:
    """Ask the owners to let the person join; each gets a mail. Asking again while it waits changes nothing.

    Raises:
        NobodyAnswers: nobody owns the account. That is told at once, instead of a request that nobody would read.
        Refused: a member already, declined not long ago, or too many requests of the person wait.
    """
    Supplier.objects.select_for_update().get(pk=firm.pk)
    if firm.roles_of(by):
        raise Refused(_("You belong to this firm already."))
    if not owners_of(firm).exists():
        raise NobodyAnswers(_("Nobody owns the account of this firm at this moment, so nobody could answer you."))
    before = JoinRequest.objects.filter(supplier=firm, person=by).first()
    if before and before.waits(now):
        return before
    if before and before.declined_at and before.declined_at > now - WAITS:
        raise Refused(_("Your request was declined not long ago. Ask again after thirty days."))
    if JoinRequest.objects.filter(person=by, declined_at=None, expires_at__gt=now).count() >= MOST_OF_A_PERSON:
        raise Refused(_("Several of your requests wait for an answer. Wait for it first."))
    told_lately = JoinRequest.objects.filter(supplier=firm, asked_at__gt=now - A_DAY).count()
    facts = {"asked_at": now, "expires_at": now + WAITS, "declined_at": None}
    request, _made = JoinRequest.objects.update_or_create(supplier=firm, person=by, defaults=facts)
    record("supplier.ask_to_join", firm, by=by, now=now, payload={"request": request.pk})
    if told_lately < MOST_MAILS_TO_A_FIRM:
        emails.asked(request, now=now)
    return request


@transaction.atomic
def let_in(request: JoinRequest, *, role: str, by: User, now: datetime) -> Membership:
    """Let the person join, in the role that the owner chose, and tell it.

    Raises:
        Refused: no owner, or the request no longer waits.
    """
    found = _waiting(request, by, now)
    member, _made = Membership.objects.get_or_create(
        supplier=found.supplier, person=found.person, defaults={"role": role}
    )
    payload = {"request": found.pk, "person": member.person_id, "role": member.role}
    record("supplier.let_in", found.supplier, by=by, now=now, payload=payload)
    emails.let_in(member, now=now)
    found.delete()
    return member


@transaction.atomic
def decline(request: JoinRequest, *, by: User, now: datetime) -> None:
    """Decline the request, and tell the person; not by whom.

    Raises:
        Refused: no owner, or the request no longer waits.
    """
    found = _waiting(request, by, now)
    found.declined_at = now
    found.save(update_fields=["declined_at"])
    payload = {"request": found.pk, "person": found.person_id}
    record("supplier.decline_to_join", found.supplier, by=by, now=now, payload=payload)
    emails.declined(found, now=now)


def _waiting(request: JoinRequest, by: User, now: datetime) -> JoinRequest:
    let_owners_in(request.supplier, by)
    found = join_requests_to(request.supplier, now).filter(pk=request.pk).first()
    if found is None:
        raise Refused(_("This request no longer waits for an answer."))
    return found
