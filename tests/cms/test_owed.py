"""What a portal owes everybody stands at the foot of every page, in each language, before any editor wrote a word."""

import re

import pytest

pytestmark = pytest.mark.django_db
LANGUAGES = ["fr", "nl", "de", "en"]
OWED = ["accessibility", "source", "problem", "what-we-know"]


@pytest.fixture(autouse=True)
def run_by_somebody(settings):
    settings.CONTACT_EMAIL = "portal@example.org"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_to_them(client, language: str):
    foot = client.get(f"/{language}/calls/").content.decode().partition('class="pv-footer"')[2]
    assert {f"/{language}/{page}/" for page in OWED} < set(re.findall(r'href="([^"]+)"', foot))


@pytest.mark.parametrize("page", OWED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_names_who_answers_without_asking_the_database(client, language, page, django_assert_num_queries):
    with django_assert_num_queries(0):
        found = client.get(f"/{language}/{page}/")
    assert found.status_code == 200
    assert 'href="mailto:portal@example.org"' in found.content.decode()


def test_the_statement_names_its_standard_its_day_and_what_may_stop_one(client):
    words = client.get("/en/accessibility/").content.decode()
    for part in ("EN 301 549", "WCAG 2.2", "complies in part", "22 November 2026", "What may still stop you"):
        assert part in words


def test_the_source_is_linked_where_it_is_published(client, settings):
    settings.SOURCE_URL = "https://example.org/parvis.git"
    words = client.get("/en/source/").content.decode()
    assert 'href="https://example.org/parvis.git"' in words
    assert "EUPL-1.2" in words
    assert "mailto:" not in words
