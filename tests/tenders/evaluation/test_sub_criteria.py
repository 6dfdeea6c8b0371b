"""Parts of a criterion are scored one by one; every table of points shows their sum before them."""

import re
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from procurement.headings import by_heading
from tenders.bids.forms import LotForm
from tenders.decisions.letters import letter_on_paper
from tenders.evaluation.actions import rank_lot
from tenders.evaluation.queries import criteria_of, ranking_of
from tenders.models import Consensus, Letter
from tests.factories.calls import divide, place
from tests.factories.judged import get, named, room
from tests.factories.published import judged_call, notify_award, published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-05-16")


def cells(page: str) -> list[str]:
    return re.findall(r'data-label="([^"]+)">(?:<strong>)?([\d.,]+)', page)


@pytest.fixture
def judged(personas):
    """Three ranked firms, whose 40 points of quality come from a method and a team."""
    tender = judged_call(personas)
    lot = tender.lots.get()
    method, team = divide(lot)
    ranking = lot.ranking()
    for row in ranking.result["ranking"]:
        earned = Decimal(row["points"]["q1"])
        row["points"] |= {"q1": str(earned - 10), "q2": "10.00"}
    ranking.save()
    for bid in lot.every_bid():
        said = {"value": Decimal(6), "reason": "Two people.", "agreed_at": NOW, "agreed_by": personas.chair}
        Consensus.objects.create(lot_bid=bid, criterion=team, **said)
    assert (method.full_name, str(team)) == ("Qualité – Méthode", "Qualité – Équipe")
    return tender


def test_facts_for_papers_name_the_whole_of_each_part(judged):
    lot = judged.lots.get()
    assert [(row.heading, row.name, row.weight) for row in criteria_of(lot)] == [
        ("", "Prix", 60), ("Qualité", "Méthode", 25), ("Qualité", "Équipe", 15),
    ]  # fmt: skip
    best = ranking_of(lot)[0]
    assert [score.heading for score in best.scores] == ["", "Qualité", "Qualité"]
    assert sum(score.points for score in best.scores) == best.total


def test_the_ranking_shows_the_sum_before_its_parts(client, lot, personas):
    parts = divide(lot)
    for name, price, scores in (("Clear SA", "100.00", (8, 6)), ("Dense SA", "120.00", (10, 10))):
        bid = named(lot, name, price, state="admitted")
        for criterion, value in zip(parts, scores, strict=True):
            said = {"value": value, "reason": "All agreed.", "agreed_at": NOW, "agreed_by": personas.chair}
            Consensus.objects.create(lot_bid=bid, criterion=criterion, **said)
    place(lot.tender, "consensus")
    rank_lot(lot, by=personas.chair, now=NOW)
    page = get(client, personas.chair, room(lot.tender, "ranking/"))
    assert [pair for pair in cells(page) if pair[0].startswith(("Prix", "Qu", "M", "É"))] == [
        ("Prix of 60", "50.00"), ("Qualité of 40", "40.00"), ("Méthode of 25", "25.00"), ("Équipe of 15", "15.00"),
        ("Prix of 60", "60.00"), ("Qualité of 40", "29.00"), ("Méthode of 25", "20.00"), ("Équipe of 15", "9.00"),
    ]  # fmt: skip
    assert re.findall(r'"pv-number(?: pv-part)?"><span lang="fr">([^<]+)', page) == [
        "Prix", "Qualité", "Méthode", "Équipe",
    ]  # fmt: skip


def test_a_letter_tells_the_sum_and_each_part_of_it(judged, personas):
    notify_award(personas, judged.lots.get())
    letter = Letter.objects.order_by("pk").last()
    paper = letter_on_paper(letter, code="TEST-TEST")
    (own,) = paper.lots
    assert own.maximum == 100
    price, quality = by_heading(own.scores)
    assert (price.name, quality.name, quality.maximum) == ("", "Qualité", 40)
    assert quality.points == sum(row.score.points for row in quality.rows)
    with override("fr"):
        page = render_to_string("pdf/own_scores.html", {"letter": own})
    assert page.index("Qualité, 40") < page.index("Méthode, 25") < page.index("Équipe, 15") < page.index("Total, 100")


def test_the_sheet_and_the_form_of_a_firm_name_the_whole(client, lot, personas):
    method, _team = divide(lot)
    place(lot.tender, "evaluation")
    bid = named(lot, "Clear SA", state="admitted")
    page = get(client, personas.evaluator, room(lot.tender, f"scores/{bid.pk}/{method.pk}/"))
    assert "Qualité – Méthode</h1>" in page
    assert "Criterion 1 of 2, 25 points" in page
    form = LotForm(lot=lot, currency="EUR", only=True, offer=None, priced=True)
    labels = [field.label for field in form.answers]
    assert labels == ["Qualité – Méthode", "Qualité – Équipe"]


def test_imagined_bids_earn_the_sum_of_the_parts(client):
    lot = published_call().lots.get()
    method, team = divide(lot)
    keys = [lot.criteria.get(kind="price").pk, method.pk, team.pk]
    data = {f"bid0-{key}": value for key, value in zip(keys, ("100", "8", "6"), strict=True)}
    page = client.post(reverse("record:points", args=[lot.tender.reference, lot.identifier]), data).text
    assert [(label, points) for label, points in cells(page) if not label.startswith("Points")] == [
        ("Prix of 60", "60.00"), ("Qualité of 40", "29.00"), ("Méthode of 25", "20.00"), ("Équipe of 15", "9.00"),
    ]  # fmt: skip
