"""Looking at a proof: each look of anybody is an event of the log, and the firm reads it there."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.access import disclosures_to, proofs_of, versions_given_in
from suppliers.models import CredentialVersion, Disclosure, Supplier
from suppliers.vault import files
from suppliers.vault.looks import LOOKED

PARTS = (Role.OFFICER, Role.SIGNATORY, Role.EVALUATOR, Role.AUDITOR)
NOT_YOURS = _("You may not see this proof.")


@transaction.atomic
def read_own(version: CredentialVersion, *, by: User, now: datetime) -> bytes:
    """Hand a file to somebody of the firm.

    Raises:
        Refused: not of this firm, removed, or the file can't be read.
    """
    firm = version.credential.supplier
    if not firm.roles_of(by) or not proofs_of(firm).filter(pk=version.credential_id).exists():
        raise Refused(NOT_YOURS)
    content = files.read(version)
    record(LOOKED, version, by=by, now=now)
    return content


@transaction.atomic
def look(disclosure: Disclosure, version: CredentialVersion, *, by: User, now: datetime) -> None:
    """Let an officer see what a version says.

    Raises:
        Refused: it was not given to an authority whose officer the person is.
    """
    _let_see(disclosure, version, by)
    _record(version, disclosure.application.buyer, by=by, now=now)


@transaction.atomic
def read_given(disclosure: Disclosure, version: CredentialVersion, *, by: User, now: datetime) -> bytes:
    """Hand a file to an officer.

    Raises:
        Refused: as `look`, or the file can't be read.
    """
    _let_see(disclosure, version, by)
    content = files.read(version)
    _record(version, disclosure.application.buyer, by=by, now=now)
    return content


def looked_at_in_a_bid(firm: Supplier, sha256: str, *, buyer: Buyer, call: str, by: User, now: datetime) -> None:
    """Tell the firm that its copy in an opened bid was read. Which proof it is, the content's hash says, nothing else.

    Nowhere is it kept which proofs a bid holds: before the opening nobody may know.
    """
    own = bool(firm.roles_of(by))
    for version in CredentialVersion.objects.filter(credential__supplier=firm, sha256=sha256):
        if own:
            record(LOOKED, version, by=by, now=now)
        else:
            _record(version, buyer, by=by, now=now, call=call)


def _let_see(disclosure: Disclosure, version: CredentialVersion, by: User) -> None:
    given = disclosures_to(by).filter(pk=disclosure.pk).exists()
    if not given or not versions_given_in(disclosure).filter(pk=version.pk).exists():
        raise Refused(NOT_YOURS)


def _record(version: CredentialVersion, buyer: Buyer, *, by: User, now: datetime, call: str = "") -> None:
    roles = buyer.roles_of(by)
    role = next((role for role in PARTS if role in roles), Role.EVALUATOR)
    payload = {"buyer": buyer.pk, "role": role, **({"call": call} if call else {})}
    record(LOOKED, version, by=by, now=now, payload=payload)
