"""The office's list of calls, the page of one with everything that can be done, and its moves."""

from dataclasses import replace

import pytest
from django.urls import reverse

from tenders.calls.actions import edit_draft
from tenders.calls.drafting import facts_of
from tenders.lifecycle.tender import TenderState
from tenders.models import CommitteeMember, Envelope, MemberKey, Tender
from tests.factories.calls import TenderFactory, add_lot, place
from tests.factories.published import published_call
from tests.personas import moment

NOW = moment("2027-02-01")
PREPARERS = {"officer", "approver", "signatory", "auditor"}
OFFICE = PREPARERS | {"ombudsperson"}
OTHERS = ["editor", "administrator", "owner", "other_officer", "stranger", "evaluator"]


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def draft(personas) -> Tender:
    return TenderFactory(buyer=personas.buyer, author=personas.officer, sent_on=None, title="Le brouillon")


def call(tender: Tender) -> str:
    return reverse("desk:call", args=[tender.reference])


def move(tender: Tender, name: str) -> str:
    return reverse("desk:move", args=[tender.reference, name])


def as_(client, person):
    client.force_login(person)
    return client


def ready_committee(tender: Tender, people) -> None:
    for person in people:
        CommitteeMember.objects.create(tender=tender, person=person)
        MemberKey.objects.create(person=person, public=b"k" * 32, wrapped=b"w", made_at=NOW, drilled_at=NOW)
    Envelope.objects.create(
        round=tender.round, public_key="age1", fingerprint="f", quorum=2, custodian_part=b"c", made_at=NOW
    )


@pytest.mark.parametrize("name", sorted(OFFICE))
def test_the_office_sees_its_calls_and_no_others(client, personas, draft, name: str):
    public = published_call(buyer=personas.buyer, title="Le public")
    TenderFactory(buyer=personas.other_buyer, title="Ailleurs")
    published_call(buyer=personas.other_buyer, title="Ailleurs aussi")
    page = as_(client, getattr(personas, name)).get(reverse("desk:calls")).text
    assert "Le public" in page
    assert "Ailleurs" not in page
    assert (draft.title in page) == (name in PREPARERS)
    assert client.get(call(public)).status_code == 200
    assert client.get(call(draft)).status_code == (200 if name in PREPARERS else 404)


@pytest.mark.parametrize("name", OTHERS)
def test_others_find_no_office_page(client, personas, draft, name: str):
    public = published_call(buyer=personas.buyer)
    client.force_login(getattr(personas, name))
    assert [client.get(call(tender)).status_code for tender in (draft, public)] == [404, 404]
    if name != "other_officer":
        assert client.get(reverse("desk:calls")).status_code == 404


def test_a_seat_in_the_committee_opens_the_page_of_that_call_alone(client, personas, draft):
    CommitteeMember.objects.create(tender=draft, person=personas.committee[0])
    client.force_login(personas.committee[0])
    assert client.get(call(draft)).status_code == 200
    assert client.get(call(published_call(buyer=personas.buyer))).status_code == 404


def test_the_list_is_filtered_by_state_and_stays_filtered(client, personas, draft):
    for number in range(51):
        published_call(buyer=personas.buyer, title=f"Public {number}")
    client.force_login(personas.officer)
    page = client.get(reverse("desk:calls"), {"state": "published"}).text
    assert page.count('class="pv-calls__title"') == 50
    assert (
        draft.title not in page.split("Public", 1)[1] or "Draft" not in page.split("<main", 1)[1].split("</form>")[-1]
    )
    assert "state=published&amp;page=2" in page
    assert '<option value="published" selected>' in page
    assert "No call of ours is in this state." in client.get(reverse("desk:calls"), {"state": "cancelled"}).text


def test_an_empty_office_is_shown_how_to_begin(client, personas):
    assert "No call has been written here yet." in as_(client, personas.officer).get(reverse("desk:calls")).text


def test_the_list_asks_as_often_for_three_calls_as_for_one(client, personas, django_assert_num_queries):
    published_call(buyer=personas.buyer)
    client.force_login(personas.officer)
    client.get(reverse("desk:calls"))
    with django_assert_num_queries(11):
        client.get(reverse("desk:calls"))
    for title in ("Deux", "Trois"):
        published_call(buyer=personas.buyer, title=title)
    with django_assert_num_queries(11):
        page = client.get(reverse("desk:calls")).text
    assert "Trois" in page


def test_a_page_asks_as_often_for_three_lots_as_for_one(client, personas, django_assert_num_queries):
    one, three = published_call(buyer=personas.buyer), published_call(buyer=personas.buyer, lots=3)
    client.force_login(personas.auditor)
    client.get(call(one))
    with django_assert_num_queries(27):
        client.get(call(one))
    with django_assert_num_queries(27):
        client.get(call(three))


@pytest.mark.parametrize("state", TenderState.values)
def test_a_call_in_every_state_has_its_page(client, personas, state: str):
    tender = published_call(buyer=personas.buyer, state=state)
    for name in sorted(PREPARERS):
        page = as_(client, getattr(personas, name)).get(call(tender))
        assert page.status_code == 200
        assert page.text.count("<h1") == 1


def test_a_draft_says_what_it_needs_and_where_to_mend_it(client, personas, draft):
    lot = draft.lots.get()
    lot.criteria.filter(kind="price").update(weight=50)
    page = as_(client, personas.officer).get(call(draft)).text
    assert "The weights make 90 of 100." in page
    assert "None yet." in page
    for name, args in [("edit", []), ("lot", [lot.pk]), ("add_document", []), ("add_lot", [])]:
        assert reverse(f"calls:{name}", args=[draft.reference, *args]) in page
    assert reverse("opening:committee", args=[draft.reference]) in page
    read_only = as_(client, personas.approver).get(call(draft)).text
    assert reverse("calls:edit", args=[draft.reference]) not in read_only


def test_a_move_that_is_not_possible_yet_says_why_to_whom_it_belongs(client, personas, draft):
    draft.lots.get().criteria.filter(kind="price").update(weight=50)
    page = as_(client, personas.officer).get(call(draft)).text
    assert "The weights do not add up to 100 in lot 1." in page
    assert 'aria-disabled="true" aria-describedby="submit_for_review"' in page
    assert move(draft, "submit_for_review") not in page
    other = as_(client, personas.approver).get(call(draft)).text
    assert "do not add up" not in other
    assert "Nothing in this call waits for you. You can read it." in other


def test_a_call_is_sent_approved_and_published_by_its_people(client, personas, draft):
    ready_committee(draft, personas.committee)
    assert move(draft, "submit_for_review") in as_(client, personas.officer).get(call(draft)).text
    assert "Send the call for approval?" in client.get(move(draft, "submit_for_review")).text
    draft.refresh_from_db()
    assert draft.state == "draft"  # asking changes nothing
    assert client.post(move(draft, "submit_for_review")).url == call(draft)
    assert "The call is sent for approval." in client.get(call(draft)).text
    as_(client, personas.approver).post(move(draft, "approve"))
    as_(client, personas.officer)
    confirm = client.get(move(draft, "publish")).text
    assert "What is promised" in confirm
    assert "15 March 2027" in confirm
    client.post(move(draft, "publish"))
    draft.refresh_from_db()
    assert draft.state == "published"
    assert draft.stages.count() == 11


def test_an_approver_sends_back_with_a_reason_that_its_author_reads(client, personas, draft):
    place(draft, "in_review")
    client.force_login(personas.approver)
    empty = client.post(move(draft, "send_back"), {"reason": ""})
    assert empty.status_code == 422
    client.post(move(draft, "send_back"), {"reason": "Les poids manquent."})
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_rule_that_refuses_speaks_on_the_page_of_the_move(client, personas, draft):
    place(draft, "in_review")
    personas.buyer.posts.create(person=personas.officer, role="approver")
    client.force_login(personas.officer)
    assert "You wrote this: another person must do it." in client.get(move(draft, "approve")).text
    refused = client.post(move(draft, "approve"))
    assert refused.status_code == 422
    assert "You wrote this: another person must do it." in refused.text
    draft.refresh_from_db()
    assert draft.state == "in_review"


def test_a_deadline_that_came_too_close_is_refused_at_the_last_moment(client, personas, draft, hands):
    ready_committee(draft, personas.committee)
    as_(client, personas.officer).post(move(draft, "submit_for_review"))
    hands.at = moment("2027-03-01")
    as_(client, personas.approver).post(move(draft, "approve"))
    page = as_(client, personas.officer).get(move(draft, "publish")).text
    assert "The deadline is too early" in page
    assert client.post(move(draft, "publish")).status_code == 422


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("submit_for_review", "approver"),
        ("approve", "officer"),
        ("send_back", "signatory"),
        ("publish", "auditor"),
        ("publish", "other_officer"),
        ("cancel", "officer"),
        ("close", "officer"),
        ("anything", "officer"),
    ],
)
def test_a_move_that_is_not_ones_own_is_not_there(client, personas, draft, name: str, person: str):
    client.force_login(getattr(personas, person))
    assert client.get(move(draft, name)).status_code == 404
    assert client.post(move(draft, name), {"reason": "Parce que."}).status_code == 404


def test_the_signatory_finds_the_way_out_and_nobody_else_does(client, personas):
    tender = published_call(buyer=personas.buyer)
    way_out = reverse("decisions:cancel", args=[tender.reference])
    assert way_out in as_(client, personas.signatory).get(call(tender)).text
    assert way_out not in as_(client, personas.officer).get(call(tender)).text


@pytest.mark.parametrize(
    ("state", "room"),
    [("closed", "opening:room"), ("evaluation", "evaluation:call"), ("decision", "decisions:call")],
)
def test_the_page_leads_into_the_room_where_it_goes_on(client, personas, state: str, room: str):
    tender = published_call(buyer=personas.buyer, state=state)
    page = as_(client, personas.officer).get(call(tender)).text
    assert f'<a class="govuk-button" href="{reverse(room, args=[tender.reference])}"' in page
    assert client.get(reverse(room, args=[tender.reference])).status_code != 404


def test_officers_find_what_they_can_do_after_the_publication(client, personas):
    tender = published_call(buyer=personas.buyer)
    ways = [reverse(f"calls:{name}", args=[tender.reference]) for name in ("questions", "extend", "pause")]
    ways.append(reverse("calls:stage", args=[tender.reference, "evaluation"]))
    page = as_(client, personas.officer).get(call(tender)).text
    assert all(way in page for way in ways)
    assert reverse("calls:stage", args=[tender.reference, "submission"]) not in page
    read_only = as_(client, personas.auditor).get(call(tender)).text
    assert not any(way in read_only for way in ways)


def test_what_a_notice_said_and_the_call_does_not_is_listed(client, personas, draft):
    Tender.objects.filter(pk=draft.pk).update(unmapped=["Framework agreement"])
    assert "Framework agreement" in as_(client, personas.officer).get(call(draft)).text


def test_a_second_lot_has_its_own_line(client, personas, draft):
    add_lot(draft, title="La taille")
    page = as_(client, personas.officer).get(call(draft)).text
    assert "Lot 2. La taille" in page


def test_a_draft_without_a_deadline_says_that_it_is_missing(client, personas):
    bare = TenderFactory(buyer=personas.buyer, content=False)
    page = as_(client, personas.officer).get(call(bare))
    assert page.status_code == 200
    assert "There is no deadline for bids yet: set one." in page.text


def test_officer_and_approver_read_beside_a_draft_who_changed_what(client, personas, draft):
    facts = replace(facts_of(draft), title="Another title", cpv="45000000")
    edit_draft(draft, facts, by=personas.officer, now=NOW)
    for name, told in {"officer": True, "approver": True, "auditor": False}.items():
        page = as_(client, getattr(personas, name)).get(call(draft)).text
        assert ("Change the draft of the call" in page) == told
        assert ("title, CPV code" in page) == told
    assert "Odile Officier" in as_(client, personas.approver).get(call(draft)).text


@pytest.mark.parametrize("name", sorted(OFFICE))
def test_officers_and_auditors_are_led_to_the_log(client, personas, name: str):
    tender = published_call(buyer=personas.buyer)
    page = as_(client, getattr(personas, name)).get(call(tender)).text
    assert (reverse("decisions:log", args=[tender.reference]) in page) == (name in {"officer", "auditor"})
