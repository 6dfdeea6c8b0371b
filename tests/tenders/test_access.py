"""Who sees what, and when: the table of the domain, asked of every queryset that the door offers."""

import inspect
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tenders import access
from tenders.bids.actions import withdraw_bid
from tenders.models import Bid, Consensus, LotBid, Paper, Round, Score, Tender
from tests.factories.bids import opened_bid, seat_panel
from tests.factories.calls import DEADLINE, TenderFactory, place
from tests.factories.people import SupplierFactory
from tests.factories.sealed import AFTER, BEFORE, another_bid, hand_in, keyed_call, open_call, open_together
from tests.personas import Personas, moment

BUYER_SIDE = ["officer", "approver", "signatory", "chair", "evaluator", "auditor", "ombudsperson", "editor"]
OUTSIDE = ["administrator", "other_owner", "other_officer", "stranger"]
ASKED_BY_PEOPLE = [
    function
    for name, function in inspect.getmembers(access, inspect.isfunction)
    if not name.startswith("_") and "user" in inspect.signature(function).parameters
]


def everybody(personas: Personas) -> dict[str, access.Person]:
    """Return all who must learn nothing before the opening: everyone but the firm that bids."""
    people = {name: getattr(personas, name) for name in [*BUYER_SIDE, *OUTSIDE]}
    return people | {"member": personas.committee[0], "public": AnonymousUser()}


def ask(function, user, tender, now) -> QuerySet:
    known = {"user": user, "tender": tender, "now": now}
    return function(**{name: known[name] for name in inspect.signature(function).parameters if name in known})


def seen(personas: Personas, tender, now) -> dict[tuple[str, str], list]:
    return {
        (name, function.__name__): list(ask(function, user, tender, now).values())
        for name, user in everybody(personas).items()
        for function in ASKED_BY_PEOPLE
    }


def paper(tender, kind, **fields) -> Paper:
    code = f"{kind}-{Paper.objects.count()}"[:20]
    return Paper.objects.create(
        tender=tender, kind=kind, code=code, language="fr", sha256="0" * 64, made_at=AFTER, **fields
    )


def test_the_door_offers_the_querysets_that_this_file_asks():
    assert {function.__name__ for function in ASKED_BY_PEOPLE} == {
        "own_bids",
        "bids_handed_in_by",
        "bids_readable_by",
        "bids_known_to",
        "lot_bids_readable_by",
        "lots_read_by",
        "lots_shut_to",
        "papers_readable_by",
        "calls_visible_to",
        "openings_attended_by",
        "openings_held_by",
        "committees_named_by",
        "calls_judged_by",
        "calls_declared_on_by",
        "calls_decided_by",
        "offers_decided_on_by",
        "letters_readable_by",
        "scores_readable_by",
        "agreements_readable_by",
    }


@pytest.mark.parametrize("now", [BEFORE, DEADLINE - timedelta(microseconds=1), DEADLINE, AFTER + timedelta(days=9)])
def test_without_an_opening_nothing_differs_between_0_and_50_bids(personas, hands, now):
    hands.at = BEFORE
    tender = open_call(personas)
    seat_panel(tender.lots.get(), personas)
    tender.declarations.create(person=personas.officer, has_conflict=False, declared_at=BEFORE)
    before = seen(personas, tender, now)
    first = another_bid(tender)
    for number in range(49):
        bid = Bid(round=tender.round, supplier=SupplierFactory(), number=f"B-{number}", state="submitted")
        bid.submitted_at, bid.submitted_by = BEFORE, first.bid.submitted_by
        bid.save()
        paper(tender, "receipt", supplier=bid.supplier, bid_number=bid.number)
    assert seen(personas, tender, now) == before


def test_the_firm_itself_sees_its_bid_and_its_receipt_at_once_and_nobody_elses(personas, hands):
    hands.at = BEFORE
    tender = open_call(personas)
    own = hand_in(tender, personas.supplier, personas.owner).bid
    other = hand_in(tender, personas.other_supplier, personas.other_owner).bid
    for bid in (own, other):
        paper(tender, "receipt", supplier=bid.supplier, bid_number=bid.number)
    for member in (personas.owner, personas.contributor):
        assert list(access.own_bids(member)) == [own]
        assert list(access.bids_readable_by(member, tender, BEFORE)) == [own]
        assert [row.bid_number for row in access.papers_readable_by(member)] == [own.number]
    assert list(access.bids_handed_in_by(personas.owner)) == [own]
    assert not access.bids_handed_in_by(personas.contributor).exists()


READERS = {"officer", "signatory", "chair", "evaluator", "auditor"}
LISTENERS = {*READERS, "approver", "member"}


def opened_call(personas, *, declared=True):
    tender = open_call(personas)
    lot = tender.lots.get()
    seat_panel(lot, personas)
    tender.declarations.all().delete()
    if declared:
        for user in everybody(personas).values():
            if user.is_authenticated:
                tender.declarations.create(person=user, has_conflict=False, declared_at=AFTER)
    opened_bid(lot, "900.00")
    place(tender, "opened")
    return tender


@pytest.mark.parametrize("name", [*BUYER_SIDE, *OUTSIDE, "member", "public"])
def test_after_the_opening_each_persona_sees_its_part(personas, name):
    tender = opened_call(personas)
    user = everybody(personas)[name]
    assert access.bids_readable_by(user, tender, AFTER).exists() is (name in READERS)
    assert access.lot_bids_readable_by(user, tender, AFTER).exists() is (name in READERS)
    assert access.bids_known_to(user, tender, AFTER).exists() is (name in LISTENERS)


@pytest.mark.parametrize("name", sorted(READERS - {"auditor"}))
def test_a_reader_declares_first_and_its_last_declaration_counts(personas, name):
    tender, user = opened_call(personas, declared=False), getattr(personas, name)

    def reads() -> bool:
        return access.lot_bids_readable_by(user, tender, AFTER).exists()

    assert not reads()
    assert access.bids_known_to(user, tender, AFTER).exists()  # one declares on names that one knows
    tender.declarations.create(person=user, has_conflict=False, declared_at=AFTER)
    assert reads()
    tender.declarations.create(person=user, has_conflict=True, statement="My brother's firm.", declared_at=AFTER)
    assert not reads()


def test_an_auditor_reads_without_a_declaration(personas):
    tender = opened_call(personas, declared=False)
    assert access.bids_readable_by(personas.auditor, tender, AFTER).count() == 1


def test_a_bid_marked_opened_before_its_deadline_stays_out_of_sight(personas):
    tender = opened_call(personas)
    Round.objects.update(deadline_at=AFTER + timedelta(days=1))
    for name in READERS:
        assert not access.bids_readable_by(getattr(personas, name), tender, AFTER).exists()
        assert not access.lot_bids_readable_by(getattr(personas, name), tender, AFTER).exists()


def draft_of(personas, tender) -> Bid:
    return Bid.objects.create(round=tender.round, supplier=personas.supplier, number="B-OWN")


@pytest.mark.parametrize("name", ["officer", "owner"])
def test_who_left_sees_nothing_that_is_not_public(personas, name):
    tender = opened_call(personas)
    draft_of(personas, tender)
    paper(tender, "letter", supplier=personas.supplier)
    Tender.objects.update(published_at=None)
    user = getattr(personas, name)
    assert any(ask(function, user, tender, AFTER).exists() for function in ASKED_BY_PEOPLE)
    user.is_active = False
    user.save()
    assert not any(ask(function, user, tender, AFTER).exists() for function in ASKED_BY_PEOPLE)


def test_the_next_rounds_bids_stay_hidden_while_the_first_rounds_are_open(personas):
    tender = opened_call(personas)
    first = tender.round
    later = DEADLINE + timedelta(days=60)
    second = Round.objects.create(
        tender=tender,
        number=2,
        deadline_date=later.date(),
        deadline_time=first.deadline_time,
        time_zone=first.time_zone,
        deadline_at=later,
    )
    bid = Bid.objects.create(round=second, supplier=personas.supplier, number="B-SECOND")
    paper(tender, "receipt", supplier=personas.supplier, bid_number=bid.number)
    assert [row.round_id for row in access.bids_readable_by(personas.officer, tender, AFTER)] == [first.pk]
    assert not access.papers_readable_by(personas.officer).filter(kind="receipt").exists()


def test_withdrawn_and_replaced_bids_are_shown_to_their_firm_only(personas, hands):
    hands.at = BEFORE
    tender = open_call(personas)
    replaced = hand_in(tender, personas.supplier, personas.owner).bid
    in_force = hand_in(tender, personas.supplier, personas.owner).bid
    withdrawn = hand_in(tender, personas.other_supplier, personas.other_owner).bid
    withdraw_bid(withdrawn, by=personas.other_owner)
    hands.at = AFTER
    open_together(tender, personas)
    assert list(access.bids_known_to(personas.officer, tender, AFTER)) == [in_force]
    assert set(access.own_bids(personas.owner)) == {replaced, in_force}
    assert list(access.own_bids(personas.other_owner)) == [withdrawn]


def test_papers_go_to_the_firm_they_are_for_and_to_the_buyer_after_the_opening(personas):
    tender = opened_call(personas)
    opened, sealed = Bid.objects.get(), draft_of(personas, tender)
    receipt = paper(tender, "receipt", supplier=opened.supplier, bid_number=opened.number)
    hidden = paper(tender, "receipt", supplier=sealed.supplier, bid_number=sealed.number)
    record = paper(tender, "opening_record")
    letter = paper(tender, "letter", supplier=personas.supplier)
    expected = {
        "officer": {receipt, record, letter},
        "signatory": {receipt, record, letter},
        "auditor": {receipt, record, letter},
        "owner": {hidden, letter},
        "contributor": {hidden, letter},
    }
    people = {**everybody(personas), "owner": personas.owner, "contributor": personas.contributor}
    for name, user in people.items():
        wanted = expected.get(name, {record} if name == "member" else set())
        assert set(access.papers_readable_by(user)) == wanted, name


def test_the_evaluation_report_goes_to_the_panel_but_not_to_who_has_a_conflict_nor_to_an_external_expert(personas):
    tender = opened_call(personas)
    report = paper(tender, "evaluation_report")
    for person in (personas.chair, personas.evaluator):
        assert list(access.papers_readable_by(person)) == [report]
    tender.declarations.create(person=personas.evaluator, has_conflict=True, statement="A cousin.", declared_at=AFTER)
    tender.panel.filter(person=personas.chair).update(external=True)
    for person in (personas.chair, personas.evaluator):
        assert not access.papers_readable_by(person).exists()


@pytest.mark.parametrize(
    ("state", "published", "who"),
    [
        ("draft", None, {"officer", "approver", "signatory", "auditor", "member"}),
        ("approved", None, {"officer", "approver", "signatory", "auditor", "member"}),
        ("published", BEFORE, "all"),
        ("concluded", BEFORE, "all"),
        ("cancelled", BEFORE, "all"),
        ("cancelled", None, {"officer", "approver", "signatory", "auditor", "member"}),
    ],
)
def test_a_call_is_visible_to_all_once_published_and_to_its_makers_before(personas, hands, state, published, who):
    tender = keyed_call(personas, published_at=published)
    TenderFactory()
    place(tender, state)
    people = {**everybody(personas), "owner": personas.owner}
    found = {name for name, user in people.items() if tender in access.calls_visible_to(user)}
    assert found == (set(people) if who == "all" else who)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_whatever_its_length(personas, count):
    tender = opened_call(personas)
    for _more in range(count - 1):
        opened_bid(tender.lots.get(), "1000.00")
    with CaptureQueriesContext(connection) as queries:
        rows = list(access.lot_bids_readable_by(personas.officer, tender, AFTER))
        assert [str(row.supplier) for row in rows]
    assert len(rows) == LotBid.objects.count() == count
    assert len(queries) == 6


def test_now_is_the_moment_that_the_page_was_asked_for(personas):
    tender = opened_call(personas)
    assert not access.bids_readable_by(personas.officer, tender, moment("2027-03-14")).exists()


SCORED_BY = ["chair", "evaluator"]


def scored_call(personas, state: str):
    """Return an opened call whose bid both members scored and agreed on."""
    tender = opened_call(personas)
    bid, criterion = tender.lots.get().bids().get(), tender.lots.get().criteria.get(kind="quality")
    place(bid, "admitted")
    for name in SCORED_BY:
        said = {"value": 7, "reason": "Because of page 4.", "scored_at": AFTER, "evaluator": getattr(personas, name)}
        Score.objects.create(lot_bid=bid, criterion=criterion, **said)
    said = {"value": 7, "reason": "Because of page 4.", "agreed_at": AFTER, "agreed_by": personas.chair}
    Consensus.objects.create(lot_bid=bid, criterion=criterion, **said)
    place(tender, state)
    return tender


@pytest.mark.parametrize("name", [*BUYER_SIDE, *OUTSIDE, "member", "public"])
@pytest.mark.parametrize("state", ["evaluation", "consensus", "decision", "concluded", "cancelled"])
def test_a_score_is_its_authors_alone_until_the_scoring_is_closed(personas, name, state):
    tender, user = scored_call(personas, state), everybody(personas)[name]
    closed = state in {"consensus", "decision", "concluded"}
    every = closed and name in {"officer", "chair", "auditor"}
    assert access.sees_every_score(user, tender) is every
    assert access.scores_readable_by(user, tender, AFTER).count() == (2 if every else int(name in SCORED_BY))
    assert access.agreements_readable_by(user, tender, AFTER).exists() is (name in READERS)


def test_whoever_declares_a_conflict_loses_sight_even_of_its_own_scores(personas):
    tender = scored_call(personas, "consensus")
    tender.declarations.create(person=personas.evaluator, has_conflict=True, statement="My firm.", declared_at=AFTER)
    assert not access.scores_readable_by(personas.evaluator, tender, AFTER).exists()
    assert not access.agreements_readable_by(personas.evaluator, tender, AFTER).exists()


PARTS = {
    "openings_attended_by": {"officer", "approver", "signatory", "auditor", "chair", "evaluator", "member"},
    "openings_held_by": {"member"},
    "committees_named_by": {"officer"},
    "calls_judged_by": {"officer", "signatory", "auditor", "chair", "evaluator"},
    "calls_declared_on_by": {"officer", "approver", "signatory", "chair", "evaluator"},
}


@pytest.mark.parametrize("part", PARTS)
def test_each_room_of_a_call_lets_in_those_who_have_a_part_in_it(personas, part):
    tender = opened_call(personas)
    for name, user in everybody(personas).items():
        assert getattr(access, part)(user).filter(pk=tender.pk).exists() is (name in PARTS[part]), name
