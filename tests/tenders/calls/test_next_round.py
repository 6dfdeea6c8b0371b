"""A restricted procedure in two rounds: requests are selected, those selected are invited, and only they offer."""

from datetime import date, time

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused, blockers
from procurement.outbox.models import Mail
from tenders.access import own_bids
from tenders.bids import actions as bids
from tenders.calls import actions as calls
from tenders.calls.planning import promise
from tenders.calls.round_emails import round_started
from tenders.evaluation import actions as evaluation
from tenders.models import Envelope, LotBid, Round, Stage, Tender
from tenders.record.queries import open_calls
from tests.factories.calls import add_lot, place
from tests.factories.people import join
from tests.factories.sealed import AFTER, BEFORE, hand_in, open_call, open_together, started
from tests.personas import moment

DAY, TEN = date(2027, 5, 3), time(10)
EARLY = date(2027, 3, 22)


def reasons(tender: Tender, personas) -> list[str]:
    return [str(said) for said in blockers(tender, "start_next_round", by=personas.officer, now=AFTER)]


@pytest.fixture
def requested(personas, hands) -> Tender:
    """Two firms have asked to take part in a restricted procedure."""
    hands.at = BEFORE
    tender = open_call(personas, procedure="restricted")
    tender.rounds.update(kind="requests")
    promise(tender, moment("2027-02-02"))
    hand_in(tender, personas.supplier, personas.owner, price=None, mark="one")
    hand_in(tender, personas.other_supplier, personas.other_owner, price=None, mark="two")
    hands.at = AFTER
    return tender


@pytest.fixture
def selected(requested, personas) -> Tender:
    """The first firm is selected, the second is not, with the reason."""
    open_together(requested, personas)
    officer = personas.officer
    evaluation.appoint_panel(requested, chair=personas.chair, members=[personas.evaluator], by=officer, now=AFTER)
    for person in (officer, personas.chair, personas.evaluator):
        evaluation.declare_interests(requested, by=person, now=AFTER)
    evaluation.start_examination(requested, by=officer, now=AFTER)
    for offer in requested.lots.get().bids():
        if offer.supplier == personas.supplier:
            evaluation.admit(offer, by=officer, now=AFTER)
        else:
            evaluation.reject(offer, rule="Turnover", facts="It is below the level.", by=officer, now=AFTER)
    evaluation.start_evaluation(requested, by=officer, now=AFTER)
    requested.refresh_from_db()
    return requested


@pytest.fixture
def started_again(selected, personas) -> Tender:
    """The second round runs."""
    return started_now(selected, personas)


def started_now(selected, personas) -> Tender:
    calls.prepare_next_round(selected, day=DAY, at=TEN, by=personas.officer, now=AFTER)
    bids.prepare_envelope(selected, members=personas.committee, by=personas.officer, now=AFTER)
    calls.start_next_round(selected, by=personas.officer, now=AFTER)
    return selected


def test_requests_are_not_scored(selected, personas):
    said = blockers(selected, "close_scoring", by=personas.chair, now=AFTER)
    assert "Requests to participate are not scored: start the next round." in map(str, said)


def test_each_thing_that_is_missing_is_said(selected, personas):
    assert reasons(selected, personas) == ["No further round is prepared."]
    calls.prepare_next_round(selected, day=EARLY, at=TEN, by=personas.officer, now=AFTER)
    assert reasons(selected, personas) == [
        "The deadline of the next round is too early: the law allows 13 April 2027 at the earliest.",
        "The opening committee has not made or tried the keys of the next round.",
    ]
    with pytest.raises(Refused, match="too early"):
        calls.start_next_round(selected, by=personas.officer, now=AFTER)
    calls.prepare_next_round(selected, day=DAY, at=TEN, by=personas.officer, now=AFTER)
    bids.prepare_envelope(selected, members=personas.committee, by=personas.officer, now=AFTER)
    assert reasons(selected, personas) == []
    assert selected.rounds.count() == 2


def test_the_round_starts_with_its_own_days_and_key_and_those_of_the_first_stay(started_again, selected):
    tender = started_again
    assert (tender.state, tender.round_number, tender.round.kind) == ("published", 2, "offers")
    assert Envelope.objects.filter(round__tender=tender).count() == 2
    assert tender.stages.get(kind="submission").commitment == DAY
    assert tender.stages.get(kind="opening").actual is None
    first = Stage.every.get(tender=tender, round_number=1, kind="opening")
    assert first.actual == date(2027, 3, 15)
    assert Event.objects.filter(verb="tender.start_next_round").count() == 1


def test_only_the_selected_firm_is_invited_and_may_offer(started_again, personas):
    told = [mail.to for mail in Mail.objects.all() if "invit" in mail.subject]
    assert set(told) == {personas.owner.email, personas.contributor.email}
    started(started_again, personas.supplier, personas.owner)
    with pytest.raises(Refused, match="Only the firms that were selected"):
        started(started_again, personas.other_supplier, personas.other_owner)


def told_they_are_out() -> dict[str, Mail]:
    mails = Mail.objects.filter(subject__contains="was not selected")
    return {mail.to: mail for mail in mails}


def in_english(*people) -> None:
    for person in people:
        person.language = "en"
        person.save()


def test_the_firm_that_is_not_selected_is_told_so_and_how_to_ask_why(selected, personas):
    in_english(personas.other_owner)
    colleague = join(personas.other_supplier, email="colleague@example.org", language="nl")
    started_now(selected, personas)
    mail = told_they_are_out()[personas.other_owner.email]
    assert "Your request to participate" in mail.text
    assert "within 15 days of your request" in mail.text
    assert f"Write to {personas.buyer.email}" in mail.text
    assert f"/en/calls/{selected.reference}/" in mail.text
    assert personas.supplier.name not in mail.text
    assert {one.language for one in Mail.objects.filter(to=colleague.email, subject__contains=selected.reference)} == {
        "nl"
    }
    assert not {personas.owner.email, personas.contributor.email} & set(told_they_are_out())
    everything = "".join(f"{one.subject} {one.text} {one.html}" for one in Mail.objects.all())
    assert "Turnover" not in everything
    assert "It is below the level." not in everything


def test_who_took_its_request_back_is_told_nothing(requested, selected, personas):
    in_english(personas.other_owner)
    place(own_bids(personas.other_owner).get(state="opened"), "withdrawn")
    started_now(selected, personas)
    assert told_they_are_out() == {}


def test_nobody_is_told_of_a_selection_before_the_round_starts(selected, personas):
    in_english(personas.other_owner)
    calls.prepare_next_round(selected, day=DAY, at=TEN, by=personas.officer, now=AFTER)
    assert told_they_are_out() == {}


def test_of_several_lots_a_firm_hears_for_which_it_is_selected(requested, personas, hands):
    lot = requested.lots.get()
    second = add_lot(requested)
    for offer in opened_in_both(requested, personas, second):
        rejected = offer.lot == second or offer.supplier == personas.other_supplier
        place(offer, "rejected" if rejected else "admitted")
    Round.objects.create(
        tender=requested, number=2, kind="offers", deadline_date=DAY, deadline_time=TEN,
        time_zone="Europe/Brussels", deadline_at=moment("2027-05-03", 8),
    )  # fmt: skip
    Tender.objects.filter(pk=requested.pk).update(round_number=2)
    requested.refresh_from_db()
    in_english(personas.owner, personas.other_owner)
    round_started(requested.round, now=AFTER)
    mail = Mail.objects.get(to=personas.owner.email, subject__contains="invited to the next round")
    assert f"Selected for lot {lot.number}.\n" in mail.text
    assert f"Not selected for lot {second.number}. You may ask" in mail.text
    assert f"lot {second.number}" not in told_they_are_out()[personas.other_owner.email].text


def opened_in_both(tender: Tender, personas, second) -> list[LotBid]:
    open_together(tender, personas)
    for offer in list(tender.lots.first().bids()):
        LotBid.objects.create(bid=offer.bid, lot=second)
    return list(LotBid.objects.filter(lot__tender=tender))


def test_offers_are_sealed_opened_and_scored_as_in_any_round(started_again, personas, hands):
    hands.at = moment("2027-04-20")
    price = hand_in(started_again, personas.supplier, personas.owner, price="900.00")
    assert price.bid.round.number == 2
    after = started_again.round.deadline_at.replace(minute=5)
    hands.at = after
    place(started_again, "closed")
    act = open_together(started_again, personas, now=after)
    assert act.bids_opened == 1
    started_again.refresh_from_db()
    assert started_again.asks_for_offers()
    assert [str(offer.price) for offer in started_again.lots.get().concerned() if offer.bid.round.number == 2] == [
        "900.00"
    ]


def test_a_later_round_is_not_listed_among_the_calls_that_everybody_may_bid_for(started_again, client):
    assert not open_calls(AFTER).exists()
    page = client.get(started_again.get_absolute_url()).text
    assert "Round 2: offers, of the firms that were selected" in page
    assert "Opening, round 1" in page


def test_the_committee_of_a_running_round_stays_until_it_has_opened(requested, personas):
    Round.objects.create(
        tender=requested, number=2, deadline_date=DAY, deadline_time=TEN, time_zone="Europe/Brussels",
        deadline_at=moment("2027-05-03", 8),
    )  # fmt: skip
    with pytest.raises(Refused, match="opens its bids first"):
        bids.prepare_envelope(requested, members=personas.committee[:2], by=personas.officer, now=AFTER)
    assert requested.committee.count() == 3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day": date(2027, 3, 1)}, "This moment has passed already."),
        ({"day": date(2027, 5, 2)}, "must be on a working day"),
        ({"at": time(3)}, "No deadline between midnight"),
    ],
)
def test_what_cant_be_a_deadline_is_refused(selected, personas, change, sentence: str):
    facts = {"day": DAY, "at": TEN, **change}
    with pytest.raises(Refused, match=sentence):
        calls.prepare_next_round(selected, **facts, by=personas.officer, now=AFTER)
    assert selected.rounds.count() == 1


def test_only_officers_prepare_it_and_only_where_one_follows(requested, selected, personas):
    with pytest.raises(Refused, match="Only this role"):
        calls.prepare_next_round(selected, day=DAY, at=TEN, by=personas.chair, now=AFTER)
    Tender.objects.filter(pk=selected.pk).update(procedure="open")
    with pytest.raises(Refused, match="no further round"):
        calls.prepare_next_round(selected, day=DAY, at=TEN, by=personas.officer, now=AFTER)


def test_the_officer_does_it_in_the_browser(selected, personas, client, hands):
    client.force_login(personas.officer)
    office = reverse("desk:call", args=[selected.reference])
    prepare = reverse("calls:next_round", args=[selected.reference])
    start = reverse("desk:move", args=[selected.reference, "start_next_round"])
    page = client.get(office).text
    assert prepare in page
    assert "No further round is prepared." in page
    wrong = client.post(prepare, {"day": "2027-05-02", "at": "10:00"})
    assert wrong.status_code == 422
    assert "The deadline must be on a working day." in wrong.text
    client.post(prepare, {"day": "2027-05-03", "at": "10:00"})
    assert reverse("opening:committee", args=[selected.reference]) in client.get(office).text
    members = [member.pk for member in personas.committee]
    answer = client.post(reverse("opening:committee", args=[selected.reference]), {"members": members})
    assert answer.status_code == 302
    asked = client.get(start).text
    assert "Who is invited" in asked
    assert personas.supplier.name in asked
    assert "3 May 2027" in asked
    client.post(start)
    selected.refresh_from_db()
    assert (selected.state, selected.round_number) == ("published", 2)


@pytest.mark.parametrize("name", ["approver", "chair", "owner", "other_officer"])
def test_others_find_no_such_page(selected, personas, client, name: str):
    client.force_login(getattr(personas, name))
    for address in (
        reverse("calls:next_round", args=[selected.reference]),
        reverse("desk:move", args=[selected.reference, "start_next_round"]),
    ):
        assert client.get(address).status_code == 404


def test_an_open_procedure_is_never_asked_for_a_further_round(selected, personas, client):
    Tender.objects.filter(pk=selected.pk).update(procedure="open")
    client.force_login(personas.officer)
    page = client.get(reverse("desk:call", args=[selected.reference])).text
    assert "next round" not in page
