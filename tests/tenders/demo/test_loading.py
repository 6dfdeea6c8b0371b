"""`make run` begins with this: the demonstration loads, whatever day it is, and once."""

from collections import Counter
from pathlib import Path

import pytest

from procurement import clock
from procurement.accounts.models import User
from tenders.demo.loading import load_demo
from tenders.demo.script import read_script
from tenders.lifecycle.tender import TenderState
from tenders.models import AwardCriterion, Bid, Tender
from tests.personas import moment

# The day of a leap year: a year later and a year earlier, it is not there.
TODAY = moment("2028-02-29")


@pytest.fixture
def db(own_database: Path) -> Path:
    """Here deeds really commit, and the worker closes its connection."""
    return own_database


def test_every_call_reaches_its_state_and_a_second_start_adds_nothing(db, settings, hands) -> None:
    settings.DEMO = True
    hands.at = TODAY
    wanted = Counter(row["state"] for row in read_script()["calls"])
    assert set(wanted) == set(TenderState)
    told: list[str] = []
    assert load_demo(clock.now(), told.append) == len(told) == wanted.total()
    calls, templates = Tender.objects.filter(template=False), Tender.objects.filter(template=True)
    assert Counter(calls.values_list("state", flat=True)) == wanted
    assert Counter(templates.values_list("buyer__language", "nature")) == {
        ("fr", "supplies"): 2, ("fr", "services"): 2, ("nl", "supplies"): 1, ("nl", "services"): 1,
        ("de", "supplies"): 1, ("de", "services"): 1,
    }  # fmt: skip
    assert all(not template.lots_with_wrong_weights() for template in templates)
    assert not Tender.objects.filter(demo=False).exists()
    divided = AwardCriterion.objects.exclude(heading="").values_list("lot__tender__state", "kind")
    assert sorted(divided) == [("evaluation", "quality"), ("evaluation", "quality")]
    groups = {bid.round.tender.state: bid.tenderer for bid in Bid.objects.exclude(team=[])}
    assert set(groups) == {"admissibility", "concluded"}
    assert all(", Demo Elm" in group for group in groups.values())
    people = User.objects.count()
    assert load_demo(clock.now(), told.append) == 0
    assert (calls.count(), templates.count(), User.objects.count()) == (wanted.total(), 8, people)
