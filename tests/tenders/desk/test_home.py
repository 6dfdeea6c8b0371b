"""Each person's desk: what waits for it and nobody else, the next day first; for administrators nothing about bids."""

import pytest
from django.urls import reverse

from tenders.models import Bid, CommitteeMember, Envelope, MemberKey, Opening, PanelMember, Question, Stage, Tender
from tests.factories.calls import TenderFactory, place
from tests.factories.people import SupplierFactory, join
from tests.factories.published import judged_call, notify_award, published_call
from tests.personas import moment

HOME = "desk:home"


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = moment("2027-02-10")


def desk(client, person) -> str:
    client.force_login(person)
    return client.get(reverse(HOME)).text


def ask(tender: Tender) -> Question:
    return Question.objects.create(
        tender=tender, supplier=SupplierFactory(), text="Combien ?", asked_at=moment("2027-02-09")
    )


def promise(tender: Tender, kind: str, day: str) -> None:
    Stage.objects.filter(tender=tender, kind=kind).update(commitment=day, first_commitment=day, earliest=None)


def start_bid(tender: Tender, supplier, state: str = "draft"):
    bid = Bid.objects.create(round=tender.round, supplier=supplier, number=f"B-{tender.pk}-{supplier.pk}")
    place(bid, state)
    return bid


def test_after_signing_in_one_comes_to_the_desk(client, personas, settings):
    assert reverse(settings.LOGIN_REDIRECT_URL) == reverse(HOME)
    assert "/accounts/login/" in client.get(reverse(HOME)).url
    assert f'href="{reverse(HOME)}"' in desk(client, personas.stranger)


def test_what_is_due_next_stands_first_and_what_has_no_day_last(client, personas):
    soon, late = (published_call(buyer=personas.buyer, title=title) for title in ("Bientôt", "En retard"))
    promise(soon, "answers", "2027-02-12")
    promise(late, "answers", "2027-02-08")
    TenderFactory(buyer=personas.buyer, title="Brouillon")
    ask(soon), ask(late)
    page = desk(client, personas.officer)
    plaque, rows = page.split("What you have to do", 1)
    assert "1 question waits for an answer." in plaque
    assert "En retard" in plaque
    assert rows.index("2 days late") < rows.index("En retard</span>") < rows.index("Bientôt</span>")
    assert rows.index("Bientôt</span>") < rows.index("Brouillon</span>")


@pytest.mark.parametrize(
    ("day", "word", "shape"),
    [
        ("2027-02-09", "1 day late", "late"),
        ("2027-02-10", "Due today", "at-risk"),
        ("2027-02-12", "At risk", "at-risk"),
        ("2027-02-15", "On time", "on-time"),
    ],
)
def test_a_day_has_its_word_and_its_shape(client, personas, day: str, word: str, shape: str):
    tender = published_call(buyer=personas.buyer)
    ask(tender)
    promise(tender, "questions", "2027-02-05")
    promise(tender, "answers", day)
    rows = desk(client, personas.officer).split("What you have to do", 1)[1]
    assert f'pv-is-{shape}"' in rows
    assert word in rows


def test_a_paused_procedure_hurries_nobody(client, personas):
    tender = published_call(buyer=personas.buyer, state="evaluation")
    PanelMember.objects.create(tender=tender, person=personas.evaluator)
    tender.pauses.create(kind="review", legal_basis="art. 15", starts_at=moment("2027-02-01"))
    assert "Paused" in desk(client, personas.evaluator)


def test_each_finds_its_own_and_not_the_others(client, personas):
    draft = TenderFactory(buyer=personas.buyer, title="Le brouillon")
    review = TenderFactory(buyer=personas.buyer, title="La relecture", author=personas.officer)
    place(review, "in_review")
    foreign = TenderFactory(buyer=personas.other_buyer, title="Ailleurs")
    closed = published_call(buyer=personas.buyer, title="La clôture", state="closed")
    CommitteeMember.objects.create(tender=closed, person=personas.committee[0])
    found = {
        name: {tender.title for tender in (draft, review, foreign, closed) if tender.title in desk(client, person)}
        for name, person in {
            "officer": personas.officer,
            "approver": personas.approver,
            "signatory": personas.signatory,
            "seated": personas.committee[0],
            "unseated": personas.committee[1],
            "editor": personas.editor,
            "owner": personas.owner,
        }.items()
    }
    assert found == {
        "officer": {"Le brouillon"},
        "approver": {"La relecture"},
        "signatory": set(),
        "seated": {"La clôture"},
        "unseated": set(),
        "editor": set(),
        "owner": set(),
    }


def test_each_row_leads_to_the_page_where_it_is_done(client, personas):
    tender = published_call(buyer=personas.buyer)
    ask(tender)
    assert reverse("calls:questions", args=[tender.reference]) in desk(client, personas.officer)
    place(tender, "closed")
    CommitteeMember.objects.create(tender=tender, person=personas.committee[0])
    assert reverse("opening:room", args=[tender.reference]) in desk(client, personas.committee[0])
    place(tender, "evaluation")
    PanelMember.objects.create(tender=tender, person=personas.evaluator)
    assert reverse("evaluation:scores", args=[tender.reference]) in desk(client, personas.evaluator)
    place(tender, "decision")
    assert reverse("decisions:call", args=[tender.reference]) in desk(client, personas.officer)


def test_an_opener_is_told_to_make_its_key_and_to_try_it(client, personas):
    opener = personas.committee[0]
    assert "Make your key" in desk(client, opener)
    key = MemberKey.objects.create(person=opener, public=b"k" * 32, wrapped=b"w", made_at=moment("2026-01-01"))
    assert "Try your key" in desk(client, opener)
    key.drilled_at = moment("2027-02-01")
    key.save()
    page = desk(client, opener)
    assert "your key" not in page


@pytest.mark.parametrize("name", ["auditor", "ombudsperson"])
def test_who_watches_sees_what_is_late_at_its_buyer_and_has_nothing_to_press(client, personas, name: str):
    late = published_call(buyer=personas.buyer, title="En retard", state="evaluation")
    promise(late, "evaluation", "2027-02-01")
    published_call(buyer=personas.other_buyer, title="Ailleurs", state="evaluation")
    page = desk(client, getattr(personas, name))
    assert "Evaluation is late, and no new day is named." in page
    assert "9 days late" in page
    assert reverse("desk:call", args=[late.reference]) in page
    assert "Ailleurs" not in page
    Stage.objects.filter(tender=late, kind="evaluation").update(expected="2027-02-20")
    assert "Evaluation is late; a new day is named." in desk(client, getattr(personas, name))


def test_an_officer_sees_no_list_of_late_stages(client, personas):
    late = published_call(buyer=personas.buyer, state="evaluation")
    promise(late, "evaluation", "2027-02-01")
    assert "What is late" not in desk(client, personas.officer)


def test_an_administrator_finds_accounts_and_nothing_of_any_call(client, personas):
    tender = published_call(buyer=personas.buyer, title="Un marché")
    start_bid(tender, personas.supplier, "submitted")
    page = desk(client, personas.administrator)
    assert reverse("administration:buyers") in page
    assert "Un marché" not in page
    assert personas.supplier.name not in page
    assert reverse("desk:calls") not in page


def test_an_editor_is_led_to_the_pages(client, personas):
    assert reverse("wagtailadmin_home") in desk(client, personas.editor)


def test_who_plays_no_part_yet_is_shown_the_next_step(client, personas):
    assert reverse("onboarding:new") in desk(client, personas.stranger)


def test_a_firm_sees_its_own_bids_with_what_happens_next(client, personas):
    tender = published_call(buyer=personas.buyer, title="Écoles")
    bid = start_bid(tender, personas.supplier)
    start_bid(tender, personas.other_supplier, "submitted")
    ended = published_call(buyer=personas.buyer, title="Abandon", state="cancelled")
    start_bid(ended, personas.supplier, "submitted")
    page = desk(client, personas.contributor)
    assert "Écoles" in page
    assert "Finish your bid and submit it before 15 March 2027" in page
    assert reverse("bids:bid", args=[bid.number]) in page
    assert "Draft" in page
    assert personas.other_supplier.name not in page
    assert "Abandon" not in page
    assert "You have no bid" in desk(client, join(SupplierFactory()))


def test_a_bid_says_what_the_firm_can_still_do_and_when_it_was_opened(client, personas, hands):
    handed = published_call(buyer=personas.buyer, title="Remise")
    start_bid(handed, personas.supplier, "submitted")
    opened = published_call(buyer=personas.buyer, title="Ouverte", state="admissibility")
    start_bid(opened, personas.supplier, "opened")
    envelope = Envelope.objects.create(
        round=opened.round, public_key="age1", fingerprint="f", quorum=2, custodian_part=b"c", made_at=hands.at
    )
    Opening.objects.create(envelope=envelope, opened_at=moment("2027-02-08"), bids_opened=1)
    page = desk(client, personas.owner)
    assert page.index("Remise") < page.index("Ouverte")
    assert "You can replace or withdraw it before 15 March 2027" in page
    assert "Your bid was opened on 8 February 2027. The buyer checks by" in page
    hands.at = moment("2027-03-14")
    assert "At risk" in desk(client, personas.owner)


def test_a_draft_whose_deadline_has_passed_has_left_the_desk_and_stays_in_the_list(client, personas, hands):
    tender = published_call(buyer=personas.buyer, title="Trop tard")
    start_bid(tender, personas.supplier)
    hands.at = moment("2027-03-16")
    assert "Trop tard" not in desk(client, personas.owner)
    assert "Trop tard" in client.get(reverse("bids:mine")).text


def test_a_firm_finds_its_latest_letters(client, personas, hands):
    hands.at = moment("2027-05-30")
    tender = judged_call(personas)
    notify_award(personas, *tender.lots.all())
    winner = tender.lots.get().bids().first().bid.supplier
    paper = tender.papers.create(
        kind="letter", supplier=winner, language="fr", code="7K4M-29QD", sha256="0" * 64, made_at=hands.at
    )
    page = desk(client, winner.memberships.first().person if winner.memberships.exists() else join(winner))
    assert reverse("bids:paper", args=[paper.code]) in page
    assert paper.code not in desk(client, personas.owner)


def test_an_office_with_three_calls_asks_as_often_as_with_one(client, personas, django_assert_num_queries):
    def more(title: str) -> None:
        tender = published_call(buyer=personas.buyer, title=title, lots=2)
        ask(tender)
        closed = published_call(buyer=personas.buyer, state="decision")
        CommitteeMember.objects.create(tender=closed, person=personas.officer)
        PanelMember.objects.create(tender=closed, person=personas.officer)

    more("Un")
    desk(client, personas.officer)
    with django_assert_num_queries(26):
        client.get(reverse(HOME))
    more("Deux"), more("Trois")
    with django_assert_num_queries(26):
        page = client.get(reverse(HOME)).text
    assert "Trois" in page


def test_a_firm_with_three_bids_asks_as_often_as_with_one(client, personas, django_assert_num_queries):
    start_bid(published_call(buyer=personas.buyer), personas.supplier)
    desk(client, personas.owner)
    with django_assert_num_queries(16):
        client.get(reverse(HOME))
    for title in ("Deux", "Trois"):
        start_bid(published_call(buyer=personas.buyer, title=title), personas.supplier)
    with django_assert_num_queries(16):
        page = client.get(reverse(HOME)).text
    assert "Trois" in page


def test_fifty_things_a_page(client, personas):
    for number in range(51):
        TenderFactory(buyer=personas.buyer, title=f"Brouillon {number}")
    page = desk(client, personas.officer)
    assert page.count('class="pv-calls__title"') == 50
    assert "?page=2" in page
    assert client.get(reverse(HOME), {"page": "2"}).text.count('class="pv-calls__title"') == 1
