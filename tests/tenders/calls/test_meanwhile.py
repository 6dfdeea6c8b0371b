"""Two officers write in one draft: the second is told, sees what the first saved, and loses nothing."""

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from django import forms
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.users.models import UserProfile

from procurement.accounts.groups import ensure_groups
from procurement.accounts.roles import Role
from tenders.calls import actions as calls
from tenders.calls.drafting import facts_of, written
from tenders.calls.meanwhile import Overtaken, carry, digests_of, show_meanwhile
from tenders.calls.selection import SelectionFacts
from tests.factories.people import employ
from tests.personas import moment

NOW = moment("2027-02-01")


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def second(personas):
    return employ(personas.buyer, Role.OFFICER, name="Sami Second")


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would send of a page's form, nothing changed."""
    found = {}
    for tag in re.findall(r"<input [^>]*>", page):
        kind, name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("type", "name", "value"))
        if name and kind[1] in {"checkbox", "radio"}:
            found |= {name[1]: "on"} if " checked" in tag else {}
        elif name and name[1] != "more":
            found[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        found[name] = re.search(r'value="([^"]*)"[^>]* selected', options)[1]
    return found


def pages_of(draft) -> dict[str, str]:
    lot = draft.lots.get().pk
    office = {name: reverse(f"calls:{name}", args=[draft.reference]) for name in ("edit", "selection")}
    admin = {name: reverse(f"office_calls:{name}", args=[draft.reference]) for name in ("write", "selection")}
    return {
        **office,
        "lot": reverse("calls:lot", args=[draft.reference, lot]),
        "admin": admin["write"],
        "admin_selection": admin["selection"],
        "admin_lot": reverse("office_calls:lot", args=[draft.reference, lot]),
    }


@pytest.fixture
def write(client, draft, personas):
    """Open a page of the draft as its officer; return what a browser would send."""
    ensure_groups()
    UserProfile.objects.create(user=personas.officer, preferred_language="en")
    client.force_login(personas.officer)

    def go(name: str, data=None):
        page = client.get(pages_of(draft)[name]) if data is None else client.post(pages_of(draft)[name], data)
        return fields_of(page.text) if data is None else page

    return go


@pytest.mark.parametrize("name", ["edit", "admin"])
def test_the_second_to_save_is_told_and_sees_both(draft, second, write, name):
    mine = write(name) | {"title": "Mon titre"}
    facts = {"title": "Son titre", "description": "Sa description."}
    calls.edit_draft(draft, replace(facts_of(draft), **facts), by=second, now=NOW)
    refused = write(name, mine)
    assert refused.status_code == 422
    assert "Sami Second saved here while you were writing." in refused.text
    assert "Saved meanwhile: Son titre." in refused.text
    shown = fields_of(refused.text)
    assert shown["title"] == "Mon titre"  # typed by the second: kept
    assert shown["description"] == "Sa description."  # not touched by the second: what is there
    draft.refresh_from_db()
    assert draft.title == "Son titre"
    assert write(name, shown).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.description) == ("Mon titre", "Sa description.")


@pytest.mark.parametrize("name", ["lot", "admin_lot"])
def test_criteria_that_another_saved_are_told_and_not_overwritten(draft, second, write, name):
    lot, mine = draft.lots.get(), write(name)
    lot.criteria.filter(code="q1").update(name="Méthode")
    lot.criteria.filter(code="price").update(weight=Decimal(60))
    refused = write(name, mine)
    assert refused.status_code == 422
    assert "Saved meanwhile: Prix (price), 60; Méthode (quality), 40." in refused.text
    assert lot.criteria.get(code="q1").name == "Méthode"
    assert write(name, fields_of(refused.text)).status_code == 302
    assert lot.criteria.get(code="q1").name == "Qualité"


@pytest.mark.parametrize("name", ["selection", "admin_selection"])
def test_what_is_asked_meanwhile_is_told_and_not_overwritten(draft, second, write, name):
    mine = write(name) | {"criteria-0-kind": "technical", "criteria-0-name": "Two gardeners"}
    calls.write_selection(draft, [SelectionFacts("economic", "Turnover", "200 000")], by=second, now=NOW)
    refused = write(name, mine)
    assert refused.status_code == 422
    assert "Sami Second saved here" in refused.text
    assert "Saved meanwhile: Turnover, 200 000." in refused.text
    assert draft.selection.get().name == "Turnover"
    assert write(name, fields_of(refused.text)).status_code == 302
    assert draft.selection.get().name == "Two gardeners"


@pytest.mark.parametrize("name", ["edit", "lot", "selection", "admin", "admin_lot", "admin_selection"])
def test_who_writes_alone_saves_twice_without_a_word(draft, write, name):
    for _time in range(2):
        assert write(name, write(name)).status_code == 302


def test_a_row_more_keeps_what_was_seen(draft, second, write):
    mine = write("selection")
    calls.write_selection(draft, [SelectionFacts("economic", "Turnover")], by=second, now=NOW)
    more = fields_of(write("selection", mine | {"more": "1"}).text)
    assert more["seen"] == mine["seen"]
    assert write("selection", more).status_code == 422


def test_a_deed_without_a_form_is_asked_nothing(draft, second, personas):
    calls.edit_draft(draft, replace(facts_of(draft), title="Un"), by=second, now=NOW)
    calls.edit_draft(draft, replace(facts_of(draft), title="Deux"), by=personas.officer, now=NOW)
    old = digests_of(written(draft))
    calls.edit_draft(draft, replace(facts_of(draft), title="Trois"), seen=old, by=personas.officer, now=NOW)
    with pytest.raises(Overtaken, match="Odile Officier saved here"):
        calls.edit_draft(draft, replace(facts_of(draft), title="Quatre"), seen=old, by=second, now=NOW)


class Two(forms.Form):
    a = forms.CharField(required=False)
    b = forms.CharField(required=False)


WORDS = st.sampled_from(["", "un", "deux", "trois"])


@given(*[st.fixed_dictionaries({"a": WORDS, "b": WORDS}) for _who in range(3)])
def test_nothing_typed_and_nothing_saved_is_lost(began, saved, typed):
    form = Two(typed | {"seen": digests_of(began)})
    carry(form, digests_of(saved))
    assert form.is_valid()
    show_meanwhile(form, Overtaken("Sami", saved))
    for name in ("a", "b"):
        if typed[name] == began[name]:
            assert form.data[name] == saved[name]
        else:
            assert form.data[name] == typed[name]
            told = any(saved[name] in error or not saved[name] for error in form.errors.get(name, []))
            assert told or saved[name] in {typed[name], began[name]}
    assert form.data["seen"] == digests_of(saved)
