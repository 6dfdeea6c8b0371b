"""What a rehearsal leaves in its folder: the papers under plain names, the record, the summary."""

import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from procurement import clock
from tenders.access import bids_of
from tenders.models import Lot, Paper, Tender
from tenders.record.ocds import record_package

SINGLE = {Paper.Kind.OPENING_RECORD: "opening-record", Paper.Kind.EVALUATION_REPORT: "evaluation-report"}


def plain(name: str) -> str:
    """Return a name that any file system takes: letters, digits and hyphens only."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") or "x"


def _name(paper: Paper) -> str:
    if paper.kind in SINGLE:
        return SINGLE[Paper.Kind(paper.kind)]
    if paper.kind == Paper.Kind.DECISION and paper.lot:
        return f"decision-{plain(paper.lot.identifier)}"
    return f"{paper.kind}-{plain(paper.supplier.name if paper.supplier else paper.code)}"


def write_papers(tender: Tender, folder: Path) -> list[str]:
    """Copy every paper of the call into the folder; a second one of a name gets a number. Returns the names."""
    written: list[str] = []
    for paper in tender.papers.select_related("lot", "supplier"):
        stem, name, number = _name(paper), f"{_name(paper)}.pdf", 1
        while name in written:
            number += 1
            name = f"{stem}-{number}.pdf"
        (folder / name).write_bytes(paper.file.read())
        written.append(name)
    return written


def write_record(tender: Tender, folder: Path) -> list[str]:
    """Write the OCDS 1.1.5 record package, as the public would get it; nothing before the call is public."""
    package = record_package([tender], now=clock.now())
    if not package["records"]:
        return []
    (folder / "record.json").write_text(json.dumps(package, indent=1, ensure_ascii=False))
    return ["record.json"]


def summary_of(tender: Tender, *, notice: str, assumptions: list[str], files: list[str]) -> dict[str, Any]:
    """Return what happened, for people and programs. Holds no content of a bid."""
    return {
        "notice": notice,
        "state": tender.state,
        "tender": tender.reference,
        "database_url": f"sqlite:///{connection.settings_dict['NAME']}",
        "media_root": str(settings.MEDIA_ROOT),
        "assumptions": assumptions,
        "stages": [
            {"id": stage.kind, "committed": _day(stage.commitment), "actual": _day(stage.actual), "by": stage.who}
            for stage in tender.stages.all()
        ],
        "bids": [
            {"number": bid.number, "supplier": bid.supplier.name, "state": bid.state}
            for bid in bids_of(tender).order_by("pk")
        ],
        "lots": [{"id": lot.identifier, "state": lot.state, "ranking": _ranking(lot)} for lot in tender.lots.all()],
        "files": files,
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _ranking(lot: Lot) -> list[dict[str, Any]]:
    ranking = lot.ranking()
    names = {lot_bid.bid.number: lot_bid.supplier.name for lot_bid in lot.bids()}
    return [{**row, "supplier": names.get(row["id"])} for row in ranking.result["ranking"]] if ranking else []
