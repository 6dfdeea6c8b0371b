"""More is asked of the firms than one page of rows holds: a page is written, and the others stay as they are."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from procurement.accounts.groups import ensure_groups
from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.meanwhile import digests_of
from tenders.calls.selection import SelectionFacts, asked_by, selection_of
from tests.factories.calls import add_lot
from tests.personas import moment
from tests.tenders.calls.test_meanwhile import fields_of

NOW = moment("2027-02-01")
PAGES = ["calls:selection", "office_calls:selection"]


@pytest.fixture
def sixty(draft, personas) -> list[SelectionFacts]:
    """One criterion for each of sixty lots."""
    lots = [draft.lots.get(), *(add_lot(draft) for _lot in range(59))]
    asked = [SelectionFacts("technical", f"Similar deliveries {lot.number}", lot=lot.identifier) for lot in lots]
    calls.write_selection(draft, asked, by=personas.officer, now=NOW)
    return asked


@pytest.fixture
def officer(client, personas, hands):
    ensure_groups()
    UserProfile.objects.create(user=personas.officer, preferred_language="en")
    hands.at = NOW
    client.force_login(personas.officer)
    return client


def rows_of(page: str) -> dict[str, str]:
    """Return what a browser would send of the rows: what is typed, and what is chosen in each list."""
    chosen = {}
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        found = re.search(r'<option value="([^"]*)" selected', options)
        chosen[name] = found[1] if found else ""
    return fields_of(page) | chosen


@pytest.mark.parametrize("name", PAGES)
def test_sixty_are_shown_on_three_pages_and_all_of_them_kept(officer, draft, sixty, name):
    address = reverse(name, args=[draft.reference])
    for number, (first, last) in enumerate([(1, 25), (26, 50), (51, 60)], start=1):
        page = officer.get(f"{address}?page={number}").text
        assert f"{first} to {last} of 60" in page
        assert page.count('-name" value="Similar deliveries') == last - first + 1
        assert f"Criterion {first}" in page
        sent = officer.post(f"{address}?page={number}", rows_of(page))
        assert sent.status_code == 302
    assert selection_of(draft) == sixty
    assert Event.objects.filter(verb="tender.write_selection").count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_one_page_is_changed_and_the_others_stay(officer, draft, sixty, name):
    address = reverse(name, args=[draft.reference]) + "?page=2"
    typed = rows_of(officer.get(address).text) | {"criteria-0-name": "Six in five years", "criteria-3-DELETE": "on"}
    sent = officer.post(address, typed | {"go": "3"})
    assert sent.url == address.replace("page=2", "page=3")
    changed = replace(sixty[25], name="Six in five years")
    assert selection_of(draft) == [*sixty[:25], changed, *sixty[26:28], *sixty[29:]]


@pytest.mark.parametrize("name", PAGES)
def test_a_row_is_added_where_its_page_is(officer, draft, sixty, name):
    address = reverse(name, args=[draft.reference]) + "?page=1"
    more = officer.post(address, rows_of(officer.get(address).text) | {"more": "1"})
    assert 'name="criteria-25-name"' in more.text
    assert "1 to 25 of 60" in more.text
    typed = rows_of(more.text) | {"criteria-25-name": "For everybody", "criteria-25-kind": "economic"}
    officer.post(address, typed)
    assert selection_of(draft) == [*sixty[:25], SelectionFacts("economic", "For everybody"), *sixty[25:]]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_wrong_goes_nowhere_and_keeps_what_was_typed(officer, draft, sixty, name):
    address = reverse(name, args=[draft.reference]) + "?page=2"
    typed = rows_of(officer.get(address).text) | {"criteria-0-name": "", "criteria-0-level": "Six"}
    refused = officer.post(address, typed | {"go": "3"})
    assert refused.status_code == 422
    assert 'name="criteria-0-level" value="Six"' in refused.text
    assert "26 to 50 of 60" in refused.text
    assert selection_of(draft) == sixty


def test_who_was_overtaken_overwrites_nobody_elses_rows(officer, draft, sixty, personas):
    address = reverse("calls:selection", args=[draft.reference]) + "?page=2"
    typed = rows_of(officer.get(address).text) | {"criteria-0-name": "Mine"}
    calls.write_selection(draft, sixty[5:], by=personas.officer, now=NOW)
    for _again in range(2):
        refused = officer.post(address, typed)
        assert refused.status_code == 422
        assert "Open the page again beside this one" in refused.text
        assert 'value="Mine"' in refused.text
        typed = rows_of(refused.text)
    assert selection_of(draft) == sixty[5:]


def test_the_deed_lets_stand_what_the_form_did_not_show(draft, sixty, personas):
    how = {"instead_of": slice(50, 75), "by": personas.officer, "now": NOW}
    calls.write_selection(draft, [], seen=digests_of(asked_by(draft)), **how)
    assert selection_of(draft) == sixty[:50]
    with pytest.raises(Refused, match="other rows may stand on this page"):
        calls.write_selection(draft, [], seen="asked:0", **how)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "questions"), [("calls:selection", 8), ("office_calls:selection", 14)])
def test_the_page_asks_as_often_for_three_lots_as_for_one(
    officer, draft, personas, django_assert_num_queries, count, name, questions
):
    lots = [draft.lots.get(), *(add_lot(draft) for _lot in range(count - 1))]
    asked = [SelectionFacts("technical", "Similar deliveries", lot=lot.identifier) for lot in lots]
    calls.write_selection(draft, asked, by=personas.officer, now=NOW)
    address = reverse(name, args=[draft.reference])
    officer.get(address)
    with django_assert_num_queries(questions):
        page = officer.get(address).text
    assert page.count("Similar deliveries") == count
    assert 'name="go"' not in page


def test_a_long_list_of_what_is_asked_is_read_in_pieces(officer, draft, sixty):
    address = reverse("calls:reading", args=[draft.reference])
    first = officer.get(address).text
    assert first.count("<h2>What is asked of the firms</h2>") == 6  # 300 rows, and the call's own beside them
    assert first.count("Similar deliveries 1:") == 5
    whole = "".join(officer.get(f"{address}?page={page}").text for page in range(1, 8))
    assert all(f"Similar deliveries {number}: " in whole for number in range(1, 61))
