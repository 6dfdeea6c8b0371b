"""The deeds: take a registration in, make the code of its letter, claim the account with it."""

import hashlib
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.filechecks import check_file
from procurement.lifecycle import Refused, blockers
from suppliers.filing.actions import hand_in
from suppliers.intake import emails
from suppliers.intake.codes import digest_of, new_code
from suppliers.intake.queries import opened_by, taken_in_for
from suppliers.lifecycle import ApplicationState
from suppliers.models import Application, CodeTried, Intake, Membership
from suppliers.models.intake import MAX_BYTES
from suppliers.onboarding.actions import Facts, register_firm
from suppliers.onboarding.joining import MOST_OF_AN_OFFICER, firm_with

VALIDITY = timedelta(days=60)
A_DAY = timedelta(days=1)
MOST_TRIES_A_DAY = 5


@transaction.atomic
def take_in(
    buyer: Buyer, facts: Facts, *, channel: str, attention: str, scan: UploadedFile | None, by: User, now: datetime
) -> Intake:
    """Register a firm on its behalf. It belongs to nobody until somebody claims it with the code of the letter.

    Raises:
        Refused: no officer of the authority, a scan that may not be kept, no number where one is needed, or known here.
    """
    if Role.OFFICER not in buyer.roles_of(by):
        raise Refused(_("Only officers of the authority may do this."))
    number = {"country": facts.country, "identifier": facts.identifier}
    if facts.identifier and firm_with(**number, by=by, now=now, most=MOST_OF_AN_OFFICER):
        raise Refused(_("A firm with this number is here already. Its people sign in, or ask its owner to add them."))
    firm = register_firm(facts, by=by, now=now)
    intake = Intake(supplier=firm, buyer=buyer, channel=channel, attention=attention, taken_at=now, taken_by=by)
    if scan is not None:
        _keep(scan, intake)
    intake.save()
    record("supplier.take_in", firm, by=by, now=now, payload={"buyer": buyer.slug, "channel": channel})
    return intake


@transaction.atomic
def make_code(intake: Intake, *, by: User, now: datetime) -> str:
    """Make a new code for the letter; one that was made before opens nothing any more. Only its digest is kept.

    Raises:
        Refused: no officer of the authority, or the firm has its account already.
    """
    row = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if not taken_in_for(by).filter(pk=row.pk).exists():
        raise Refused(_("Only officers of the authority may do this."))
    if row.claimed_at is not None:
        raise Refused(_("The firm has claimed its account already."))
    code = new_code()
    row.code_sha256, row.code_made_at, row.code_expires_at = digest_of(code), now, now + VALIDITY
    row.save(update_fields=["code_sha256", "code_made_at", "code_expires_at"])
    record("supplier.make_code", row.supplier, by=by, now=now, payload={"buyer": row.buyer.slug})
    intake.refresh_from_db()
    return code


def claim(code: str, *, by: User, now: datetime) -> Intake:
    """Become the owner of the account that the code opens. Every code that opens nothing counts against the person.

    Raises:
        Refused: no such code, too late, used, too many tries, or the person works for the authority that made it.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        tried = CodeTried.objects.filter(person=by)
        tried.filter(tried_at__lte=now - A_DAY).delete()
        if tried.count() >= MOST_TRIES_A_DAY:
            raise Refused(
                _("You tried several codes today. Try again tomorrow, or ask the authority for a new letter.")
            )
        intake = opened_by(code, now).select_for_update(of=("self",)).select_related("supplier", "buyer").first()
        if intake is not None and not intake.buyer.roles_of(by):
            return _claimed(intake, by=by, now=now)
        CodeTried.objects.create(person=by, tried_at=now)
    # Outside: the try is kept though the deed is refused.
    raise Refused(
        _("This code opens no account. Look at the letter again: its code is valid for sixty days, and once.")
    )


def _claimed(intake: Intake, *, by: User, now: datetime) -> Intake:
    """Make the person owner, end the code, and hand in the files that waited for an owner."""
    firm = intake.supplier
    Membership.objects.update_or_create(supplier=firm, person=by, defaults={"role": Role.OWNER})
    intake.claimed_at, intake.claimed_by, intake.code_sha256 = now, by, ""
    intake.save(update_fields=["claimed_at", "claimed_by", "code_sha256"])
    record("supplier.claim", firm, by=by, now=now, payload={"intake": intake.pk})
    emails.claimed(intake, now=now)
    for file in Application.objects.filter(supplier=firm, state=ApplicationState.DRAFT):
        if not blockers(file, "submit", by=by, now=now):
            hand_in(file, by=by, now=now)
    return intake


def _keep(scan: UploadedFile, intake: Intake) -> None:
    """Keep the scanned form, if the checks of every upload let it pass."""
    content, name = scan.read(), scan.name or ""
    if problems := check_file(name, content, max_bytes=MAX_BYTES):
        raise Refused(*[problem.sentence for problem in problems])
    intake.scan_name, intake.scan_sha256 = name, hashlib.sha256(content).hexdigest()
    intake.scan.save(f"{intake.scan_sha256[:16]}.{name.rpartition('.')[2].lower()}", ContentFile(content), save=False)
