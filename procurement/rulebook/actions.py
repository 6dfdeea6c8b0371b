"""Rules of the site's own: kept from a coming day on, and taken back until then. What was in force never changes."""

import os
import tomllib
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.calendar.checking import faults
from procurement.calendar.loading import all_packs, own_folder, pack_from
from procurement.calendar.rules import RulePack
from procurement.dates import date_format
from procurement.lifecycle import Refused


def read(text: str, *, today: date) -> RulePack:
    """Return the rules that a text says. Raises Refused with a sentence for each thing that is wrong with it."""
    try:
        pack = pack_from(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(_("This is not TOML: %(error)s.") % {"error": error}) from error
    except LookupError as error:
        raise Refused(_("“%(name)s” is missing.") % {"name": error.args[0]}) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise Refused(_("A row is not of its form: %(error)s.") % {"error": error}) from error
    if type(pack.valid_from) is not date:
        raise Refused(_("The first day is written without quotes, such as: valid_from = 2027-03-01."))
    sentences = [*faults(pack), *_misplaced(pack, today)]
    if sentences:
        raise Refused(*sentences)
    return pack


def _misplaced(pack: RulePack, today: date) -> list[str]:
    """Say what stands against these rules beside those that are there."""
    sentences = []
    if not _is_name(pack.country) or not _is_name(pack.version):
        sentences.append(_("Country and version are written with letters, digits, points and dashes."))
    if any((pack.country, pack.version) == (other.country, other.version) for other in all_packs()):
        sentences.append(_("Version %(version)s is there already: give another name.") % {"version": pack.version})
    if pack.valid_from <= today:
        sentences.append(
            _("Rules hold from a coming day on, %(day)s is none: what was counted before stays as it was.")
            % {"day": date_format(pack.valid_from)}
        )
    return sentences


def _is_name(text: str) -> bool:
    return 0 < len(text) <= 20 and text.strip(".") == text and text.replace("-", "").replace(".", "").isalnum()  # noqa: PLR2004


def keep(text: str, *, reason: str, by: User, now: datetime, today: date) -> RulePack:
    """Keep rules from a coming day on. Raises Refused."""
    pack = read(text, today=today)
    with transaction.atomic():
        told = {"valid_from": pack.valid_from.isoformat(), "sha256": sha256(text.encode()).hexdigest()}
        record("rules.keep", by, by=by, now=now, payload={**_name(pack), **told, "reason": reason})
        _write(file_of(pack), text)
    return pack


def take_back(pack: RulePack, *, by: User, now: datetime, today: date) -> None:
    """Take rules back that do not hold yet. Raises Refused."""
    if pack.valid_from <= today or not file_of(pack).exists():
        raise Refused(_("Only rules of this site's own can be taken back, and only before they hold."))
    with transaction.atomic():
        record("rules.take_back", by, by=by, now=now, payload=_name(pack))
        file_of(pack).unlink()


def file_of(pack: RulePack) -> Path:
    """Return the file of a pack that the site keeps itself."""
    return own_folder() / f"{pack.country}-{pack.version}.toml".lower()


def _name(pack: RulePack) -> dict[str, str]:
    return {"country": pack.country, "version": pack.version}


def _write(path: Path, text: str) -> None:
    """Write the whole file or nothing: another process may read the folder meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, suffix=".part", encoding="utf-8", delete=False) as part:
        part.write(text)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(path)
