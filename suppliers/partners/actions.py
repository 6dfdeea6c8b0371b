"""How a firm names its partners, corrects what it said of them, and takes them off its list."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.access import partners_of
from suppliers.models import Partner, Supplier

MOST = 200


@transaction.atomic
def name_partner(
    firm: Supplier, *, name: str, country: str, identifier: str, by: User, now: datetime, email: str = ""
) -> Partner:
    """Put another firm on the list; one that stands there already, by its number or else its name, is found again.

    `identifier` is in one spelling (`onboarding.numbers`).

    Raises:
        Refused: the person does not belong to the firm, it is the firm itself, or the list is full.
    """
    _let_in(firm, by)
    if identifier and (country, identifier) == (firm.country, firm.identifier):
        raise Refused(_("This is your own firm's number."))
    by_number = Q(identifier=identifier) if identifier else Q(identifier="", name=name)
    if found := partners_of(firm).filter(by_number, country=country).first():
        return found
    if partners_of(firm).count() >= MOST:
        raise Refused(_("Your list is full. Take a firm off it first."))
    facts = {"name": name, "country": country, "identifier": identifier, "email": email}
    partner = Partner.objects.create(supplier=firm, **facts)
    record("partner.name", partner, by=by, now=now)
    return partner


@transaction.atomic
def correct_partner(partner: Partner, *, name: str, email: str, by: User, now: datetime) -> None:
    """Correct name and address. The number stays: another number is another firm.

    Raises:
        Refused: the person does not belong to the firm.
    """
    _let_in(partner.supplier, by)
    partner.name, partner.email = name, email
    partner.save(update_fields=["name", "email"])
    record("partner.correct", partner, by=by, now=now)


@transaction.atomic
def remove_partner(partner: Partner, *, by: User, now: datetime) -> None:
    """Take a firm off the list. Bids that were handed in keep their own copy.

    Raises:
        Refused: the person does not belong to the firm, or the other firm was asked to consent to a bid.
    """
    _let_in(partner.supplier, by)
    record("partner.remove", partner, by=by, now=now)
    try:
        partner.delete()
    except ProtectedError:
        raise Refused(_("You asked this firm to consent to a bid: it stays on your list.")) from None


def _let_in(firm: Supplier, by: User) -> None:
    """Let the firm's people in, one at a time: two must not name the same firm twice."""
    Supplier.objects.select_for_update().get(pk=firm.pk)
    if not firm.roles_of(by):
        raise Refused(_("Only the firm's own people may do this."))
