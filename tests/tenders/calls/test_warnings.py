"""What is worth a second look before a call is sent, in four languages; nothing of it is a blocker."""

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from procurement.accounts.groups import ensure_groups
from procurement.lifecycle import blockers
from tenders.calls.readability import FORMULAS
from tenders.calls.warnings import LONG, warnings_of
from tests.factories.calls import TenderFactory, add_lot
from tests.personas import moment

NOW = moment("2027-02-01")


@pytest.fixture
def draft(personas):
    return TenderFactory(buyer=personas.buyer, author=personas.officer)


def name_quality(draft, name: str) -> None:
    draft.lots.get(position=1).criteria.filter(kind="quality").update(name=name)


@pytest.mark.parametrize(
    "name",
    ["Expérience de l'équipe", "Ervaring van de inschrijver", "Referenzen des Bieters", "Turnover", "RÉFÉRENCES"],
)
def test_a_criterion_that_judges_the_firm_is_named(draft, name):
    name_quality(draft, name)
    (warning,) = warnings_of(draft, NOW)
    assert warning.startswith(f"The award criterion “{name}” seems to judge the firm, not its offer")


@pytest.mark.parametrize("name", ["Qualité", "Méthode de travail", "Kwaliteit van het plan", "Konzept", "Delivery"])
def test_one_about_the_offer_is_not(draft, name):
    name_quality(draft, name)
    assert warnings_of(draft, NOW) == []


def test_the_same_words_in_several_lots_are_said_once(draft):
    add_lot(draft)
    name_quality(draft, "Expérience")
    draft.lots.get(position=2).criteria.filter(kind="quality").update(name="Expérience")
    assert len(warnings_of(draft, NOW)) == 1


@pytest.mark.parametrize(("words", "count"), [([LONG], 0), ([LONG + 1], 1), ([LONG + 1, 5, 40], 2)])
def test_long_sentences_are_counted(draft, words, count):
    draft.description = " ".join(f"{'mot ' * n}fin."[4:] for n in words)
    said = [warning.split(" of the description")[0] for warning in warnings_of(draft, NOW)]
    assert said == ([f"{count} sentence{'s' if count > 1 else ''}"] if count else [])


def test_the_longest_sentences_are_quoted_by_their_first_words(draft):
    draft.description = "Un deux trois quatre cinq six sept huit neuf " + "dix " * 30 + "fin. " + "Court. " * 3
    (warning,) = warnings_of(draft, NOW)
    assert warning.endswith("Begin with: “Un deux trois quatre cinq six sept huit …” (40 words).")


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_a_text_that_is_hard_to_read_is_named_with_the_formula_of_its_language(draft, language):
    draft.language, draft.description = language, f"{'interdisciplinarität ' * 19}fin. " * 3
    (warning,) = warnings_of(draft, NOW)
    assert warning.startswith("“The description” is very hard to read: 0 out of 100 by the formula of ")
    assert FORMULAS[language].named in warning
    assert "Plain texts reach 60." in warning


def test_a_lot_is_read_like_the_call_in_one_question_more_for_all(draft, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert warnings_of(draft, NOW) == []
    draft.lots.update(description=f"{'interdisciplinarité ' * 19}fin. " * 3)
    add_lot(draft), add_lot(draft)
    with django_assert_num_queries(2):
        (warning,) = warnings_of(draft, NOW)
    assert warning.startswith("“Lot 1” is very hard to read")


def test_they_stand_beside_what_is_written(client, draft, personas):
    type(draft).objects.filter(pk=draft.pk).update(description=f"{'interdisciplinarité ' * 19}fin. " * 3)
    ensure_groups()
    UserProfile.objects.create(user=personas.officer, preferred_language="en")
    client.force_login(personas.officer)
    page = client.get(reverse("office_calls:write", args=[draft.reference])).text
    assert "very hard to read" in page


def test_officers_and_approvers_read_them_and_the_call_can_be_sent(client, draft, personas):
    name_quality(draft, "Expérience")
    for person in (personas.officer, personas.approver):
        client.force_login(person)
        assert "Worth a second look" in client.get(reverse("desk:call", args=[draft.reference])).text
    client.force_login(personas.auditor)
    assert "Worth a second look" not in client.get(reverse("desk:call", args=[draft.reference])).text
    assert blockers(draft, "submit_for_review", by=personas.officer, now=NOW) == []
