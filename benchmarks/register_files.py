"""Invented registers of any length, in the layouts that the real ones are published in."""

import csv
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

STREETS = ["Rue Neuve", "Kerkstraat", "Rue de la Gare", "Stationsstraat", "Grand-Place", "Dorpsstraat"]
TOWNS = [("1000", "Brussel", "Bruxelles"), ("5000", "Namen", "Namur"), ("9000", "Gent", "Gand")]

# KBO Open Data, cookbook R018.00
KBO = {
    "enterprise.csv": "EnterpriseNumber Status JuridicalSituation TypeOfEnterprise JuridicalForm JuridicalFormCAC"
    " StartDate",
    "denomination.csv": "EntityNumber Language TypeOfDenomination Denomination",
    "address.csv": "EntityNumber TypeOfAddress CountryNL CountryFR Zipcode MunicipalityNL MunicipalityFR StreetNL"
    " StreetFR HouseNumber Box ExtraAddressInfo DateStrikingOff",
    "activity.csv": "EntityNumber ActivityGroup NaceVersion NaceCode Classification",
}
META = [["Variable", "Value"], ["SnapshotDate", "30-10-2026"], ["ExtractType", "full"]]
CODES = [
    ["Category", "Code", "Language", "Description"],
    ["JuridicalForm", "610", "FR", "Société à responsabilité limitée"],
]

# SIRENE stock files, version 3.11
UNITS = [
    "siren",
    "statutDiffusionUniteLegale",
    "unitePurgeeUniteLegale",
    "dateCreationUniteLegale",
    "sigleUniteLegale",
    "sexeUniteLegale",
    "prenom1UniteLegale",
    "prenom2UniteLegale",
    "prenom3UniteLegale",
    "prenom4UniteLegale",
    "prenomUsuelUniteLegale",
    "pseudonymeUniteLegale",
    "identifiantAssociationUniteLegale",
    "trancheEffectifsUniteLegale",
    "anneeEffectifsUniteLegale",
    "dateDernierTraitementUniteLegale",
    "nombrePeriodesUniteLegale",
    "categorieEntreprise",
    "anneeCategorieEntreprise",
    "dateDebut",
    "etatAdministratifUniteLegale",
    "nomUniteLegale",
    "nomUsageUniteLegale",
    "denominationUniteLegale",
    "denominationUsuelle1UniteLegale",
    "denominationUsuelle2UniteLegale",
    "denominationUsuelle3UniteLegale",
    "categorieJuridiqueUniteLegale",
    "activitePrincipaleUniteLegale",
    "nomenclatureActivitePrincipaleUniteLegale",
    "nicSiegeUniteLegale",
    "economieSocialeSolidaireUniteLegale",
    "societeMissionUniteLegale",
    "caractereEmployeurUniteLegale",
]
PLACES = [
    "siren",
    "nic",
    "siret",
    "statutDiffusionEtablissement",
    "dateCreationEtablissement",
    "trancheEffectifsEtablissement",
    "anneeEffectifsEtablissement",
    "activitePrincipaleRegistreMetiersEtablissement",
    "dateDernierTraitementEtablissement",
    "etablissementSiege",
    "nombrePeriodesEtablissement",
    "complementAdresseEtablissement",
    "numeroVoieEtablissement",
    "indiceRepetitionEtablissement",
    "typeVoieEtablissement",
    "libelleVoieEtablissement",
    "codePostalEtablissement",
    "libelleCommuneEtablissement",
    "libelleCommuneEtrangerEtablissement",
    "distributionSpecialeEtablissement",
    "codeCommuneEtablissement",
    "codeCedexEtablissement",
    "libelleCedexEtablissement",
    "codePaysEtrangerEtablissement",
    "libellePaysEtrangerEtablissement",
    "dateDebut",
    "etatAdministratifEtablissement",
    "enseigne1Etablissement",
    "activitePrincipaleEtablissement",
    "nomenclatureActivitePrincipaleEtablissement",
    "caractereEmployeurEtablissement",
]


def kbo_number(index: int) -> str:
    """Return the enterprise number that follows `index`, with its check digits, as the file writes it."""
    first = 4_000_000 + index
    digits = f"{first:08}{97 - first % 97:02}"
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def siren(index: int) -> str:
    """Return a SIREN with its check digit (Luhn)."""
    first = f"{30_000_000 + index:08}"
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(first))
    return f"{first}{-total % 10}"


def kbo_rows(firms: int) -> dict[str, Iterable[list[str]]]:
    """Return the rows of each file: a firm has one name, one address and three main activities."""

    def rows(name: str) -> Iterator[list[str]]:
        yield KBO[name].split()
        for index in range(firms):
            yield from _kbo_row(name, index)

    return {"meta.csv": META, "code.csv": CODES, **{name: rows(name) for name in KBO}}


def _kbo_row(name: str, index: int) -> Iterator[list[str]]:
    number, (code, dutch, french) = kbo_number(index), TOWNS[index % len(TOWNS)]
    street = STREETS[index % len(STREETS)]
    if name == "enterprise.csv":
        yield [number, "AC", "000", "2", "610", "", "01-01-2020"]
    elif name == "denomination.csv":
        yield [number, "1", "001", f"Atelier {index} SRL"]
    elif name == "address.csv":
        yield [number, "REGO", "", "", code, dutch, french, street, street, str(index % 300 + 1), "", "", ""]
    else:
        for version, activity in (("2025", "43210"), ("2008", "43211"), ("2003", "45310")):
            yield [number, "001", version, activity, "MAIN"]


def sirene_rows(firms: int) -> dict[str, Iterable[list[str]]]:
    """Return the rows of both stock files: a firm has a seat and nothing else."""

    def units() -> Iterator[list[str]]:
        yield UNITS
        fixed = {"categorieJuridiqueUniteLegale": "5710", "etatAdministratifUniteLegale": "A"}
        fixed |= {"activitePrincipaleUniteLegale": "43.21A", "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2"}
        for index in range(firms):
            row = {"siren": siren(index), "denominationUniteLegale": f"ATELIER {index}", **fixed}
            yield [row.get(column, "") for column in UNITS]

    def places() -> Iterator[list[str]]:
        yield PLACES
        fixed = {"etablissementSiege": "true", "typeVoieEtablissement": "RUE", "libelleVoieEtablissement": "DE LA GARE"}
        fixed |= {"codePostalEtablissement": "59000", "libelleCommuneEtablissement": "LILLE"}
        for index in range(firms):
            row = {"siren": siren(index), "numeroVoieEtablissement": str(index % 90 + 1), **fixed}
            yield [row.get(column, "") for column in PLACES]

    return {"StockUniteLegale_utf8.csv": units(), "StockEtablissement_utf8.csv": places()}


def write_zip(path: Path, files: dict[str, Iterable[list[str]]]) -> Path:
    """Write the files into a zip, row by row."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, rows in files.items():
            with archive.open(name, "w") as raw:
                csv.writer(_Encoded(raw), quoting=csv.QUOTE_ALL).writerows(rows)
    return path


class _Encoded:
    """A text file over bytes: what csv.writer needs of one."""

    def __init__(self, raw: object) -> None:
        self.raw = raw

    def write(self, text: str) -> int:
        return self.raw.write(text.encode())  # type: ignore[attr-defined]
