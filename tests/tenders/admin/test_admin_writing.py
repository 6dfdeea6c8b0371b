"""A call is begun, written and sent for approval in the admin, by the deeds of the office page."""

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from tenders.models import Tender
from tests.factories.calls import TenderFactory, place

TEXTS = {
    "title": "Serre",
    "description": "Vitrages.",
    "language": "fr",
    "procedure": "open",
    "nature": "works",
    "cpv": "45453100",
    "nuts": "BE352",
    "value": "310000",
    "value_is_public": "on",
    "day": "2027-04-15",
    "at": "10:00",
}
NEW = reverse("office_calls:add")


def verbs() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_a_call_is_begun_and_the_way_leads_to_its_page(officer, personas):
    answer = officer.post(NEW, TEXTS)
    made = Tender.objects.get()
    assert (made.buyer, made.author, made.state) == (personas.buyer, personas.officer, "draft")
    assert answer.url == reverse("office_calls:write", args=[made.reference])
    assert verbs() == ["tender.create"]
    assert "The draft is made" in officer.get(answer.url).text


def test_an_officer_of_two_buyers_says_for_which(officer, personas):
    assert 'name="buyer"' not in officer.get(NEW).text
    personas.other_buyer.posts.create(person=personas.officer, role="officer")
    assert 'name="buyer"' in officer.get(NEW).text
    officer.post(NEW, TEXTS | {"buyer": personas.other_buyer.pk})
    assert Tender.objects.get().buyer == personas.other_buyer


def test_what_is_refused_is_said_with_its_sentence_and_nothing_typed_is_lost(officer):
    answer = officer.post(NEW, TEXTS | {"at": "03:00", "description": "Beaucoup de mots."})
    assert answer.status_code == 422
    assert "No deadline between midnight and 6 in the morning." in answer.text
    assert "Beaucoup de mots." in answer.text
    assert not Tender.objects.exists()


def test_texts_and_deadline_of_a_draft_are_saved_by_the_deed_of_the_office(officer, draft, at):
    shown = officer.get(at("write")).text
    assert 'name="title"' in shown
    assert 'name="state"' not in shown
    assert officer.post(at("write"), {**TEXTS, "state": "published"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.state, str(draft.deadline_day)) == ("Serre", "draft", "2027-04-15")
    assert verbs() == ["tender.edit_draft"]


def test_the_history_says_who_changed_what(officer, personas, draft, at):
    officer.post(at("write"), TEXTS | {"title": draft.title, "description": draft.description})
    shown = officer.get(at("write")).text.split('id="history-section"', 1)[1]
    assert "Odile Officier: Change the draft of the call" in shown
    assert "estimated value" in shown
    assert "description" not in shown.split("</ul>", 1)[0]


@pytest.mark.parametrize("state", ["in_review", "approved", "published", "evaluation"])
def test_what_is_no_draft_is_only_read_with_the_way_to_the_office_page(officer, draft, at, state: str):
    place(draft, state)
    shown = officer.get(at("write")).text
    assert 'name="title"' not in shown
    assert reverse("desk:call", args=[draft.reference]).split("/", 2)[2] in shown
    late = officer.post(at("write"), TEXTS)
    assert late.status_code == 422
    assert "Only a draft can be changed." in late.text
    draft.refresh_from_db()
    assert draft.title == "Le brouillon"


def test_what_is_missing_is_said_before_it_is_sent_and_again_when_it_is(officer, draft, at):
    draft.lots.get().criteria.filter(kind="price").delete()
    for address in (at("write"), at("send")):
        assert "The weights do not add up to 100 in lot 1." in officer.get(address).text
    assert at("send") not in officer.get(at("write")).text
    answer = officer.post(at("send"))
    assert answer.status_code == 422
    assert "The weights do not add up to 100 in lot 1." in answer.text
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_complete_draft_is_sent_for_approval_after_a_question(officer, personas, draft, at):
    assert at("send") in officer.get(at("write")).text
    assert "Send the call for approval?" in officer.get(at("send")).text
    assert officer.post(at("send")).url == at("write")
    draft.refresh_from_db()
    assert (draft.state, draft.author) == ("in_review", personas.officer)
    assert verbs() == ["tender.submit_for_review"]


@pytest.mark.parametrize("name", ["other_officer", "editor", "administrator", "approver", "owner"])
def test_others_neither_see_nor_change_it(client, personas, draft, at, name: str):
    client.force_login(getattr(personas, name))
    lot = draft.lots.get().pk
    pages = [at("write"), at("send"), at("selection"), at("lot", lot), at("add_document")]
    for address in pages:
        assert client.get(address).status_code in {302, 404}
        assert client.post(address, TEXTS).status_code in {302, 404}
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("Le brouillon", "draft")
    if name != "other_officer":
        assert client.get(NEW).status_code in {302, 404}


def test_a_call_is_started_from_an_earlier_one_of_the_buyer(officer, personas, draft):
    elsewhere = TenderFactory(buyer=personas.other_buyer, title="Ailleurs")
    place(draft, "concluded")
    copy = reverse("office_calls:copy_call")
    shown = officer.get(reverse("office_calls:write", args=[draft.reference])).text
    assert f"{copy}?from={draft.reference}" in shown
    choice = officer.get(f"{copy}?from={draft.reference}").text
    assert f'value="{draft.reference}" selected' in choice
    assert "Ailleurs" not in choice
    assert officer.post(copy, {"source": elsewhere.reference}).status_code == 422
    answer = officer.post(copy, {"source": draft.reference})
    made = Tender.objects.get(buyer=personas.buyer, state="draft")
    assert answer.url == reverse("office_calls:write", args=[made.reference])
    assert made.title == "Le brouillon"
    assert "The draft is made from the earlier call." in officer.get(answer.url).text
