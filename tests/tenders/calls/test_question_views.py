"""Questions in the browser: a firm asks on a page of its own, an officer answers to everybody, the asker unnamed."""

import pytest
from django.urls import reverse

from tenders.calls import actions as calls
from tenders.models import Question
from tests.factories.people import SupplierFactory, join
from tests.factories.published import published_call
from tests.personas import moment

NOW = moment("2027-02-10")


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def tender(personas):
    return published_call(buyer=personas.buyer)


@pytest.fixture
def question(tender, personas) -> Question:
    return calls.ask_question(tender, supplier=personas.supplier, text="Combien ?", by=personas.owner, now=NOW)


def address(name: str, *args: object) -> str:
    return reverse(f"calls:{name}", args=args)


def test_the_page_of_an_open_call_leads_to_a_question(client, tender):
    assert address("ask", tender.reference) in client.get(tender.get_absolute_url()).text


def test_a_firm_asks_and_the_page_says_what_becomes_of_it(client, tender, personas):
    client.force_login(personas.contributor)
    assert "not who asked" in client.get(address("ask", tender.reference)).text
    answer = client.post(address("ask", tender.reference), {"text": "Combien d'arbres ?"})
    asked = Question.objects.get()
    assert (asked.text, asked.supplier) == ("Combien d'arbres ?", personas.supplier)
    assert answer.url == tender.get_absolute_url()
    assert "published for everybody, without your name" in client.get(answer.url).text


def test_who_belongs_to_two_firms_says_for_which_and_to_none_other(client, tender, personas):
    second, third = SupplierFactory(), SupplierFactory()
    second.memberships.create(person=personas.owner, role="contributor")
    client.force_login(personas.owner)
    assert 'name="supplier"' in client.get(address("ask", tender.reference)).text
    foreign = client.post(address("ask", tender.reference), {"text": "Combien ?", "supplier": third.pk})
    assert foreign.status_code == 422
    client.post(address("ask", tender.reference), {"text": "Combien ?", "supplier": second.pk})
    assert Question.objects.get().supplier == second


def test_who_has_no_firm_is_led_to_registering_one_and_back(client, tender, personas):
    client.force_login(personas.stranger)
    page = client.get(address("ask", tender.reference)).text
    assert f"{reverse('onboarding:new')}?next=" in page
    assert client.post(address("ask", tender.reference), {"text": "Combien ?"}).status_code == 422
    assert not Question.objects.exists()


def test_after_the_last_day_the_page_says_so_and_what_was_typed_stays(client, tender, personas, hands):
    hands.at = moment("2027-03-02")
    client.force_login(personas.owner)
    page = client.get(address("ask", tender.reference)).text
    assert "Questions could be asked until 1 March 2027." in page
    assert "<textarea" not in page
    late = client.post(address("ask", tender.reference), {"text": "Combien ?"})
    assert late.status_code == 422
    assert late.text.count("Questions could be asked until 1 March 2027.") == 2
    assert "Combien ?" in late.text


def test_a_call_that_is_not_public_is_not_there(client, tender, personas):
    type(tender).objects.update(published_at=None)
    client.force_login(personas.owner)
    assert client.get(address("ask", tender.reference)).status_code == 404


@pytest.mark.parametrize("name", ["officer", "approver", "signatory", "auditor", "ombudsperson"])
def test_the_office_reads_what_is_asked_and_never_by_whom(client, tender, question, personas, name: str):
    client.force_login(getattr(personas, name))
    page = client.get(address("questions", tender.reference)).text
    assert "Combien ?" in page
    assert personas.supplier.name not in page
    assert personas.owner.name not in page
    assert (address("answer", tender.reference, question.pk) in page) == (name == "officer")


@pytest.mark.parametrize("name", ["owner", "other_officer", "editor", "administrator", "stranger"])
def test_others_find_no_list_of_questions(client, tender, question, personas, name: str):
    client.force_login(getattr(personas, name))
    assert client.get(address("questions", tender.reference)).status_code == 404


@pytest.mark.parametrize("page", ["answer", "decline"])
@pytest.mark.parametrize("name", ["approver", "auditor", "owner", "other_officer"])
def test_only_officers_answer(client, tender, question, personas, name: str, page: str):
    client.force_login(getattr(personas, name))
    assert client.post(address(page, tender.reference, question.pk), {"answer": "Oui."}).status_code == 404


def test_an_officer_answers_to_everybody(client, tender, question, personas):
    client.force_login(personas.officer)
    assert "Combien ?" in client.get(address("answer", tender.reference, question.pk)).text
    answer = client.post(address("answer", tender.reference, question.pk), {"answer": "Quarante."})
    assert answer.url == address("questions", tender.reference)
    client.logout()
    page = client.get(tender.get_absolute_url()).text
    assert "Quarante." in page
    assert personas.supplier.name not in page


def test_an_officer_declines_with_a_reason(client, tender, question, personas):
    client.force_login(personas.officer)
    assert client.post(address("decline", tender.reference, question.pk), {"reason": ""}).status_code == 422
    client.post(address("decline", tender.reference, question.pk), {"reason": "Ce n'est pas ce marché."})
    question.refresh_from_db()
    assert question.state == "declined"
    assert "Ce n&#x27;est pas ce marché." in client.get(address("questions", tender.reference)).text


def test_two_officers_answer_and_the_second_keeps_its_words(client, tender, question, personas):
    calls.answer_question(question, answer="Quarante.", by=personas.officer, now=NOW)
    client.force_login(personas.officer)
    assert "has its answer already" in client.get(address("answer", tender.reference, question.pk)).text
    second = client.post(address("answer", tender.reference, question.pk), {"answer": "Cinquante."})
    assert second.status_code == 422
    assert "Cinquante." in second.text


def test_a_question_of_another_call_is_not_there(client, question, personas):
    other = published_call(buyer=personas.buyer)
    client.force_login(personas.officer)
    assert client.get(address("answer", other.reference, question.pk)).status_code == 404


def test_the_list_asks_as_often_for_three_as_for_one(client, tender, question, personas, django_assert_num_queries):
    client.force_login(personas.officer)
    client.get(address("questions", tender.reference))
    with django_assert_num_queries(10):
        client.get(address("questions", tender.reference))
    firm = SupplierFactory()
    person = join(firm)
    for text in ("Où ?", "Quand ?"):
        calls.ask_question(tender, supplier=firm, text=text, by=person, now=NOW)
    with django_assert_num_queries(10):
        page = client.get(address("questions", tender.reference)).text
    assert "Quand ?" in page


def test_two_hundred_questions_are_read_fifty_a_page_and_what_waits_comes_first(client, tender, question, personas):
    facts = {"tender": tender, "supplier": question.supplier, "asked_at": question.asked_at}
    told = {"answer": "Yes.", "answered_at": question.asked_at, "answered_by": personas.officer}
    Question.objects.bulk_create([Question(**facts, **told, text=f"Number {n}") for n in range(199)])
    client.force_login(personas.officer)
    page = client.get(f"/en/office/calls/{tender.reference}/questions/").content.decode()
    assert page.count('<div class="pv-answers__asked"') == 50
    assert page.index(question.text) < page.index("Number ")
    last = client.get(f"/en/office/calls/{tender.reference}/questions/?page=4").content.decode()
    assert "151 to 200 of 200" in last
    assert "Waiting for an answer" not in last


def test_a_firm_says_which_lot_it_asks_about(client, personas):
    tender = published_call(buyer=personas.buyer, lots=2)
    second = tender.lots.last()
    client.force_login(personas.owner)
    assert f'value="lot-{second.pk}"' in client.get(address("ask", tender.reference)).text
    client.post(address("ask", tender.reference), {"text": "Combien ?", "about": f"lot-{second.pk}"})
    assert Question.objects.get().lot == second
    assert client.post(address("ask", tender.reference), {"text": "Où ?", "about": "lot-0"}).status_code == 422


def test_an_officer_answers_two_questions_at_once(client, tender, question, personas):
    other = calls.ask_question(tender, supplier=personas.supplier, text="Quel nombre ?", by=personas.owner, now=NOW)
    client.force_login(personas.officer)
    page = address("answer", tender.reference, question.pk)
    assert "Quel nombre ?" in client.get(page).text
    client.post(page, {"answer": "Quarante.", "also": [other.pk]})
    assert "Answered together with:" in client.get(address("questions", tender.reference)).text


def test_a_late_answer_leads_to_the_longer_deadline(client, tender, question, personas, hands):
    hands.at = moment("2027-03-12")
    client.force_login(personas.officer)
    answer = client.post(address("answer", tender.reference, question.pk), {"answer": "Quarante."}, follow=True)
    assert answer.redirect_chain[-1][0] == address("extend", tender.reference)
    assert "firms get as much more time" in answer.text
    assert 'value="2027-03-' in answer.text


def test_an_officer_writes_down_what_was_asked_by_telephone(client, tender, personas):
    client.force_login(personas.officer)
    assert "How was it asked?" in client.get(address("write_down", tender.reference)).text
    client.post(address("write_down", tender.reference), {"channel": "phone", "text": "Un parking ?"})
    assert "Un parking ?" in client.get(address("questions", tender.reference)).text


def test_an_officer_announces_a_visit_and_writes_what_was_said(client, tender, personas, hands):
    client.force_login(personas.officer)
    typed = {"kind": "visit", "day": "2027-02-12", "at": "14:00", "place": "Au parc"}
    client.post(address("new_meeting", tender.reference), typed)
    meeting = tender.meetings.get()
    change = address("meeting", tender.reference, meeting.pk)
    assert change in client.get(address("questions", tender.reference)).text
    assert change not in client.get(tender.get_absolute_url()).text
    hands.at = moment("2027-02-13")
    assert 'value="14:00"' in client.get(change).text
    client.post(change, {**typed, "minutes": "Nonante arbres.", "attendance": "Le Vert"})
    page = client.get(tender.get_absolute_url()).text
    assert "Nonante arbres." in page
    assert "Le Vert" not in page


def test_the_end_of_the_answers_waits_for_the_last_one(client, tender, question, personas, hands):
    hands.at = moment("2027-03-05")
    client.force_login(personas.officer)
    end = address("close_answers", tender.reference)
    assert "1 question has no answer yet" in client.get(end).text
    assert "1 question has no answer yet" in client.get(reverse("desk:call", args=[tender.reference])).text
    calls.answer_question(question, answer="Quarante.", by=personas.officer, now=hands.at)
    client.post(end)
    assert tender.stages.get(kind="answers").actual is not None


@pytest.mark.parametrize("name", ["approver", "auditor", "owner", "other_officer"])
@pytest.mark.parametrize("page", ["write_down", "new_meeting", "close_answers"])
def test_only_officers_write_down_and_close(client, tender, personas, name: str, page: str):
    client.force_login(getattr(personas, name))
    assert client.get(address(page, tender.reference)).status_code == 404
