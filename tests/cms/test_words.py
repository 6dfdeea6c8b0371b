"""Guidance and news: four languages, idempotent beginnings, live calls, empty states, and the way between languages."""

import re
from datetime import date

import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from cms.actions import ensure_home_pages, ensure_words
from cms.models import GuidanceIndexPage, GuidancePage, HomePage, NewsIndexPage, NewsPage
from cms.starting import as_blocks, starting_words
from tests.factories.people import BuyerFactory
from tests.factories.published import published_call
from tests.personas import moment

pytestmark = pytest.mark.django_db
LANGUAGES = ["fr", "nl", "de", "en"]
TODAY = date(2027, 2, 20)


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = moment("2027-02-20")


@pytest.fixture
def written(settings) -> None:
    settings.DEMO = True
    ensure_home_pages()
    ensure_words(TODAY)


def english(model: type[Page]) -> Page:
    return model.objects.filter(locale__language_code="en").first()


def page_with(*blocks: tuple[str, object]) -> Page:
    page = english(GuidancePage)
    page.body = list(blocks)
    page.save()
    return page


class TestTheBeginning:
    def test_every_language_has_the_same_pages_and_each_is_open(self, client, written):
        for language in LANGUAGES:
            found = client.get(f"/{language}/guidance/").text
            pages = GuidancePage.objects.filter(locale__language_code=language)
            assert pages.count() == 5
            for page in pages:
                assert page.title.replace("'", "&#x27;") in found
                answer = client.get(page.url)
                assert answer.status_code == 200, page.url
                assert f'<html lang="{language}">' in answer.text
                assert answer.text.count("<h1") == 1
        assert GuidancePage.objects.values("translation_key").distinct().count() == 5

    def test_asking_twice_changes_nothing(self, written):
        before = list(Page.objects.order_by("path").values_list("path", "title"))
        ensure_words(TODAY)
        assert list(Page.objects.order_by("path").values_list("path", "title")) == before

    def test_what_editors_took_away_stays_away(self, written):
        english(GuidancePage).delete()
        ensure_words(TODAY)
        assert GuidancePage.objects.filter(locale__language_code="en").count() == 4

    def test_only_a_demonstration_says_that_it_is_one(self, settings):
        settings.DEMO = False
        call_command("make_home_pages")
        assert NewsIndexPage.objects.count() == 4
        assert NewsPage.objects.count() == 0

    def test_the_news_of_a_demonstration_are_that_it_is_one(self, client, written):
        found = client.get("/en/news/").text
        assert "This site is a demonstration" in found
        assert "20 February 2027" in found

    def test_all_languages_say_as_much(self):
        shapes = {
            language: [[kind for kind, _value in as_blocks(page["body"])] for page in starting_words(language)["page"]]
            for language in LANGUAGES
        }
        assert all(shape == shapes["en"] for shape in shapes.values())

    def test_every_link_in_them_leads_somewhere(self, client, written):
        for language in LANGUAGES:
            for page in GuidancePage.objects.filter(locale__language_code=language):
                words, foot = client.get(page.url).text.split("<main")[1].split("</main>")
                for address in re.findall(r'href="(/[^"#]*)"', words):
                    assert client.get(address).status_code == 200, (page.url, address)
                for address in re.findall(r'href="(/[^"#]*)"', foot):
                    assert client.get(address, follow=True).status_code == 200, (page.url, address)


class TestBlocks:
    def test_each_is_written_plainly_and_nothing_typed_can_act(self, client, written):
        evil = "<script>alert(1)</script>"
        step, day = {"title": evil, "text": "First line"}, {"day": date(2027, 3, 1), "words": "Questions close"}
        page = page_with(
            ("heading", evil),
            ("text", "<p>Plain <b>words</b></p>"),
            ("steps", [step]),
            ("notice", {"title": "Mind this", "text": evil, "dates": [day]}),
        )
        found = client.get(page.url).text
        assert evil not in found
        assert "Plain <b>words</b>" in found
        assert "Questions close" in found
        assert '<time datetime="2027-03-01">' in found
        assert " style=" not in found

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ({}, {"Gardens of Brook", "Roads of Hill", "Soon"}),
            ({"buyer": "brook"}, {"Gardens of Brook"}),
            ({"cpv": "45"}, {"Roads of Hill", "Soon"}),
            ({"closing_soon": True}, {"Soon"}),
            ({"most": 1}, {"Soon"}),
            ({"buyer": "gone"}, set()),
        ],
    )
    def test_live_calls_are_chosen_by_buyer_cpv_and_deadline(self, client, written, asked, shown):
        published_call(title="Gardens of Brook", buyer=BuyerFactory(slug="brook"))
        published_call(title="Roads of Hill", cpv="45233000")
        published_call(title="Soon", cpv="45233000").rounds.update(deadline_at=moment("2027-02-25"))
        value = {"title": "Look", "buyer": "", "cpv": "", "closing_soon": False, "most": 5, **asked}
        found = client.get(page_with(("calls", value)).url).text
        titles = {title for title in ("Gardens of Brook", "Roads of Hill", "Soon") if f">{title}<" in found}
        assert titles == shown
        assert ("No such call takes bids" in found) is not bool(shown)


class TestTheWayAround:
    def test_the_language_switch_keeps_the_page_under_its_own_name(self, client, written):
        page = GuidancePage.objects.get(slug="how-the-seal-works")
        dutch = page.get_translation(page.locale.__class__.objects.get(language_code="nl"))
        found = client.get(page.url).text
        action = re.search(r'value="nl"[^>]*formaction="([^"]+)"', found).group(1)
        answer = client.post(action.replace("&amp;", "&"), {"language": "nl"})
        assert answer["Location"] == dutch.url
        assert "Hoe de verzegeling werkt" in client.get(dutch.url).text

    def test_a_page_says_where_it_stands(self, client, written):
        found = client.get(english(GuidancePage).url).text
        trail = found.split('class="pv-crumbs"')[1].split("</nav>")[0]
        assert 'href="/en/"' in trail
        assert 'href="/en/guidance/"' in trail

    def test_home_leads_to_guidance_and_news_of_its_own_language(self, client, written):
        found = client.get("/en/").text
        assert "How the seal works" in found
        assert "This site is a demonstration" in found
        assert "Comment le scellé" not in found
        assert 'href="/en/guidance/"' in found

    def test_a_page_that_is_not_published_does_not_exist(self, client, written):
        page = english(GuidancePage)
        page.unpublish()
        assert client.get(f"/en/guidance/{page.slug}/").status_code == 404
        assert page.title not in client.get("/en/guidance/").text
        assert client.get("/en/guidance/nowhere/").status_code == 404

    @pytest.mark.parametrize("room", ["guidance", "news"])
    def test_before_anybody_wrote_says_so_and_leads_on(self, client, room):
        Page.objects.filter(depth__gt=1).delete()
        Site.objects.all().delete()
        found = client.get(f"/de/{room}/")
        assert found.status_code == 200
        assert "/de/calls/" in found.text

    def test_an_index_without_pages_says_so(self, client, written):
        NewsPage.objects.all().delete()
        assert "Nothing is written here" in client.get("/en/news/").text

    def test_home_without_words_shows_no_empty_list(self, client):
        ensure_home_pages()
        assert HomePage.objects.count() == 4
        assert "New to public contracts?" not in client.get("/en/").text

    @pytest.mark.parametrize("pages", [1, 3])
    def test_an_index_takes_the_same_queries_for_any_number_of_pages(
        self, client, written, pages, django_assert_num_queries
    ):
        for page in GuidancePage.objects.child_of(english(GuidanceIndexPage))[pages:]:
            page.delete()
        client.get("/en/guidance/")
        with django_assert_num_queries(6):
            client.get("/en/guidance/")
