"""The opening committee's pages: the committee of a call, and the room where bids are opened."""

import re

import pytest

from procurement.accounts.models import User
from procurement.audit.models import Event
from procurement.paper import in_fours
from tenders.bids.actions import make_member_key
from tenders.models import CommitteeMember, Envelope, Opening, Tender, Unlock
from tests.factories.calls import DEADLINE, TenderFactory, place
from tests.factories.sealed import AFTER, BEFORE, another_bid, hand_in, open_call, open_together
from tests.factories.visiting import get, post
from tests.personas import PASSPHRASE, Personas, moment

pytestmark = pytest.mark.django_db
OUTSIDE = ["owner", "other_officer", "ombudsperson", "editor", "administrator", "stranger"]
NOW = moment("2027-02-01")


def room(tender: Tender, page: str = "") -> str:
    return f"/en/calls/{tender.reference}/opening/{page}"


class TestTheCommittee:
    @pytest.fixture
    def call(self, personas: Personas) -> Tender:
        for member in personas.committee[:2]:
            make_member_key(member, passphrase=PASSPHRASE, now=NOW)
        return TenderFactory(buyer=personas.buyer)

    def members(self, personas: Personas, count: int) -> dict[str, list[int]]:
        return {"members": [member.pk for member in personas.committee[:count]]}

    def test_an_officer_chooses_members_with_a_key_and_the_key_is_made(self, client, personas, call, hands):
        hands.at = NOW
        page = get(client, personas.officer, room(call, "committee/"))
        assert page.count('name="members"') == 2
        assert "Without a key" in page
        assert "Comité 3" in page
        post(client, personas.officer, room(call, "committee/"), self.members(personas, 2))
        assert Envelope.objects.get(round=call.round).quorum == 2
        assert CommitteeMember.objects.filter(tender=call).count() == 2
        assert in_fours(Envelope.objects.get().fingerprint) in get(client, personas.officer, room(call))

    def test_nobody_chosen_or_somebody_without_a_key_is_refused_by_the_field(self, client, personas, call):
        for chosen in (self.members(personas, 0), self.members(personas, 3)):
            page = post(client, personas.officer, room(call, "committee/"), chosen, 422).content.decode()
            assert "There is something to mend" in page
        assert not Envelope.objects.exists()
        assert page.count("checked") == 2  # what was chosen is still there

    def test_before_publication_it_may_be_done_again_after_it_the_page_says_why_not(self, client, personas, call):
        address = room(call, "committee/")
        post(client, personas.officer, address, self.members(personas, 2))
        first = Envelope.objects.get().fingerprint
        assert "A key is made already." in get(client, personas.officer, address)
        post(client, personas.officer, address, self.members(personas, 2))
        second = Envelope.objects.get().fingerprint
        assert first != second
        place(call, "published")
        assert "never changed after" in get(client, personas.officer, address)
        assert (
            "never changed after"
            in post(client, personas.officer, address, self.members(personas, 2), 422).content.decode()
        )
        assert Envelope.objects.get().fingerprint == second

    @pytest.mark.parametrize("name", [*OUTSIDE, "approver", "signatory", "auditor", "evaluator"])
    def test_nobody_else_names_it(self, client, personas, call, name):
        get(client, getattr(personas, name), room(call, "committee/"), 404)
        post(client, getattr(personas, name), room(call, "committee/"), self.members(personas, 2), 404)
        assert not Envelope.objects.exists()


class TestTheRoom:
    @pytest.fixture
    def call(self, personas: Personas, hands) -> Tender:
        hands.at = BEFORE
        return open_call(personas)

    def unlock(self, client, who: User, tender: Tender, status: int = 302, **typed: object):
        data = {"passphrase": PASSPHRASE, "sure": "on", **typed}
        return post(client, who, room(tender, "unlock/"), data, status)

    @pytest.mark.parametrize("name", OUTSIDE)
    def test_strangers_do_not_find_it(self, client, personas, call, name):
        for page in ("", "unlock/", "committee/"):
            get(client, getattr(personas, name), room(call, page), 404)
        self.unlock(client, getattr(personas, name), call, 404)

    @pytest.mark.parametrize("name", ["officer", "approver", "signatory", "auditor"])
    def test_who_does_not_open_sees_the_room_and_no_button(self, client, personas, call, hands, name):
        hands.at = AFTER
        page = get(client, getattr(personas, name), room(call))
        assert "2 more members must unlock." in page
        assert "unlock/" not in page
        self.unlock(client, getattr(personas, name), call, 404)

    def test_before_the_deadline_the_button_says_why(self, client, personas, call):
        page = get(client, personas.committee[0], room(call))
        assert "The deadline for bids has not passed yet." in page
        assert 'aria-disabled="true"' in page
        assert "The deadline for bids has not passed yet." in get(client, personas.committee[0], room(call, "unlock/"))
        told = self.unlock(client, personas.committee[0], call, 422).content.decode()
        assert "The deadline for bids has not passed yet." in told
        assert not Unlock.objects.exists()

    @pytest.mark.parametrize("moment_", [BEFORE, AFTER])
    def test_until_the_opening_it_is_the_same_with_and_without_bids(self, client, personas, call, hands, moment_):
        people = [personas.officer, personas.auditor, personas.committee[0]]
        hands.at = moment_
        bare = [self.without_tokens(get(client, person, room(call))) for person in people]
        hands.at = BEFORE
        hand_in(call, personas.supplier, personas.owner)
        another_bid(call)
        hands.at = moment_
        assert [self.without_tokens(get(client, person, room(call))) for person in people] == bare

    def without_tokens(self, page: str) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)

    def test_two_members_meet_and_the_last_one_opens(self, client, personas, call, hands):
        handed = hand_in(call, personas.supplier, personas.owner, mark="green", price="12347654.00")
        hands.at = AFTER
        first, second, third = personas.committee
        assert "2 members must unlock" in get(client, first, room(call, "unlock/"))
        self.unlock(client, first, call)
        page = get(client, second, room(call))
        assert "1 more member must unlock." in page
        assert "Unlocked on" in page
        assert handed.bid.number not in page
        assert personas.supplier.name not in page
        assert "It opens all bids at once." in get(client, second, room(call, "unlock/"))
        self.unlock(client, second, call)
        page = get(client, third, room(call))
        assert "1 bid was opened on" in page
        assert all(text in page for text in (handed.bid.number, personas.supplier.name, "Rue Neuve 12", "As confirmed"))
        assert "12347654" not in re.sub(r"[\s.,]", "", page)
        assert "green" not in page

    def test_unlocking_asks_for_a_yes_and_the_passphrase(self, client, personas, call, hands):
        hands.at, member = AFTER, personas.committee[0]
        page = self.unlock(client, member, call, 422, sure="", passphrase="").content.decode()
        assert page.count("govuk-error-message") >= 2
        page = self.unlock(client, member, call, 422, passphrase="quite another phrase").content.decode()
        assert "This passphrase does not open your key. The attempt is logged." in page
        assert "quite another phrase" not in page
        assert Event.objects.filter(verb="tender.unlock_refused", actor_id=member.pk).count() == 1
        assert not Unlock.objects.exists()

    def test_who_has_unlocked_has_nothing_more_to_do(self, client, personas, call, hands):
        hands.at, member = AFTER, personas.committee[0]
        self.unlock(client, member, call)
        assert "There is nothing more for you to do." in get(client, member, room(call))
        get(client, member, room(call, "unlock/"), 302)
        self.unlock(client, member, call)
        assert Unlock.objects.count() == 1

    def test_who_comes_too_late_is_told_who_opened(self, client, personas, call, hands):
        hands.at = AFTER
        open_together(call, personas)
        third = personas.committee[2]
        self.unlock(client, third, call)
        page = get(client, third, room(call))
        assert "The bids were opened on" in page
        assert "Comité 1, Comité 2" in page
        assert Opening.objects.count() == 1

    def test_a_defect_stands_beside_its_bid(self, client, personas, call, hands, monkeypatch):
        handed = hand_in(call, personas.supplier, personas.owner)
        type(handed.bid)._base_manager.filter(pk=handed.bid.pk).update(sealed_manifest=b"changed")
        hands.at = AFTER
        open_together(call, personas)
        page = get(client, personas.committee[0], room(call))
        assert "As confirmed" not in page
        for row in Opening.objects.get().defects:
            assert row["sentence"].replace("'", "&#x27;") in page

    def test_without_any_bid_it_opens_all_the_same(self, client, personas, call, hands):
        hands.at = AFTER
        open_together(call, personas)
        assert "No bid was there to open." in get(client, personas.committee[0], room(call))

    def test_at_the_deadline_itself_members_may_unlock(self, client, personas, call, hands):
        hands.at = DEADLINE
        assert "unlock/" in get(client, personas.committee[0], room(call))

    @pytest.mark.parametrize("bids", [1, 3])
    def test_the_record_takes_the_same_queries_for_any_number_of_bids(
        self, client, personas, call, hands, bids, django_assert_num_queries
    ):
        for _n in range(bids):
            another_bid(call)
        hands.at = AFTER
        open_together(call, personas)
        client.force_login(personas.officer)
        with django_assert_num_queries(17):
            client.get(room(call))


class TestTheRecord:
    def test_it_is_handed_out_to_those_who_may_read_it(self, client, personas, hands, run_tasks):
        hands.at = BEFORE
        tender = open_call(personas)
        hand_in(tender, personas.supplier, personas.owner)
        hands.at = AFTER
        open_together(tender, personas)
        assert "appears here once it is made" in get(client, personas.officer, room(tender))
        run_tasks()
        paper = tender.papers.get(kind="opening_record")
        address = room(tender, f"record/{paper.code}/")
        assert address in get(client, personas.committee[0], room(tender))
        client.force_login(personas.officer)
        answer = client.get(address)
        assert b"".join(answer.streaming_content).startswith(b"%PDF-")
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        for name in [*OUTSIDE, "approver"]:
            get(client, getattr(personas, name), address, 404)
