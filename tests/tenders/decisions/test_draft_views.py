"""Drafting a decision in the browser: from the ranking, with every sentence of a refusal, and nothing typed is lost."""

import re

import pytest
from django.urls import reverse

from tenders.models import Consensus, Decision
from tests.factories.calls import place
from tests.tenders.decisions.conftest import ADVANTAGES, DRAFTED, GROUNDS

FIRST = "1. {name}: 92.00 points, €100,000.00"


def address(room) -> str:
    return reverse("decisions:draft", args=[room.tender.reference, room.lot.pk])


def typed(room, **changes: object) -> dict[str, object]:
    usual = {"outcome": "award", "winners": [room.offers["LOT-0001"][0].pk], "grounds": GROUNDS, "reason_code": ""}
    return {**usual, "advantages": ADVANTAGES, **changes}


@pytest.fixture
def officer(client, room, hands):
    hands.at = DRAFTED
    client.force_login(room.people.officer)
    return client


def test_the_offers_stand_in_the_order_of_the_ranking(officer, room):
    page = officer.get(address(room)).text
    names = re.findall(r"govuk-checkboxes__label[^>]*>([^<]+)<", page)
    assert [name[0] for name in names] == ["1", "2", "3"]
    assert names[0] == FIRST.format(name=room.firms[0].name)


def test_a_draft_is_kept(officer, room):
    answer = officer.post(address(room), typed(room))
    assert answer.url == reverse("decisions:lot", args=[room.tender.reference, room.lot.pk])
    decision = Decision.objects.get()
    assert (decision.outcome, decision.grounds, decision.author) == ("award", GROUNDS, room.people.officer)
    assert list(decision.winners.all()) == room.offers["LOT-0001"][:1]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"grounds": ""}, "This field is required."),
        ({"grounds": "Best"}, "Still missing: the grounds."),
        ({"winners": []}, "Still missing: the winner."),
        ({"advantages": ""}, "Still missing: the winner&#x27;s advantages."),
        ({"reason_code": "chan-need"}, "A reason code belongs to a lot that is not awarded."),
        ({"outcome": "no_award"}, "Only an award names a winner."),
        (
            {"outcome": "no_award", "winners": [], "reason_code": "no-rece"},
            "Bids were received: choose another reason.",
        ),
    ],
)
def test_what_speaks_against_it_is_said_and_nothing_typed_is_lost(officer, room, change, sentence):
    said = typed(room, **change)
    answer = officer.post(address(room), said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "There is something to mend" in answer.text
    for text in (said["grounds"], said["advantages"]):
        assert f">\n{text}</textarea>" in answer.text
    assert answer.text.count(" checked") == 1 + len(said["winners"])
    if said["reason_code"]:
        assert re.search(rf'value="{said["reason_code"]}"[^>]* selected', answer.text)
    assert not Decision.objects.exists()


def test_an_offer_of_another_lot_is_no_choice(officer, room):
    answer = officer.post(address(room), typed(room, winners=[10_000]))
    assert (answer.status_code, "10000 is not one of the available choices" in answer.text) == (422, True)


def test_a_draft_is_written_anew_by_its_author_and_its_outcome_stays(officer, room):
    decision = room.draft(outcome="no_award", reason_code="chan-need")
    page = officer.get(address(room)).text
    assert "What is decided: <strong>no award</strong>" in page
    assert 'name="outcome"' not in page
    assert f">\n{GROUNDS}</textarea>" in page
    changed = typed(
        room, outcome="award", winners=[], advantages="", reason_code="ins-fund", grounds="No money is left."
    )
    assert officer.post(address(room), changed).status_code == 302
    decision.refresh_from_db()
    assert (decision.outcome, decision.reason_code, decision.grounds) == ("no_award", "ins-fund", "No money is left.")


def test_nobody_else_writes_it_anew(officer, room):
    decision = room.draft()
    Decision.objects.filter(pk=decision.pk).update(author=room.people.approver)
    page = officer.get(address(room)).text
    assert "Only its author changes a draft." in page
    assert "<textarea" not in page
    assert officer.post(address(room), typed(room, grounds="Mine is better.")).status_code == 422
    decision.refresh_from_db()
    assert decision.grounds == GROUNDS


def test_while_one_is_approved_no_other_is_drafted(officer, room):
    place(room.draft(), "approved")
    assert "Another decision about this lot is being prepared." in officer.get(address(room)).text
    assert officer.post(address(room), typed(room)).status_code == 422
    assert Decision.objects.count() == 1


def test_another_decision_takes_the_place_of_the_one_in_force(officer, room):
    old = room.signed()
    room.notify(old)
    second = room.offers["LOT-0001"][1].pk
    assert officer.post(address(room), typed(room, winners=[second])).status_code == 302
    new = Decision.objects.get(state="draft")
    assert new.supersedes == old
    page = officer.get(reverse("decisions:call", args=[room.tender.reference])).text
    assert "Once signed, it takes the place of the decision that was signed on 21 April 2027." in page


def test_before_the_evaluation_is_closed_a_lot_can_only_be_cancelled(officer, room):
    place(room.tender, "admissibility")
    assert re.search(r'value="cancellation"[^>]* checked', officer.get(address(room)).text)
    assert "Decide once the evaluation is closed." in officer.post(address(room), typed(room)).text
    cancelled = typed(room, outcome="cancellation", winners=[], advantages="", reason_code="chan-need")
    assert officer.post(address(room), cancelled).status_code == 302
    assert Decision.objects.get().outcome == "cancellation"


def test_reasons_that_were_copied_are_shown_before_anything_is_typed(officer, room):
    Consensus.objects.update(reason="Good in every way.")
    assert "The same reason stands 3 times, word for word: “Good in every way.”" in officer.get(address(room)).text


def test_a_lot_without_a_ranked_bid_says_that_there_is_none_to_choose(officer, room):
    room.lot.rankings.all().delete()
    page = officer.get(address(room)).text
    assert "No bid is ranked in this lot: there is none to choose." in page
    assert 'type="checkbox"' not in page
