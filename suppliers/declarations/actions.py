"""How a declaration is begun, answered page by page, signed, and taken in from a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from procurement.safe_xml import XmlRefused
from suppliers.declarations.answers import kept
from suppliers.declarations.criteria import criteria
from suppliers.declarations.espd_reading import read_espd
from suppliers.declarations.locking import let_in, lock
from suppliers.declarations.queries import own_declaration
from suppliers.models import Declaration, Supplier
from suppliers.partners.actions import name_partner


@transaction.atomic
def begin_own(firm: Supplier, *, by: User, now: datetime) -> Declaration:
    """Return the firm's declaration of itself, begun now if it had none. One who comes twice finds the same.

    Raises:
        Refused: the person does not belong to the firm.
    """
    let_in(firm, by)
    found = own_declaration(firm)
    return found or _begin(Declaration(supplier=firm, made_at=now, changed_at=now), by=by, now=now)


@transaction.atomic
def begin_of_another(
    firm: Supplier, *, about: str, name: str, country: str, identifier: str, by: User, now: datetime
) -> Declaration:
    """Begin the declaration of a member of the group, of a subcontractor, or of a firm that is relied on.

    The other firm is then among the partners.

    Raises:
        Refused: as `name_partner`.
    """
    let_in(firm, by)
    named = {"name": name, "country": country, "identifier": identifier}
    name_partner(firm, **named, by=by, now=now)
    return _begin(Declaration(supplier=firm, about=about, made_at=now, changed_at=now, **named), by=by, now=now)


@transaction.atomic
def answer(declaration: Declaration, said: Mapping[str, Mapping[str, Any]], *, by: User, now: datetime) -> None:
    """Keep the answers of one page, in place of those before to the same criteria. A change takes the signature off.

    What was told after a yes stays while the yes stays: it has a page of its own.

    Raises:
        Refused: the person does not belong to the firm, or an answer is not of its kind.
    """
    lock(declaration, by)
    known = criteria()
    answers = dict(declaration.answers)
    for code, values in said.items():
        answers[code] = kept(known[code], {**answers.get(code, {}), **values})
    _keep(declaration, {code: values for code, values in answers.items() if values}, by=by, now=now)


@transaction.atomic
def take_in(declaration: Declaration, data: bytes, *, by: User, now: datetime) -> int:
    """Take answers in from an ESPD response; return how many criteria it answered. Those that it leaves out stay.

    Raises:
        Refused: the person does not belong to the firm, or the file is hostile, broken or no ESPD response.
    """
    lock(declaration, by)
    try:
        found = read_espd(data)
    except XmlRefused as refused:
        raise Refused(refused.sentence) from None
    known = criteria()
    taken = {code: kept(known[code], values) for code, values in found.items()}
    taken = {code: values for code, values in taken.items() if values}
    _keep(declaration, {**declaration.answers, **taken}, by=by, now=now)
    return len(taken)


@transaction.atomic
def remove(declaration: Declaration, *, by: User, now: datetime) -> None:
    """Delete the declaration of another firm. Bids that were handed in keep their own copy.

    Raises:
        Refused: the person does not belong to the firm, or it is the firm's own.
    """
    lock(declaration, by)
    if declaration.is_own:
        raise Refused(_("A firm's own declaration is changed, not deleted."))
    record("declaration.remove", declaration, by=by, now=now)
    declaration.delete()


def _begin(declaration: Declaration, *, by: User, now: datetime) -> Declaration:
    declaration.save(force_insert=True)
    record("declaration.begin", declaration, by=by, now=now)
    return declaration


def _keep(declaration: Declaration, answers: dict[str, Any], *, by: User, now: datetime) -> None:
    changed = sorted(code for code in {*answers, *declaration.answers} if _differs(code, answers, declaration.answers))
    if not changed:
        return
    declaration.answers, declaration.changed_at = answers, now
    declaration.signed_at = declaration.signed_by = None
    declaration.save(update_fields=["answers", "changed_at", "signed_at", "signed_by"])
    record("declaration.answer", declaration, by=by, now=now, payload={"changed": changed})


def _differs(code: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return bool(new.get(code) != old.get(code))
