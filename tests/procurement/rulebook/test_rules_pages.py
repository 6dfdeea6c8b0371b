"""The rules are everybody's to read, and only who runs the portal adds to them."""

import pytest
from django.urls import reverse

from procurement.calendar.loading import text_of
from procurement.calendar.rulepacks import pack_for
from procurement.rulebook.queries import pack_named
from tests.factories.people import UserFactory
from tests.personas import moment
from tests.procurement.rulebook.test_rules_of_a_new_country import SYLDAVIA, TODAY

pytestmark = pytest.mark.django_db
NEW = "/en/rules/new/"
TYPED = {"text": SYLDAVIA, "reason": "Act of 1 January"}


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = moment("2027-02-01")


@pytest.fixture
def keeper(client):
    client.force_login(UserFactory(name="Kim Portail", is_superuser=True))
    return client


def at(name: str, country: str = "SY", version: str = "2027-03-01") -> str:
    return reverse(f"rulebook:{name}", args=[country, version])


def test_everybody_reads_which_rules_hold_and_where_they_come_from(client):
    listed = client.get("/en/rules/").text
    assert "in force today, since 18 April 2016" in listed
    page = client.get(at("pack", "BE", pack_for("BE", TODAY).version)).text
    assert "Law of 17 June 2016 art.\N{NO-BREAK SPACE}36" in page
    assert "to be confirmed" in page
    assert "Write the next version" not in page
    dutch = client.get(f"/nl/rules/BE/{pack_for('BE', TODAY).version}/").text
    assert "Wet van 17 juni 2016, art.\N{NO-BREAK SPACE}36" in dutch


def test_the_list_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/en/rules/")


def test_rules_are_shown_beside_the_old_ones_before_they_are_kept(keeper):
    checked = keeper.post(NEW, TYPED).text
    assert "21 working days" in checked
    assert "Keep these rules" in checked
    assert pack_named("SY", "2027-03-01") is None
    kept = keeper.post(NEW, {**TYPED, "keep": "1"}, follow=True).text
    assert "Kept by Kim Portail on 1 February 2027: Act of 1 January" in kept
    assert "holds from 1 March 2027" in keeper.get("/en/rules/").text


def test_nothing_typed_is_lost_and_the_sentence_stands_by_the_field(keeper):
    answer = keeper.post(NEW, {"text": "days = many", "reason": "Act"})
    assert answer.status_code == 422
    assert "This is not TOML" in answer.text
    assert "days = many" in answer.text
    assert "Keep these rules" not in answer.text


def test_one_begins_from_the_text_of_another_version(keeper):
    version = pack_for("BE", TODAY).version
    assert keeper.get(f"{NEW}?from=BE/{version}").context["form"].initial["text"] == text_of("BE", version)
    assert keeper.get(f"{NEW}?from=XX/1").context["form"].initial["text"] == ""


def test_coming_rules_are_taken_back_after_a_question(keeper):
    keeper.post(NEW, {**TYPED, "keep": "1"})
    assert "Take back the rules SY 2027-03-01?" in keeper.get(at("take_back")).text
    assert "taken back" in keeper.post(at("take_back"), follow=True).text
    assert keeper.get(at("pack")).status_code == 404


@pytest.mark.parametrize("name", ["administrator", "officer", "owner"])
def test_nobody_else_adds_or_takes_back(keeper, client, personas, name: str):
    keeper.post(NEW, {**TYPED, "keep": "1"})
    client.force_login(getattr(personas, name))
    assert client.get(NEW).status_code == 404
    assert client.post(NEW, {**TYPED, "keep": "1"}).status_code == 404
    assert client.post(at("take_back")).status_code == 404
    assert pack_named("SY", "2027-03-01")
