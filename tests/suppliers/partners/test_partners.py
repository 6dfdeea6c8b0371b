"""The firms with which a firm bids: named once, seen by its own people only, found again wherever they are named."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from suppliers.models import Partner
from suppliers.partners import actions
from suppliers.partners.actions import correct_partner, name_partner, remove_partner
from tests.factories.declarations import declared_of
from tests.factories.partners import NOW, partnered

pytestmark = pytest.mark.django_db
TYPED = {"name": "Toitures SA", "country": "BE", "identifier": "0200.065.765", "email": "toits@example.org"}


@pytest.fixture
def browser(client, personas, hands):
    hands.at = NOW
    client.force_login(personas.contributor)
    return client


def at(name: str, firm, *more: int) -> str:
    return reverse(f"partners:{name}", args=[firm.pk, *more])


def test_a_firm_is_named_once_by_its_number_or_else_by_its_name(personas):
    first = partnered(personas.supplier, personas.owner)
    assert partnered(personas.supplier, personas.contributor, "Toitures S.A.") == first
    nameless = partnered(personas.supplier, personas.owner, "Elsewhere Ltd", identifier="")
    assert partnered(personas.supplier, personas.owner, "Elsewhere Ltd", identifier="") == nameless
    assert partnered(personas.supplier, personas.owner, "Elsewhere & Sons", identifier="") != nameless
    assert partnered(personas.other_supplier, personas.other_owner) != first
    assert Event.objects.filter(verb="partner.name").count() == Partner.objects.count() == 4


@pytest.mark.parametrize(("language", "country"), [("en", "Belgium"), ("de", "Belgien"), ("nl", "België")])
def test_its_country_is_named_in_the_readers_language(personas, browser, language: str, country: str):
    each = partnered(personas.supplier, personas.owner)
    with override(language):
        pages = [at("list", personas.supplier), at("one", personas.supplier, each.pk)]
    for page in pages:
        assert country in browser.get(page).text.split("<main")[1].split("<form")[0]


def test_a_declaration_of_another_firm_names_a_partner_that_is_found_again(personas):
    declared_of("Toitures SA", personas.supplier, personas.owner)
    declared_of("Toitures SA", personas.supplier, personas.owner, about="member")
    assert [each.name for each in personas.supplier.partners.all()] == ["Toitures SA"]


def test_the_own_number_names_no_partner(personas, browser):
    own = personas.supplier
    with pytest.raises(Refused, match="your own firm"):
        name_partner(own, name="X", country=own.country, identifier=own.identifier, by=personas.owner, now=NOW)
    own.identifier = "0403019261"
    own.save()
    for page in (at("list", own), reverse("declarations:list", args=[own.pk])):
        answer = browser.post(page, {**TYPED, "identifier": own.identifier, "about": "member"})
        assert answer.status_code == 422
        assert "your own firm" in answer.text
        assert "Toitures SA" in answer.text, "what was typed is lost"


def test_a_list_ends_somewhere(personas, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    partnered(personas.supplier, personas.owner)
    with pytest.raises(Refused, match="list is full"):
        partnered(personas.supplier, personas.owner, "Another", identifier="")
    assert partnered(personas.supplier, personas.owner).name == "Toitures SA"


@pytest.mark.parametrize("name", ["other_owner", "officer", "administrator", "stranger"])
def test_nobody_else_names_corrects_or_removes(personas, name):
    partner, who = partnered(personas.supplier, personas.owner), {"by": getattr(personas, name), "now": NOW}
    deeds = [
        lambda: name_partner(personas.supplier, name="X", country="BE", identifier="", **who),
        lambda: correct_partner(partner, name="X", email="", **who),
        lambda: remove_partner(partner, **who),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="own people"):
            deed()
    assert [each.name for each in Partner.objects.all()] == ["Toitures SA"]


def test_a_partner_is_named_corrected_and_taken_off_on_pages(browser, personas):
    firm = personas.supplier
    assert "None yet" in browser.get(at("list", firm)).text
    answer = browser.post(at("list", firm), TYPED, follow=True)
    assert "Toitures SA is on your list." in answer.text
    partner = firm.partners.get()
    assert (partner.identifier, partner.email) == ("0200065765", "toits@example.org")
    page = browser.get(at("one", firm, partner.pk)).text
    assert 'value="toits@example.org"' in page
    browser.post(at("one", firm, partner.pk), {"name": "Toits SA", "email": ""})
    partner.refresh_from_db()
    assert (partner.name, partner.email, partner.identifier) == ("Toits SA", "", "0200065765")
    assert "Take Toits SA off the list?" in browser.get(at("remove", firm, partner.pk)).text
    assert firm.partners.exists()
    browser.post(at("remove", firm, partner.pk))
    assert not firm.partners.exists()


def test_its_declaration_begins_from_its_page_without_typing_it_again(browser, personas):
    partner = partnered(personas.supplier, personas.owner)
    hidden = {"name": partner.name, "country": partner.country, "identifier": partner.identifier}
    page = browser.get(at("one", personas.supplier, partner.pk)).text
    assert all(f'name="{name}" value="{value}"' in page for name, value in hidden.items())
    browser.post(reverse("declarations:list", args=[personas.supplier.pk]), {**hidden, "about": "relied"})
    begun = personas.supplier.declarations.get()
    assert (begun.name, begun.identifier, begun.about) == ("Toitures SA", "0200065765", "relied")
    assert personas.supplier.partners.get() == partner


@pytest.mark.parametrize(("field", "value"), [("identifier", "0200.065.766"), ("email", "nobody"), ("name", "")])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(browser, personas, field, value):
    answer = browser.post(at("list", personas.supplier), {**TYPED, field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.text
    assert not Partner.objects.exists()
    kept = "toits@example.org" if field != "email" else "0200.065.765"
    assert f'value="{kept}"' in answer.text


def test_the_list_asks_as_much_of_the_database_with_one_row_as_with_three(browser, personas, django_assert_num_queries):
    partnered(personas.supplier, personas.owner)
    browser.get(at("list", personas.supplier))
    for names in ([], ["Nord", "Sud"]):
        for name in names:
            partnered(personas.supplier, personas.owner, name, identifier="")
        with django_assert_num_queries(6):
            browser.get(at("list", personas.supplier))
