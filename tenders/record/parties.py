"""Organisations in open data: who they are, and how the rest of a release refers to them."""

from collections.abc import Iterable

from stdnum.be import vat as be_number
from stdnum.fr import siren, siret

from procurement.accounts.models import Buyer
from suppliers.models import Supplier
from tenders.record.encoding import Object, filled
from tenders.record.results import LotResult, Tenderer

Organisation = Buyer | Supplier


def party(organisation: Organisation, *roles: str) -> Object:
    """Return an entry of `parties`."""
    return filled(
        id=party_id(organisation),
        name=organisation.name,
        identifier=_identifier(organisation),
        address=filled(
            streetAddress=", ".join(filter(None, map(str.strip, organisation.address.splitlines()))),
            region=organisation.nuts,
            countryName=organisation.country,
        ),
        contactPoint=filled(email=organisation.email) if isinstance(organisation, Buyer) else None,
        roles=list(roles),
    )


def asked_at(entry: Object, contact: Object | None) -> Object:
    """Return an entry of `parties` with another contact, where there is one."""
    return {**entry, "contactPoint": contact} if contact else entry


def reference(organisation: Organisation) -> Object:
    """Return how other parts of a release name an organisation."""
    return {"id": party_id(organisation), "name": organisation.name}


def party_id(organisation: Organisation) -> str:
    """Return an identifier that stays: the registered number where there is a good one, else our own."""
    scheme, registered = _registered(organisation)
    if scheme:
        return f"{scheme}-{registered}"
    kind = "buyer" if isinstance(organisation, Buyer) else "supplier"
    return f"{kind}-{organisation.pk}"


def suppliers_of(results: Iterable[LotResult], named: Iterable[Tenderer]) -> list[Object]:
    """Return the firms that are public, once each: winners as suppliers, the others as tenderers."""
    firms: dict[Supplier, dict[str, None]] = {}
    for tenderer in named:
        firms.setdefault(tenderer.supplier, {})["tenderer"] = None
    for result in results:
        for tenderer in result.tenderers:
            firms.setdefault(tenderer.supplier, {})["tenderer"] = None
        for winner in result.winners:
            firms.setdefault(winner.supplier, {}).update({"tenderer": None, "supplier": None})
    return [party(firm, *roles) for firm, roles in firms.items()]


def _identifier(organisation: Organisation) -> Object:
    scheme, registered = _registered(organisation)
    legal_name = organisation.name if registered else ""
    return filled(scheme=scheme, id=registered, legalName=legal_name)


def _registered(organisation: Organisation) -> tuple[str, str]:
    """Return scheme (org-id.guide) and number; a number that its register would not know has no scheme."""
    written = organisation.identifier
    if organisation.country == "BE" and be_number.is_valid(written):
        return "BE-BCE_KBO", be_number.compact(written)
    if organisation.country == "FR" and siren.is_valid(written):
        return "FR-SIRENE", siren.compact(written)
    if organisation.country == "FR" and siret.is_valid(written):
        return "FR-SIRET", siret.compact(written)
    return "", written
