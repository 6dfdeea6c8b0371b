"""The Belgian register's open data (KBO/BCE), as its cookbook (R018.00) describes the files."""

import re
from datetime import date

from suppliers.models import Source
from suppliers.registers.extracts import Extract, ExtractRefused, Values
from suppliers.registers.passes import NO_ENTRY, Pass, Plan, Read
from suppliers.registers.regions import region_of

LANGUAGES = {"0": "", "1": "fr", "2": "nl", "3": "de", "4": "en"}
OWN_NAME = "001"  # 002 abbreviation, 003 commercial name, 004 name of a branch
SEAT, FIRST_PLACE_OF_WORK = "REGO", "OBAD"  # the second is given for people without a seat
ACTIVE, MAIN = "AC", "MAIN"
# Enterprise numbers begin so. Establishments (2 to 8) and branches (9) have numbers of their own.
ENTERPRISE = re.compile(r"[01]\d{9}\Z")
ENTITY = re.compile(r"\d{10}\Z")
LONGEST_LABEL = 400


def plan(extract: Extract) -> Plan:
    """Return how the extract is imported.

    Raises:
        ExtractRefused: it is no full extract of this register.
    """
    if "enterprise.csv" not in extract.members:
        if "enterprise_insert.csv" in extract.members:
            raise ExtractRefused("This is an update file. Give the full one.")
        raise ExtractRefused("There is no enterprise.csv in it.")
    passes = tuple(one for one in PASSES if one.file in extract.members)
    return Plan(Source.KBO, "BE", extract, passes, _labels(extract))


def day_of(extract: Extract) -> date:
    """Return the day that the extract describes."""
    meta = extract.members.get("meta.csv")
    facts = {row[0]: row[1] for row in meta.rows(["Variable", "Value"]) if row} if meta else {}
    try:
        day, month, year = facts["SnapshotDate"].split("-")
        return date(int(year), int(month), int(day))
    except (KeyError, ValueError):
        return extract.day


def _labels(extract: Extract) -> dict[tuple[str, str], str]:
    """Return the words for legal forms and activities: some twenty thousand, the only part held in memory."""
    member = extract.members.get("code.csv")
    found = {}
    for row in member.rows(["Category", "Code", "Language", "Description"]) if member else ():
        category, code, language, text = row or ("", "", "", "")
        if category == "JuridicalForm" or category.startswith("Nace"):
            kind = "form" if category == "JuridicalForm" else category.lower()
            found[f"{kind}:{code}"[:30], language.lower()[:2]] = text.strip()[:LONGEST_LABEL]
    return found


def _number(text: str) -> str | None:
    """Return an enterprise number, "" for that of another kind of thing, None for what is no number."""
    digits = text.replace(".", "").strip()
    if ENTERPRISE.match(digits):
        return digits
    return "" if ENTITY.match(digits) else None


def _enterprise(row: Values) -> Read | None:
    number, status, form, form_to_be = row
    found = _number(number)
    return (found, {"legal_form": (form_to_be or form)[:10], "ended": status != ACTIVE}) if found is not None else None


def _name(row: Values) -> Read | None:
    number, language, kind, text = row
    found = _number(number)
    if not found or kind != OWN_NAME:
        return NO_ENTRY if found is not None else None
    return found, {"names": {LANGUAGES.get(language, ""): text.strip()}}


def _address(row: Values) -> Read | None:
    found = _number(row[0])
    kind, struck_off = row[1], row[-1]
    if not found or struck_off or kind not in {SEAT, FIRST_PLACE_OF_WORK}:
        return NO_ENTRY if found is not None else None
    country_nl, country_fr, code, place_nl, place_fr, street_nl, street_fr, house, box, extra = row[2:-1]
    french = _lines(extra, street_fr or street_nl, house, box and f"bte {box}", code, place_fr or place_nl, country_fr)
    dutch = _lines(extra, street_nl or street_fr, house, box and f"bus {box}", code, place_nl or place_fr, country_nl)
    return found, {
        "addresses": {"fr": french, "nl": dutch},
        "nuts": "" if country_nl or country_fr else region_of("BE", code),
    }


def _lines(*parts: str) -> str:
    extra, street, house, box, code, place, country = (part.strip() for part in parts)
    lines = [extra, " ".join(filter(None, [street, house, box])), f"{code} {place}".strip(), country]
    return "\n".join(filter(None, lines))


def _activity(row: Values) -> Read | None:
    number, version, code, classification = row
    found = _number(number)
    if not found or classification != MAIN:
        return NO_ENTRY if found is not None else None
    return found, {"activities": [f"nace{version}:{code}"]}


PASSES = (
    Pass(
        "enterprise.csv",
        ("EnterpriseNumber", "Status", "JuridicalForm", "JuridicalFormCAC"),
        _enterprise,
        parts=(),
        makes=True,
    ),
    Pass(
        "denomination.csv",
        ("EntityNumber", "Language", "TypeOfDenomination", "Denomination"),
        _name,
        parts=("names",),
    ),
    Pass(
        "address.csv",
        (
            "EntityNumber", "TypeOfAddress", "CountryNL", "CountryFR", "Zipcode", "MunicipalityNL", "MunicipalityFR",
            "StreetNL", "StreetFR", "HouseNumber", "Box", "ExtraAddressInfo", "DateStrikingOff",
        ),
        _address,
        parts=("addresses",),
    ),
    Pass(
        "activity.csv",
        ("EntityNumber", "NaceVersion", "NaceCode", "Classification"),
        _activity,
        parts=("activities",),
    ),
)  # fmt: skip
