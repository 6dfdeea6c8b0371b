"""Beginning, answering, signing: who may, what a change undoes, and what is still asked."""

import pytest
from django.db import IntegrityError, transaction

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from suppliers.access import declarations_of
from suppliers.declarations.actions import answer, begin_of_another, begin_own, remove, take_in
from suppliers.declarations.espd import espd_of
from suppliers.declarations.frozen import frozen
from suppliers.declarations.gaps import gaps_in
from suppliers.declarations.reading import read
from suppliers.declarations.signing import sign
from suppliers.declarations.steps import step_after, step_of, steps_of
from suppliers.models import Declaration
from tests.factories.declarations import FULL, NOW, clear, declared, declared_of
from tests.factories.people import join
from tests.personas import moment

pytestmark = pytest.mark.django_db
LATER = moment("2027-02-10")


def test_a_firm_has_one_declaration_of_itself_however_often_it_begins(personas):
    first = begin_own(personas.supplier, by=personas.owner, now=NOW)
    assert begin_own(personas.supplier, by=personas.contributor, now=LATER) == first
    assert Event.objects.filter(verb="declaration.begin").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.create(supplier=personas.supplier, made_at=NOW, changed_at=NOW)


def test_another_firm_must_be_named(personas):
    with pytest.raises(IntegrityError), transaction.atomic():
        begin_of_another(
            personas.supplier, about="relied", name="", country="BE", identifier="", by=personas.owner, now=NOW
        )


@pytest.mark.parametrize("name", ["other_owner", "officer", "administrator", "stranger"])
def test_others_neither_begin_nor_answer_nor_sign_nor_delete(personas, name):
    own = declared(personas.supplier, personas.owner)
    who = {"by": getattr(personas, name), "now": LATER}
    deeds = [
        lambda: begin_own(personas.supplier, **who),
        lambda: answer(own, {"fraud": {"answer": True}}, **who),
        lambda: remove(declared_of("X", personas.supplier, personas.owner), **who),
        lambda: sign(own, **who),
    ]
    for deed in deeds:
        with pytest.raises(Refused):
            deed()
    own.refresh_from_db()
    assert own.answers["fraud"] == {"answer": False}


def test_a_contributor_answers_and_does_not_sign_a_signatory_does(personas):
    own = begin_own(personas.supplier, by=personas.contributor, now=NOW)
    answer(own, clear(), by=personas.contributor, now=NOW)
    with pytest.raises(Refused, match="An owner or a signatory"):
        sign(own, by=personas.contributor, now=NOW)
    signatory = join(personas.supplier, "bid_signatory", email="signs@example.org")
    sign(own, by=signatory, now=NOW)
    assert (own.signed_by, own.signed_at) == (signatory, NOW)


def test_a_change_takes_the_signature_off_and_the_same_again_does_not(personas):
    own = declared(personas.supplier, personas.owner)
    answer(own, {"fraud": {"answer": False}}, by=personas.contributor, now=LATER)
    assert own.signed_at == NOW
    answer(own, {"fraud": {"answer": True}}, by=personas.contributor, now=LATER)
    own.refresh_from_db()
    assert (own.signed_at, own.signed_by, own.changed_at) == (None, None, LATER)
    assert Event.objects.filter(verb="declaration.answer").last().payload == {"changed": ["fraud"]}


def test_the_log_holds_no_answer(personas):
    own = begin_own(personas.supplier, by=personas.owner, now=NOW)
    answer(own, FULL, by=personas.owner, now=NOW)
    said = str(list(Event.objects.values_list("payload", flat=True)))
    assert "foreman" not in said
    assert "1250.50" not in said


def test_two_pages_saved_from_two_windows_both_stay(personas):
    own = begin_own(personas.supplier, by=personas.owner, now=NOW)
    elsewhere = Declaration.objects.get(pk=own.pk)
    answer(own, {"fraud": {"answer": False}}, by=personas.owner, now=NOW)
    answer(elsewhere, {"corruption": {"answer": False}}, by=personas.contributor, now=NOW)
    own.refresh_from_db()
    assert set(own.answers) == {"fraud", "corruption"}


def test_every_ground_must_be_answered_and_a_yes_told_before_it_is_signed(personas):
    own = begin_own(personas.supplier, by=personas.owner, now=NOW)
    assert len(gaps_in(own)) == 24
    answer(own, {**clear(), "corruption": {"answer": True}, "tax-pay": {"answer": True}}, by=personas.owner, now=NOW)
    assert [(gap.step, str(gap.sentence)) for gap in gaps_in(own)] == [
        ("corruption", "Corruption: say what happened."),
        ("tax-pay", "Payment of taxes: say what happened."),
    ]
    with pytest.raises(Refused, match="Corruption: say what happened"):
        sign(own, by=personas.owner, now=NOW)
    told = {"corruption": FULL["corruption"], "tax-pay": FULL["tax-pay"]}
    answer(own, told, by=personas.owner, now=NOW)
    sign(own, by=personas.owner, now=NOW)


def test_each_yes_gets_a_page_of_its_own_after_its_group():
    plain = [step.name for step in steps_of({})]
    assert plain == [
        "convictions", "payments", "obligations", "insolvency", "conduct", "registers", "finances", "people", "works",
        "supplies", "services", "standards",
    ]  # fmt: skip
    answers = {"fraud": {"answer": True}, "misrepresent": {"answer": True}, "envir-law": {"answer": True}}
    assert [step.name for step in steps_of(answers)] == [
        "convictions", "fraud", "payments", "obligations", "envir-law", *plain[3:],
    ]  # fmt: skip
    assert step_of({}, "fraud") is None
    assert step_after(answers, "convictions").name == "fraud"
    assert step_after({}, "standards") is None


def test_what_was_told_after_a_yes_stays_until_the_yes_goes(personas):
    own = begin_own(personas.supplier, by=personas.owner, now=NOW)
    answer(own, {"corruption": FULL["corruption"]}, by=personas.owner, now=NOW)
    answer(own, {"corruption": {"answer": True}}, by=personas.owner, now=NOW)
    assert own.answers["corruption"] == FULL["corruption"]
    answer(own, {"corruption": {"answer": False}}, by=personas.owner, now=NOW)
    assert own.answers["corruption"] == {"answer": False}


def test_a_frozen_copy_says_who_signed_and_does_not_change_any_more(personas):
    own = declared(personas.supplier, personas.owner, corruption=FULL["corruption"])
    copy = frozen(own)
    answer(own, clear(), by=personas.owner, now=LATER)
    shown = read(copy)
    assert (shown.name, shown.signed_at, shown.signed_by) == (personas.supplier.name, NOW, str(personas.owner))
    assert [str(told.name) for told in shown.grounds] == ["Corruption"]
    assert ("What happened, or what it is about", "A site foreman paid a clerk.") in shown.grounds[0].lines
    assert ("Period", "4 May 2025 to 3 May 2027") in shown.grounds[0].lines


def test_another_firms_declaration_is_deleted_and_ones_own_is_not(personas):
    other = declared_of("Membre", personas.supplier, personas.owner)
    remove(other, by=personas.contributor, now=LATER)
    assert not Declaration.objects.filter(name="Membre").exists()
    with pytest.raises(Refused, match="changed, not deleted"):
        remove(declared(personas.supplier, personas.owner), by=personas.owner, now=LATER)


def test_a_frozen_copy_of_another_firm_names_it_and_not_the_one_that_wrote_it(personas):
    copy = frozen(declared_of("Toitures SA", personas.supplier, personas.owner, about="relied"))
    assert (copy["name"], copy["country"], copy["identifier"]) == ("Toitures SA", "BE", "")
    shown = read(copy)
    assert (shown.own, shown.about, shown.country) == (False, "a firm whose capacity we rely on", "Belgium")
    assert shown.grounds == []


def test_a_person_who_left_no_longer_signs(personas):
    own = begin_own(personas.supplier, by=personas.owner, now=NOW)
    answer(own, clear(), by=personas.owner, now=NOW)
    personas.supplier.memberships.filter(person=personas.owner).delete()
    with pytest.raises(Refused):
        sign(own, by=personas.owner, now=LATER)
    own.refresh_from_db()
    assert own.signed_at is None


def test_only_the_firms_own_people_find_its_declarations_and_only_while_they_are_active(personas):
    own = declared(personas.supplier, personas.owner)
    other = declared_of("Membre", personas.supplier, personas.owner)
    assert list(declarations_of(personas.contributor)) == [own, other]
    assert list(declarations_of(personas.other_owner)) == []
    assert list(declarations_of(personas.officer)) == []
    personas.contributor.is_active = False
    personas.contributor.save()
    assert list(declarations_of(personas.contributor)) == []


def test_a_file_may_not_answer_for_another_firm(personas):
    foreign = declared(personas.other_supplier, personas.other_owner)
    with pytest.raises(Refused):
        take_in(foreign, espd_of(foreign, now=NOW), by=personas.owner, now=LATER)
    foreign.refresh_from_db()
    assert foreign.signed_at == NOW
