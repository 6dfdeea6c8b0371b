"""Read `calls.toml` into what the importer takes: notices of invented authorities, with dates around today."""

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from procurement.calendar.holidays import holiday_list
from procurement.calendar.policies import next_working_day
from tenders.calls.notices.notice import (
    CriterionKind,
    Notice,
    NoticeBuyer,
    NoticeCriterion,
    NoticeFormat,
    NoticeIdentity,
    NoticeLot,
    NoticeMoment,
    NoticeNature,
    NoticePeriod,
    NoticeProcedure,
    NoticeTerms,
    NoticeVariants,
)
from tenders.calls.notices.weights import read_weight

ZONES = {"BE": "Europe/Brussels", "FR": "Europe/Paris"}
DEADLINE_HOUR = time(10)
DAYS_TO_BID = timedelta(days=42)
VALIDITY = 120  # days for which a bid binds its firm


@dataclass(frozen=True, slots=True)
class DemoCall:
    """One call to load: whose, in which state, whether a group bids, of what its quality criteria are parts."""

    key: str
    buyer: str
    state: str
    notice: Notice
    together: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """A call template as the file says it; the first criterion is the price, each with its weight."""

    language: str
    nature: str
    title: str
    description: str
    criteria: list[tuple[str, int]]
    selection: list[tuple[str, str, str, str]]


def demo_templates(script: dict[str, Any]) -> list[TemplateWords]:
    """Return the call templates in every language."""
    return [TemplateWords(**row) for row in script["templates"]]


def read_script() -> dict[str, Any]:
    """Return the file as it is written."""
    return tomllib.loads(Path(__file__).with_name("calls.toml").read_text())


def demo_calls(script: dict[str, Any], today: date) -> list[DemoCall]:
    """Return every call, its deadline placed around `today` and its notice sent six weeks before."""
    buyers = {row["key"]: row for row in script["buyers"]}
    return [
        DemoCall(
            row["key"],
            row["buyer"],
            row["state"],
            _notice(row, buyers[row["buyer"]], today),
            together=row.get("together", False),
            heading=row.get("heading", ""),
        )
        for row in script["calls"]
    ]


def _notice(row: dict[str, Any], buyer: dict[str, Any], today: date) -> Notice:
    country = buyer["country"]
    near = today + timedelta(days=row["deadline_in"])
    day = next_working_day(near, holiday_list(country, None, range(near.year, near.year + 2)))
    if row["deadline_in"] < 0 <= (day - today).days:
        day = near  # a call that is to be closed today has its deadline behind it, weekend or not
    at = datetime.combine(day, DEADLINE_HOUR, tzinfo=ZoneInfo(ZONES[country]))
    return Notice(
        format=NoticeFormat.EFORMS,
        form="16",
        names=NoticeIdentity(notice_id=f"demo-{row['key']}", notice_version="1"),
        buyer=NoticeBuyer(name=buyer["name"], national_id=f"DEMO-{buyer['key']}", country=country, nuts=buyer["nuts"]),
        title=row["title"],
        description=row["description"],
        language=buyer["language"],
        **_terms(row, buyer),
        cpv=row["cpv"],
        nuts=(buyer["nuts"],),
        procedure=NoticeProcedure(row["procedure"]),
        nature=NoticeNature(row["nature"]),
        value=sum((Decimal(lot["value"]) for lot in row["lots"]), Decimal(0)),
        currency="EUR",
        sent=day - DAYS_TO_BID,
        deadline=NoticeMoment(day, DEADLINE_HOUR, at.utcoffset(), ZONES[country], at),
        divided=len(row["lots"]) > 1,
        lots=tuple(replace(_lot(lot, number), **_contract(row)) for number, lot in enumerate(row["lots"], start=1)),
    )


def _lot(lot: dict[str, Any], number: int) -> NoticeLot:
    return NoticeLot(
        identifier=f"LOT-{number:04}",
        title=lot["title"],
        value=Decimal(lot["value"]),
        currency="EUR",
        criteria=tuple(_criterion(name, weight, place) for place, (name, weight) in enumerate(lot["criteria"])),
    )


def _terms(row: dict[str, Any], buyer: dict[str, Any]) -> dict[str, Any]:
    """What holds for every bid; a call that does not say how long its contract runs says none of this either."""
    if "months" not in row:
        return {}
    asked = {"contact_service": buyer["service"], "contact_email": f"info@{buyer['key']}.example"}
    terms = NoticeTerms(validity=NoticePeriod(VALIDITY, "day"), **asked)
    return {"submission_languages": (buyer["language"],), "terms": terms}


def _contract(row: dict[str, Any]) -> dict[str, Any]:
    if "months" not in row:
        return {}
    said: dict[str, Any] = {name: row[name] for name in ("renewals", "renewal", "options") if name in row}
    variants = NoticeVariants(row.get("variants", NoticeVariants.NOT_ALLOWED))
    return {"period": NoticePeriod(row["months"], "month"), "variants": variants, **said}


def _criterion(name: str, weight: int, place: int) -> NoticeCriterion:
    """The first criterion of each lot is its price."""
    kind = CriterionKind.QUALITY if place else CriterionKind.PRICE
    return NoticeCriterion(kind=kind, name=name, description=None, weight=read_weight(str(weight)))
