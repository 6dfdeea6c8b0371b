"""Signed papers: for whom, exactly as issued; and a letter as a page that a loser understands."""

import hashlib

import pytest
from django.urls import reverse

from procurement.outbox.models import Mail
from suppliers.models import Membership
from tenders.models import Letter, Paper
from tests.factories.people import join
from tests.tenders.decisions.conftest import ADVANTAGES, NOTIFIED


@pytest.fixture
def told(room, hands, run_tasks):
    """Everybody is told, and the letters are printed."""
    hands.at = NOTIFIED
    room.notify(room.signed())
    run_tasks()
    return room


def letter_to(room, place: int) -> Letter:
    return Letter.objects.select_related("paper").get(supplier=room.firms[place])


def person_of(room, place: int):
    firm = room.firms[place]
    found = Membership.objects.filter(supplier=firm).first()
    return found.person if found else join(firm)


def download(client, paper: Paper, **headers: str):
    return client.get(reverse("decisions:paper", args=[paper.code]), headers=headers)


def status(client, letter: Letter) -> tuple[int, int]:
    return client.get(reverse("decisions:letter", args=[letter.pk])).status_code, download(
        client, letter.paper
    ).status_code


def test_a_paper_comes_exactly_as_it_was_issued(client, told):
    paper = letter_to(told, 1).paper
    client.force_login(person_of(told, 1))
    answer = download(client, paper)
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == paper.sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="letter-{paper.code}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["ETag"] == f'"{paper.sha256}"'
    assert "private" in answer["Cache-Control"]


def test_who_has_it_already_is_told_so_and_who_may_not_have_it_is_not(client, told):
    paper = letter_to(told, 1).paper
    client.force_login(person_of(told, 1))
    assert download(client, paper, if_none_match=f'"{paper.sha256}"').status_code == 304
    client.force_login(person_of(told, 0))
    assert download(client, paper, if_none_match=f'"{paper.sha256}"').status_code == 404


def test_a_letter_is_for_its_firm_and_for_those_who_decide(client, told):
    letter = letter_to(told, 1)
    person_of(told, 1)
    found = {}
    for name in ("officer", "signatory", "auditor", "approver", "chair", "ombudsperson", "other_officer", "stranger"):
        client.force_login(getattr(told.people, name))
        found[name] = status(client, letter)
    client.force_login(person_of(told, 0))
    found["another firm"] = status(client, letter)
    client.force_login(person_of(told, 1))
    found["its firm"] = status(client, letter)
    readers = {name for name, answer in found.items() if answer == (200, 200)}
    assert readers == {"officer", "signatory", "auditor", "its firm"}
    assert {found[name] for name in found.keys() - readers} == {(404, 404)}


def test_the_loser_reads_outcome_points_reasons_winner_dates_and_remedies_in_its_language(client, told):
    client.force_login(person_of(told, 1))
    page = client.get(reverse("decisions:letter", args=[letter_to(told, 1).pk])).text
    assert 'lang="nl"' in page
    assert page.count("<h1>") == 1
    assert "Uw offerte" in page
    loser, winner, third = (told.offers["LOT-0001"][place] for place in (1, 0, 2))
    assert f"The plan of {loser.supplier} names every site." in page
    assert winner.supplier.name in page
    assert ADVANTAGES in page
    assert third.supplier.name not in page
    assert "8 mei 2027" in page  # the earliest day of signature
    assert "Raad van State" in page


def test_the_hash_of_the_signed_letter_is_shown_in_fours_and_leads_to_the_check(client, told):
    letter = letter_to(told, 0)
    client.force_login(person_of(told, 0))
    for address in (reverse("decisions:letter", args=[letter.pk]), reverse("decisions:papers")):
        page = client.get(address).text
        assert f"{letter.paper.sha256[:4]} {letter.paper.sha256[4:8]} " in page
        assert reverse("decisions:paper", args=[letter.paper.code]) in page
    assert (
        reverse("record:paper", args=[letter.paper.code])
        in client.get(reverse("decisions:letter", args=[letter.pk])).text
    )


def test_before_it_is_printed_the_letter_can_be_read_already(client, room, hands):
    hands.at = NOTIFIED
    room.notify(room.signed())
    client.force_login(person_of(room, 0))
    page = client.get(reverse("decisions:letter", args=[letter_to(room, 0).pk])).text
    assert "The signed letter is being printed." in page
    assert "Votre offre" in page


def test_a_letter_that_no_longer_holds_leads_to_the_new_one(client, told, run_tasks):
    old = letter_to(told, 1)
    again = told.signed(supersedes=told.lot.decision_in_force(), winners=told.offers["LOT-0001"][1:2])
    told.notify(again)
    run_tasks()
    new = Letter.objects.filter(supplier=told.firms[1]).latest("pk")
    client.force_login(person_of(told, 1))
    page = client.get(reverse("decisions:letter", args=[old.pk])).text
    assert "This letter no longer holds for lot 1" in page
    assert reverse("decisions:letter", args=[new.pk]) in page
    assert "no longer holds for lot" not in client.get(reverse("decisions:letter", args=[new.pk])).text


def test_the_mail_leads_to_the_letter(told):
    letter = letter_to(told, 1)
    mail = Mail.objects.get(to=told.firms[1].email)
    assert f"/nl/papers/letters/{letter.pk}/" in mail.text
    assert f"/nl/papers/letters/{letter.pk}/" in mail.html


def test_ones_own_papers_are_listed_and_nobody_elses(client, told):
    client.force_login(person_of(told, 1))
    page = client.get(reverse("decisions:papers")).text
    assert letter_to(told, 1).paper.code in page
    assert letter_to(told, 0).paper.code not in page
    client.force_login(told.people.stranger)
    assert "There is no paper for you yet." in client.get(reverse("decisions:papers")).text


def test_the_call_lists_its_papers_for_those_who_may_have_them(client, told):
    address, codes = (
        reverse("decisions:call", args=[told.tender.reference]),
        Paper.objects.values_list("code", flat=True),
    )
    client.force_login(told.people.auditor)
    page = client.get(address).text
    assert len(codes) == 4  # the decision and three letters
    assert all(code in page for code in codes)
    client.force_login(told.people.approver)
    assert not any(code in client.get(address).text for code in codes)


@pytest.mark.parametrize("papers", [1, 3])
def test_the_list_asks_the_same_number_of_questions(client, told, django_assert_num_queries, papers):
    Letter.objects.filter(supplier__in=told.firms[papers:]).update(paper=None)
    Paper.objects.filter(supplier__in=told.firms[papers:]).delete()
    client.force_login(told.people.auditor)
    with django_assert_num_queries(5):
        page = client.get(reverse("decisions:papers")).text
    assert page.count("SHA-256") == papers + 1
