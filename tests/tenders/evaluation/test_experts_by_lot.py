"""A member of the panel who judges some lots only: what it reads, what it owes, what stays shut to it everywhere."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.models import Event
from procurement.lifecycle import Refused, blockers
from tenders import access
from tenders.bids.reading import read_file, read_manifest
from tenders.evaluation import actions
from tenders.evaluation.papers import EvaluationReportPaper
from tenders.evaluation.progress import progress_of
from tenders.models import Lot, LotBid, PanelMember, Paper
from tests.factories.bids import declare
from tests.factories.calls import add_lot, place
from tests.factories.judged import NOW, get, named, post, quality, room, scored
from tests.factories.people import employ
from tests.factories.sealed import AFTER, BEFORE, hand_in, open_call, open_together
from tests.house.traces import holds
from tests.house.visits import visit, visitable
from tests.personas import Personas

pytestmark = pytest.mark.django_db
OTHER_FIRM, OTHER_PRICE, PRICE = "Wendehals-Quarzgrube", "76543.21", "76\xa0543".encode()


@pytest.fixture
def expert(lot: Lot, personas: Personas) -> User:
    """An external expert, seated for the first lot of two."""
    add_lot(lot.tender)
    person = employ(personas.buyer, Role.EVALUATOR, name="Xavier Externe")
    seat = PanelMember.objects.create(tender=lot.tender, person=person)
    actions.limit_seat(seat, lots=[lot], external=True, by=personas.officer, now=NOW)
    declare(lot, person)
    return person


@pytest.fixture
def bids(lot: Lot, expert: User) -> tuple[LotBid, LotBid]:
    """One firm offers for the first lot, another for the second."""
    other = lot.tender.lots.last()
    mine, shut = named(lot, "Clear SA", "100.00", "admitted"), named(other, OTHER_FIRM, OTHER_PRICE, "admitted")
    place(lot.tender, "evaluation")
    return mine, shut


def missing(lot: Lot, personas: Personas) -> list[str]:
    return [str(said) for said in blockers(lot.tender, "close_scoring", by=personas.chair, now=NOW)]


def test_it_reads_the_bids_for_its_lot_and_knows_of_no_other(lot, expert, bids):
    mine, shut = bids
    scored(shut, *User.objects.filter(name="Charles Présidence"))
    call = lot.tender
    assert list(access.bids_readable_by(expert, call, NOW)) == [mine.bid]
    assert list(access.bids_known_to(expert, call, NOW)) == [mine.bid]
    assert list(access.lot_bids_readable_by(expert, call, NOW)) == [mine]
    assert list(access.lots_read_by(expert, call)) == [lot]
    place(call, "consensus")
    assert not access.scores_readable_by(expert, call, NOW).exists()


@pytest.mark.parametrize("name", ["officer", "signatory", "auditor", "chair", "evaluator"])
def test_for_the_others_nothing_is_shut(lot, personas, bids, name: str):
    person = getattr(personas, name)
    assert set(access.lot_bids_readable_by(person, lot.tender, NOW)) == set(bids)
    assert not access.lots_shut_to(person, lot.tender).exists()


def test_who_also_holds_a_post_that_reads_bids_reads_all_but_scores_its_lots(lot, personas, bids, client):
    seat = PanelMember.objects.create(tender=lot.tender, person=personas.officer)
    seat.lots.set([lot])
    assert access.lot_bids_readable_by(personas.officer, lot.tender, NOW).count() == 2
    _mine, shut = bids
    get(client, personas.officer, room(lot.tender, f"scores/{shut.pk}/{quality(shut.lot).pk}/"), 404)


def test_each_owes_the_scores_of_its_lots(lot, personas, expert, bids):
    mine, shut = bids
    assert missing(lot, personas) == ["5 scores are missing."]  # chair and evaluator two each, the expert one
    counted = {row.seat.person: row.share for row in progress_of(lot.tender, personas.officer, NOW).members}
    assert {str(person): (share.done, share.of) for person, share in counted.items()} == {
        "Charles Présidence": (0, 2), "Éva Note": (0, 2), "Xavier Externe": (0, 1),
    }  # fmt: skip
    scored(mine, personas.chair, personas.evaluator)
    scored(shut, personas.chair, personas.evaluator)
    assert missing(lot, personas) == ["1 score is missing."]
    said = {"value": Decimal(6), "reason": "It is clear enough.", "by": expert, "now": NOW}
    actions.give_score(mine, quality(lot), **said)
    assert missing(lot, personas) == []
    actions.close_scoring(lot.tender, by=personas.chair, now=NOW)


def test_it_scores_no_other_lot(lot, expert, bids, client):
    _mine, shut = bids
    with pytest.raises(Refused, match="judged by other members"):
        actions.give_score(shut, quality(shut.lot), value=Decimal(6), reason="It is clear enough.", by=expert, now=NOW)
    get(client, expert, room(lot.tender, f"scores/{shut.pk}/{quality(shut.lot).pk}/"), 404)
    assert OTHER_FIRM not in get(client, expert, room(lot.tender, "scores/"))


@pytest.mark.parametrize("state", ["admissibility", "evaluation", "consensus", "decision"])
def test_at_no_address_does_it_find_the_firm_or_the_price_of_another_lot(lot, personas, expert, bids, state: str):
    place(lot.tender, state)
    mine, shut = bids
    known = {
        "reference": [lot.tender.reference],
        "number": [bid.bid.number for bid in bids],
        "pk": sorted({mine.pk, shut.pk, lot.pk, shut.lot_id, shut.supplier.pk}),
        "criterion": [quality(shut.lot).pk, quality(lot).pk],
        "name": ["close_scoring"],
    }
    paths = [path for path in visitable(known) if path.startswith("/fr/office/")]
    assert any(holds(answer, OTHER_FIRM) for _path, answer in visit(personas.evaluator, paths))
    for person in (expert, AnonymousUser()):
        answers = dict(visit(person, paths))
        assert [path for path, answer in answers.items() if holds(answer, OTHER_FIRM) or PRICE in answer] == []


def test_of_a_bid_for_several_lots_it_reads_its_part(personas, hands, client):
    hands.at = BEFORE
    call = open_call(personas, lots=2)
    bid = hand_in(call, personas.supplier, personas.owner).bid
    hands.at = AFTER
    open_together(call, personas)
    bid.refresh_from_db()
    seat = PanelMember.objects.create(tender=call, person=personas.evaluator)
    declare(call.lots.first(), personas.evaluator, personas.officer)
    whole = read_manifest(bid, by=personas.evaluator, now=AFTER)
    assert [offer.lot for offer in whole.lots] == ["LOT-0001", "LOT-0002"]
    seat.lots.set([call.lots.last()])
    part = read_manifest(bid, by=personas.evaluator, now=AFTER)
    assert [offer.lot for offer in part.lots] == ["LOT-0002"]
    # A file that the firm gave for all its lots tells of the first one too.
    assert (len(whole.files), part.files) == (1, ())
    with pytest.raises(Refused, match="not part of the bid"):
        read_file(bid, whole.files[0], by=personas.evaluator, now=AFTER)
    assert read_file(bid, whole.files[0], by=personas.officer, now=AFTER).startswith(b"How we do it.")
    page = get(client, personas.evaluator, room(call, f"bids/{LotBid.objects.get(bid=bid, lot=call.lots.last()).pk}/"))
    assert "is not shown to you" in page


def test_of_a_bid_for_its_lots_alone_it_reads_every_file(personas, hands, client):
    hands.at = BEFORE
    call = open_call(personas, lots=2)
    bid = hand_in(call, personas.supplier, personas.owner, lots=slice(1, 2)).bid
    hands.at = AFTER
    open_together(call, personas)
    bid.refresh_from_db()
    PanelMember.objects.create(tender=call, person=personas.evaluator).lots.set([call.lots.last()])
    declare(call.lots.first(), personas.evaluator)
    read = read_manifest(bid, by=personas.evaluator, now=AFTER)
    assert read_file(bid, read.files[0], by=personas.evaluator, now=AFTER).startswith(b"How we do it.")


def test_a_report_about_every_lot_is_not_for_who_judges_one(lot, personas, expert, bids):
    Paper.objects.create(
        tender=lot.tender, kind="evaluation_report", code="AAAA-1111", language="fr", sha256="0" * 64, made_at=NOW
    )
    assert access.papers_readable_by(personas.evaluator).count() == 1
    assert not access.papers_readable_by(expert).exists()
    lot.tender.panel.filter(person=expert).update(external=False)
    assert not access.papers_readable_by(expert).exists()
    assert EvaluationReportPaper.kind == "evaluation_report"


class TestNaming:
    def seat(self, lot: Lot, person: User) -> PanelMember:
        return lot.tender.panel.get(person=person)

    def address(self, lot: Lot, person: User) -> str:
        return room(lot.tender, f"panel/{self.seat(lot, person).pk}/")

    def test_the_officer_names_the_lots_in_the_browser(self, client, lot, personas):
        other = add_lot(lot.tender)
        address = self.address(lot, personas.evaluator)
        assert address in get(client, personas.officer, room(lot.tender, "panel/"))
        post(client, personas.officer, address, {"lots": [other.pk], "external": "on"})
        seat = self.seat(lot, personas.evaluator)
        assert ([*seat.lots.all()], seat.external) == ([other], True)
        page = get(client, personas.officer, room(lot.tender, "panel/"))
        assert "external expert – Lot 2" in page
        event = Event.objects.get(verb="tender.limit_seat")
        assert event.payload == {"person": personas.evaluator.pk, "lots": ["LOT-0002"], "external": True}

    def test_every_lot_is_no_limit_and_who_stays_keeps_its_lots(self, lot, personas):
        other, seat = add_lot(lot.tender), self.seat(lot, personas.evaluator)
        how = {"by": personas.officer, "now": NOW}
        actions.limit_seat(seat, lots=[lot, other], external=False, **how)
        assert not seat.lots.exists()
        actions.limit_seat(seat, lots=[other], external=True, **how)
        actions.appoint_panel(lot.tender, chair=personas.chair, members=[personas.evaluator], **how)
        seat = self.seat(lot, personas.evaluator)
        assert ([*seat.lots.all()], seat.external) == ([other], True)
        actions.appoint_panel(lot.tender, chair=personas.evaluator, members=[personas.chair], **how)
        seat = self.seat(lot, personas.evaluator)
        assert ([*seat.lots.all()], seat.external) == ([], False)

    def test_the_chair_judges_every_lot(self, client, lot, personas):
        with pytest.raises(Refused, match="on every lot"):
            actions.limit_seat(self.seat(lot, personas.chair), lots=[lot], external=False, by=personas.officer, now=NOW)
        found = get(client, personas.officer, self.address(lot, personas.chair))
        assert "The chair leads the panel on every lot." in found
        assert self.address(lot, personas.chair) not in get(client, personas.officer, room(lot.tender, "panel/"))

    @pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
    def test_before_the_publication_lots_may_still_go(self, lot, personas, state: str):
        place(lot.tender, state)
        with pytest.raises(Refused, match="once the call is published"):
            actions.limit_seat(
                self.seat(lot, personas.evaluator), lots=[lot], external=False, by=personas.officer, now=NOW
            )

    def test_once_the_scoring_has_begun_it_stays(self, client, lot, personas):
        scored(named(lot, "Clear SA", state="admitted"), personas.chair)
        place(lot.tender, "evaluation")
        said = {"lots": [lot.pk]}
        assert "can&#x27;t be changed any more" in post(
            client, personas.officer, self.address(lot, personas.evaluator), said, 422
        )
        assert not self.seat(lot, personas.evaluator).lots.exists()

    def test_a_lot_of_another_call_is_none(self, client, lot, personas):
        foreign = add_lot(type(lot.tender).objects.create(buyer=personas.buyer, reference="F-1", ocid="f-1", title="F"))
        post(client, personas.officer, self.address(lot, personas.evaluator), {"lots": [foreign.pk]}, 422)
        with pytest.raises(Refused, match="another call"):
            actions.limit_seat(
                self.seat(lot, personas.evaluator), lots=[foreign], external=False, by=personas.officer, now=NOW
            )

    @pytest.mark.parametrize("name", ["chair", "evaluator", "signatory", "auditor"])
    def test_nobody_else_does(self, client, lot, personas, name: str):
        person = getattr(personas, name)
        get(client, person, self.address(lot, personas.evaluator), 404)
        post(client, person, self.address(lot, personas.evaluator), {"lots": [lot.pk]}, 404)
        with pytest.raises(Refused, match="Only this role"):
            actions.limit_seat(self.seat(lot, personas.evaluator), lots=[lot], external=False, by=person, now=NOW)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_takes_the_same_queries_for_any_number_of_members(
        self, client, lot, personas, rows, django_assert_num_queries
    ):
        for _n in range(rows):
            PanelMember.objects.create(tender=lot.tender, person=employ(personas.buyer, Role.EVALUATOR))
        client.force_login(personas.officer)
        with django_assert_num_queries(13):
            client.get(room(lot.tender, "panel/"))
