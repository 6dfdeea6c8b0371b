"""Read the rule packs: those that are shipped (`packs/*.toml`), and those that the site keeps itself (`RULES_ROOT`).

A national pack names only what differs: a table that it leaves out is that of the pack it `extends`, and so is each
option that it does not answer.
"""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from procurement.calendar.policies import Policy
from procurement.calendar.rules import (
    Ceiling,
    Choice,
    Declaring,
    Form,
    FreeBelow,
    Invitation,
    Notification,
    Option,
    Period,
    Reduction,
    Remedy,
    Retention,
    RulePack,
    StandstillRow,
    Thresholds,
    Wait,
)

PACKS = Path(__file__).parent / "packs"
FORUMS = ("remedies", "courts")

Tables = dict[str, Any]


def all_packs() -> tuple[RulePack, ...]:
    """Return every pack, oldest first. Raises KeyError, TypeError or ValueError for a row that is not of its form."""
    own = sorted((path, path.stat().st_mtime_ns) for path in own_folder().glob("*.toml")) if has_own() else []
    return _read(tuple(own))


def own_folder() -> Path:
    """Return the folder of the packs that this site keeps itself."""
    return Path(settings.RULES_ROOT)


def has_own() -> bool:
    """Tell whether the site keeps packs; counting days alone needs no settings."""
    return settings.configured and own_folder().is_dir()


def pack_from(text: str) -> RulePack:
    """Return what a text in TOML says. Raises ValueError, KeyError or TypeError where it is no pack."""
    return _pack(_whole(tomllib.loads(text)))


def text_of(country: str, version: str) -> str:
    """Return the text of a pack as it was written. Raises LookupError where there is none."""
    for path in _files():
        text = path.read_text(encoding="utf-8")
        own = tomllib.loads(text)
        if (own["country"], own["version"]) == (country, version):
            return text
    raise LookupError(country, version)


@lru_cache(maxsize=2)
def _read(own: tuple[tuple[Path, int], ...]) -> tuple[RulePack, ...]:
    """Read all anew when a file of the site's own came, went or changed."""
    paths = [*PACKS.glob("*.toml"), *(path for path, _changed in own)]
    packs = [pack_from(path.read_text(encoding="utf-8")) for path in paths]
    return tuple(sorted(packs, key=lambda pack: (pack.valid_from, pack.country, pack.version)))


def _files() -> Iterator[Path]:
    yield from PACKS.glob("*.toml")
    if has_own():
        yield from own_folder().glob("*.toml")


def _whole(own: Tables) -> Tables:
    if "extends" not in own:
        return own
    name = f"{own['extends']}.toml"
    path = next((path for path in _files() if path.name == name), None)
    if path is None:
        raise LookupError(name)
    base = _whole(tomllib.loads(path.read_text(encoding="utf-8")))
    return {**base, "valid_to": None, **own, "options": {**base["options"], **own.get("options", {})}}


def _pack(tables: Tables) -> RulePack:
    return RulePack(
        country=tables["country"],
        version=tables["version"],
        valid_from=tables["valid_from"],
        valid_to=tables.get("valid_to"),
        source=tables["source"],
        periods=tuple(_period(row) for row in tables["periods"]),
        standstills=tuple(_standstill(row) for row in tables["standstills"]),
        thresholds=tuple(_thresholds(row) for row in tables["thresholds"]),
        no_competition=tuple(
            FreeBelow(**{**row, "amount": Decimal(row["amount"])}) for row in tables.get("no_competition", [])
        ),
        invitations=tuple(_invitation(row) for row in tables.get("invitations", [])),
        results_public=_ceilings(tables.get("results_public", [])),
        declarations=tuple(_declaring(row) for row in tables["declarations"]),
        national_publication=Wait(**tables["national_publication"]),
        notification=_notification(tables["notification"]),
        retention=Retention(**tables["retention"]),
        options=MappingProxyType({option: Choice(**tables["options"][option]) for option in Option}),
        promises=MappingProxyType(tables["promises"]),
        remedies=MappingProxyType(dict(_remedies(tables))),
    )


def _period(row: Tables) -> Period:
    reductions = tuple(Reduction(**reduction) for reduction in row.get("reductions", []))
    return Period(**{**row, "policy": Policy(row["policy"]), "reductions": reductions})


def _standstill(row: Tables) -> StandstillRow:
    share = Decimal(row["threshold_share"])
    return StandstillRow(**{**row, "policy": Policy(row["policy"]), "threshold_share": share})


def _thresholds(row: Tables) -> Thresholds:
    amounts = {name: Decimal(row[name]) for name in ("central", "sub_central", "utilities", "works")}
    return Thresholds(**{**row, **amounts})


def _invitation(row: Tables) -> Invitation:
    return Invitation(**{**row, "ceilings": _ceilings(row.get("ceilings", []))})


def _ceilings(rows: list[Tables]) -> tuple[Ceiling, ...]:
    return tuple(Ceiling(**{**row, "amount": Decimal(row["amount"])}) for row in rows)


def _declaring(row: Tables) -> Declaring:
    return Declaring(**{**row, "form": Form(row["form"]), "procedures": tuple(row.get("procedures", ()))})


def _notification(row: Tables) -> Notification:
    return Notification(**{**row, "channels": tuple(row["channels"])})


def _remedies(tables: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], Remedy]]:
    for forum in FORUMS:
        for outcome, texts in tables.get(forum, {}).items():
            shared = {"source": texts["source"], "confirmed": texts["confirmed"]}
            for language in texts.keys() - shared.keys():
                text = texts[language]
                yield (forum, outcome, language), Remedy(**{**text, **shared, "periods": tuple(text["periods"])})
