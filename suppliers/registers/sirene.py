"""The French register's stock files (SIRENE): StockUniteLegale and StockEtablissement, together or one at a time."""

import re
from datetime import date

from suppliers.models import Source
from suppliers.registers.extracts import Extract, ExtractRefused, Values
from suppliers.registers.passes import NO_ENTRY, Pass, Plan, Read
from suppliers.registers.regions import region_of

UNITS, PLACES = "stockunitelegale", "stocketablissement"
SIREN = re.compile(r"\d{9}\Z")
NOT_GIVEN_OUT = "[ND]"  # the firm asked that this stays out of the published files
CEASED = "C"
IN_NAME = re.compile(r"(20\d\d)-(\d\d)-(\d\d)")


def plan(extract: Extract) -> Plan:
    """Return how the extract is imported: firms first, then the addresses of their seats.

    Raises:
        ExtractRefused: it holds neither of the two files.
    """
    units, places = _called(extract, UNITS), _called(extract, PLACES)
    if not units and not places:
        raise ExtractRefused("There is neither StockUniteLegale nor StockEtablissement in it.")
    passes = [Pass(units, UNIT_COLUMNS, _unit, parts=("names", "activities"), makes=True)] if units else []
    passes += [Pass(places, PLACE_COLUMNS, _place, parts=("addresses",))] if places else []
    return Plan(Source.SIRENE, "FR", extract, tuple(passes), {})


def day_of(extract: Extract) -> date:
    """Return the day in the files' names, as the archive gives them; else that of the newest file."""
    for name in extract.members:
        if found := IN_NAME.search(name):
            return date(*map(int, found.groups()))
    return extract.day


def _called(extract: Extract, kind: str) -> str:
    """Return the file of this kind; the history of the same firms has a longer name."""
    names = (name for name in extract.members if kind in name and "histori" not in name and "lien" not in name)
    return next(names, "")


UNIT_COLUMNS = (
    "siren", "denominationUniteLegale", "sigleUniteLegale", "prenomUsuelUniteLegale", "prenom1UniteLegale",
    "nomUsageUniteLegale", "nomUniteLegale", "categorieJuridiqueUniteLegale", "activitePrincipaleUniteLegale",
    "nomenclatureActivitePrincipaleUniteLegale", "etatAdministratifUniteLegale",
)  # fmt: skip
PLACE_COLUMNS = (
    "siren", "etablissementSiege", "complementAdresseEtablissement", "numeroVoieEtablissement",
    "indiceRepetitionEtablissement", "typeVoieEtablissement", "libelleVoieEtablissement",
    "distributionSpecialeEtablissement", "codePostalEtablissement", "libelleCommuneEtablissement",
    "codeCedexEtablissement", "libelleCedexEtablissement", "libelleCommuneEtrangerEtablissement",
    "libellePaysEtrangerEtablissement",
)  # fmt: skip


def _unit(row: Values) -> Read | None:
    siren, *rest = _given(row)
    if not SIREN.match(siren):
        return None
    named, short, first, other_first, used, born, form, activity, classification, standing = rest
    person = " ".join(filter(None, [first or other_first, used or born]))
    name = named or person or short
    return siren, {
        "names": {"": name} if name else {},
        "activities": [f"{classification.lower()}:{activity}"] if activity else [],
        "legal_form": form[:10],
        "ended": standing == CEASED,
    }


def _place(row: Values) -> Read | None:
    siren, seat, *rest = _given(row)
    if not SIREN.match(siren):
        return None
    if seat.lower() != "true":
        return NO_ENTRY
    extra, house, again, kind, street, special, code, place, cedex, cedex_place, abroad, country = rest
    road = " ".join(filter(None, [house, again, kind, street]))
    town = f"{cedex or code} {cedex_place or place or abroad}".strip()
    address = "\n".join(filter(None, [extra, road, special, town, country]))
    return siren, {"addresses": {"": address} if address else {}, "nuts": "" if country else region_of("FR", code)}


def _given(row: Values) -> Values:
    return tuple("" if text == NOT_GIVEN_OUT else text for text in row) if NOT_GIVEN_OUT in row else row
