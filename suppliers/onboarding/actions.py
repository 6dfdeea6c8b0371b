"""How a firm comes in, changes its facts, and says who its people are."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence
from suppliers.filing.actions import hand_in_where_newcomers_are_checked
from suppliers.models import Membership, Supplier
from suppliers.onboarding import emails
from suppliers.onboarding.numbers import NotANumber, one_spelling
from suppliers.registers.regions import region_of_address


@dataclass(frozen=True, slots=True)
class Facts:
    """What a firm says of itself. `country` is an ISO 3166-1 code, `legal_form` and `activity` are in words."""

    name: str
    country: str
    identifier: str
    address: str
    email: str
    language: str
    legal_form: str = ""
    activity: str = ""


@transaction.atomic
def make_firm(facts: Facts, *, by: User, now: datetime, own_name: str = "") -> Supplier:
    """Register a firm; who does it owns its account. `own_name` is the person's, where it gave none before.

    Authorities that check every newcomer get its file.

    Raises:
        Refused: the number is none, or a firm with this number is here already.
    """
    firm = _new(facts)
    if own_name and not by.name:
        by.name = own_name
        by.save(update_fields=["name"])
    Membership.objects.create(supplier=firm, person=by, role=Role.OWNER)
    record("supplier.make", firm, by=by, now=now)
    hand_in_where_newcomers_are_checked(firm, by=by, now=now)
    return firm


@transaction.atomic
def register_firm(facts: Facts, *, by: User, now: datetime) -> Supplier:
    """Register a firm on its behalf: it belongs to nobody yet. The rules are those of `make_firm`.

    Raises:
        Refused: as `make_firm`.
    """
    firm = _new(facts)
    record("supplier.make", firm, by=by, now=now)
    hand_in_where_newcomers_are_checked(firm, by=by, now=now)
    return firm


@transaction.atomic
def change_firm(firm: Supplier, facts: Facts, *, by: User, now: datetime) -> None:
    """Change what the firm says of itself. The log keeps which facts changed, papers keep what they said.

    Raises:
        Refused: no owner, or as `make_firm`.
    """
    let_owners_in(firm, by)
    record("supplier.change", firm, by=by, now=now, payload={"changed": rewrite(firm, facts)})


@transaction.atomic
def describe_firm(
    firm: Supplier, *, size: str, nuts: str, languages: Sequence[str], interests: Sequence[str], by: User, now: datetime
) -> None:
    """Keep how large the firm is, where it works and in which languages, and what it sells (CPV, or its first digits).

    Raises:
        Refused: neither owner nor contributor.
    """
    Supplier.objects.select_for_update().get(pk=firm.pk)
    if not {Role.OWNER, Role.CONTRIBUTOR} & firm.roles_of(by):
        raise Refused(_("Only owners and contributors describe the firm."))
    facts: dict[str, Any] = {"size": size, "nuts": nuts, "languages": list(languages)}
    facts["interests"] = sorted(set(interests))
    changed = [name for name, value in facts.items() if getattr(firm, name) != value]
    for name in changed:
        setattr(firm, name, facts[name])
    firm.save(update_fields=list(facts))
    record("supplier.describe", firm, by=by, now=now, payload={"changed": changed})


@transaction.atomic
def change_role(member: Membership, *, role: str, by: User, now: datetime) -> None:
    """Give a person another role in the firm.

    Raises:
        Refused: no owner, or the firm would have no owner any more.
    """
    let_owners_in(member.supplier, by)
    if role != Role.OWNER:
        _keep_an_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    record("supplier.change_role", member.supplier, by=by, now=now, payload={"person": member.person_id, "role": role})


@transaction.atomic
def remove_person(member: Membership, *, by: User, now: datetime) -> None:
    """Take a person out of the firm, and tell them; or leave it oneself. What they did for it stays.

    Raises:
        Refused: neither an owner nor oneself, or the firm would have no owner any more.
    """
    leaves = member.person_id == by.pk
    if leaves:
        Supplier.objects.select_for_update().get(pk=member.supplier_id)
    else:
        let_owners_in(member.supplier, by)
    _keep_an_owner(member)
    verb = "supplier.leave" if leaves else "supplier.remove_person"
    record(verb, member.supplier, by=by, now=now, payload={"person": member.person_id})
    if not leaves:
        emails.left(member, by=by, now=now)
    member.delete()


def rewrite(firm: Supplier, facts: Facts) -> list[str]:
    """Write the facts that differ into the firm's row, and return their names. Call it inside a deed that may do so."""
    changed = [name for name, value in asdict(facts).items() if getattr(firm, name) != value]
    for name in changed:
        setattr(firm, name, getattr(facts, name))
    _save(firm)
    return changed


def an_owner_stays(member: Membership) -> Sentence | None:
    """Answer with a sentence when the firm would have no owner without this person."""
    if member.role != Role.OWNER:
        return None
    others = Membership.objects.filter(supplier=member.supplier, role=Role.OWNER, person__is_active=True)
    if others.exclude(pk=member.pk).exists():
        return None
    return _("A firm needs an owner: make somebody else owner first.")


def let_owners_in(firm: Supplier, by: User) -> None:
    """Let owners in, one at a time: two who remove each other must not leave the firm without any."""
    Supplier.objects.select_for_update().get(pk=firm.pk)
    if Role.OWNER not in firm.roles_of(by):
        raise Refused(_("Only an owner of the firm's account may do this."))


def _new(facts: Facts) -> Supplier:
    firm = Supplier(**asdict(facts), nuts=region_of_address(facts.country, facts.address))
    _save(firm)
    return firm


def _save(firm: Supplier) -> None:
    """Keep the number in one spelling; the database says whether another firm has it."""
    try:
        firm.identifier = one_spelling(firm.country, firm.identifier)
        with transaction.atomic():
            firm.save()
    except NotANumber as error:
        raise Refused(error.sentence) from None
    except IntegrityError:
        raise Refused(_("A firm with this number is already here. Ask its owner to add you.")) from None


def _keep_an_owner(member: Membership) -> None:
    if sentence := an_owner_stays(member):
        raise Refused(sentence)
