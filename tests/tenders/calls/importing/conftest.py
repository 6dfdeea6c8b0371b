"""Notices to import: invented ones of plain values, and the samples in their two formats."""

from datetime import date, time
from pathlib import Path

import pytest

from tenders.calls.notices.notice import (
    CriterionKind,
    Notice,
    NoticeBuyer,
    NoticeCriterion,
    NoticeFormat,
    NoticeIdentity,
    NoticeLot,
    NoticeMoment,
    NoticeProcedure,
)
from tenders.calls.notices.reading import read_notice
from tenders.calls.notices.weights import read_weight
from tests.personas import moment

SAMPLES = Path(__file__).parent.parent / "notices" / "samples"


def criterion(kind, weight):
    return NoticeCriterion(CriterionKind(kind), "Named", None, read_weight(weight))


@pytest.fixture
def notice():
    """A complete open call, sent on Monday 25 January 2027, its deadline on Monday 15 March."""
    return Notice(
        format=NoticeFormat.TED,
        form="F02",
        names=NoticeIdentity(publication_number="42-2027"),
        buyer=NoticeBuyer(name="Ville de Valbrume", national_id="0200.000.001", country="BE"),
        title="Entretien des espaces verts",
        language="fr",
        procedure=NoticeProcedure.OPEN,
        sent=date(2027, 1, 25),
        deadline=NoticeMoment(date(2027, 3, 15), time(10), None, "Europe/Brussels", moment("2027-03-15", 9)),
        lots=(NoticeLot("1", title="Lot 1", criteria=(criterion("price", "60"), criterion("quality", "40"))),),
    )


@pytest.fixture
def sample():
    """Read a sample, after changing its text: `sample("ted.xml", ("42", "43"))`."""

    def read(name, *changes):
        text = (SAMPLES / name).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return read_notice(text.encode())

    return read
