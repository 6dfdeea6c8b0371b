"""`manage.py rehearse NOTICE.xml… --out DIR`: real notices through the whole life of a call, in a folder of its own."""

import json
import multiprocessing
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import override

from procurement.commands import NEGATIVE, PlainCommand, Unusable
from procurement.late import printing, signatures
from tenders.lifecycle.tender import TenderState
from tenders.rehearsal.outputs import plain
from tenders.rehearsal.stage import Script, rehearse
from tenders.rehearsal.template import migrated_template

MAX_BIDS = 200


class Command(PlainCommand):
    """Exit 0: all were played. 1: a notice could not be played. 2: unusable input."""

    help = "Take real notices through the whole life of a call, by the same actions as a real one, in a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("notices", nargs="+", type=Path, metavar="NOTICE.xml")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="absent or empty")
        parser.add_argument("--bids", type=int, default=5, help=f"how many firms bid, 0 to {MAX_BIDS}")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same play")
        parser.add_argument("--until", choices=TenderState.values, default=TenderState.CONCLUDED.value, metavar="STATE")
        parser.add_argument("--canary", default="", help="a text to put into every part of each bid")
        parser.add_argument("--json", action="store_true", help="print the summary, or an array of them")

    def handle(self, *args: Any, **options: Any) -> None:
        self._check(options)
        if not settings.REHEARSAL:
            raise SystemExit(_again_as_rehearsal())
        summaries = self._play_all(_scripts(options))
        self._tell(summaries, as_json=options["json"])
        if any("refused" in summary for summary in summaries):
            raise SystemExit(NEGATIVE)

    def _check(self, options: dict[str, Any]) -> None:
        out: Path = options["out"]
        if not 0 <= options["bids"] <= MAX_BIDS:
            raise Unusable(f"--bids must be between 0 and {MAX_BIDS}.")
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise Unusable(f"{out} is not empty: a rehearsal wants a folder of its own.")
        for notice in options["notices"]:
            if not notice.is_file():
                raise Unusable(f"{notice} is not a file.")

    def _play_all(self, scripts: list[Script]) -> list[dict[str, Any]]:
        """Play each in a process of its own: a fresh clock, database and media, and nothing left behind."""
        # What prints and signs loads slowly: once here, before the processes part, and not in each of them.
        printing()
        signatures()
        scripts[0].folder.parent.mkdir(parents=True, exist_ok=True)
        forked = multiprocessing.get_context("fork")
        with forked.Pool(min(len(scripts), os.cpu_count() or 1), maxtasksperchild=1) as pool:
            return pool.map(_rehearse_safely, scripts, chunksize=1)

    def _tell(self, summaries: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            told = summaries[0] if len(summaries) == 1 else summaries
            self.stdout.write(json.dumps(told, indent=1, ensure_ascii=False))
            return
        for summary in summaries:
            outcome = summary.get("refused") or f"{summary['state']}, {len(summary['files'])} files"
            self.stdout.write(f"{summary['notice']}: {outcome}")


def _scripts(options: dict[str, Any]) -> list[Script]:
    """Return one script per notice: in DIR itself, or in one subfolder each when there are several."""
    template, notices, out = migrated_template(), options["notices"], options["out"]
    folders = [out] if len(notices) == 1 else [out / name for name in _distinct([plain(n.stem) for n in notices])]
    shared = {key: options[key] for key in ("bids", "seed", "until", "canary")}
    return [
        Script(notice=notice, folder=folder, template=template, **shared)
        for notice, folder in zip(notices, folders, strict=True)
    ]


def _distinct(names: list[str]) -> list[str]:
    return [
        f"{name}-{names[:place].count(name) + 1}" if name in names[:place] else name for place, name in enumerate(names)
    ]


def _again_as_rehearsal() -> int:
    """Run the same command line under the rehearsal's settings, where the clock may be set."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "procurement.settings.rehearsal"}
    manage = str(settings.BASE_DIR / "manage.py")
    return subprocess.run([sys.executable, manage, *sys.argv[1:]], check=False, env=environment).returncode  # noqa: S603


def _rehearse_safely(script: Script) -> dict[str, Any]:
    """Play one; what nobody foresaw becomes a sentence too, so that the other notices are still played.

    The language of the command is said again: a process that the pool starts later does not inherit it.
    """
    try:
        with override("en"):
            return rehearse(script)
    except Exception as fault:  # noqa: BLE001  a fault in one must not end the others
        return {"notice": str(script.notice), "refused": f"The rehearsal broke: {type(fault).__name__}: {fault}"}
