"""The lots of a TED notice: each is an OBJECT_DESCR, also the only one of a contract without division."""

from collections.abc import Iterator
from dataclasses import replace

from tenders.calls.notices import plain
from tenders.calls.notices.lot_names import unique_identifiers
from tenders.calls.notices.moments import read_date
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
from tenders.calls.notices.weights import read_weight

NATURES = {"WORKS": NoticeNature.WORKS, "SUPPLIES": NoticeNature.SUPPLIES, "SERVICES": NoticeNature.SERVICES}
KINDS = {"AC_PRICE": CriterionKind.PRICE, "AC_COST": CriterionKind.COST, "AC_QUALITY": CriterionKind.QUALITY}
UNITS = {"DAY": "day", "MONTH": "month", "YEAR": "year"}


def read_lots(contract: Node, title: str | None, deadline: NoticeMoment | None) -> tuple[NoticeLot, ...]:
    """Return the lots in their order; `title` is that of the contract, for one that is not divided."""
    parts = contract.all("OBJECT_DESCR")
    published = [part.line("LOT_NO") or part.attribute("ITEM") for part in parts]
    nature = read_nature(contract)
    lots = [_lot(part, name) for part, name in zip(parts, unique_identifiers(published), strict=True)]
    return tuple(replace(lot, title=lot.title or title, nature=nature, deadline=deadline) for lot in lots)


def read_nature(contract: Node) -> NoticeNature | None:
    """Return what is bought."""
    return NATURES.get(contract.attribute("CTYPE", "TYPE_CONTRACT") or "")


def read_regions(part: Node) -> tuple[str, ...]:
    """Return the NUTS codes of the place of performance."""
    found = [plain.nuts(node.attribute("CODE")) for node in part.all("NUTS")]
    return tuple(dict.fromkeys(code for code in found if code))


def _lot(part: Node, identifier: str) -> NoticeLot:
    codes = [plain.cpv(node.attribute("CODE")) for node in part.all("CPV_ADDITIONAL/CPV_CODE")]
    number = part.line("LOT_NO")
    named_by_number = number if number and number != identifier else None
    return NoticeLot(
        identifier=identifier,
        published_identifier=number,
        title=plain.line(part.prose("TITLE")) or named_by_number,
        description=part.prose("SHORT_DESCR"),
        cpv=tuple(dict.fromkeys(code for code in codes if code)),
        nuts=read_regions(part),
        value=plain.amount(part.line("VAL_OBJECT")),
        currency=plain.currency(part.attribute("CURRENCY", "VAL_OBJECT")),
        criteria=tuple(_criteria(part)),
        period=_period(part),
        renewal=part.prose("RENEWAL_DESCR"),
        options=part.prose("OPTIONS_DESCR"),
        variants=_variants(part),
    )


def _variants(part: Node) -> NoticeVariants | None:
    if part.has("NO_ACCEPTED_VARIANTS"):
        return NoticeVariants.NOT_ALLOWED
    return NoticeVariants.ALLOWED if part.has("ACCEPTED_VARIANTS") else None


def _period(part: Node) -> NoticePeriod:
    return NoticePeriod(
        length=plain.whole_number(part.line("DURATION")),
        unit=UNITS.get(part.attribute("TYPE", "DURATION") or ""),
        start=read_date(part.line("DATE_START")),
        end=read_date(part.line("DATE_END")),
    )


def _criteria(part: Node) -> Iterator[NoticeCriterion]:
    """Read the criteria in their order. They stand in AC, or without it in the first editions of R2.0.9."""
    for node in [*part.all("AC/*"), *part.children()]:
        if node.name in KINDS:
            weight = read_weight(node.line("AC_WEIGHTING"))
            yield NoticeCriterion(KINDS[node.name], plain.line(node.prose("AC_CRITERION")), None, weight)
