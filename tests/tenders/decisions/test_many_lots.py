"""Calls with many lots: what is told and printed about them asks as often for three lots as for one."""

import pytest
from django.urls import reverse

from tenders.decisions.letters import letter_on_paper
from tenders.models import Letter
from tests.factories.published import NOTIFIED, award, judged_call, notify_award
from tests.personas import Personas


@pytest.fixture
def officer(client, personas: Personas, hands):
    hands.at = NOTIFIED
    client.force_login(personas.officer)
    return client


@pytest.mark.parametrize("lots", [1, 3])
def test_what_is_told_is_shown_with_one_number_of_questions(officer, personas, django_assert_num_queries, lots):
    tender = judged_call(personas, lots=lots)
    for lot in tender.lots.all():
        award(personas, lot)
    with django_assert_num_queries(25):
        page = officer.get(reverse("decisions:notify", args=[tender.reference])).text
    assert page.count("Chosen: rank 1 of 3") == lots
    assert page.count("Told today, the standstill of") == 1


def test_lots_that_wait_equally_long_share_a_sentence(officer, personas):
    tender = judged_call(personas, lots=5)
    for lot in tender.lots.all():
        award(personas, lot)
    lot.bids().exclude(price=lot.bids().order_by("price").first().price).delete()
    page = officer.get(reverse("decisions:notify", args=[tender.reference])).text
    assert "<strong>Lots 1–4.</strong> Told today" in page
    assert "<strong>Lot 5.</strong> No standstill applies" in page


@pytest.mark.parametrize("lots", [1, 3])
def test_a_letter_is_written_with_one_number_of_questions(personas, django_assert_num_queries, lots):
    tender = judged_call(personas, lots=lots)
    notify_award(personas, *tender.lots.all())
    letter = Letter.objects.select_related("notification__tender__buyer", "supplier", "notification__sent_by").first()
    with django_assert_num_queries(12):
        paper = letter_on_paper(letter, code="2222-2222")
    assert [about.outcome for about in paper.lots] == ["winner"] * lots
    assert {len(about.scores) for about in paper.lots} == {2}
