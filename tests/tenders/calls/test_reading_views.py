"""The pages of a reading: the approver comments part by part, the author answers beside the field, all is history."""

import pytest
from django.urls import reverse

from procurement.accounts.groups import ensure_groups
from tenders.calls import actions as calls
from tenders.calls.selection import SelectionFacts
from tenders.models import Comment, LotTerms
from tenders.models.pieces import BidPiece, kept_pieces
from tests.factories.calls import add_lot, place
from tests.personas import moment

NOW = moment("2027-02-01")


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def sent(draft, personas):
    asked = [SelectionFacts("economic", "Turnover", "200 000", "Accounts")]
    calls.write_selection(draft, asked, by=personas.officer, now=NOW)
    calls.submit_for_review(draft, by=personas.officer, now=NOW)
    return draft


@pytest.fixture
def as_(client):
    def go(person):
        client.force_login(person)
        return client

    return go


def at(name: str, tender, *args: object) -> str:
    return reverse(f"calls:{name}", args=[tender.reference, *args])


def move(tender, name: str) -> str:
    return reverse("desk:move", args=[tender.reference, name])


def remark(sent, personas, about: str, text: str) -> Comment:
    return calls.comment_on(sent, about=about, text=text, by=personas.approver, now=NOW)


def test_an_approver_reads_the_call_and_comments_on_a_criterion(sent, personas, as_):
    approver = as_(personas.approver)
    assert at("reading", sent) in approver.get(reverse("desk:call", args=[sent.reference])).text
    page = approver.get(at("reading", sent)).text
    about = f"{at('comment', sent)}?about=criterion:LOT-0001:q1:weight"
    assert about in page
    asked = approver.get(about).text
    assert "40" in asked
    empty = approver.post(about, {"about": "criterion:LOT-0001:q1:weight", "text": ""})
    assert empty.status_code == 422
    sent_on = approver.post(about, {"about": "criterion:LOT-0001:q1:weight", "text": "Too little for quality."})
    assert sent_on.url == at("reading", sent)
    assert "Too little for quality." in approver.get(at("reading", sent)).text
    assert approver.get(f"{at('comment', sent)}?about=nothing").status_code == 404


def test_every_comment_stands_beside_its_field_where_the_author_writes(sent, personas, as_):
    told = {
        "title": "Which parks?",
        "deadline:1": "A week more.",
        "lot:LOT-0001:description": "What is in it?",
        "criterion:LOT-0001:q1:name": "Quality of what?",
        "asked:1:level": "Too much.",
    }
    for about, text in told.items():
        remark(sent, personas, about, text)
    calls.send_back(sent, reason="See them.", by=personas.approver, now=NOW)
    officer, lot = as_(personas.officer), sent.lots.get()
    pages = {
        at("edit", sent): ["Which parks?", "A week more."],
        at("lot", sent, lot.pk): ["What is in it?", "Quality of what?"],
        at("selection", sent): ["Too much."],
        reverse("desk:call", args=[sent.reference]): list(told.values()),
    }
    for address, texts in pages.items():
        page = officer.get(address).text
        assert [text for text in told.values() if text in page] == texts, address
    field = officer.get(at("edit", sent)).text.split('id="id_title_helptext"')[1].split("</div>")[0]
    assert "Armand Visa remarks: “Which parks?”" in field


def test_comments_on_terms_stand_beside_their_fields_too(sent, personas, as_):
    lot = sent.lots.get()
    LotTerms.objects.create(lot=lot, pieces=kept_pieces([BidPiece("f1", "Note"), BidPiece("f2", "Plan")]))
    told = {
        "terms:validity_days": "How long?",
        "contract:LOT-0001:length": "For ever?",
        "piece:LOT-0001:f2": "Why a plan?",
    }
    for about, text in told.items():
        remark(sent, personas, about, text)
    calls.send_back(sent, reason="See them.", by=personas.approver, now=NOW)
    ensure_groups()
    officer = as_(personas.officer)
    for (about, text), name, args in zip(
        told.items(), ("terms", "lot_terms", "pieces"), ((), (lot.pk,), (lot.pk,)), strict=True
    ):
        for space in ("calls", "office_calls"):
            page = officer.get(reverse(f"{space}:{name}", args=[sent.reference, *args])).text
            assert [each for each in told.values() if each in page] == [text], (space, about)


def test_the_reading_speaks_the_readers_language_and_marks_the_calls_own_words(sent, personas, as_):
    comment = remark(sent, personas, "title", "Which parks?")
    calls.send_back(sent, reason="The title.", by=personas.approver, now=NOW)
    type(sent).objects.filter(pk=sent.pk).update(title="Parcs")
    calls.submit_for_review(sent, by=personas.officer, now=NOW)
    reader = as_(personas.approver)
    page = " ".join(reader.get(at("reading", sent)).text.split())
    assert "Title</th>" in page
    assert ">Titre<" not in page  # neither the part, nor what changed, nor the comment of the first sending
    assert f'lang="{sent.language}">Parcs</td>' in page
    assert 'data-label="What it says">no</td>' in page
    assert "<h2>Title</h2>" in reader.get(at("answer_comment", sent, comment.pk)).text


def test_the_author_answers_and_the_comment_leaves_the_field(sent, personas, as_):
    comment = remark(sent, personas, "title", "Which parks?")
    calls.send_back(sent, reason="See it.", by=personas.approver, now=NOW)
    officer = as_(personas.officer)
    answer = at("answer_comment", sent, comment.pk)
    assert "Which parks?" in officer.get(answer).text
    nothing = officer.post(answer, {"answer": ""})
    assert nothing.status_code == 422
    assert "Write an answer, or tick that it is done." in nothing.text
    assert officer.post(answer, {"answer": "All of them.", "is_done": "on"}).url == at("reading", sent)
    assert "Which parks?" not in officer.get(at("edit", sent)).text
    history = officer.get(at("reading", sent)).text
    assert "All of them." in history
    assert "Done: Odile Officier" in history


def test_approving_with_open_comments_asks_plainly(sent, personas, as_):
    approver = as_(personas.approver)
    assert "I approve the call all the same" not in approver.get(move(sent, "approve")).text
    remark(sent, personas, "title", "Which parks?")
    assert "I approve the call all the same" in approver.get(move(sent, "approve")).text
    refused = approver.post(move(sent, "approve"))
    assert refused.status_code == 422
    assert "Comments are open: tick that you approve all the same" in refused.text
    assert "See my comments on: Titre" in approver.get(move(sent, "send_back")).text
    approver.post(move(sent, "approve"), {"all_the_same": "on"})
    sent.refresh_from_db()
    assert sent.state == "approved"


def test_old_and_new_are_shown_when_it_comes_again(sent, personas, as_):
    calls.send_back(sent, reason="The title.", by=personas.approver, now=NOW)
    type(sent).objects.filter(pk=sent.pk).update(title="Parcs")
    calls.submit_for_review(sent, by=personas.officer, now=NOW)
    page = as_(personas.approver).get(at("reading", sent)).text
    changed = page.split("What changed since it was last sent")[1].split("</table>")[0]
    assert "Entretien des espaces verts" in changed
    assert "Parcs" in changed
    assert "Sending 2:" in page


def test_its_author_is_told_why_it_does_not_comment(sent, personas, as_):
    personas.buyer.posts.create(person=personas.officer, role="approver")
    page = as_(personas.officer).get(at("reading", sent)).text
    assert "You wrote this: another person must do it." in page
    assert at("comment", sent) not in page


@pytest.mark.parametrize("name", ["signatory", "auditor", "editor", "administrator", "owner", "other_officer"])
def test_others_find_no_reading(sent, personas, as_, name):
    comment = remark(sent, personas, "title", "Which parks?")
    other = as_(getattr(personas, name))
    for address in (at("reading", sent), at("comment", sent), at("answer_comment", sent, comment.pk)):
        assert other.get(address).status_code == 404
        assert other.post(address, {"about": "title", "text": "No.", "is_done": "on"}).status_code == 404


def test_an_officer_has_no_page_to_comment_on(sent, personas, as_):
    assert as_(personas.officer).get(f"{at('comment', sent)}?about=title").status_code == 404


def test_three_lots_with_comments_are_read_in_as_many_questions_as_one(
    sent, personas, as_, django_assert_num_queries
):  # fmt: skip
    remark(sent, personas, "title", "Which parks?")
    approver = as_(personas.approver)
    approver.get(at("reading", sent))
    with django_assert_num_queries(22):
        approver.get(at("reading", sent))
    for number in (2, 3):
        add_lot(sent)
        remark(sent, personas, f"lot:LOT-000{number}:title", "Which?")
    with django_assert_num_queries(22):
        approver.get(at("reading", sent))


def test_after_the_publication_it_is_history(sent, personas, as_):
    remark(sent, personas, "title", "Which parks?")
    place(sent, "published")
    type(sent).objects.filter(pk=sent.pk).update(published_at=NOW)
    officer = as_(personas.officer)
    page = officer.get(at("reading", sent)).text
    assert "Still open when the call was published." in page
    assert at("reading", sent) in officer.get(reverse("desk:call", args=[sent.reference])).text
