"""The lots of an eForms notice: what each buys, its deadline and its award criteria."""

from dataclasses import replace

from tenders.calls.notices import plain
from tenders.calls.notices.eforms_parties import EXTENSION
from tenders.calls.notices.lot_names import unique_identifiers
from tenders.calls.notices.moments import read_date, read_moment
from tenders.calls.notices.node import Node
from tenders.calls.notices.notice import (
    CriterionKind,
    NoticeCriterion,
    NoticeLot,
    NoticeMoment,
    NoticeNature,
    NoticePeriod,
    NoticeVariants,
)
from tenders.calls.notices.weights import Weight, WeightKind, read_coded_weight

# Where a lot's deadline stands; in two stages the requests come first.
REQUESTS = "ParticipationRequestReceptionPeriod"  # BT-1311
INTEREST = f"{EXTENSION}/InterestExpressionReceptionPeriod"  # BT-630
OFFERS = "TenderSubmissionDeadlinePeriod"  # BT-131
NATURES = {nature.value: nature for nature in NoticeNature}
KINDS = {kind.value: kind for kind in CriterionKind}
VARIANTS = {choice.value: choice for choice in NoticeVariants}
UNITS = {"DAY": "day", "WEEK": "week", "MONTH": "month", "YEAR": "year"}
NO_WEIGHT = Weight(None, WeightKind.NONE, "")

Criteria = tuple[NoticeCriterion, ...]


def read_lots(root: Node, language: str | None, zone: str) -> tuple[NoticeLot, ...]:
    """Return the lots. One without criteria of its own has those of its group, or those given once for all lots."""
    parts = root.all("ProcurementProjectLot")
    nodes = [part for part in parts if _scheme(part) == "Lot"] or [part for part in parts if _scheme(part) == "Part"]
    identifiers = unique_identifiers([node.line("ID") for node in nodes])
    shared = _criteria(root, language)
    by_group = _criteria_of_groups(root, parts, language)
    lots = [_lot(node, name, language, zone) for node, name in zip(nodes, identifiers, strict=True)]
    return tuple(
        lot if lot.criteria else replace(lot, criteria=by_group.get(lot.published_identifier or "") or shared)
        for lot in lots
    )


def is_for_requests(root: Node) -> bool:
    """Whether the deadline ends the time for requests to participate or expressions of interest."""
    processes = root.all("ProcurementProjectLot/TenderingProcess") + root.all("TenderingProcess")
    if any(process.first(REQUESTS).line("EndDate") for process in processes):
        return True
    waiting = any(process.first(INTEREST).line("EndDate") for process in processes)
    return waiting and not any(process.first(OFFERS).line("EndDate") for process in processes)


def read_codes(project: Node) -> tuple[str, ...]:
    """Return the CPV codes of a procedure or lot, the main one first (BT-262, BT-263)."""
    paths = ("MainCommodityClassification", "AdditionalCommodityClassification")
    nodes = [node for path in paths for node in project.all(f"{path}/ItemClassificationCode")]
    found = [plain.cpv(node.line()) for node in nodes]
    return tuple(dict.fromkeys(code for code in found if code))


def read_regions(project: Node) -> tuple[str, ...]:
    """Return the NUTS codes of the place of performance (BT-5071)."""
    found = [plain.nuts(node.line()) for node in project.all("RealizedLocation/Address/CountrySubentityCode")]
    return tuple(dict.fromkeys(code for code in found if code))


def read_nature(project: Node) -> NoticeNature | None:
    """Return what is bought (BT-23)."""
    return NATURES.get(project.line("ProcurementTypeCode") or "")


def _scheme(part: Node) -> str:
    """Return "Lot", "LotsGroup" or "Part"; a publisher may leave it to the beginning of the number."""
    by_prefix = {"GLO": "LotsGroup", "PAR": "Part"}.get((part.line("ID") or "")[:3], "Lot")
    return part.attribute("schemeName", "ID") or by_prefix


def _lot(node: Node, identifier: str, language: str | None, zone: str) -> NoticeLot:
    project = node.first("ProcurementProject")
    value = project.first("RequestedTenderTotal/EstimatedOverallContractAmount")
    return NoticeLot(
        identifier=identifier,
        published_identifier=node.line("ID"),  # BT-137
        title=project.line("Name", language),
        description=project.prose("Description", language),
        cpv=read_codes(project),
        nuts=read_regions(project),
        nature=read_nature(project),
        value=plain.amount(value.line()),
        currency=plain.currency(value.attribute("currencyID")),
        criteria=_criteria(node, language),
        period=read_period(project.first("PlannedPeriod")),
        renewal=project.prose("ContractExtension/Renewal/Period/Description", language),  # BT-57
        renewals=plain.whole_number(project.line("ContractExtension/MaximumNumberNumeric")),  # BT-58
        options=project.prose("ContractExtension/OptionsDescription", language),  # BT-54
        variants=VARIANTS.get(node.line("TenderingTerms/VariantConstraintCode") or ""),  # BT-63
        deadline=read_deadline(node.first("TenderingProcess"), zone),
    )


def read_deadline(process: Node, zone: str) -> NoticeMoment | None:
    """Return the deadline of a lot, or of a notice that gives it once: requests come before offers."""
    periods = [process.first(path) for path in (REQUESTS, OFFERS, INTEREST)]
    moments = [read_moment(period.line("EndDate"), period.line("EndTime"), zone=zone) for period in periods]
    return next((moment for moment in moments if moment), None)


def read_period(planned: Node) -> NoticePeriod:
    """Return a period as a length, as days, or both (BT-36, BT-536, BT-537)."""
    measure = planned.first("DurationMeasure")
    return NoticePeriod(
        length=plain.whole_number(measure.line()),
        unit=UNITS.get(measure.attribute("unitCode") or ""),
        start=read_date(planned.line("StartDate")),
        end=read_date(planned.line("EndDate")),
    )


def _criteria(node: Node, language: str | None) -> Criteria:
    """Return the award criteria of a lot, group or notice: each stands below a bracket, or is itself the bracket.

    A bracket that bears a name is a criterion, and those below it are its parts.
    """
    found: list[NoticeCriterion | None] = []
    for bracket in node.all("TenderingTerms/AwardingTerms/AwardingCriterion"):
        if inner := bracket.all("SubordinateAwardingCriterion"):
            heading = bracket.line("Name", language)
            found += [_criterion(one, language, heading) for one in inner]
        elif bracket.has("AwardingCriterionTypeCode"):
            found.append(_criterion(bracket, language))
    return tuple(filter(None, found))


def _criterion(node: Node, language: str | None, heading: str | None = None) -> NoticeCriterion | None:
    code = node.line("AwardingCriterionTypeCode")  # BT-539
    name, description = node.line("Name", language), node.prose("Description", language)  # BT-734, BT-540
    if not (code or name or description):
        return None
    weights = [_weight(parameter) for parameter in node.all(f"{EXTENSION}/AwardCriterionParameter")]
    weight = next((weight for weight in weights if weight), NO_WEIGHT)
    return NoticeCriterion(KINDS.get(code or "", CriterionKind.QUALITY), name, description, weight, heading)


def _weight(parameter: Node) -> Weight | None:
    """Read a weight; other numbers of a criterion are thresholds and fixed values (BT-5422, BT-5423)."""
    code = parameter.first("ParameterCode")
    if code.attribute("listName") not in {None, "number-weight"}:
        return None
    return read_coded_weight(parameter.line("ParameterNumeric"), code.line())


def _criteria_of_groups(root: Node, parts: list[Node], language: str | None) -> dict[str, Criteria]:
    """Return the criteria of groups of lots, by the number of each lot in the group (BT-330, BT-1375)."""
    groups = {part.line("ID"): _criteria(part, language) for part in parts if _scheme(part) == "LotsGroup"}
    return {
        lot.line() or "": groups[number]
        for group in root.all("TenderingTerms/LotDistribution/LotsGroup")
        if (number := group.line("LotsGroupID")) in groups
        for lot in group.all("ProcurementProjectLotReference/ID")
    }
