"""The organisations of a notice: each is written once, under a number to which the rest of the notice points."""

import re
from dataclasses import dataclass, field

from procurement.accounts.models import Buyer
from procurement.calendar.rules import Remedy
from suppliers.models import Supplier
from tenders.calls.notices import codes
from tenders.models import CallTerms
from tenders.record.eforms.markup import Child, Element, branch, leaf

# What the notice calls the buyer's service for questions.
TOUCH_POINT = "TPO-0001"
# "5000 Valbrume", "L-2985 Luxembourg", "1011 AB Amsterdam": the postal code, then the town.
POSTAL_TOWN = re.compile(r"(?P<zone>(?:[A-Z]{1,3}-)?\d[\dA-Z]*(?: [A-Z]{2})?) (?P<town>\D.*)")


@dataclass(slots=True)
class Organisations:
    """Numbers organisations as they are met. `language` is the notice's, as ISO 639-3."""

    language: str
    numbers: dict[str, str] = field(default_factory=dict)
    written: list[Element] = field(default_factory=list)
    has_contact: bool = False

    def buyer(self, buyer: Buyer) -> Element | None:
        """Return the pointer to the authority."""
        return self._pointer(
            f"buyer {buyer.pk}",
            self._name(buyer.name),
            _address(buyer.address, buyer.nuts, buyer.country),
            _number(buyer.identifier),
            branch("cac:Contact", leaf("cbc:ElectronicMail", buyer.email)),
        )

    def contact(self, buyer: Buyer, terms: CallTerms) -> Element | None:
        """Return the pointer to whom to ask: a touch point of the buyer; None where the call names nobody."""
        facts = branch(
            "cac:Contact",
            leaf("cbc:Name", terms.contact_service),
            leaf("cbc:Telephone", terms.contact_phone),
            leaf("cbc:ElectronicMail", terms.contact_email),
        )
        if facts is None:
            return None
        if not self.has_contact:
            self.buyer(buyer)  # the organisation that this one belongs to
            place = list(self.numbers).index(f"buyer {buyer.pk}")
            point = branch("efac:TouchPoint", _identified(TOUCH_POINT, "touchpoint"), self._name(buyer.name), facts)
            self.written[place].extend([point] if point is not None else [])
            self.has_contact = True
        return _identified(TOUCH_POINT, "touchpoint")

    def firm(self, firm: Supplier) -> Element | None:
        """Return the pointer to a firm whose name is public. Its size is not: only how many small firms bid and won."""
        return self._pointer(
            f"firm {firm.pk}",
            self._name(firm.name),
            _address(firm.address, firm.nuts, firm.country),
            _number(firm.identifier),
        )

    def review_body(self, remedy: Remedy, country: str) -> Element | None:
        """Return the pointer to whom one turns for review (BT-500, "Review organisation")."""
        return self._pointer(remedy.body, self._name(remedy.body), _address(remedy.address, "", country))

    def all(self) -> Element | None:
        """Return every organisation that was pointed to. Ask last."""
        return branch("efac:Organizations", self.written)

    def _pointer(self, key: str, *facts: Child) -> Element | None:
        if key not in self.numbers:
            self.numbers[key] = f"ORG-{len(self.numbers) + 1:04}"
            number = _identified(self.numbers[key])
            written = branch("efac:Organization", branch("efac:Company", number, *facts))
            assert written is not None  # noqa: S101  it has its number
            self.written.append(written)
        return _identified(self.numbers[key])

    def _name(self, name: str) -> Element | None:
        return branch("cac:PartyName", leaf("cbc:Name", name, languageID=self.language))


def _identified(number: str, kind: str = "organization") -> Element | None:
    return branch("cac:PartyIdentification", leaf("cbc:ID", number, schemeName=kind))


def _number(identifier: str) -> Element | None:
    return branch("cac:PartyLegalEntity", leaf("cbc:CompanyID", identifier))


def _address(written: str, nuts: str, country: str) -> Element | None:
    """Return an address; where its last part is no postal code with a town, all of it is the street."""
    *street, last = [part.strip() for part in written.replace("\n", ",").split(",") if part.strip()] or [""]
    found = POSTAL_TOWN.fullmatch(last)
    town = found.groupdict() if found else {"zone": "", "town": ""}
    return branch(
        "cac:PostalAddress",
        leaf("cbc:StreetName", ", ".join(street if found else [*street, last])),
        leaf("cbc:CityName", town["town"]),
        leaf("cbc:PostalZone", town["zone"]),
        leaf("cbc:CountrySubentityCode", nuts, listName="nuts"),
        branch("cac:Country", leaf("cbc:IdentificationCode", codes.three_letters(country), listName="country")),
    )
