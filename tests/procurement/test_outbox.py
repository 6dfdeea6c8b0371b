"""Mail: in two forms that say the same, in the recipient's language, once, and only when the deed was really done."""

from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django_tasks_db.management.commands import db_worker

from procurement.outbox import post
from procurement.outbox.html import as_html
from procurement.outbox.models import Mail
from tests.factories.calls import TenderFactory
from tests.factories.people import UserFactory
from tests.personas import moment

NOW = moment("2027-03-15")
VOID = {"meta", "br", "link"}


class Reader(HTMLParser):
    """Reads a page strictly: elements close in order; collects title, language, links and the text of paragraphs."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.language, self.links, self.elements = "", [], set()
        self.texts: dict[str, list[str]] = {"title": [], "h1": [], "p": []}

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.elements.add(tag)
        self.language = found.get("lang") or self.language
        if tag == "a":
            self.links.append(found["href"])
        if tag in self.texts:
            self.texts[tag].append("")
        if tag == "br":
            self.handle_data("\n")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        inside = next((tag for tag in reversed(self.open) if tag in self.texts), None)
        if inside:
            self.texts[inside][-1] += data

    def words(self, tag: str) -> list[str]:
        return [" ".join(text.split()) for text in self.texts[tag]]


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


@pytest.fixture
def run_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker drops old connections; here that would end the test's transaction."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


def written(language: str = "nl", **facts: object) -> Mail:
    tender = TenderFactory(title="Rozen & <b>heesters</b>", **facts)
    context = {"tender": tender, "buyer": tender.buyer, "now": NOW, "address": f"{settings.BASE_URL}/nl/papers/"}
    return post.write("decision_is_there", to="firm@example.org", language=language, now=NOW, context=context)


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_both_forms_say_the_same_in_the_recipients_language(db, language):
    mail = written(language)
    page = read(mail.html)
    assert page.language == mail.language == language
    assert page.words("title") == page.words("h1") == [mail.subject]
    told = [" ".join(part.split()) for part in mail.text.split("\n\n")]
    name, *paragraphs, home = page.words("p")
    assert paragraphs == told
    assert (name, home) == (settings.SITE_NAME, settings.BASE_URL)
    assert len(told) > 2


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_it_greets_links_to_one_page_and_says_whom_to_ask(db, language):
    tender = TenderFactory(title="Rénovation de l’éclairage et de la ventilation de trois écoles communales du centre")
    context = {"tender": tender, "buyer": tender.buyer, "now": NOW}
    page = tender.get_absolute_url
    mail = post.write("decision_is_there", to="a@example.org", language=language, now=NOW, context=context, page=page)
    assert mail.text.splitlines()[0] in {"Bonjour,", "Goedendag,", "Guten Tag,", "Hello,"}
    assert mail.text.count("http") == 1
    assert f"{settings.BASE_URL}/{language}/calls/{tender.reference}/\n" in mail.text
    assert tender.buyer.email in mail.text
    assert mail.text.splitlines()[-1] == settings.SITE_NAME


def test_a_long_address_is_never_broken(db, run_tasks):
    address = f"{settings.BASE_URL}/nl/papers/{'long-' * 30}/"
    tender = TenderFactory()
    context = {"tender": tender, "buyer": tender.buyer, "address": address, "now": NOW}
    mail = post.write("decision_is_there", to="a@example.org", language="nl", now=NOW, context=context)
    assert read(mail.html).links[0] == address
    post.drain()
    assert address in django_mail.outbox[0].body


def test_what_people_typed_stays_text(db):
    mail = written()
    assert "Rozen & <b>heesters</b>" in mail.text
    assert "<b>" not in mail.html
    assert "Rozen &amp; &lt;b&gt;heesters&lt;/b&gt;" in mail.html


def test_only_our_own_pages_are_links():
    own = f"{settings.BASE_URL}/fr/calls/T-1/"
    text = f"Read {own}.\nThen pay at https://evil.example/now or {settings.BASE_URL}.evil.example/x\n\nBye"
    page = read(as_html("Subject", text, "en"))
    assert page.links == [own, settings.BASE_URL]  # the last is the foot's
    assert "Then pay at https://evil.example/now" in page.words("p")[1]


def test_a_mail_asks_for_nothing_from_outside_and_runs_nothing():
    html = as_html("Subject", "Text", "en")
    assert read(html).elements.isdisjoint({"script", "img", "link", "style", "form", "iframe"})


def test_it_is_sent_once_with_both_forms(db, run_tasks):
    mail = written()
    post.drain()
    post.send.enqueue(mail.pk)
    post.drain()
    (sent,) = django_mail.outbox
    assert (sent.to, sent.subject, sent.body.split()) == ([mail.to], mail.subject, mail.text.split())
    assert max(map(len, sent.body.splitlines())) <= 78 < max(map(len, mail.text.splitlines()))
    assert [(part.mimetype, part.content) for part in sent.alternatives] == [("text/html", mail.html)]
    mail.refresh_from_db()
    assert (mail.attempts, mail.sent_at is not None) == (1, True)
    whole = sent.message()
    assert whole.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in whole.get_payload()] == ["text/plain", "text/html"]


def test_a_person_is_written_to_in_its_language(db):
    person = UserFactory(language="de")
    tender = TenderFactory()
    mail = post.write_to(person, "call_closed", now=NOW, context={"tender": tender, "buyer": tender.buyer})
    assert (mail.to, mail.person, mail.language) == (person.email, person, "de")
    assert 'lang="de"' in mail.html


def test_a_deed_that_is_undone_writes_nothing(db, run_tasks):
    @transaction.atomic
    def deed() -> None:
        written()
        raise LookupError

    with pytest.raises(LookupError):
        deed()
    post.drain()
    assert (Mail.objects.count(), django_mail.outbox) == (0, [])


def test_a_server_that_refuses_is_asked_again_later(db, run_tasks, monkeypatch):
    mail = written()

    def refuse(backend: EmailBackend, messages: object) -> int:
        raise OSError("try later")

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", refuse)
        post.run_waiting()
    mail.refresh_from_db()
    assert (mail.attempts, mail.sent_at, django_mail.outbox) == (1, None, [])
    assert post.retry_unsent() == 1
    post.run_waiting()
    assert len(django_mail.outbox) == 1


class TestSecrets:
    """What a link opens with stands in the store while the mail waits, and no longer."""

    TOKEN = "a" * 43

    def invited(self) -> Mail:
        tender = TenderFactory()
        context = {"tender": tender, "buyer": tender.buyer, "round": tender.round, "newcomer": True}
        about = {"language": "nl", "now": NOW, "context": context, "secret": self.TOKEN}
        return post.write("call_invited", to="new@example.org", page=lambda: f"/nl/invited/{self.TOKEN}/", **about)

    def test_the_reader_gets_the_link_and_the_store_keeps_the_sentence(self, db, run_tasks):
        mail = self.invited()
        post.drain()
        (sent,) = django_mail.outbox
        assert self.TOKEN in sent.body
        assert self.TOKEN in sent.alternatives[0].content
        mail.refresh_from_db()
        assert (mail.secret, self.TOKEN in mail.text + mail.html) == ("", False)
        assert f"{settings.BASE_URL}/nl/invited/…/" in mail.text
        assert "/nl/invited/…/" in mail.html

    def test_while_it_can_still_go_out_the_link_stays(self, db, run_tasks):
        mail = self.invited()
        Mail.objects.update(attempts=post.LAST_ATTEMPT - 1)
        post.forget_secrets()
        mail.refresh_from_db()
        assert self.TOKEN in mail.text

    def test_a_mail_that_was_given_up_keeps_no_link(self, db, run_tasks):
        mail, other = self.invited(), written()
        Mail.objects.update(attempts=post.LAST_ATTEMPT)
        post.forget_secrets()
        mail.refresh_from_db()
        assert (mail.secret, self.TOKEN in mail.text + mail.html) == ("", False)
        assert Mail.objects.get(pk=other.pk).text == other.text

    def test_the_demonstration_shows_its_mails_whole(self, db, run_tasks, settings):
        settings.DEMO = True
        mail = self.invited()
        post.drain()
        post.forget_secrets()
        mail.refresh_from_db()
        assert self.TOKEN in mail.text

    def test_mails_of_before_lose_their_links_too(self, db):
        link = f"https://example.org/fr/invited/{self.TOKEN}/"
        facts = {"to": "a@example.org", "language": "fr", "subject": "s", "text": link, "html": link, "written_at": NOW}
        sent, waits = Mail.objects.create(**facts, sent_at=NOW), Mail.objects.create(**facts)
        step = MigrationLoader(connection).get_migration("outbox", "0004_links_of_before")
        step.operations[0].code(apps, None)
        sent.refresh_from_db()
        waits.refresh_from_db()
        assert (sent.text, sent.html) == ("https://example.org/fr/invited/…/",) * 2
        assert (waits.text, waits.secret) == (link, self.TOKEN)
