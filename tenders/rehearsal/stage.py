"""One rehearsal, in a folder of its own: database, media and keys. Runs in a process of its own."""

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from procurement import clock
from procurement.lifecycle import Refused
from tenders.calls.importing import import_notice
from tenders.calls.notices.reading import read_notice
from tenders.calls.notices.refusals import NoticeRefused
from tenders.models import CallTerms, Tender
from tenders.rehearsal.cast import hire, invite_firms
from tenders.rehearsal.hands import Hands
from tenders.rehearsal.life import Life
from tenders.rehearsal.outputs import summary_of, write_papers, write_record

MARK = "Rehearsal"
INVENTED = "The people, the firms, their bids, the scores and the reasons are invented."
UNLIMITED = "How many lots a firm may bid for and win is left out: the invented firms bid for all of them."
VALIDITY = 180  # days
BINDING = f"The notice does not say how long bids bind: {VALIDITY} days."


@dataclass(frozen=True, slots=True)
class Script:
    """What to rehearse, and how."""

    notice: Path
    folder: Path
    template: Path
    bids: int
    seed: int
    until: str
    canary: str


def rehearse(script: Script) -> dict[str, Any]:
    """Play one notice; returns its summary, or {"notice", "refused": sentence} where it can't be played."""
    _set_up(script)
    try:
        summary = _play(script)
    except (NoticeRefused, Refused) as refusal:
        return {"notice": str(script.notice), "refused": str(refusal)}
    (script.folder / "summary.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False))
    return summary


def _set_up(script: Script) -> None:
    """Point this process at the rehearsal's own folder. It must not have touched a database or a file before."""
    script.folder.mkdir(parents=True, exist_ok=True)
    database = script.folder.resolve() / "db.sqlite3"
    shutil.copyfile(script.template, database)
    connection.settings_dict["NAME"] = str(database)
    settings.MEDIA_ROOT = script.folder.resolve() / "media"
    settings.KEYS_ROOT = script.folder.resolve() / "keys"


def _play(script: Script) -> dict[str, Any]:
    notice = read_notice(script.notice.read_bytes())
    hands = Hands(datetime.fromisoformat("2000-01-01T00:00:00+00:00"), "UTC")
    with clock.set_to(hands):
        imported = import_notice(notice, by=None, now=hands(), rehearsal=True)
        tender = imported.tender
        settled = settle(tender)
        _wind(hands, tender)
        cast = hire(tender.buyer, mark=MARK, now=hands())
        bidders = invite_firms(script.bids, mark=MARK, country=tender.buyer.country)
        life = Life(tender, cast, bidders, hands, Random(script.seed), script.canary)  # noqa: S311  dice of a play
        life.live(script.until)
        files = write_papers(tender, script.folder)
        files += [*write_record(tender, script.folder), "summary.json"]
        assumptions = [*imported.assumptions, *settled, INVENTED]
        return summary_of(tender, notice=str(script.notice), assumptions=assumptions, files=files)


def settle(tender: Tender) -> list[str]:
    """Write what an officer settles before such a call is sent for approval; return it as assumptions."""
    terms = CallTerms.objects.get_or_create(tender=tender)[0]
    settled = []
    if terms.most_bids or terms.most_wins:
        terms.most_bids = terms.most_wins = None
        settled.append(UNLIMITED)
    if not terms.validity_days:
        terms.validity_days = VALIDITY
        settled.append(BINDING)
    terms.save()
    return settled


def _wind(hands: Hands, tender: Tender) -> None:
    """Set the clock to the morning of the day on which the notice was sent."""
    hands.zone = ZoneInfo(tender.buyer.time_zone)
    if tender.sent_on:
        hands.at = datetime.combine(tender.sent_on, time(9), tzinfo=hands.zone).astimezone(UTC)
