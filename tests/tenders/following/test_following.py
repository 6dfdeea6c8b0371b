"""Following a call: confirmed by a button, told in one's language, ended by one click, forgotten; nobody else knows."""

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from django_tasks_db.management.commands import db_worker

from procurement.audit.models import Event
from procurement.outbox import post
from procurement.outbox.models import Mail
from tenders.calls.answering import answer_question, decline_question
from tenders.calls.extending import extend_deadline
from tenders.calls.pauses import pause, resume
from tenders.calls.promises import revise_stage
from tenders.decisions.notifying import cancel_call
from tenders.following.actions import confirm, follow, forget_those_whose_time_is_over, stop
from tenders.following.queries import MOST_OF_AN_ADDRESS
from tenders.models import Alert, Question, Tender
from tests.factories.calls import TenderFactory, place
from tests.factories.people import SupplierFactory
from tests.factories.published import judged_call, notify_award, published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW, WHO = moment("2027-02-20", 10), "visitor@example.org"


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """A worker drops old connections; here that would end the test's transaction."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


def address(name: str, *args: object, language: str = "en") -> str:
    with override(language):
        return reverse(f"following:{name}", args=args)


def follower_of(tender: Tender, *, email: str = WHO, language: str = "en", confirmed: bool = True) -> Alert:
    follow(tender, email=email, language=language, now=NOW)
    follower = Alert.objects.select_related("reader").get(tender=tender, reader__email=email)
    if confirmed:
        confirm(follower, now=NOW)
    Mail.objects.all().delete()
    follower.refresh_from_db()
    return follower


def asked(tender: Tender) -> Question:
    return Question.objects.create(tender=tender, supplier=SupplierFactory(), text="Why?", asked_at=NOW)


def news() -> list[Mail]:
    post.drain()
    return list(Mail.objects.order_by("pk"))


class TestAsking:
    def test_leads_to_a_mail_with_a_link_and_to_nothing_else(self, client):
        tender = published_call()
        answer = client.post(
            address("follow", tender.reference, language="nl"), {"email": "Visitor@Example.org", "pace": "at_once"}
        )
        assert answer["Location"] == address("asked", tender.reference, language="nl")
        follower = Alert.objects.select_related("reader").get()
        assert (follower.reader.email, follower.language, follower.confirmed_at) == (WHO, "nl", None)
        written = Mail.objects.get(to=WHO)
        assert address("confirm", follower.token, language="nl") in written.text
        assert client.get(answer["Location"]).status_code == 200

    def test_answers_alike_whether_the_address_is_known_or_not(self, client):
        tender = published_call()
        follower_of(tender, email="known@example.org")
        pages = set()
        for email in ("known@example.org", "new@example.org", "new@example.org"):
            answer = client.post(address("follow", tender.reference), {"email": email, "pace": "daily"}, follow=True)
            pages.add((answer.redirect_chain[0], answer.text.split("<main")[1]))
        assert len(pages) == 1

    def test_an_address_that_is_none_is_named_and_kept(self, client):
        tender = published_call()
        answer = client.post(address("follow", tender.reference), {"email": "no address"})
        assert answer.status_code == 422
        assert 'value="no address"' in answer.text
        assert "There is something to mend" in answer.text
        assert not Alert.objects.exists()

    def test_again_within_the_hour_sends_nothing(self):
        tender = published_call()
        for minutes in (0, 59, 61):
            follow(tender, email=WHO, language="en", now=NOW + timedelta(minutes=minutes))
        assert Mail.objects.count() == 2
        assert Alert.objects.count() == 1

    def test_nobody_floods_an_address_through_many_calls(self):
        for _n in range(MOST_OF_AN_ADDRESS + 3):
            follow(published_call(), email=WHO, language="en", now=NOW)
        assert Mail.objects.filter(to=WHO).count() == MOST_OF_AN_ADDRESS
        follow(published_call(), email=WHO, language="en", now=NOW + timedelta(days=1))
        assert Mail.objects.filter(to=WHO).count() == MOST_OF_AN_ADDRESS + 1

    @pytest.mark.parametrize("state", ["draft", "approved", "concluded", "cancelled"])
    def test_only_a_public_call_that_can_still_change_is_followed(self, client, state):
        tender = TenderFactory() if state in {"draft", "approved"} else published_call()
        place(tender, state)
        assert client.get(address("follow", tender.reference)).status_code == 404
        assert client.post(address("follow", tender.reference), {"email": WHO}).status_code == 404
        assert not Alert.objects.exists()

    def test_the_page_of_the_call_leads_there_while_it_can_change(self, client):
        tender, ended = published_call(), published_call(state="concluded")
        assert address("follow", tender.reference) in client.get(f"/en/calls/{tender.reference}/").text
        assert "/follow/" not in client.get(f"/en/calls/{ended.reference}/").text


class TestConfirming:
    def test_reading_the_link_confirms_nothing_its_button_does(self, client):
        tender = published_call()
        follower = follower_of(tender, confirmed=False)
        assert client.get(address("confirm", follower.token)).status_code == 200
        follower.refresh_from_db()
        assert follower.confirmed_at is None
        answer = client.post(address("confirm", follower.token), follow=True)
        assert "You will hear of every change" in answer.text
        follower.refresh_from_db()
        assert follower.confirmed_at == NOW

    def test_an_unknown_link_says_so(self, client):
        answer = client.get(address("confirm", "nothing"))
        assert answer.status_code == 404
        assert "This link no longer works" in answer.text

    def test_who_is_confirmed_is_told_so_by_mail_and_keeps_its_news(self):
        tender = published_call()
        follower = follower_of(tender)
        follow(tender, email=WHO, language="fr", now=NOW + timedelta(hours=2))
        assert "already" in Mail.objects.get().subject
        follower.refresh_from_db()
        assert follower.confirmed_at == NOW


class TestNews:
    def test_of_a_later_deadline_in_the_followers_language(self, personas):
        tender = published_call(buyer=personas.buyer)
        follower = follower_of(tender, language="en")
        follower_of(tender, email="never@example.org", confirmed=False)
        extend_deadline(
            tender, day=date(2027, 3, 22), time=time(11), reason="The plans came late.", by=personas.officer, now=NOW
        )
        [written] = news()
        assert written.to == WHO
        assert "22 March 2027, 11:00" in written.text
        assert f"/en/calls/{tender.reference}/" in written.text
        assert written.unsubscribe.endswith(address("stop", follower.token))
        assert written.unsubscribe in written.text

    def test_of_answers_refusals_to_answer_and_pauses(self, personas):
        tender = published_call(buyer=personas.buyer)
        follower_of(tender)
        answer_question(asked(tender), answer="Because.", by=personas.officer, now=NOW)
        decline_question(asked(tender), reason="It is in the documents.", by=personas.officer, now=NOW)
        stopped = pause(tender, kind="review", legal_basis="Order 12", by=personas.officer, now=NOW)
        resume(stopped, by=personas.officer, now=NOW + timedelta(days=2))
        told = [written.text for written in news() if written.to == WHO]
        assert [("question" in text, "paused" in text, "goes on" in text) for text in told] == [
            (True, False, False),
            (True, False, False),
            (False, True, False),
            (False, False, True),
        ]

    def test_of_a_promise_that_moved(self, personas):
        tender = published_call(buyer=personas.buyer)
        follower_of(tender)
        stage = tender.stages.get(kind="decision")
        revise_stage(
            stage, new=stage.commitment + timedelta(days=7), reason="workload", sentence="Two are ill.",
            by=personas.officer, now=NOW,
        )  # fmt: skip
        assert "A promised date has moved" in news()[0].text

    def test_of_the_end_of_the_call(self, personas):
        tender = published_call(buyer=personas.buyer)
        follower_of(tender)
        cancel_call(tender, reason="The school closes for good.", by=personas.signatory, now=NOW)
        assert "The call was cancelled" in news()[0].text

    def test_of_a_result_without_saying_what_it_is(self, personas, hands):
        tender = judged_call(personas)
        follower_of(tender)
        hands.at = moment("2027-05-24")
        notify_award(personas, tender.lots.get())
        [written] = [written for written in news() if written.to == WHO]
        assert "A result is published" in written.text
        winner = tender.lots.get().bids().order_by("price").first()
        assert winner.supplier.name not in written.text + written.html

    def test_every_mail_can_be_ended_by_one_click(self, personas):
        tender = published_call(buyer=personas.buyer)
        follower_of(tender)
        answer_question(asked(tender), answer="Because.", by=personas.officer, now=NOW)
        post.drain()
        [sent] = [sent for sent in mail.outbox if sent.to == [WHO] and "News" in sent.subject]
        assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = sent.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
        answer = Client(enforce_csrf_checks=True).post(f"/{path}", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert not Alert.objects.exists()

    def test_without_followers_nothing_is_queued(self, personas):
        tender = published_call(buyer=personas.buyer)
        follower_of(tender, confirmed=False)
        pause(tender, kind="review", legal_basis="Order 12", by=personas.officer, now=NOW)
        assert news() == []

    @pytest.mark.parametrize("language", ["fr", "nl", "de"])
    def test_speaks_the_language_in_which_the_address_was_left(self, personas, language):
        tender = published_call(buyer=personas.buyer)
        follower_of(tender, language=language)
        pause(tender, kind="review", legal_basis="Order 12", by=personas.officer, now=NOW)
        [written] = news()
        assert written.language == language
        assert f"/{language}/calls/" in written.text


class TestForgetting:
    def test_stopping_asks_first_and_deletes_address_and_mails(self, client):
        tender, other = published_call(), published_call()
        follower, kept = follower_of(tender), follower_of(other)
        follow(tender, email=WHO, language="en", now=NOW + timedelta(hours=2))
        follow(other, email=WHO, language="en", now=NOW + timedelta(hours=2))
        assert "Stop the news" in client.get(address("stop", follower.token)).text
        assert Alert.objects.filter(pk=follower.pk).exists()
        assert "You get no more news" in client.post(address("stop", follower.token)).text
        assert list(Alert.objects.all()) == [kept]
        assert [written.text.count(other.reference) > 0 for written in Mail.objects.all()] == [True]
        post.drain()
        assert "You get no more news" in client.get(address("stop", follower.token)).text
        assert client.post(address("stop", "nothing")).status_code == 200

    def test_what_is_never_confirmed_goes_after_a_week(self):
        follower_of(published_call(), confirmed=False)
        kept = follower_of(published_call())
        assert forget_those_whose_time_is_over(now=NOW + timedelta(days=7, seconds=-1)) == 0
        assert forget_those_whose_time_is_over(now=NOW + timedelta(days=7)) == 1
        assert list(Alert.objects.all()) == [kept]

    def test_all_goes_a_month_after_the_end(self):
        tender = published_call()
        follower_of(tender)
        Tender.objects.filter(pk=tender.pk).update(ended_at=NOW)
        assert forget_those_whose_time_is_over(now=NOW + timedelta(days=29)) == 0
        assert forget_those_whose_time_is_over(now=NOW + timedelta(days=30)) == 1
        assert not Mail.objects.filter(to=WHO).exists()

    def test_says_what_is_kept(self, client):
        assert "until 30 days after it has ended" in client.get(address("kept")).text


class TestNobodyKnows:
    def test_the_log_holds_no_trace(self):
        before = Event.objects.count()
        follower = follower_of(published_call())
        stop(follower.token)
        assert Event.objects.count() == before

    @pytest.mark.parametrize("name", ["officer", "auditor", "administrator"])
    def test_no_page_of_the_office_shows_an_address(self, client, personas, name):
        tender = published_call(buyer=personas.buyer)
        client.force_login(getattr(personas, name), backend="django.contrib.auth.backends.ModelBackend")
        paths = [f"/en/calls/{tender.reference}/", f"/en/office/calls/{tender.reference}/", "/en/desk/", "/admin/"]
        follower_of(tender)
        for path in paths:
            assert WHO not in client.get(path, follow=True).text

    def test_the_page_of_the_call_is_the_same_with_and_without_followers(self, client):
        tender = published_call()
        before = client.get(f"/en/calls/{tender.reference}/").text.split("<main")[1]
        follower_of(tender)
        assert client.get(f"/en/calls/{tender.reference}/").text.split("<main")[1] == before
