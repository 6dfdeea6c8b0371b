"""Small extracts in the published layouts. The firms are invented; their numbers carry right check digits."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.register_files import KBO, PLACES, UNITS

Rows = Sequence[Sequence[str]]
LUX, NORD, SOLO = "0403.019.261", "0400.000.185", "0400.000.284"
META = [["Variable", "Value"], ["SnapshotDate", "30-10-2026"], ["ExtractType", "full"]]
CODES = [
    ["Category", "Code", "Language", "Description"],
    ["JuridicalForm", "610", "FR", "Société à responsabilité limitée"],
    ["JuridicalForm", "610", "NL", "Besloten vennootschap"],
    ["Nace2025", "43210", "NL", "Elektrische installatie"],
    ["Language", "1", "FR", "français"],
]
ROWS: dict[str, list[list[str]]] = {
    "enterprise.csv": [
        [LUX, "AC", "000", "2", "610", "", "01-01-2020"],
        [NORD, "AC", "000", "2", "014", "610", "01-01-2019"],
        [SOLO, "AC", "000", "1", "", "", "01-01-2021"],
    ],
    "denomination.csv": [
        [LUX, "1", "001", "Atelier Lux SRL"],
        [LUX, "2", "001", "Atelier Lux BV"],
        [LUX, "1", "003", "Chez Lux"],
        [NORD, "0", "001", "Nord"],
        [SOLO, "1", "001", "Sol Omio"],
        ["2.000.000.339", "1", "001", "A place of work"],
    ],
    "address.csv": [
        [LUX, "REGO", "", "", "1000", "Brussel", "Bruxelles", "Eikstraat", "Rue du Chêne", "16", "3", "", ""],
        [NORD, "REGO", "Frankrijk", "France", "62000", "Arras", "Arras", "Rue Haute", "Rue Haute", "2", "", "", ""],
        [SOLO, "OBAD", "", "", "5000", "Namen", "Namur", "Rue Neuve", "Rue Neuve", "1", "", "", ""],
        [LUX, "REGO", "", "", "9000", "Gent", "Gand", "Old", "Old", "1", "", "", "01-01-2020"],
    ],
    "activity.csv": [
        [LUX, "001", "2008", "43211", "MAIN"],
        [LUX, "001", "2025", "43210", "MAIN"],
        [LUX, "001", "2025", "47110", "SECO"],
    ],
}


def kbo_files(changes: Mapping[str, Rows] | None = None, *, day: str = "30-10-2026") -> dict[str, Rows]:
    """Return the files of an extract, with other rows where `changes` has some."""
    rows = {**ROWS, **(changes or {})}
    meta = [META[0], ["SnapshotDate", day]]
    return {"meta.csv": meta, "code.csv": CODES, **{name: [KBO[name].split(), *rows[name]] for name in KBO}}


def unit(siren: str, **facts: str) -> list[str]:
    """Return a row of StockUniteLegale; a fact's name leaves `UniteLegale` out."""
    given = {"siren": siren} | {f"{name}UniteLegale": value for name, value in facts.items()}
    return [given.get(column, "") for column in UNITS]


def place(siren: str, *, seat: str = "true", **facts: str) -> list[str]:
    """Return a row of StockEtablissement; a fact's name leaves `Etablissement` out."""
    given = {"siren": siren, "etablissementSiege": seat}
    given |= {f"{name}Etablissement": value for name, value in facts.items()}
    return [given.get(column, "") for column in PLACES]


def sirene_files(units: Rows, places: Rows) -> dict[str, Rows]:
    """Return both stock files."""
    return {"StockUniteLegale_utf8.csv": [UNITS, *units], "StockEtablissement_utf8.csv": [PLACES, *places]}


def as_text(rows: Rows) -> str:
    """Return rows as the registers write them: everything in quotes."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


def zipped(path: Path, files: Mapping[str, Rows]) -> Path:
    """Write the files into a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files.items():
            archive.writestr(name, as_text(rows))
    return path


def unpacked(folder: Path, files: Mapping[str, Rows]) -> Path:
    """Write the files into a folder."""
    folder.mkdir()
    for name, rows in files.items():
        (folder / name).write_text(as_text(rows), encoding="utf-8", newline="")
    return folder
