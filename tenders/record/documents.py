"""The call as a PDF: made by the worker when somebody asks for it, and kept until the call says something else.

Neither signed nor numbered: the page of the call is the original. A file is named by the digest of what it says and of
how it looks, so that a call that did not change is never printed twice, and a change is never missed.
"""

import hashlib
import json
import os
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django_tasks import task

from procurement import clock
from procurement.paper import printed
from tenders.models import Tender
from tenders.record.call_paper import CallPaper
from tenders.record.printing import call_on_paper
from tenders.record.queries import calls_to_print

FOLDER = "call-prints"
TEMPLATES = ("pdf/base.html", "pdf/call.html", "pdf/call_lot.html", "pdf/foot.html")
# After so long without a file, it is asked for again.
PATIENCE = timedelta(minutes=5)


def print_of(tender: Tender, paper: CallPaper) -> Path | None:
    """Return the PDF that says exactly this, if it was made."""
    place = _place(tender, paper)
    return place if place.is_file() else None


def ask_for_print(tender: Tender, paper: CallPaper, *, now: datetime) -> None:
    """Let the worker make the PDF. Asked by many at once, it is queued once in `PATIENCE`."""
    mark = _place(tender, paper).with_suffix(".asked")
    if mark.is_file() and now.timestamp() - mark.stat().st_mtime < PATIENCE.total_seconds():
        return
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    os.utime(mark, (now.timestamp(), now.timestamp()))
    make_print.enqueue(tender.pk, paper.language)


@task()
def make_print(tender_id: int, language: str) -> None:
    """Print a call as it stands now, once; what it said before in this language is thrown away."""
    tender = calls_to_print().filter(pk=tender_id).first()
    if tender is None:
        return
    paper = call_on_paper(tender, language=language, now=clock.now())
    place = _place(tender, paper)
    if place.is_file():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_suffix(f".{os.getpid()}")
    half.write_bytes(printed(paper))
    half.replace(place)  # nobody meets half a file
    for other in place.parent.glob(f"{language}-*"):
        if other != place:
            other.unlink(missing_ok=True)


def _place(tender: Tender, paper: CallPaper) -> Path:
    says = json.dumps(paper.as_data(), ensure_ascii=False, sort_keys=True).encode()
    digest = hashlib.sha256(_look() + says).hexdigest()
    return Path(settings.MEDIA_ROOT) / FOLDER / str(tender.pk) / f"{paper.language}-{digest}.pdf"


@lru_cache(maxsize=1)
def _look() -> bytes:
    """Return the digest of the templates: a new look is printed anew."""
    sources = [get_template(name).template.source for name in TEMPLATES]  # type: ignore[attr-defined]  # of Django's engine
    return hashlib.sha256("\0".join(sources).encode()).digest()
