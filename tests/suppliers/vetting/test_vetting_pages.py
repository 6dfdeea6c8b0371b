"""The pages of checks, as a firm and an authority meet them."""

from dataclasses import replace

import pytest
from django.urls import reverse

from procurement.accounts.roles import Role
from suppliers.models import Application, Membership
from suppliers.vetting.queries import open_hearing
from tests.factories.files import COMMENT, GROUNDS, THURSDAY, filed, heard, taken_up, to_mend, verified
from tests.factories.people import SupplierFactory, employ, join
from tests.personas import Personas, moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(hands, personas: Personas) -> None:
    hands.at = THURSDAY
    personas.supplier.identifier = "0403019261"  # whoever changes a firm has its number checked again
    personas.supplier.save()


def at(name: str, *args: object) -> str:
    return reverse(f"vetting:{name}", args=args)


def get(client, person, address: str, status: int = 200) -> str:
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.text


def post(client, person, address: str, data: dict | None = None, status: int = 302):
    client.force_login(person)
    answer = client.post(address, data or {})
    assert answer.status_code == status
    return answer


class TestTheFirm:
    def test_asks_from_its_own_page_and_reads_the_day_before_and_after(self, client, personas):
        own = personas.supplier.pk
        assert at("checks", own) in get(client, personas.owner, reverse("onboarding:firm", args=[own]))
        assert "No authority was asked yet" in get(client, personas.owner, at("checks", own))
        assert "Ville de Valbrume – answers by 30 July 2027" in get(client, personas.owner, at("ask", own))
        page = client.post(at("ask", own), {"buyer": personas.buyer.pk}, follow=True).text
        assert "You get an answer by 30 July 2027 at the latest." in page
        assert "An answer comes by 30 July 2027" in get(client, personas.contributor, at("checks", own))

    def test_that_asks_twice_is_told_beside_the_field(self, client, personas):
        filed(personas)
        answer = post(client, personas.owner, at("ask", personas.supplier.pk), {"buyer": personas.buyer.pk}, 422)
        assert "an open file of your firm already" in answer.text

    def test_reads_each_remark_beside_its_field_mends_and_hands_in_again(self, client, personas):
        file = to_mend(personas, address=f"{COMMENT} <b>", size="Please say.")
        page = at("hand_in", personas.supplier.pk, file.pk)
        assert page in get(client, personas.owner, at("check", personas.supplier.pk, file.pk))
        html = get(client, personas.owner, page)
        assert f'id="id_address_helptext">{COMMENT} &lt;b&gt;</div>' in html
        assert 'id="id_answer_size_helptext">Please say.</div>' in html
        refused = post(client, personas.owner, page, {"address": personas.supplier.address}, 422).text
        assert refused.count("Change it, or write why it is right.") == 4  # beside both fields, and above
        post(client, personas.owner, page, {"address": "Rue Haute 1", "answer_size": "We are two."})
        assert "We are two." in get(client, personas.officer, at("file", file.pk))
        assert "Rue Haute 1" in get(client, personas.owner, reverse("onboarding:firm", args=[personas.supplier.pk]))
        get(client, personas.owner, page, 404)  # it is the authority's turn

    def test_answers_the_grounds(self, client, personas):
        file = heard(personas)
        page = at("heard", personas.supplier.pk, file.pk)
        assert page in get(client, personas.owner, at("check", personas.supplier.pk, file.pk))
        assert page not in get(client, personas.contributor, at("check", personas.supplier.pk, file.pk))
        assert GROUNDS in get(client, personas.owner, page)
        post(client, personas.owner, page, {"answer": ""}, 422)
        post(client, personas.owner, page, {"answer": "It has merged."})
        assert open_hearing(file).answer == "It has merged."
        get(client, personas.owner, page, 404)

    def test_that_was_refused_reads_why_and_what_to_do(self, client, personas):
        file = taken_up(personas)
        said = {"reason": "No such number.", "remedy": "Ask again."}
        post(client, personas.officer, at("deed", file.pk, "refuse"), said)
        page = get(client, personas.contributor, at("check", personas.supplier.pk, file.pk))
        assert "No such number." in page
        assert "Ask again." in page

    def test_whose_file_waits_as_a_draft_reads_what_is_missing(self, client, personas):
        firm = SupplierFactory(identifier="")
        owner = join(firm)
        file = Application.objects.create(supplier=firm, buyer=personas.buyer, made_at=THURSDAY)
        assert "not handed in yet" in get(client, owner, at("check", firm.pk, file.pk))
        assert "number or address is missing" in get(client, owner, at("hand_in", firm.pk, file.pk))
        get(client, personas.officer, at("file", file.pk), 404)
        firm.identifier = "0552.008.443"
        firm.save()
        post(client, owner, at("hand_in", firm.pk, file.pk))
        get(client, personas.officer, at("file", file.pk))

    @pytest.mark.parametrize("name", ["other_owner", "officer", "administrator", "stranger"])
    def test_keeps_its_pages_to_itself(self, client, personas, name: str):
        file, own, person = to_mend(personas), personas.supplier.pk, getattr(personas, name)
        for page in (at("checks", own), at("ask", own), *(at(n, own, file.pk) for n in ("check", "hand_in", "heard"))):
            get(client, person, page, 404)
            post(client, person, page, status=404)

    def test_does_not_reach_anothers_file_through_its_own_address(self, client, personas):
        file = to_mend(personas)
        for name in ("check", "hand_in", "heard"):
            get(client, personas.other_owner, at(name, personas.other_supplier.pk, file.pk), 404)

    @pytest.mark.parametrize("name", ["hand_in", "heard", "ask"])
    def test_a_contributor_reads_and_does_nothing(self, client, personas, name: str):
        file = to_mend(personas)
        args = [personas.supplier.pk] + ([file.pk] if name != "ask" else [])
        get(client, personas.contributor, at(name, *args), 404)


class TestTheOfficer:
    def test_goes_from_the_desk_to_the_file_and_verifies_it(self, client, personas):
        assert "0 files wait" in get(client, personas.officer, reverse("desk:home"))
        assert "No file waits." in get(client, personas.officer, at("queue"))
        file = filed(personas)
        assert "1 file waits" in get(client, personas.officer, reverse("desk:home"))
        assert at("file", file.pk) in get(client, personas.officer, at("queue"))
        page = get(client, personas.officer, at("file", file.pk))
        assert "Rue Neuve 12" in page
        assert at("deed", file.pk, "take_up") in page
        assert at("deed", file.pk, "verify") not in page
        post(client, personas.officer, at("deed", file.pk, "take_up"))
        post(client, personas.officer, at("deed", file.pk, "verify"))
        assert "Verified, valid until 14 July 2028" in get(client, personas.officer, at("queue"))
        assert "Answered in time on 15 July 2027" in get(client, personas.officer, at("file", file.pk))

    def test_sees_what_changed_since_and_what_a_register_says(self, client, personas):
        file = filed(personas)
        personas.supplier.address = "Rue Haute 1"
        personas.supplier.save()
        page = get(client, personas.officer, at("file", file.pk))
        assert "<strong>Today:</strong> Rue Haute 1" in page
        assert "In the register" not in page

    def test_asks_for_changes_beside_the_fields(self, client, personas):
        file = taken_up(personas)
        page = at("deed", file.pk, "request_changes")
        assert "at least one field" in post(client, personas.officer, page, {"address": " "}, 422).text
        post(client, personas.officer, page, {"address": COMMENT})
        assert "It is the firm’s turn." in get(client, personas.officer, at("file", file.pk))

    def test_gives_the_file_to_a_colleague_and_lists_its_own(self, client, personas):
        file, colleague = taken_up(personas), employ(personas.buyer, Role.OFFICER, name="Carla Collègue")
        page = at("deed", file.pk, "assign")
        post(client, personas.officer, page, {"to": personas.other_officer.pk}, 422)
        post(client, personas.officer, page, {"to": colleague.pk})
        assert at("file", file.pk) in get(client, colleague, at("queue") + "?own=1")
        assert at("file", file.pk) not in get(client, personas.officer, at("queue") + "?own=1")

    def test_hears_the_firm_then_suspends(self, client, personas, hands):
        file = verified(personas)
        assert at("deed", file.pk, "suspend") not in get(client, personas.officer, at("file", file.pk))
        said = {"grounds": GROUNDS, "answer_by": "2027-07-22"}
        too_soon = post(client, personas.officer, at("deed", file.pk, "announce_hearing"), said, 422).text
        assert "until 23 July 2027 at least" in too_soon
        post(client, personas.officer, at("deed", file.pk, "announce_hearing"), said | {"answer_by": "2027-07-23"})
        assert "The firm is heard first" in get(client, personas.officer, at("deed", file.pk, "suspend"))
        hands.at = moment("2027-07-24")
        post(client, personas.officer, at("deed", file.pk, "suspend"), {"reason": "It has ended."})
        assert "It has ended." in get(client, personas.owner, at("check", personas.supplier.pk, file.pk))

    def test_of_the_firm_itself_reads_why_it_can_not(self, client, personas):
        file = filed(personas)
        Membership.objects.create(supplier=personas.supplier, person=personas.officer, role=Role.CONTRIBUTOR)
        assert "a colleague checks its file" in get(client, personas.officer, at("deed", file.pk, "take_up"))

    def test_who_comes_second_is_led_back_to_the_file(self, client, personas):
        file = taken_up(personas)
        answer = post(client, personas.officer, at("deed", file.pk, "take_up"))
        assert answer.headers["Location"] == at("file", file.pk)
        get(client, personas.officer, at("deed", file.pk, "take_up"), 404)
        get(client, personas.officer, at("deed", file.pk, "nonsense"), 404)

    @pytest.mark.parametrize("name", ["other_officer", "approver", "auditor", "administrator", "owner", "stranger"])
    def test_of_another_authority_or_role_finds_nothing(self, client, personas, name: str):
        file, person = taken_up(personas), getattr(personas, name)
        for page in (at("file", file.pk), at("deed", file.pk, "verify")):
            get(client, person, page, 404)
            post(client, person, page, status=404)
        if name == "other_officer":
            assert personas.supplier.name not in get(client, person, at("queue"))
        else:
            get(client, person, at("queue"), 404)

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("name", "queries"), [("queue", 7), ("checks", 6)])
    def test_the_lists_ask_the_same_number_of_questions(
        self, client, personas, name: str, queries: int, rows: int, django_assert_num_queries
    ):
        for _ in range(rows):
            firm, buyer = SupplierFactory(), personas.buyer
            filed(replace(personas, supplier=firm, owner=join(firm)))
            verified(personas)
            Application.objects.filter(supplier=personas.supplier).update(buyer=buyer)
        client.force_login(personas.officer if name == "queue" else personas.owner)
        address = at("queue") if name == "queue" else at("checks", personas.supplier.pk)
        with django_assert_num_queries(queries):
            client.get(address)

    def test_the_list_has_pages_and_what_waits_comes_first(self, client, personas: Personas):
        for number in range(50):
            firm = SupplierFactory(name=f"Waiting {number}.")
            filed(replace(personas, supplier=firm, owner=join(firm)))
        verified(personas)
        assert "Verified, valid" not in get(client, personas.officer, at("queue"))
        second = get(client, personas.officer, at("queue") + "?page=2")
        assert "Verified, valid" in second
        assert "No file waits" not in second


def test_a_stranger_is_asked_to_sign_in(client, personas):
    file = filed(personas)
    for page in (at("queue"), at("file", file.pk), at("checks", personas.supplier.pk)):
        assert client.get(page).status_code == 302
