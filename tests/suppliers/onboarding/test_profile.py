"""What a firm says it sells, and where: by owners and contributors, without typing, and nothing of it is needed."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from suppliers.onboarding.actions import describe_firm
from suppliers.onboarding.classification import codes_about, divisions, groups
from suppliers.registers.regions import region_of_address
from tests.personas import moment

SAID = {
    "size": "micro",
    "nuts": "BE35",
    "languages": ["fr", "nl"],
    "interests": ["45", "72", "909"],
    "codes": "4521-3, 90 910",
}


@pytest.fixture
def page(personas) -> str:
    return reverse("onboarding:profile", args=[personas.supplier.pk])


@pytest.mark.parametrize("name", ["owner", "contributor"])
def test_owner_and_contributor_describe_the_firm(client, personas, page, name):
    client.force_login(getattr(personas, name))
    assert client.post(page, SAID).status_code == 302
    firm = personas.supplier
    firm.refresh_from_db()
    assert (firm.size, firm.nuts, firm.interests) == ("micro", "BE35", ["45", "4521", "72", "909", "90910"])
    assert firm.languages == ["fr", "nl"]
    event = Event.objects.get(verb="supplier.describe")
    assert event.payload == {"changed": ["size", "nuts", "languages", "interests"]}
    shown = client.get(reverse("onboarding:firm", args=[firm.pk])).text
    for label in ("Construction work (45)", "Building, civil engineering and roads (4521)", "French, Dutch"):
        assert label in shown
    assert "Namur" in shown
    again = client.get(page).text
    assert again.count(" checked") == 5
    assert 'value="4521, 90910"' in again


def test_a_signatory_of_bids_does_not(client, personas, page):
    personas.supplier.memberships.filter(person=personas.contributor).update(role="bid_signatory")
    client.force_login(personas.contributor)
    assert {client.get(page).status_code, client.post(page, SAID).status_code} == {404}
    facts = {"size": "", "nuts": "", "languages": [], "interests": []}
    with pytest.raises(Refused, match="Only owners and contributors"):
        describe_firm(personas.supplier, **facts, by=personas.contributor, now=moment("2027-02-01"))


@pytest.mark.parametrize("name", ["other_owner", "officer", "administrator", "auditor", "stranger"])
def test_to_others_it_is_not_there(client, personas, page, name):
    client.force_login(getattr(personas, name))
    assert {client.get(page).status_code, client.post(page, SAID).status_code} == {404}


def test_all_of_it_may_stay_empty(client, personas, page):
    client.force_login(personas.owner)
    assert client.post(page, {}).status_code == 302
    personas.supplier.refresh_from_db()
    assert (personas.supplier.size, personas.supplier.interests) == ("", [])


def test_searching_puts_what_is_found_first_and_loses_nothing(client, personas, page):
    client.force_login(personas.owner)
    answer = client.post(page, {**SAID, "words": "landbouw", "find": "1"})
    assert answer.status_code == 200
    boxes = re.findall(r'name="interests" value="(\d+)"', answer.text)
    assert f"Found: {boxes.index('909')}." in answer.text
    assert boxes[:2] == ["03", "16"]
    assert {"164", "771"} < set(boxes[: boxes.index("909")])
    assert boxes.index("909") < boxes.index("45")
    assert answer.text.count(" checked") == 5
    assert 'value="4521-3, 90 910"' in answer.text
    personas.supplier.refresh_from_db()
    assert personas.supplier.interests == []


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"codes": "4521, roofs"}, "codes", "roofs is not a CPV code"),
        ({"codes": "00123"}, "codes", "00123 is not a CPV code"),
        ({"codes": ",".join(["4521"] * 31)}, "codes", "too many codes"),
        ({"nuts": "b35"}, "nuts", "Choose a region from the list"),
        ({"interests": ["99"]}, "interests_0", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, personas, page, change, field, sentence):
    client.force_login(personas.owner)
    answer = client.post(page, {**SAID, **change})
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert f'href="#id_{field}"' in answer.text


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("words", ["agriculture", "landbouw", "Landwirtschaft FISCHEREI", "farming", "03", "peche"])
def test_divisions_are_found_in_every_language_whatever_the_readers_is(language, words):
    with override(language):
        assert "03" in codes_about(words)
        assert "72" not in codes_about(words)


@pytest.mark.parametrize("words", ["toiture", "schilderwerk", "malerarbeiten", "painting finishing", "45421000"])
def test_groups_are_found_too(words):
    assert "454" in codes_about(words)
    assert "452" not in codes_about(words)


def test_every_group_has_a_name_in_each_language_and_lies_in_a_division():
    divided = dict(divisions())
    assert len(groups()) == 272
    for language in ("fr", "nl", "de", "en"):
        with override(language):
            assert all(label and code[:2] in divided for code, label in groups())
            assert len(dict(groups())) == 272


def test_a_group_that_was_found_is_kept_by_ticking_it(client, personas, page):
    client.force_login(personas.owner)
    found = client.post(page, {"words": "crèches", "find": "1"}).text
    assert 'value="853"' in found
    assert client.post(page, {"interests": ["853"]}).status_code == 302
    personas.supplier.refresh_from_db()
    assert personas.supplier.interests == ["853"]


def test_words_that_find_nothing_are_told_so(client, personas, page):
    client.force_login(personas.owner)
    assert "Nothing was found" in client.post(page, {"words": "zzz", "find": "1"}).text


def test_no_words_find_nothing():
    assert codes_about("  ") == codes_about("zzz") == []


@pytest.mark.parametrize(
    ("country", "address", "region"),
    [
        ("BE", "Rue Neuve 1200\n5000 Namur", "BE35"),
        ("BE", "Kerkstraat 1, B-9000 Gent", "BE23"),
        ("BE", "Grand-Place\nBruxelles", ""),
        ("FR", "8 rue Haute\n59000 Lille", "FRE"),
        ("FR", "Ajaccio 20000", "FRM"),
        ("DE", "Weg 1, 53111 Bonn", ""),
    ],
)
def test_the_region_follows_from_the_postcode_where_it_tells(country, address, region):
    assert region_of_address(country, address) == region
