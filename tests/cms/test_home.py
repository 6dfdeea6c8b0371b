"""The front door: it opens in the visitor's language, on an empty database too."""

import pytest
from wagtail.models import Page, Site

from cms.actions import ensure_home_pages
from cms.models import HomePage
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
LANGUAGES = ["fr", "nl", "de", "en"]


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = moment("2027-02-20")


@pytest.mark.parametrize(("spoken", "door"), [("nl-BE,nl;q=0.9", "/nl/"), ("de", "/de/"), ("pt", "/fr/"), ("", "/fr/")])
def test_the_root_leads_to_the_visitors_language(client, spoken: str, door: str):
    response = client.get("/", headers={"accept-language": spoken})
    assert (response.status_code, response["Location"]) == (302, door)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_door_is_open_before_anybody_wrote_a_page(client, language: str):
    Page.objects.filter(depth__gt=1).delete()
    Site.objects.all().delete()
    call = published_call(title="Lighting of schools")
    found = client.get(f"/{language}/")
    assert found.status_code == 200
    assert call.title in found.content.decode()
    assert f'<html lang="{language}">' in found.content.decode()


def test_each_language_gets_one_page_and_asking_twice_changes_nothing():
    ensure_home_pages()
    pages = {page.locale.language_code: page.pk for page in HomePage.objects.all()}
    assert set(pages) == set(LANGUAGES)
    ensure_home_pages()
    assert {page.locale.language_code: page.pk for page in HomePage.objects.all()} == pages
    assert HomePage.objects.values("translation_key").distinct().count() == 1


def test_the_site_gets_our_page_and_wagtails_own_goes():
    assert Page.objects.filter(slug="home").exists()
    ensure_home_pages()
    site = Site.objects.get(is_default_site=True)
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="fr")
    assert not Page.objects.filter(slug="home").exists()


def test_a_page_that_an_editor_wrote_stays():
    ensure_home_pages()
    HomePage.objects.filter(locale__language_code="nl").update(introduction="Welkom.")
    ensure_home_pages()
    assert HomePage.objects.get(locale__language_code="nl").introduction == "Welkom."


def test_the_words_of_the_editors_are_shown_in_their_language(client):
    ensure_home_pages()
    HomePage.objects.filter(locale__language_code="nl").update(introduction="Welkom op het voorplein.")
    assert "Welkom op het voorplein." in client.get("/nl/").content.decode()
    assert "Welkom" not in client.get("/fr/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_takes_the_same_queries_for_any_number_of_calls(client, rows: int, django_assert_num_queries):
    for _n in range(rows):
        published_call(lots=rows)
    with django_assert_num_queries(7):
        client.get("/fr/")


def test_only_calls_that_take_bids_stand_there_and_five_at_most(client):
    for _n in range(6):
        published_call()
    published_call(title="Ended", state="concluded")
    found = client.get("/fr/").content.decode()
    assert found.count("pv-calls__title") == 5
    assert "Ended" not in found


def test_the_numbers_of_the_portal_stand_with_their_n(client):
    ensure_home_pages()
    page = client.get("/en/").content.decode()
    assert "The last twelve months" in page
    assert page.count("Too few data") == 2
    for _more in range(2):
        published_call()
    page = client.get("/en/").content.decode()
    assert "calls take bids today" in page
    assert 'aria-labelledby="figures"' in page
