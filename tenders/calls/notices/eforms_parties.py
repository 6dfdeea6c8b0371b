"""Who buys, in eForms: the notice points by number (ORG-0001, TPO-0001) to a list of organisations."""

from tenders.calls.notices import codes, plain
from tenders.calls.notices.node import Node
from tenders.calls.notices.notice import NoticeBuyer

EXTENSION = "UBLExtensions/UBLExtension/ExtensionContent/EformsExtension"
IDENTIFIER = "PartyIdentification/ID"


def read_buyers(root: Node, language: str | None) -> list[NoticeBuyer]:
    """Return the buyers, the leader of the group first (OPP-050); one without a name where the notice has none."""
    by_number = {
        number: organisation
        for organisation in root.all(f"{EXTENSION}/Organizations/Organization")
        for path in ("TouchPoint", "Company")
        if (number := organisation.line(f"{path}/{IDENTIFIER}"))
    }
    found = []
    for party in root.all("ContractingParty/Party"):
        number = party.line(IDENTIFIER) or ""
        leads = by_number.get(number, Node(None)).line("GroupLeadIndicator") == "true"
        found.append((not leads, _buyer(by_number.get(number, Node(None)), party, language)))
    found.sort(key=lambda pair: pair[0])
    return [buyer for _follows, buyer in found] or [NoticeBuyer()]


def organisations_of(root: Node) -> dict[str, Node]:
    """Return number → the organisation or its touch point, as the list of a notice has them."""
    listed = root.all(f"{EXTENSION}/Organizations/Organization")
    parts = [organisation.first(path) for organisation in listed for path in ("Company", "TouchPoint")]
    return {number: part for part in parts if (number := part.line(IDENTIFIER))}


def _buyer(organisation: Node, party: Node, language: str | None) -> NoticeBuyer:
    """Read a buyer from the list of organisations, or from the party itself where a notice has no such list."""
    company = organisation.first("Company") or party
    touch_point = organisation.first("TouchPoint")
    address = company.first("PostalAddress")
    email = company.line("Contact/ElectronicMail") or touch_point.line("Contact/ElectronicMail")
    return NoticeBuyer(
        name=company.line("PartyName/Name", language),  # BT-500
        national_id=company.line("PartyLegalEntity/CompanyID"),  # BT-501
        country=codes.country(address.line("Country/IdentificationCode")),  # BT-514
        nuts=plain.nuts(address.line("CountrySubentityCode")),  # BT-507
        street=address.line("StreetName"),  # BT-510
        postal_code=address.line("PostalZone"),  # BT-512
        town=address.line("CityName"),  # BT-513
        email=plain.email(email),  # BT-506
        website=plain.web_address(company.line("WebsiteURI")),  # BT-505
    )
