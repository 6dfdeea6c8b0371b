"""Everybody concerned is told at the same moment; the standstill follows the law of the buyer's country."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django_tasks_db.models import DBTaskResult

from procurement.accounts.models import Buyer
from procurement.audit.models import Event
from procurement.outbox.models import Mail
from suppliers.models import Membership, Supplier
from tenders.decisions import actions
from tenders.models import Consensus, LotBid, Notification, Ranking, Round, Tender
from tests.factories.calls import add_lot, place
from tests.factories.decided import call_in_decision, firms, offer, rank, ranked_lot
from tests.factories.people import UserFactory
from tests.personas import moment
from tests.tenders.decisions.conftest import Room, refusal


def test_one_deed_tells_everybody_and_starts_the_standstill(room):
    notification = room.notify(room.signed())
    lot, decision = room.lot, room.lot.decision_in_force()
    assert (lot.state, decision.state, decision.notified_at) == ("standstill", "notified", moment("2027-04-22"))
    assert (lot.standstill_ends, lot.earliest_signature) == (date(2027, 5, 7), date(2027, 5, 8))
    states = [lot_bid.state for lot_bid in lot.bids().order_by("bid__supplier")]
    assert states == ["selected", "not_selected", "not_selected"]
    letters = notification.letters.order_by("supplier")
    assert [(letter.supplier, letter.language) for letter in letters] == [(firm, firm.language) for firm in room.firms]
    assert room.tender.stages.get(kind="notification").actual == date(2027, 4, 22)
    assert notification.rule_pack.startswith("BE ")


def test_what_the_law_gave_is_kept_with_the_notification(room):
    notification = room.notify(room.signed())
    assert notification.standstills["LOT-0001"] == {
        "days": 15,
        "starts": "2027-04-23",
        "ends": "2027-05-07",
        "earliest_signature": "2027-05-08",
        "source": "Law of 17 June 2013 art. 11",
    }


@pytest.mark.parametrize(
    ("country", "sent", "ends", "signature"),
    [
        ("BE", moment("2026-12-11"), "2026-12-28", "2026-12-29"),
        ("FR", moment("2026-12-15"), "2026-12-25", "2026-12-26"),
        ("LU", moment("2026-07-10"), "2026-07-20", "2026-07-21"),
        ("BE", moment("2026-12-10", 23, 30), "2026-12-28", "2026-12-29"),  # already the 11th in Brussels
    ],
)
def test_golden_cases_through_the_deed(room, country, sent, ends, signature):
    Buyer.objects.filter(pk=room.people.buyer.pk).update(country=country)
    Tender.objects.update(sent_on=date(2026, 1, 25))
    decision = room.signed()
    room.notify(decision, now=sent)
    assert [str(room.lot.standstill_ends), str(room.lot.earliest_signature)] == [ends, signature]


@pytest.mark.parametrize(
    "facts",
    [
        {"value": Decimal(100_000)},  # and the winner's price is 100,000
        {"procedure": "neg-wo-call"},
    ],
)
def test_below_the_threshold_or_without_publication_nobody_waits(room, facts):
    Tender.objects.update(**facts)
    room.notify(room.signed())
    assert (room.lot.state, room.lot.standstill_ends, room.lot.earliest_signature) == ("standstill", None, None)
    actions.award_lot(room.lot, by=room.people.officer, now=moment("2027-04-22", 10))
    assert room.lot.state == "awarded"


@pytest.mark.parametrize("facts", [{"value": None}, {"value": Decimal(1), "currency": "SEK"}])
def test_where_the_value_is_not_known_in_euro_everybody_waits(room, facts):
    add_lot(room.tender)  # with several lots, the price of one tells little
    Tender.objects.update(**facts)
    room.notify(room.signed())
    assert room.lot.earliest_signature == date(2027, 5, 8)


def test_without_an_estimate_a_low_price_does_not_end_the_waiting(room):
    """Seen in a rehearsal: a town's formalised call without a published value could be signed at once."""
    Tender.objects.filter(pk=room.tender.pk).update(value=None)
    room.tender.lots.update(value=None)
    room.notify(room.signed())
    assert room.lot.earliest_signature == date(2027, 5, 8)


def test_a_price_above_the_threshold_waits_whatever_the_estimate_said(room):
    Tender.objects.update(value=Decimal(200_000))
    LotBid.objects.filter(pk=room.offers["LOT-0001"][0].pk).update(price=Decimal(216_000), correction="A sum was wrong")
    room.notify(room.signed())
    assert room.lot.earliest_signature == date(2027, 5, 8)


def test_a_sole_tenderer_does_not_wait_but_a_rejected_one_counts(personas):
    alone = Room(personas, call_in_decision(personas), firms(1))
    alone.offers = {"LOT-0001": ranked_lot(alone.lot, alone.firms)}
    alone.notify(alone.signed())
    assert alone.lot.earliest_signature is None
    two = Room(personas, call_in_decision(personas), firms(2))
    two.offers = {"LOT-0001": ranked_lot(two.lot, two.firms[:1])}
    offer(two.lot, two.firms[1], state="rejected")
    two.notify(two.signed())
    assert two.lot.earliest_signature == date(2027, 5, 8)


def test_lots_decided_together_make_one_letter_each_and_end_differently(personas):
    room = Room(personas, call_in_decision(personas, lots=3), firms(3))
    first, second, third = room.tender.lots.all()
    room.offers = {
        "LOT-0001": ranked_lot(first, room.firms),
        "LOT-0002": ranked_lot(second, room.firms[:1]),
        "LOT-0003": ranked_lot(third, room.firms[1:]),
    }
    decisions = [
        room.signed(first),
        room.signed(second, outcome="no_award", reason_code="one-admi"),
        room.signed(third, outcome="cancellation"),
    ]
    notification = room.notify(*decisions)
    assert list(room.tender.lots.values_list("state", flat=True)) == ["standstill", "not_awarded", "cancelled"]
    assert notification.letters.count() == 3
    assert set(notification.lots.all()) == {first, second, third}
    assert list(notification.standstills) == ["LOT-0001"]
    assert set(third.bids().values_list("state", flat=True)) == {"not_selected"}


def test_only_firms_with_a_bid_on_the_lot_are_told(personas):
    room = Room(personas, call_in_decision(personas, lots=2), firms(3))
    first, second = room.tender.lots.all()
    room.offers = {"LOT-0001": ranked_lot(first, room.firms[:2]), "LOT-0002": ranked_lot(second, room.firms[1:])}
    told = room.notify(room.signed(first)).letters.values_list("supplier", flat=True)
    assert set(told) == {room.firms[0].pk, room.firms[1].pk}
    assert room.tender.stages.get(kind="notification").actual is None  # the other lot is not told yet
    told = room.notify(room.signed(second)).letters.values_list("supplier", flat=True)
    assert set(told) == {room.firms[1].pk, room.firms[2].pk}
    assert room.tender.stages.get(kind="notification").actual == date(2027, 4, 22)


def test_who_was_rejected_in_an_earlier_round_is_told_now(room):
    candidate = firms(1)[0]
    rejected = offer(room.lot, candidate, state="rejected")
    later = Round.objects.create(
        tender=room.tender,
        number=2,
        deadline_date=date(2027, 4, 10),
        deadline_time="10:00",
        time_zone="Europe/Brussels",
        deadline_at=moment("2027-04-10"),
    )
    for lot_bid in room.offers["LOT-0001"]:
        type(lot_bid.bid).objects.filter(pk=lot_bid.bid_id).update(round=later)
    Tender.objects.update(round_number=2)
    told = room.notify(room.signed()).letters.values_list("supplier", flat=True)
    assert rejected.supplier.pk in set(told)


def test_letters_and_mails_are_queued_with_ids_only(room):
    notification = room.notify(room.signed())
    letters = DBTaskResult.objects.filter(task_path__endswith="make_letter")
    assert {task.args_kwargs["args"][0] for task in letters} == set(notification.letters.values_list("pk", flat=True))
    assert not [task for task in letters if json.dumps(task.args_kwargs).count('"') > 4]


def test_mails_say_that_a_decision_is_there_and_where_and_nothing_more(room):
    person = UserFactory(language="de", email="buero@firma.example")
    Membership.objects.create(supplier=room.firms[0], person=person, role="owner")
    room.notify(room.signed())
    mails = Mail.objects.all()
    assert {mail.to for mail in mails} == {*(firm.email for firm in room.firms), person.email}
    assert {mail.language for mail in mails.filter(to=room.firms[1].email)} == {"nl"}
    for mail in mails:
        text = mail.subject + mail.text
        assert room.tender.reference in text
        assert f"/{mail.language}/" in text
        for secret in ("92", "100", "120", "awarded", "chosen", *(firm.name for firm in room.firms)):
            assert secret not in text.replace(room.tender.reference, "")


def test_the_deed_is_logged_without_a_bidder(room):
    room.notify(room.signed())
    event = Event.objects.get(verb="notification.send")
    assert event.payload["lots"] == ["LOT-0001"]
    assert not any(firm.name in json.dumps(event.payload) for firm in room.firms)


@pytest.mark.parametrize("person", ["approver", "signatory", "chair", "owner", "other_officer"])
def test_only_an_officer_notifies(room, person):
    decision = room.signed()
    sentences = refusal(
        actions.notify, room.tender, decisions=[decision], by=getattr(room.people, person), now=moment("2027-04-22")
    )
    assert sentences == ["Only this role may do it: procurement officer."]


def test_what_is_not_signed_or_told_already_is_not_notified(room):
    assert refusal(room.notify) == ["Choose at least one signed decision."]
    unsigned = "No signed decision waits to be notified for lot 1."
    decision = room.draft()
    assert refusal(room.notify, decision) == [unsigned]
    room.notify(room.sign(decision))
    assert refusal(room.notify, decision) == [unsigned]


def test_a_decision_of_another_call_is_refused(room, personas):
    other = Room(personas, call_in_decision(personas), firms(2))
    other.offers = {"LOT-0001": ranked_lot(other.lot, other.firms)}
    sentences = refusal(room.notify, room.signed(), other.signed())
    assert sentences == ["All decisions of one notification belong to one call."]


def strip_reason(room):
    Consensus.objects.filter(lot_bid=room.offers["LOT-0001"][1]).delete()


def strip_to_one_word(room):
    Consensus.objects.filter(lot_bid=room.offers["LOT-0001"][1]).update(reason="Good")


def strip_points(room):
    ranking = rank(room.lot, room.offers["LOT-0001"])
    del ranking.result["ranking"][1]["points"]["price"]
    Ranking.objects.filter(pk=ranking.pk).update(result=ranking.result)


def strip_place(room):
    first, _second, third = room.offers["LOT-0001"]
    rank(room.lot, [first, third])


def strip_advantages(room):
    room.lot.decisions.update(advantages="Better")


def strip_rejection(room):
    lot_bid = offer(room.lot, room.firms[1].__class__.objects.create(name="Fourth", country="BE", **CONTACT))
    place(lot_bid, "rejected")


CONTACT = {"email": "fourth@firm.example", "address": "Street 4", "language": "fr"}


def strip_finding(room):
    place(room.offers["LOT-0001"][1], "admitted")


def strip(**field):
    return lambda room: Supplier.objects.filter(pk=room.firms[1].pk).update(**field)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (strip_reason, "{name} is owed a reason of more than one word for “Qualité”."),
        (strip_to_one_word, "{name} is owed a reason of more than one word for “Qualité”."),
        (strip_points, "{name} has no points for “Prix”."),
        (strip_place, "The ranking does not hold the bid of {name}."),
        (strip_advantages, "The losers are owed the winner's advantages in lot 1."),
        (strip_rejection, "Fourth is owed the rule that its bid does not meet, and the facts."),
        (strip_finding, "The bid of {name} is neither ranked nor rejected."),
        (strip(email=""), "No e-mail address is known for {name}."),
        (strip(address=" "), "No postal address is known for {name}, and the law asks for a registered letter."),
        (strip(language=""), "No language is known for {name}."),
    ],
)
def test_every_blocker_says_what_is_missing(room, spoil, sentence):
    decision = room.signed()
    spoil(room)
    assert refusal(room.notify, decision) == [sentence.format(name=room.firms[1].name)]
    assert (room.lot.state, Notification.objects.count(), Mail.objects.count()) == ("decided", 0, 0)


def test_all_blockers_are_told_at_once(room):
    decision = room.signed()
    for spoil in (strip_reason, strip(email="", address="")):
        spoil(room)
    assert len(refusal(room.notify, decision)) == 3


def test_without_rules_for_the_day_there_is_no_standstill_and_no_notification(room):
    decision = room.signed()
    Tender.objects.update(sent_on=date(2015, 1, 1))
    (sentence,) = refusal(room.notify, decision)
    assert sentence == "No rules are known for 1 January 2015: the standstill cannot be computed."
    Tender.objects.update(rehearsal=True)  # a rehearsal of an old notice may go on
    assert room.notify(decision)


def test_a_postal_address_is_only_asked_for_where_the_law_wants_a_letter(room):
    Buyer.objects.filter(pk=room.people.buyer.pk).update(country="FR")
    decision = room.signed()
    strip(address="")(room)
    assert room.notify(decision)
