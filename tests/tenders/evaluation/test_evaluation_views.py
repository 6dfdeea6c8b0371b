"""The pages of an evaluation as a whole: who comes in, what it declares, who sits in the panel, which step follows."""

import pytest

from tenders.models import ConflictDeclaration, PanelMember
from tests.factories.bids import opened_bid
from tests.factories.calls import add_lot, place
from tests.factories.judged import get, named, post, quality, room, scored

pytestmark = pytest.mark.django_db
OUTSIDE = ["owner", "other_owner", "other_officer", "approver", "ombudsperson", "editor", "administrator", "stranger"]
PAGES = ["", "bids/", "scores/", "consensus/", "ranking/"]


class TestTheDoor:
    @pytest.mark.parametrize("name", OUTSIDE)
    def test_who_has_no_part_finds_nothing(self, client, personas, lot, name):
        bid = named(lot, "Secret SA")
        places = [f"bids/{bid.pk}/", f"scores/{bid.pk}/{quality(lot).pk}/", f"ranking/{lot.pk}/", "panel/"]
        for page in [*PAGES, *places, "steps/evaluate/", "report/XXXX-XXXX/"]:
            get(client, getattr(personas, name), room(lot.tender, page), 404)

    @pytest.mark.parametrize("name", ["officer", "signatory", "chair", "evaluator"])
    def test_who_has_not_declared_sees_the_declaration_only(self, client, personas, lot, name):
        bid, person = named(lot, "Early SA", "43219876.00"), getattr(personas, name)
        lot.tender.declarations.filter(person=person).delete()
        pages = [*PAGES, f"bids/{bid.pk}/", f"scores/{bid.pk}/{quality(lot).pk}/", "panel/", "steps/evaluate/"]
        for page in pages:
            client.force_login(person)
            assert client.get(room(lot.tender, page)).headers["Location"] == room(lot.tender, "declaration/")
        post(client, person, room(lot.tender, f"bids/{bid.pk}/admit/"))
        found = get(client, person, room(lot.tender, "declaration/"))
        assert "Early SA" in found
        assert "4321987" not in found
        bid.refresh_from_db()
        assert bid.state == "opened"

    @pytest.mark.parametrize("name", ["officer", "signatory", "chair", "evaluator", "auditor"])
    def test_who_judges_finds_every_page_and_no_browser_keeps_them(self, client, personas, lot, name):
        named(lot, "Early SA")
        for page in PAGES:
            client.force_login(getattr(personas, name))
            response = client.get(room(lot.tender, page))
            assert response.status_code == 200
            assert "no-store" in response["Cache-Control"]
            assert response.content.decode().count("<h1") == 1

    def test_who_declared_a_conflict_is_out(self, client, personas, lot):
        data = {"conflict": "some", "statement": "My brother works there."}
        post(client, personas.evaluator, room(lot.tender, "declaration/"), data)
        get(client, personas.evaluator, room(lot.tender, "bids/"), 302)
        assert "You take no part in this evaluation." in get(
            client, personas.evaluator, room(lot.tender, "declaration/")
        )


class TestTheDeclaration:
    def test_none_opens_the_evaluation(self, client, personas, lot):
        ConflictDeclaration.objects.all().delete()
        address = room(lot.tender, "declaration/")
        assert post(client, personas.officer, address, {"conflict": "none"}) == room(lot.tender)
        assert lot.tender.has_declared_no_conflict(personas.officer)

    def test_an_approver_declares_and_stays_outside(self, client, personas, lot):
        address = room(lot.tender, "declaration/")
        assert post(client, personas.approver, address, {"conflict": "none"}) == address
        get(client, personas.approver, room(lot.tender), 404)

    @pytest.mark.parametrize("data", [{}, {"conflict": "some"}, {"conflict": "some", "statement": "  "}])
    def test_what_is_missing_is_told_and_nothing_is_declared(self, client, personas, lot, data):
        lot.tender.declarations.all().delete()
        found = post(client, personas.officer, room(lot.tender, "declaration/"), data, 422)
        assert "There is something to mend" in found
        assert not ConflictDeclaration.objects.exists()

    def test_before_the_opening_nobody_declares_and_no_name_is_shown(self, client, personas, lot):
        lot.tender.declarations.all().delete()
        place(lot.tender, "closed")
        address = room(lot.tender, "declaration/")
        assert "The bids are still sealed." in get(client, personas.officer, address)
        post(client, personas.officer, address, {"conflict": "none"}, 200)
        assert not ConflictDeclaration.objects.exists()

    @pytest.mark.parametrize("name", ["auditor", "owner", "other_officer", "stranger"])
    def test_others_have_nothing_to_declare(self, client, personas, lot, name):
        get(client, getattr(personas, name), room(lot.tender, "declaration/"), 404)


class TestThePanelAndTheSteps:
    def test_an_officer_names_it(self, client, personas, lot):
        PanelMember.objects.all().delete()
        data = {"chair": personas.chair.pk, "members": [personas.evaluator.pk]}
        post(client, personas.officer, room(lot.tender, "panel/"), data)
        roles = dict(lot.tender.panel.values_list("person", "role"))
        assert roles == {personas.chair.pk: "chair", personas.evaluator.pk: "evaluator"}

    def test_a_chair_is_needed_and_only_evaluators_sit(self, client, personas, lot):
        for data in ({}, {"chair": personas.officer.pk}, {"chair": personas.chair.pk, "members": [personas.owner.pk]}):
            assert "There is something to mend" in post(client, personas.officer, room(lot.tender, "panel/"), data, 422)
        assert lot.tender.panel.count() == 2

    def test_once_scoring_has_begun_the_page_says_why_it_stays(self, client, personas, lot):
        scored(named(lot, "Good SA", state="admitted"), personas.chair)
        sentence = "The scoring has begun: the panel can&#x27;t be changed any more."
        assert sentence in get(client, personas.officer, room(lot.tender, "panel/"))
        data = {"chair": personas.evaluator.pk}
        assert sentence in post(client, personas.officer, room(lot.tender, "panel/"), data, 422)

    @pytest.mark.parametrize("name", ["chair", "evaluator", "signatory", "auditor"])
    def test_nobody_else_names_it(self, client, personas, lot, name):
        get(client, getattr(personas, name), room(lot.tender, "panel/"), 404)
        post(client, getattr(personas, name), room(lot.tender, "panel/"), {"chair": personas.chair.pk}, 404)

    def test_a_step_that_is_blocked_says_why_and_is_not_taken(self, client, personas, lot):
        named(lot, "Open SA")
        for page in ("", "bids/", "steps/evaluate/"):
            found = get(client, personas.officer, room(lot.tender, page))
            assert "1 bid is neither admitted nor rejected yet." in found
            assert 'aria-disabled="true"' in found
        found = post(client, personas.officer, room(lot.tender, "steps/evaluate/"), status=422)
        assert "1 bid is neither admitted nor rejected yet." in found
        lot.tender.refresh_from_db()
        assert lot.tender.state == "admissibility"

    def test_a_step_asks_first_and_is_then_taken(self, client, personas, lot):
        named(lot, "Good SA", state="admitted")
        assert "steps/evaluate/" in get(client, personas.officer, room(lot.tender))
        assert "The panel then scores the admitted bids." in get(
            client, personas.officer, room(lot.tender, "steps/evaluate/")
        )
        lot.tender.refresh_from_db()
        assert lot.tender.state == "admissibility"
        post(client, personas.officer, room(lot.tender, "steps/evaluate/"))
        lot.tender.refresh_from_db()
        assert lot.tender.state == "evaluation"

    def test_without_any_admitted_bid_it_is_decided_without_award(self, client, personas, lot):
        post(client, personas.officer, room(lot.tender, "steps/decide_without_award/"))
        lot.tender.refresh_from_db()
        assert lot.tender.state == "decision"

    @pytest.mark.parametrize("name", ["chair", "evaluator", "signatory", "auditor"])
    def test_the_steps_of_others_do_not_exist(self, client, personas, lot, name):
        named(lot, "Good SA", state="admitted")
        assert "steps/evaluate/" not in get(client, getattr(personas, name), room(lot.tender))
        get(client, getattr(personas, name), room(lot.tender, "steps/evaluate/"), 404)
        post(client, getattr(personas, name), room(lot.tender, "steps/evaluate/"), status=404)

    @pytest.mark.parametrize("name", ["publish", "cancel", "nonsense", "close"])
    def test_moves_of_other_rooms_are_no_steps_here(self, client, personas, lot, name):
        get(client, personas.officer, room(lot.tender, f"steps/{name}/"), 404)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_overview_takes_the_same_queries_for_any_number_of_rows(
        self, client, personas, lot, rows, django_assert_num_queries
    ):
        for one in [lot, *(add_lot(lot.tender) for _n in range(rows - 1))]:
            for _n in range(rows):
                opened_bid(one, "100.00", state="admitted")
        place(lot.tender, "evaluation")
        client.force_login(personas.chair)
        with django_assert_num_queries(25):
            client.get(room(lot.tender))
