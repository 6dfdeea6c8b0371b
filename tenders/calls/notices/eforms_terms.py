"""On which terms one bids, in eForms: said for each lot, kept here once. Of several, the first that says it counts."""

from tenders.calls.notices import plain
from tenders.calls.notices.eforms_lots import read_period
from tenders.calls.notices.eforms_parties import organisations_of
from tenders.calls.notices.node import Node
from tenders.calls.notices.notice import NoticePeriod, NoticeTerms

PARTY = "PartyIdentification/ID"
ABSENT = Node(None)


def read_terms(root: Node, language: str | None) -> NoticeTerms:
    """Return what holds for every bid."""
    terms = root.all("ProcurementProjectLot/TenderingTerms")
    known = organisations_of(root)
    periods = [read_period(node.first("TenderValidityPeriod")) for node in terms]  # BT-98
    bodies = [node.line(f"AppealTerms/AppealReceiverParty/{PARTY}") for node in terms]
    words = [node.prose("AppealTerms/PresentationPeriod/Description", language) for node in terms]  # BT-99
    limits = root.first("TenderingTerms/LotDistribution")
    contact = _contact(root, terms, known)
    body = known.get(next(filter(None, bodies), ""), ABSENT)
    return NoticeTerms(
        validity=next((period for period in periods if period.length), NoticePeriod()),
        contact_service=contact.line("Name"),  # BT-502
        contact_email=plain.email(contact.line("ElectronicMail")),  # BT-506
        contact_phone=contact.line("Telephone"),  # BT-503
        review_body=body.line("PartyName/Name", language),
        most_bids=plain.whole_number(limits.line("MaximumLotsSubmittedNumeric")),  # BT-31
        most_wins=plain.whole_number(limits.line("MaximumLotsAwardedNumeric")),  # BT-33
        review_period=next(filter(None, words), None),
    )


def _contact(root: Node, terms: list[Node], known: dict[str, Node]) -> Node:
    """Return the contact of whom the notice names for questions, or of a single buyer that has more than a mail."""
    named = [node.line(f"AdditionalInformationParty/{PARTY}") for node in terms]
    if (number := next(filter(None, named), None)) in known:
        return known[number or ""].first("Contact")
    buyers = root.all(f"ContractingParty/Party/{PARTY}")
    alone = known.get(buyers[0].line() or "", ABSENT).first("Contact") if len(buyers) == 1 else ABSENT
    return alone if alone.line("Name") or alone.line("Telephone") else ABSENT
