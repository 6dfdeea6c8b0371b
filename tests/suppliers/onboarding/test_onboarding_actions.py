"""A firm comes in once, is changed by its owners only, and never without an owner."""

from dataclasses import replace

import pytest

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from suppliers.access import firms_of, firms_owned_by, people_of
from suppliers.models import Membership, Supplier
from suppliers.onboarding import actions
from suppliers.onboarding.actions import Facts
from tests.factories.people import UserFactory, join
from tests.personas import moment

NOW = moment("2027-02-01")
FACTS = Facts("Atelier Lux SRL", "BE", "0403.019.261", "Rue Neuve 1, 5000 Valbrume", "lux@example.org", "fr", "SRL")


def member(firm: Supplier, person) -> Membership:
    return Membership.objects.get(supplier=firm, person=person)


def test_who_registers_a_firm_owns_it(personas):
    firm = actions.make_firm(FACTS, by=personas.stranger, now=NOW)
    assert (firm.identifier, firm.name, firm.legal_form) == ("0403019261", "Atelier Lux SRL", "SRL")
    assert list(firms_owned_by(personas.stranger)) == [firm]
    assert Event.objects.get(verb="supplier.make").actor_id == personas.stranger.pk


def test_an_account_without_a_name_gets_one_and_no_other_is_changed(db):
    nameless, named = UserFactory(name=""), UserFactory(name="Nora Nom")
    actions.make_firm(FACTS, by=nameless, now=NOW, own_name="Ann Onyme")
    actions.make_firm(replace(FACTS, identifier=""), by=named, now=NOW, own_name="Somebody Else")
    nameless.refresh_from_db()
    named.refresh_from_db()
    assert (nameless.name, named.name) == ("Ann Onyme", "Nora Nom")


@pytest.mark.parametrize("spelling", ["0403.019.261", "BE0403019261", "403019261"])
def test_a_firm_is_here_once_and_nobody_is_named(personas, spelling):
    actions.make_firm(FACTS, by=personas.owner, now=NOW)
    with pytest.raises(Refused, match="Ask its owner to add you") as refused:
        actions.make_firm(replace(FACTS, identifier=spelling), by=personas.stranger, now=NOW)
    assert not {personas.owner.name, personas.owner.email, FACTS.name} & set(str(refused.value).split())
    assert list(firms_of(personas.stranger)) == []


def test_the_same_number_in_another_country_and_no_number_twice_are_fine(personas):
    for facts in (FACTS, replace(FACTS, country="DE"), *[replace(FACTS, identifier="")] * 2):
        assert actions.make_firm(facts, by=personas.stranger, now=NOW).pk


def test_a_wrong_number_is_refused_and_nothing_is_kept(personas):
    with pytest.raises(Refused, match="not a Belgian enterprise number"):
        actions.make_firm(replace(FACTS, identifier="0403.019.262"), by=personas.stranger, now=NOW)
    assert list(firms_of(personas.stranger)) == []


def test_an_owner_changes_the_firm_and_the_log_says_what_not_how(personas):
    facts = replace(FACTS, name="Nouvelle SRL")
    actions.change_firm(personas.supplier, facts, by=personas.owner, now=NOW)
    personas.supplier.refresh_from_db()
    assert (personas.supplier.name, personas.supplier.identifier) == ("Nouvelle SRL", "0403019261")
    payload = Event.objects.get(verb="supplier.change").payload
    assert "name" in payload["changed"]
    assert "Nouvelle" not in str(payload)


def test_a_removed_person_sees_nothing_more_and_is_told(personas):
    actions.remove_person(member(personas.supplier, personas.contributor), by=personas.owner, now=NOW)
    assert list(firms_of(personas.contributor)) == []
    assert Mail.objects.get().to == personas.contributor.email


def test_the_last_owner_neither_goes_nor_becomes_something_else(personas):
    last = member(personas.supplier, personas.owner)
    deeds = [
        lambda: actions.remove_person(last, by=personas.owner, now=NOW),
        lambda: actions.change_role(last, role="contributor", by=personas.owner, now=NOW),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="A firm needs an owner"):
            deed()
    assert list(firms_owned_by(personas.owner)) == [personas.supplier]


def test_an_owner_who_cannot_sign_in_is_no_owner_that_stays(personas):
    join(personas.supplier, email="gone@example.org", is_active=False)
    with pytest.raises(Refused, match="A firm needs an owner"):
        actions.remove_person(member(personas.supplier, personas.owner), by=personas.owner, now=NOW)


def test_with_a_second_owner_the_first_may_go(personas):
    second = member(personas.supplier, personas.contributor)
    actions.change_role(second, role="owner", by=personas.owner, now=NOW)
    actions.remove_person(member(personas.supplier, personas.owner), by=personas.owner, now=NOW)
    assert [one.person for one in people_of(personas.supplier)] == [personas.contributor]


@pytest.mark.parametrize("name", ["contributor", "other_owner", "officer", "administrator", "stranger"])
def test_only_owners_change_a_firm_and_its_people(personas, name):
    person, firm = getattr(personas, name), personas.supplier
    target, owner = member(firm, personas.contributor), member(firm, personas.owner)
    deeds = [
        lambda: actions.change_firm(firm, FACTS, by=person, now=NOW),
        lambda: actions.change_role(target, role="owner", by=person, now=NOW),
        lambda: actions.remove_person(owner, by=person, now=NOW),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="Only an owner"):
            deed()
    assert Event.objects.count() == 0
