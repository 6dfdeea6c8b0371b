"""Calls with many lots: what is told and printed about them asks as often for three lots as for one."""

from collections import Counter
from datetime import date

import pytest
from django.urls import reverse

from procurement.audit.log import digest_of
from procurement.audit.models import Event
from tenders.decisions import actions
from tenders.decisions.letters import letter_on_paper
from tenders.models import Decision, Letter
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


@pytest.mark.parametrize("lots", [1, 3])
def test_everybody_is_told_with_one_number_of_questions(personas, django_assert_num_queries, lots):
    tender = judged_call(personas, lots=lots)
    decisions = [award(personas, lot) for lot in tender.lots.all()]
    with django_assert_num_queries(126):
        actions.notify(tender, decisions=decisions, by=personas.officer, now=NOTIFIED)
    assert set(tender.lots.values_list("state", flat=True)) == {"standstill"}
    states = [bid.state for lot in tender.lots.all() for bid in lot.bids()]
    assert sorted(states) == ["not_selected"] * 2 * lots + ["selected"] * lots


def test_each_lot_decision_and_bid_is_logged_though_they_move_together(personas):
    tender = judged_call(personas, lots=3)
    decisions = [award(personas, lot) for lot in tender.lots.all()]
    actions.notify(tender, decisions=decisions, by=personas.officer, now=NOTIFIED)
    logged = Counter(Event.objects.filter(moment=NOTIFIED).values_list("verb", flat=True))
    moves = {"decision.notify": 3, "lot.start_standstill": 3, "lotbid.select": 3, "lotbid.pass_over": 6}
    assert moves.items() <= logged.items()
    told = Event.objects.filter(verb="lot.start_standstill").order_by("object_id")
    assert [event.object_id for event in told] == [str(lot.pk) for lot in tender.lots.all()]
    assert {(event.actor_id, event.payload["from"], event.payload["to"]) for event in told} == {
        (personas.officer.pk, "decided", "standstill")
    }
    assert [event.digest for event in told] == [digest_of(event) for event in told]


@pytest.mark.parametrize("lots", [1, 3])
def test_a_call_is_cancelled_with_one_number_of_questions(personas, django_assert_num_queries, lots):
    tender = judged_call(personas, lots=lots)
    for lot in tender.lots.all():
        award(personas, lot)
    with django_assert_num_queries(90):
        actions.cancel_call(tender, reason="The need has changed.", by=personas.signatory, now=NOTIFIED)
    assert set(tender.lots.values_list("state", flat=True)) == {"cancelled"}
    assert not Decision.in_force().exists()
    assert {bid.state for lot in tender.lots.all() for bid in lot.bids()} == {"ranked"}


@pytest.mark.parametrize("lots", [1, 3])
def test_lots_with_unlike_standstills_each_keep_their_own(personas, lots):
    tender = judged_call(personas, lots=lots)
    decisions = [award(personas, lot) for lot in tender.lots.all()]
    alone = tender.lots.last()
    alone.bids().exclude(price=alone.bids().order_by("price").first().price).delete()
    actions.notify(tender, decisions=decisions, by=personas.officer, now=NOTIFIED)
    dates = list(tender.lots.values_list("earliest_signature", flat=True))
    assert dates == [date(2027, 6, 9)] * (lots - 1) + [None]
