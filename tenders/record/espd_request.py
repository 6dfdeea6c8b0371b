"""What a call asks of firms, as an ESPD request (ESPD-EDM 4.1): any ESPD service can read it, and answer it.

Every ground for exclusion is asked. What the buyer asks a firm to be able to do is free text in a call; the format has
codes for it. Each stands word for word as a requirement, under the code that is nearest to its kind.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

import pycountry
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml import etree

from procurement.accounts.models import Buyer
from suppliers.declarations.criteria import criteria
from suppliers.declarations.espd import BELOW, open_group, write_criterion, write_group, write_head, write_property
from suppliers.declarations.ubl import OURS, REQUEST, Node, below, code_list, document, put
from tenders.models import SelectionCriterion, Tender

Kind, Nature = SelectionCriterion.Kind, Tender.Nature
PERFORMED = {Nature.WORKS: "work-perform", Nature.SUPPLIES: "supply-perform", Nature.SERVICES: "service-perform"}
OTHER = ("finan-requ", "C36_SC_finan-requ", "ab0e7f2e-6418-40e2-8870-6713123e41ad")
# Where the format has the buyer's words, below the group RG1/RSG1.
PLACES = {"trade-regist": "", "finan-requ": "RSG1/RSG3", **dict.fromkeys(PERFORMED.values(), "RSG1/RSG1")}


def espd_request(tender: Tender, *, now: datetime) -> bytes:
    """Return the request in UTF-8. Its words are in the language of the call."""
    root = document(REQUEST)
    lots = list(tender.lots.all())
    with override(tender.language):
        write_head(root, f"ESPDREQ-{tender.reference}", folder=tender.reference, now=now)
        _buyer(root, tender.buyer)
        project = below(root, "ProcurementProject")
        put(project, "Name", tender.title)
        put(project, "Description", tender.description or tender.title)
        for lot in lots:
            put(below(root, "ProcurementProjectLot"), "ID", lot.identifier, **OURS)
        for criterion in criteria().values():
            if criterion.is_ground:
                write_criterion(root, criterion)
        asked = sorted(tender.selection.select_related("lot"), key=lambda each: (_code(each, tender), each.position))
        for code, rows in groupby(asked, key=lambda each: _code(each, tender)):
            _required(root, code, list(rows), [lot.identifier for lot in lots])
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _code(asked: SelectionCriterion, tender: Tender) -> str:
    if asked.kind == Kind.SUITABILITY:
        return "trade-regist"
    return OTHER[0] if asked.kind == Kind.ECONOMIC else PERFORMED[Nature(tender.nature)]


def _buyer(root: Node, buyer: Buyer) -> None:
    party = below(below(root, "ContractingParty"), "Party")
    if buyer.identifier:
        put(below(party, "PartyIdentification"), "ID", buyer.identifier, schemeAgencyID=buyer.country)
    put(below(party, "PartyName"), "Name", buyer.name)
    address = below(party, "PostalAddress")
    for line in filter(None, (line.strip() for line in buyer.address.splitlines())):
        put(below(address, "AddressLine"), "Line", line)
    if found := pycountry.countries.get(alpha_2=buyer.country):
        put(below(address, "Country"), "IdentificationCode", found.alpha_3, **code_list("country"))
    if buyer.email:
        put(below(party, "Contact"), "ElectronicMail", buyer.email)


def _required(root: Node, code: str, rows: Sequence[SelectionCriterion], every_lot: Sequence[str]) -> None:
    """Write what is required under one code: for which lots, in which words, then the questions to the firm."""
    known = criteria().get(code)
    tag, identifier = (known.tag, known.identifier) if known else OTHER[1:]
    named = {row.lot.identifier if row.lot else "" for row in rows}
    lots = every_lot if "" in named else sorted(named)
    node = below(root, "TenderingCriterion")
    put(node, "ID", identifier, **OURS)
    put(node, "CriterionTypeCode", code, **code_list("criterion"))
    put(node, "Name", rows[0].get_kind_display())
    put(node, "Description", " ".join(row.name for row in rows))
    for lot in lots:
        put(below(node, "ProcurementProjectLotReference"), "ID", lot, **OURS)
    outer = open_group(node, "TenderingCriterionPropertyGroup", f"{tag}/RG1", "ON*")
    for place, lot in enumerate(lots, start=1):
        asked = write_property(outer, f"{tag}/RG1/RQ1/R{place}", _("Lot"), kind="REQUIREMENT", by="LOT_IDENTIFIER")
        put(asked, "ExpectedID", lot)
    inner = _words(outer, tag, code, rows)
    if known:
        for under in known.group.groups[0].groups:
            write_group(inner, BELOW, known, under)


def _words(outer: Node, tag: str, code: str, rows: Sequence[SelectionCriterion]) -> Node:
    """Write the buyer's words where the format has them; return the group RG1/RSG1."""
    steps = ["RG1/RSG1"]
    for step in filter(None, PLACES[code].split("/")):
        steps.append(f"{steps[-1]}/{step}")
    groups = [open_group(outer, BELOW, f"{tag}/{steps[0]}", "ON*")]
    for path in steps[1:]:
        write_property(groups[-1], f"{tag}/{path}/CA1", _("Requirement"), kind="CAPTION", by="NONE")
        groups.append(open_group(groups[-1], BELOW, f"{tag}/{path}", "ON*"))
    for place, row in enumerate(rows, start=1):
        name = f"{tag}/{steps[-1]}/RQ1/R{place}"
        asked = write_property(groups[-1], name, _("Requirement"), kind="REQUIREMENT", by="DESCRIPTION")
        put(asked, "ExpectedDescription", _in_words(row))
    return groups[0]


def _in_words(row: SelectionCriterion) -> str:
    """Return what is asked, its level, how it is proven, and of a single lot which."""
    told = [row.name]
    if row.level:
        told.append(_("Minimum level: %(level)s") % {"level": row.level})
    if row.proof:
        told.append(_("Means of proof: %(proof)s") % {"proof": row.proof})
    return ". ".join(text.rstrip(".") for text in [*([row.lot.identifier] if row.lot else []), *told])
