"""Which score a person had before its eyes: a form carries its mark, so that no window overwrites another unseen."""

from datetime import datetime
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from procurement.dates import date_format
from procurement.lifecycle import Refused
from tenders.models import Consensus, Score


class Overtaken(Refused):
    """Another score stands there since the page was made. `mark` is that one's."""

    def __init__(self, standing: Score | Consensus | None) -> None:
        super().__init__(_sentence(standing))
        self.mark = mark_of(standing)


def mark_of(standing: Score | Consensus | None) -> str:
    """Return the moment at which the score was given; nothing where there is none yet."""
    return _given_at(standing).isoformat() if standing else ""


def refuse_overtaken(standing: Score | Consensus | None, seen: str | None, *, value: Decimal, reason: str) -> None:
    """Raise Overtaken when another score stands there than the one that was seen. Saving the same twice is no harm."""
    if seen is None or seen == mark_of(standing):
        return
    if standing and (standing.value, standing.reason) == (value, reason.strip()):
        return
    raise Overtaken(standing)


def _sentence(standing: Score | Consensus | None) -> str:
    if standing is None:
        return _("The score that you had before you is no longer there. Save again to give yours.")
    sentence = _(
        "Since you opened this page, another score was saved: %(value)s, on %(moment)s. What you typed is kept below. "
        "Save again to put it in its place."
    )
    moment = date_format(localtime(_given_at(standing)), "DATETIME_FORMAT")
    return sentence % {"value": number_format(standing.value.normalize()), "moment": moment}


def _given_at(standing: Score | Consensus) -> datetime:
    return standing.scored_at if isinstance(standing, Score) else standing.agreed_at
