"""The public pages: what they show, to whom, in how many queries, and under which policy."""

import re
from datetime import date

import pytest
from django.core.files.base import ContentFile

from procurement.lifecycle import perform
from tenders.models import Amendment, Document, Pause, Question, Revision, Tender
from tenders.record.pages import call_page
from tests.factories.bids import opened_bid
from tests.factories.calls import TenderFactory, add_lot, divide, place
from tests.factories.people import SupplierFactory
from tests.factories.published import judged_call, no_award, notify, notify_award, published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
LIST, HIDDEN = "/en/calls/", ["draft", "in_review", "approved"]


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = moment("2027-02-20", 10)


def page(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def digits(client, address: str) -> str:
    """The page with every number in one piece, however its language groups thousands."""
    return re.sub(r"(?<=\d)[\s.,](?=\d)", "", page(client, address))


def call_address(tender: Tender) -> str:
    return f"/en/calls/{tender.reference}/"


def attach(tender: Tender, name: str = "Specifications") -> Document:
    document = Document(tender=tender, title=name, language="fr", sha256="0" * 64, size=2048)
    document.added_at = moment("2027-01-20")
    document.file.save("x.pdf", ContentFile(b"%PDF-1.7 for everybody"), save=False)
    document.save()
    return document


def ask(tender: Tender, officer, text: str = "Is a visit possible?", *, answered: bool = True) -> Question:
    told = {"answer": "Yes, on 1 March.", "answered_at": moment("2027-02-10"), "answered_by": officer}
    facts = {"text": text, "asked_at": moment("2027-02-08"), **(told if answered else {})}
    return Question.objects.create(tender=tender, supplier=SupplierFactory(name="Curious SA"), **facts)


class TestTheList:
    def test_shows_what_is_open_and_on_request_everything(self, client):
        open_call = published_call(title="Open one")
        ended = published_call(title="Ended one", state="concluded")
        published_call(title="Due one", state="published").rounds.update(deadline_at=moment("2027-02-19"))
        found = page(client, LIST)
        assert open_call.title in found
        assert ended.title not in found
        assert "Due one" not in found
        every = page(client, f"{LIST}?show=all")
        assert all(title in every for title in ("Open one", "Ended one", "Due one"))

    @pytest.mark.parametrize("state", HIDDEN)
    def test_never_shows_a_draft(self, client, state):
        place(TenderFactory(title="Secret plan"), state)
        assert "Secret plan" not in page(client, f"{LIST}?show=all")

    def test_the_next_deadline_comes_first(self, client):
        later, sooner = published_call(title="Later"), published_call(title="Sooner")
        sooner.rounds.update(deadline_at=moment("2027-03-01"))
        found = page(client, LIST)
        assert found.index(sooner.title) < found.index(later.title)

    def test_finds_words_in_title_buyer_and_reference(self, client):
        published_call(title="Lighting of schools", buyer__name="Town of Brook")
        published_call(title="Repair of bridges", buyer__name="Town of Hill")
        for words in ("lighting", "brook", "schools town"):
            found = page(client, f"{LIST}?q={words}")
            assert "Lighting of schools" in found
            assert "Repair of bridges" not in found
        assert "No call for “cheese”." in page(client, f"{LIST}?q=cheese")

    def test_a_call_of_many_rows_is_listed_fifty_a_page(self, client):
        for _n in range(52):
            published_call()
        assert page(client, LIST).count("pv-calls__title") == 50
        assert page(client, f"{LIST}?page=2").count("pv-calls__title") == 2
        assert page(client, f"{LIST}?page=nonsense").count("pv-calls__title") == 50

    def test_an_empty_list_says_why_and_what_next(self, client):
        found = page(client, LIST)
        assert "No call takes bids at this moment." in found
        assert "?show=all" in found

    def test_a_value_that_is_not_public_is_not_shown(self, client):
        published_call(value="98765432.00", value_is_public=False)
        assert "98765432" not in digits(client, LIST)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_takes_the_same_queries_for_any_number_of_rows(self, client, rows, django_assert_num_queries):
        for _n in range(rows):
            published_call(lots=rows)
        with django_assert_num_queries(3):
            page(client, LIST)


class TestACall:
    def test_says_what_happens_next_and_what_was_promised(self, client):
        found = page(client, call_address(published_call()))
        assert "Questions can be asked until" in found
        assert '<time datetime="2027-03-01">' in found
        assert found.count("<h1") == 1
        assert 'aria-current="step"' in found
        assert "Standstill ends" in found

    @pytest.mark.parametrize("state", HIDDEN)
    def test_a_draft_does_not_exist_for_anybody(self, client, personas, state):
        tender = TenderFactory(buyer=personas.buyer)
        place(tender, state)
        page(client, call_address(tender), 404)
        client.force_login(personas.officer)
        page(client, call_address(tender), 404)

    def test_a_call_cancelled_before_its_publication_does_not_exist(self, client):
        tender = TenderFactory()
        place(tender, "cancelled")
        page(client, call_address(tender), 404)
        page(client, "/en/calls/nowhere/", 404)

    def test_a_criterion_with_parts_stands_above_them_with_their_sum(self, client):
        tender = published_call()
        divide(tender.lots.get())
        shown = client.get(f"/en/calls/{tender.reference}/").text
        found = re.findall(r"<li[^>]*><span lang=\"fr\">([^<]+)</span> <strong>(\d+) %</strong></li>", shown)
        assert found == [("Prix", "60"), ("Qualité", "40"), ("Méthode", "25"), ("Équipe", "15")]
        assert shown.count("pv-criteria__part") == 2

    def test_shows_lots_with_criteria_and_weights(self, client):
        tender = published_call(lots=2)
        tender.lots.filter(position=2).update(title="La taille")
        tender.lots.first().criteria.filter(kind="price").update(weight=None, weight_text="by importance")
        found = page(client, call_address(tender))
        assert '<strong><span lang="fr">Lot 1</span></strong>' in found
        assert '<strong>Lot 2. <span lang="fr">La taille</span></strong>' in found
        assert "LOT-000" not in re.sub(r'href="[^"]*"', "", found)
        assert "60 %" in found
        assert "by importance" in found

    def test_documents_are_there_for_everybody(self, client):
        tender = published_call()
        document = attach(tender)
        assert document.title in page(client, call_address(tender))
        response = client.get(f"{call_address(tender)}documents/{document.pk}/")
        assert b"".join(response.streaming_content) == b"%PDF-1.7 for everybody"
        assert response["Content-Disposition"] == 'attachment; filename="Specifications.pdf"'

    def test_documents_of_drafts_and_of_other_calls_are_not(self, client):
        draft, other = TenderFactory(), published_call()
        document = attach(draft)
        page(client, f"{call_address(draft)}documents/{document.pk}/", 404)
        page(client, f"{call_address(other)}documents/{document.pk}/", 404)

    def test_answers_are_shown_and_who_asked_is_not(self, client, personas):
        tender = published_call()
        ask(tender, personas.officer)
        ask(tender, personas.officer, "Still waiting?", answered=False)
        found = page(client, call_address(tender))
        assert "Is a visit possible?" in found
        assert "Yes, on 1 March." in found
        assert "Still waiting?" not in found
        assert "Curious" not in found

    def test_shows_what_changed_and_why_each_deed_once(self, client, personas):
        tender = published_call()
        made = {"made_at": moment("2027-02-15"), "made_by": personas.officer}
        changes = [{"field": "deadline", "old": "a", "new": "b"}]
        Amendment.objects.create(tender=tender, reason="The plans came late.", changes=changes, **made)
        for kind, old in (("submission", "2027-03-08"), ("opening", "2027-03-08")):
            stage = tender.stages.get(kind=kind)
            why = {"reason": "change", "sentence": "The plans came late."}
            Revision.objects.create(stage=stage, old=date.fromisoformat(old), new=stage.commitment, **why, **made)
        Pause.objects.create(tender=tender, kind="clarification", legal_basis="Art. 66", starts_at=moment("2027-02-18"))
        found = page(client, call_address(tender))
        assert found.count("The plans came late.") == 1
        assert "1 later stage moves too" in found
        assert "Art. 66" in found
        assert found.index("Art. 66") < found.index("The plans came late.")

    def test_says_that_it_is_late(self, client, hands):
        tender = published_call(state="evaluation")
        hands.at = moment("2027-04-28")
        assert "2 days late" in page(client, call_address(tender))
        tender.stages.filter(kind="opening").update(actual=date(2027, 3, 16))
        assert "Done, 1 day late" in page(client, call_address(tender))

    def test_questions_that_closed_by_themselves_are_no_late_ones(self, personas):
        tender = published_call()
        closed = tender.stages.get(kind="questions").commitment
        answers = tender.stages.get(kind="answers").commitment
        rows = {row.word: row for row in call_page(tender, moment("2027-03-14", 10)).rows}
        assert (rows["Questions close"].actual, rows["Answers out"].actual) == (closed, answers)
        assert rows["Deadline for bids"].actual is None
        ask(tender, personas.officer)
        page_of_today = call_page(Tender.objects.get(pk=tender.pk), moment("2027-03-14", 10))
        assert {row.word: row.actual for row in page_of_today.rows}["Answers out"] == date(2027, 2, 10)
        assert not [row.word for row in page_of_today.strip.rows if row.late]

    def test_a_value_that_is_not_public_is_nowhere(self, client):
        tender = published_call(value="98765432.00", value_is_public=False)
        tender.lots.update(value="98765432.00")
        assert "98765432" not in digits(client, call_address(tender))

    def test_text_of_others_cannot_act(self, client, personas):
        evil = "<script>alert(1)</script>"
        tender = published_call(title=evil, description=evil)
        tender.lots.update(title=evil)
        ask(tender, personas.officer, evil)
        assert evil not in page(client, call_address(tender))

    def test_invites_visitors_to_sign_in_while_it_is_open(self, client, hands):
        tender = published_call()
        assert "Sign in to bid" in page(client, call_address(tender))
        hands.at = moment("2027-03-16")
        assert "Sign in to bid" not in page(client, call_address(tender))

    def test_a_cancelled_call_says_why_and_promises_nothing_more(self, client, personas, hands):
        tender = published_call(buyer=personas.buyer)
        perform(tender, "cancel", by=personas.signatory, now=hands.at, reason="The school closes.")
        found = page(client, call_address(tender))
        assert "The call was cancelled. The school closes." in found
        assert "Bids until" not in found
        assert 'class="ahead"' not in found.split("pv-legend")[0]

    def test_a_rehearsal_says_so(self, client):
        assert "Rehearsal" in page(client, call_address(published_call(rehearsal=True)))
        assert "Rehearsal" not in page(client, call_address(published_call()))

    def test_the_buyer_punctuality_shows_from_ten_stages_on(self, client):
        tender = published_call(state="concluded")
        tender.stages.filter(position__lt=9).update(actual=date(2027, 2, 10))
        assert "Too few data" in page(client, call_address(tender))
        tender.stages.update(actual=date(2027, 2, 10))
        found = page(client, call_address(tender))
        assert "11 of 11 in twelve months" in found

    @pytest.mark.parametrize("rows", [1, 3])
    def test_takes_the_same_queries_for_any_number_of_parts(self, client, personas, rows, django_assert_num_queries):
        tender = judged_call(personas, lots=rows)
        notify_award(personas, *tender.lots.all())
        for n in range(rows):
            ask(tender, personas.officer, f"Question {n}")
            attach(tender, f"Document {n}")
        with django_assert_num_queries(17):
            page(client, call_address(tender))


class TestAResult:
    def test_is_shown_once_notified(self, client, personas, hands):
        tender = judged_call(personas)
        winner = tender.lots.get().bids().order_by("price").first()
        hands.at = moment("2027-05-23")
        assert winner.supplier.name not in page(client, call_address(tender))
        notify_award(personas, tender.lots.get())
        hands.at = moment("2027-05-25")
        found = page(client, call_address(tender))
        assert winner.supplier.name in found
        assert "€100,000" in found
        assert "92 points out of 100" in found
        assert "Bids received</dt><dd>3" in found

    def test_without_award_says_why(self, client, personas, hands):
        tender = judged_call(personas)
        notify(personas, [no_award(personas, tender.lots.get())])
        hands.at = moment("2027-05-25")
        found = page(client, call_address(tender))
        assert "Not awarded" in found
        assert "The need has changed" in found

    @pytest.mark.parametrize("state", ["published", "closed", "opened", "evaluation", "decision"])
    def test_the_page_is_the_same_with_0_and_5_bids_until_something_is_notified(self, client, hands, state):
        tender = published_call(state=state)
        hands.at = moment("2027-04-01")

        def shown() -> str:
            return page(client, call_address(tender)).split("<main")[1]

        before = shown()
        for n in range(5):
            opened_bid(tender.lots.get(), "98765.00", supplier=SupplierFactory(name=f"Hidden {n}"))
        assert shown() == before


class TestEveryPage:
    @pytest.mark.parametrize("state", ["published", "closed", "opened", "evaluation", "concluded", "cancelled"])
    @pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
    def test_a_call_in_any_state_and_language(self, client, state, language):
        tender = published_call(state=state)
        add_lot(tender)
        found = page(client, f"/{language}/calls/{tender.reference}/")
        assert f'<html lang="{language}">' in found

    def test_nothing_needs_an_inline_style_or_script(self, client, personas):
        tender = published_call(state="evaluation")
        attach(tender)
        ask(tender, personas.officer)
        for address in (LIST, call_address(tender), "/en/", "/en/verify/", "/en/accounts/login/", "/en/nowhere/"):
            response = client.get(address)
            found = response.content.decode()
            assert " style=" not in found
            assert "<style" not in found
            assert all("src=" in tag.split(">")[0] for tag in found.split("<script")[1:])
            assert "'unsafe" not in response["Content-Security-Policy"]

    def test_a_deadline_is_told_in_the_buyers_time(self, client):
        tender = published_call(buyer__time_zone="Europe/Lisbon")
        found = page(client, call_address(tender))
        assert "Bids until 15 March 2027, 9:00" in found
        assert "(local time, Lisbon)" in found
        assert "15 March 2027, 10:00" in page(client, call_address(published_call()))
