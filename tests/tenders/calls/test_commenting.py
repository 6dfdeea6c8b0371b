"""An approver remarks on single parts of a call; its author reads each beside the field, and every round is kept."""

from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.calls import actions as calls
from tenders.calls.changes import changes_between
from tenders.calls.comments import changes_since_sent, open_comments
from tenders.calls.contents import parts_of
from tenders.calls.drafting import facts_of
from tenders.calls.selection import SelectionFacts
from tenders.calls.terms import CallTermsFacts, LotTermsFacts
from tenders.models import Comment, Reading
from tenders.models.pieces import BidPiece
from tests.factories.calls import TenderFactory, add_lot, place
from tests.house.visits import visit, visitable
from tests.personas import moment

NOW = moment("2027-02-01")


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def sent(draft, personas):
    calls.submit_for_review(draft, by=personas.officer, now=NOW)
    return draft


@pytest.fixture
def remark(personas):
    def make(tender, about: str = "title", text: str = "Say which parks."):
        return calls.comment_on(tender, about=about, text=text, by=personas.approver, now=NOW)

    return make


def at(name: str, tender, *args: object) -> str:
    return reverse(f"calls:{name}", args=[tender.reference, *args])


def send_back(tender, personas) -> None:
    calls.send_back(tender, reason="See my comments.", by=personas.approver, now=NOW)


def test_every_part_can_be_remarked_on(draft, personas):
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.4")
    asked = [SelectionFacts("economic", "Turnover", "200 000", "Accounts", "LOT-0001")]
    calls.write_selection(draft, asked, by=personas.officer, now=NOW)
    document = calls.add_document(draft, title="Plan", language="fr", file=file, by=personas.officer, now=NOW)
    parts = {part.key: part.text for part in parts_of(draft)}
    assert parts["title"] == "Entretien des espaces verts"
    assert parts["deadline:1"] == "15 mars 2027, 10:00"
    assert parts["criterion:LOT-0001:q1:weight"] == "40"
    assert parts["asked:1:level"] == "200 000"
    assert parts["asked:1:lot"] == "Lot 1"
    assert parts[f"document:{document.pk}"].startswith("Plan (8")
    assert parts["urgent"] == "non"
    assert len(parts) == len(parts_of(draft))  # no key twice


def test_terms_and_pieces_are_parts_too_and_each_text_is_the_buyers_or_the_portals(draft, personas):
    who = {"by": personas.officer, "now": NOW}
    calls.write_terms(draft, CallTermsFacts(validity_days=120, languages=("fr", "nl"), review_body="Tribunal"), **who)
    contract = LotTermsFacts(2, "year", starts_on=date(2027, 6, 1), samples="Deux pavés.", samples_place="Dépôt")
    calls.write_lot_terms(draft.lots.get(), contract, **who)
    calls.write_pieces(draft.lots.get(), [BidPiece("f1", "Note", formats=("pdf",), megabytes=5)], **who)
    parts = {part.key: part for part in parts_of(draft)}
    said = {
        "terms:validity_days": "120", "terms:languages": "français, néerlandais", "terms:review_body": "Tribunal",
        "terms:most_wins": "", "contract:LOT-0001:length": "2 ans", "contract:LOT-0001:starts_on": "1er juin 2027",
        "contract:LOT-0001:samples": "Deux pavés.", "contract:LOT-0001:variants": "Non autorisées",
    }  # fmt: skip
    assert {key: parts[key].text.lower() for key in said} == {key: text.lower() for key, text in said.items()}
    assert parts["piece:LOT-0001:f1"].what.endswith("Note")
    assert "pdf" in parts["piece:LOT-0001:f1"].text
    own = {key for key in (*said, "piece:LOT-0001:f1", "title", "procedure") if parts[key].is_own}
    assert own == {"title", "terms:validity_days", "terms:review_body", "terms:most_wins", "contract:LOT-0001:samples"}


def test_a_call_that_says_no_terms_can_be_asked_for_them(sent, remark):
    comment = remark(sent, "terms:validity_days", "Until when does a bid bind?")
    assert comment.said == ""
    assert remark(sent, "contract:LOT-0001:length", "How long?").what.startswith("Lot 1")


def test_the_parts_are_named_in_the_readers_language_and_kept_in_the_calls(draft):
    named = {part.key: part for part in parts_of(draft, "de")}
    kept = {part.key: part for part in parts_of(draft)}
    assert (named["title"].what, kept["title"].what) == ("Titel", "Titre")
    assert named["urgent"].text == "nein"
    assert named["contract:LOT-0001:ends_on"].what == "Los 1: Letzter Tag des Vertrags"
    assert kept["contract:LOT-0001:ends_on"].what == "Lot 1\xa0: dernier jour du contrat"
    assert named["title"].text == kept["title"].text


def test_a_term_that_changed_stands_beside_its_old_words(sent, personas):
    send_back(sent, personas)
    calls.write_terms(sent, CallTermsFacts(validity_days=90), by=personas.officer, now=NOW)
    calls.write_lot_terms(sent.lots.get(), LotTermsFacts(1, "year"), by=personas.officer, now=NOW)
    changed = {row["field"]: (row["old"], row["new"]) for row in changes_since_sent(sent)}
    assert changed == {"terms:validity_days": ("", "90"), "contract:LOT-0001:length": ("", "1 an")}


def test_three_lots_are_read_in_as_many_questions_as_one(draft, django_assert_num_queries):
    with django_assert_num_queries(7):
        parts_of(draft)
    add_lot(draft), add_lot(draft)
    with django_assert_num_queries(7):
        parts_of(draft)


def test_a_comment_is_kept_with_what_stood_there_and_the_log_says_on_what(sent, personas, remark):
    comment = remark(sent)
    assert (comment.what, comment.said, comment.made_by) == ("Titre", sent.title, personas.approver)
    event = Event.objects.get(verb="tender.comment")
    assert event.payload == {"title": "Titre"}
    assert comment.text not in str(event.payload)


@pytest.mark.parametrize(
    ("state", "about", "text", "sentence"),
    [
        ("draft", "title", "Why?", "Comments are made on a call that is sent for approval"),
        ("published", "title", "Why?", "Comments are made on a call that is sent for approval"),
        ("in_review", "lot:LOT-0009:title", "Why?", "no such part"),
        ("in_review", "title", "  ", "Write what is to be changed"),
    ],
)
def test_what_cant_be_remarked_is_refused(sent, remark, state, about, text, sentence):
    place(sent, state)
    with pytest.raises(Refused, match=sentence):
        remark(sent, about, text)
    assert not Comment.objects.exists()


def test_only_another_approver_of_the_buyer_remarks(sent, personas):
    for person in (personas.officer, personas.signatory, personas.other_officer):
        with pytest.raises(Refused, match="Only this role"):
            calls.comment_on(sent, about="title", text="Why?", by=person, now=NOW)
    personas.buyer.posts.create(person=personas.officer, role="approver")
    with pytest.raises(Refused, match="You wrote this"):
        calls.comment_on(sent, about="title", text="Why?", by=personas.officer, now=NOW)


def test_an_open_comment_stands_in_the_way_of_an_approval_that_does_not_say_so(sent, personas, remark):
    comment = remark(sent)
    with pytest.raises(Refused, match="1 comment is open"):
        calls.approve(sent, by=personas.approver, now=NOW)
    calls.approve(sent, all_the_same=True, by=personas.approver, now=NOW)
    assert Event.objects.get(verb="tender.approve").payload["open_comments"] == 1
    assert Reading.objects.get().outcome == "approved"
    comment.refresh_from_db()
    assert comment.done_at is None


def test_the_author_answers_or_marks_as_done_and_the_history_keeps_both(sent, personas, remark):
    first, second = remark(sent), remark(sent, "deadline:1", "Too soon.")
    send_back(sent, personas)
    calls.answer_comment(first, answer="The list is annexed.", is_done=False, by=personas.officer, now=NOW)
    calls.answer_comment(second, answer="", is_done=True, by=personas.officer, now=NOW)
    assert list(open_comments(sent)) == [first]
    with pytest.raises(Refused, match="done already"):
        calls.answer_comment(second, answer="Again.", is_done=True, by=personas.officer, now=NOW)
    with pytest.raises(Refused, match="Write an answer"):
        calls.answer_comment(first, answer=" ", is_done=False, by=personas.officer, now=NOW)
    calls.submit_for_review(sent, by=personas.officer, now=NOW)
    calls.answer_comment(first, answer="", is_done=True, by=personas.approver, now=NOW)
    assert [(reading.number, reading.outcome) for reading in sent.readings.all()] == [(1, "sent_back"), (2, "")]
    assert [comment.answer for comment in sent.readings.get(number=1).comments.all()] == ["The list is annexed.", ""]
    calls.approve(sent, by=personas.approver, now=NOW)


def test_who_has_no_part_in_the_call_answers_nothing(sent, personas, remark):
    comment = remark(sent)
    for person in (personas.signatory, personas.other_officer):
        with pytest.raises(Refused, match="Only this role"):
            calls.answer_comment(comment, answer="No.", is_done=True, by=person, now=NOW)
    place(sent, "published")
    with pytest.raises(Refused, match="history"):
        calls.answer_comment(comment, answer="No.", is_done=True, by=personas.officer, now=NOW)


def test_what_changed_since_the_last_sending_is_told_old_and_new(sent, personas):
    send_back(sent, personas)
    assert changes_since_sent(sent) == []
    facts = replace(facts_of(sent), title="Parcs", day=date(2027, 3, 16))
    calls.edit_draft(sent, facts, by=personas.officer, now=NOW)
    calls.add_lot(sent, by=personas.officer, now=NOW)
    told = {row["what"]: (row["old"], row["new"]) for row in changes_since_sent(sent)}
    assert told == {
        "Titre": ("Entretien des espaces verts", "Parcs"),
        "Date limite\N{NO-BREAK SPACE}: offres": ("15 mars 2027, 10:00", "16 mars 2027, 10:00"),
        "Lot 2": ("", "Lot 2"),
        "Lot 2\N{NO-BREAK SPACE}: variantes": ("", "Non autorisées"),
    }
    calls.remove_lot(sent.lots.get(position=2), by=personas.officer, now=NOW)
    calls.submit_for_review(sent, by=personas.officer, now=NOW)
    assert [row["new"] for row in changes_since_sent(sent)] == ["Parcs", "16 mars 2027, 10:00"]
    place(sent, "approved")
    assert len(changes_since_sent(sent)) == 2


ROWS = st.dictionaries(st.sampled_from("abcd"), st.text(max_size=3)).map(
    lambda found: [{"field": key, "what": key, "text": text} for key, text in found.items()]
)


@given(ROWS, ROWS)
def test_changes_are_all_that_differs_and_nothing_else(old, new):
    changed = {row["field"]: (row["old"], row["new"]) for row in changes_between(old, new)}
    before, after = ({row["field"]: row["text"] for row in rows} for rows in (old, new))
    for key in "abcd":
        pair = (before.get(key, ""), after.get(key, ""))
        assert changed.get(key) == (pair if pair[0] != pair[1] else None)


def test_the_database_keeps_a_comment_whole(sent, remark):
    comment = remark(sent)
    for wrong in ({"done_at": NOW}, {"answered_at": NOW}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.update(outcome="approved")


def test_author_and_approver_are_told_by_mail(sent, personas, remark):
    assert "It was sent before" not in Mail.objects.get(to=personas.approver.email).text
    remark(sent), remark(sent, "description", "How often?")
    send_back(sent, personas)
    assert "2 comments stand beside their fields" in Mail.objects.get(to=personas.officer.email).text
    Mail.objects.all().delete()
    calls.submit_for_review(sent, by=personas.officer, now=NOW)
    assert "It was sent before" in Mail.objects.get(to=personas.approver.email).text


SECRET = "Zzyzx-remarque"


def test_what_is_remarked_and_answered_never_leaves_the_office(sent, personas, remark):
    """Every page, feed, figure and export of the published call, asked for by those who are not of its office."""
    comment = remark(sent, "title", f"{SECRET} one.")
    calls.answer_comment(comment, answer=f"{SECRET} two.", is_done=False, by=personas.officer, now=NOW)
    place(sent, "published")
    type(sent).objects.filter(pk=sent.pk).update(published_at=NOW)
    lot = sent.lots.get()
    known = {
        "reference": [sent.reference], "pk": [sent.pk, lot.pk, comment.pk], "identifier": [lot.identifier],
        "slug": [sent.buyer.slug], "ocid": [sent.ocid],
    }  # fmt: skip
    paths = visitable(known)
    for person in (AnonymousUser(), personas.owner, personas.other_officer):
        for path, page in visit(person, paths):
            assert SECRET.encode() not in page, path


def test_its_author_reads_it_inside_the_office_and_its_mail_tells_only_how_many(sent, personas, remark, client):
    remark(sent, "title", f"{SECRET} one.")
    send_back(sent, personas)
    assert not any(SECRET in mail.text for mail in Mail.objects.all())
    client.force_login(personas.officer)
    assert f"{SECRET} one." in client.get(at("reading", sent)).text


def test_a_comment_on_one_call_is_not_found_under_another(sent, personas, remark, client):
    comment, other = remark(sent), TenderFactory(buyer=personas.buyer)
    client.force_login(personas.officer)
    address = at("answer_comment", other, comment.pk)
    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "No.", "is_done": "on"}).status_code == 404
    comment.refresh_from_db()
    assert (comment.answer, comment.done_at) == ("", None)
