"""Real and official notices, where the folder of shared data stands beside the repository: nothing of it is ours."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from tenders.calls.notices.percentages import normalise
from tenders.calls.notices.reading import read_notice
from tenders.calls.notices.refusals import NoticeRefused
from tenders.calls.notices.weights import WeightKind, read_weight

NOTICES = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "notices"

pytestmark = pytest.mark.skipif(
    not NOTICES.is_dir(), reason="needs ../shared/data, which is not part of the repository"
)


def read(path):
    try:
        with override("en"):
            return read_notice(path.read_bytes())
    except NoticeRefused as refused:
        return refused.sentence


@pytest.fixture(scope="module")
def ted():
    return {path.name: read(path) for path in sorted((NOTICES / "ted-f02").glob("*.xml"))}


@pytest.fixture(scope="module")
def eforms():
    return {path.name: read(path) for path in sorted((NOTICES / "eforms").glob("*.xml"))}


@pytest.fixture(scope="module")
def rows():
    with (NOTICES / "ted-f02.csv").open(encoding="utf-8", newline="") as table:
        return {Path(row["file"]).name: row for row in csv.DictReader(table)}


def test_every_ted_notice_is_read_with_what_a_call_needs(ted):
    assert len(ted) >= 120
    assert [name for name, notice in ted.items() if isinstance(notice, str)] == []
    for notice in ted.values():
        assert notice.title
        assert notice.buyer.name
        assert notice.buyer.country
        assert notice.deadline
        assert notice.lots
        assert notice.sent


def test_ted_notices_agree_with_a_table_made_by_others(ted, rows):
    procedures = {"1": "open", "2": "restricted", "B": "neg-w-call", "C": "comp-dial", "G": "innovation"}
    for name, row in rows.items():
        notice = ted[name]
        assert notice.deadline.date == date.fromisoformat(row["deadline"])
        assert (f"{notice.deadline.time:%H:%M}" if notice.deadline.time else "") == row["deadline_time"].zfill(5)[
            :5
        ].replace("00000", "")
        assert notice.sent == date.fromisoformat(row["dispatch_form"])
        assert notice.procedure == procedures[row["procedure"]]
        assert len(notice.lots) == int(row["lots"])
        assert notice.language == row["lang"].lower()
        assert notice.cpv == row["cpv"]
        assert bool(row["value"]) == (notice.value is not None)
        assert not row["value"] or float(notice.value) == pytest.approx(float(row["value"]))
        assert sum(len(lot.criteria) for lot in notice.lots) == (
            row["criteria"].count(" ;; ") + 1 if row["criteria"] else 0
        )


def test_contract_notices_of_eforms_are_read_and_others_refused(eforms):
    refused = {name: outcome for name, outcome in eforms.items() if isinstance(outcome, str)}
    assert len(eforms) - len(refused) >= 31
    for sentence in refused.values():
        assert "not a contract notice (eForms subtype" in sentence
    assert not [name for name in refused if "cn-" in name or "cn_" in name]


def test_published_notices_are_known_by_their_number(ted, eforms):
    notices = [notice for notice in [*ted.values(), *eforms.values()] if not isinstance(notice, str)]
    keys = Counter(key for notice in notices for key in notice.identities)
    assert [key for key, count in keys.items() if count > 1] == []


def test_lots_with_weights_have_percentages(ted, eforms):
    lots = [lot for notice in [*ted.values(), *eforms.values()] if not isinstance(notice, str) for lot in notice.lots]
    weighed = [lot for lot in lots if any(criterion.weight.number for criterion in lot.criteria)]
    without = [lot for lot in weighed if normalise([criterion.weight for criterion in lot.criteria]) is None]
    assert len(weighed) > 70
    assert without == []


def test_nearly_all_published_weights_become_numbers():
    with (NOTICES / "criteria.csv").open(encoding="utf-8", newline="") as table:
        weights = [read_weight(row["weight"]) for row in csv.DictReader(table)]
    given = [weight for weight in weights if weight.kind is not WeightKind.NONE]
    numbers = [weight for weight in given if not weight.flagged]
    assert len(numbers) / len(given) > 0.97
    assert all(weight.text for weight in given)
