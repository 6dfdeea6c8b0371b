"""What a firm told once, on its page of readiness: how its declaration, its proofs and its checks stand."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from suppliers.declarations.actions import answer, begin_own
from suppliers.models import Supplier
from suppliers.vetting.actions import take_up, verify
from tenders.readiness.kept import kept_by
from tenders.readiness.points import Point, is_ready
from tests.factories.declarations import clear, declared
from tests.factories.files import filed, to_mend
from tests.factories.vault import fetch, keep
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-20", 10)
NAMES = ("Your self-declaration", "Your proofs", "A check by an authority")


def points(firm: Supplier, now=NOW) -> dict[str, Point]:
    return {str(point.what): point for point in kept_by(firm, now)}


def told(firm: Supplier, name: str, now=NOW) -> tuple[str, bool]:
    point = points(firm, now)[name]
    return str(point.told), point.there


def test_a_newcomer_reads_what_each_would_allow_and_may_bid_without(personas):
    found = points(personas.supplier)
    assert tuple(found) == NAMES
    assert [str(point.told) for point in found.values()] == [
        "Not begun. It takes about ten minutes.", "Nothing is kept yet.", "None is valid at this moment.",
    ]  # fmt: skip
    assert all(point.allows and point.url and not point.there for point in found.values())
    assert is_ready(found.values())


class TestTheDeclaration:
    def test_says_how_many_answers_are_missing(self, personas):
        own = begin_own(personas.supplier, by=personas.owner, now=NOW)
        answers = clear()
        left = answers.pop("corruption"), answers.pop("tax-pay")
        answer(own, answers, by=personas.owner, now=NOW)
        assert told(personas.supplier, NAMES[0]) == (f"{len(left)} answers are missing.", False)

    def test_that_is_complete_still_wants_a_signature(self, personas):
        own = begin_own(personas.supplier, by=personas.owner, now=NOW)
        answer(own, clear(), by=personas.owner, now=NOW)
        assert told(personas.supplier, NAMES[0]) == ("Complete, but not signed.", False)

    def test_that_is_signed_is_there(self, personas):
        declared(personas.supplier, personas.owner)
        assert told(personas.supplier, NAMES[0]) == ("Signed on 1 February 2027.", True)


class TestTheVault:
    @pytest.mark.parametrize(
        ("days", "words"),
        [
            (-1, "Renew first: Insurance: expired on 19 February 2027."),
            (0, "Renew first: Insurance: expires on 20 February 2027."),
            (60, "Renew first: Insurance: expires on 21 April 2027."),
            (61, "2 proofs, all valid."),
        ],
    )
    def test_names_what_expires_within_sixty_days(self, personas, days: int, words: str):
        keep(personas.supplier, personas.owner, title="Insurance", expires=date(2027, 2, 20) + timedelta(days=days))
        keep(personas.supplier, personas.owner, title="Without end", content=b"Another text.")
        assert told(personas.supplier, NAMES[1]) == (words, days > 60)

    def test_names_five_at_most_the_earliest_first(self, personas):
        for n in range(7):
            day = date(2027, 3, 7) - timedelta(days=n)
            keep(personas.supplier, personas.owner, title=f"P{n}", content=f"Text {n}".encode(), expires=day)
        words, _there = told(personas.supplier, NAMES[1])
        assert [name for name in ("P6", "P2", "P1") if name in words] == ["P6", "P2"]

    def test_a_fact_that_was_fetched_about_the_firm_is_no_proof_of_its_own(self, personas):
        fetch(filed(personas, now=NOW), personas.officer, now=NOW)
        assert told(personas.supplier, NAMES[1]) == ("Nothing is kept yet.", False)


class TestTheChecks:
    def test_that_wait_are_under_way_then_in_order_until_their_time_is_over(self, personas):
        file = filed(personas, now=NOW)
        assert told(personas.supplier, NAMES[2]) == ("Under way at Ville de Valbrume.", False)
        take_up(file, by=personas.officer, now=NOW)
        verify(file, by=personas.officer, now=NOW)
        assert told(personas.supplier, NAMES[2]) == ("In order, says Ville de Valbrume.", True)
        assert told(personas.supplier, NAMES[2], NOW + timedelta(days=366))[1] is False

    def test_that_want_something_mended_say_so(self, personas):
        to_mend(personas, now=NOW)
        assert told(personas.supplier, NAMES[2]) == ("An authority asks you to mend something.", False)


def test_the_page_says_it_with_ways_to_each(client, personas, hands):
    hands.at = NOW
    fetch(filed(personas, now=NOW), personas.officer, now=NOW)
    client.force_login(personas.contributor)
    page = client.get(reverse("readiness:firm", args=[personas.supplier.pk])).text
    for name in ("declarations:list", "vault:vault", "vetting:checks"):
        assert f'href="{reverse(name, args=[personas.supplier.pk])}"' in page
    assert "If you win, less is left to prove." in page
    assert "Under way at Ville de Valbrume." in page
