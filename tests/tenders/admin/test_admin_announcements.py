"""Coming calls in the admin: announced by a form, withdrawn with a reason, begun as drafts."""

import pytest
from django.urls import reverse

from tenders.calls.announcing import AnnouncementFacts, announce
from tenders.models import Announcement, Tender
from tests.personas import moment

NOW = moment("2027-02-01")
LIST, NEW = reverse("office_calls:announcements"), reverse("office_calls:announce")
SENT = {
    "title": "Vélos", "description": "60 vélos.", "language": "fr", "nature": "supplies", "cpv": "34430000",
    "nuts": "BE352", "value": "", "year": "2027", "quarter": "2",
}  # fmt: skip
FACTS = AnnouncementFacts("Vélos", "", "fr", "supplies", "34430000", "", None, 2027, 2)


@pytest.fixture
def announced(personas) -> Announcement:
    return announce(personas.buyer, FACTS, by=personas.officer, now=NOW)


def of(name: str, row: Announcement) -> str:
    return reverse(f"office_calls:{name}", args=[row.reference])


def test_a_coming_call_is_announced_and_listed(officer, personas):
    assert LIST in officer.get(reverse("office_calls:index")).text
    assert officer.post(NEW, SENT).url == LIST
    made = Announcement.objects.get()
    assert (made.buyer, made.value, made.quarter) == (personas.buyer, None, 2)
    assert "Vélos" in officer.get(LIST).text


def test_a_refusal_is_said_and_nothing_typed_is_lost(officer):
    answer = officer.post(NEW, SENT | {"year": "2026"})
    assert answer.status_code == 422
    assert "This quarter is over" in answer.text
    assert "60 vélos." in answer.text


def test_it_is_withdrawn_after_a_question(officer, announced):
    assert "Withdraw this announcement?" in officer.get(of("withdraw", announced)).text
    assert officer.post(of("withdraw", announced), {"reason": ""}).status_code == 422
    assert officer.post(of("withdraw", announced), {"reason": "Le budget manque."}).url == LIST
    announced.refresh_from_db()
    assert announced.withdrawn_because == "Le budget manque."


def test_the_call_is_begun_and_a_second_time_it_is_said_why_not(officer, announced):
    answer = officer.post(of("begin_announced", announced))
    made = Tender.objects.get()
    assert answer.url == reverse("office_calls:write", args=[made.reference])
    officer.post(of("begin_announced", announced))
    assert Tender.objects.count() == 1


@pytest.mark.parametrize("name", ["other_officer", "editor", "approver", "owner"])
def test_others_find_none(client, personas, announced, name):
    client.force_login(getattr(personas, name))
    for page in ("withdraw", "begin_announced"):
        assert client.post(of(page, announced), {"reason": "X."}).status_code in {302, 404}
    announced.refresh_from_db()
    assert (announced.withdrawn_at, announced.call) == (None, None)
    assert "Vélos" not in client.get(LIST, follow=True).text


def test_a_withdrawn_one_is_listed_as_such_and_its_page_says_why_nothing_can_be_done(officer, announced):
    officer.post(of("withdraw", announced), {"reason": "Le budget manque."})
    listed = officer.get(LIST).text
    assert "Withdrawn" in listed
    assert of("begin_announced", announced) not in listed
    again = officer.post(of("withdraw", announced), {"reason": "Encore."})
    assert again.status_code == 422
    assert "It is withdrawn already." in again.text
    officer.post(of("begin_announced", announced))
    assert not Tender.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"year": "2031"}, "At most 3 years ahead."),
        ({"quarter": "5"}, "5"),
        ({"cpv": "vélo"}, "vélo"),
        ({"value": "beaucoup"}, "beaucoup"),
    ],
)
def test_what_cant_be_announced_is_refused_and_stays_typed(officer, change, sentence):
    answer = officer.post(NEW, SENT | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "60 vélos." in answer.text
    assert not Announcement.objects.exists()


def test_three_announcements_are_listed_in_as_many_questions_as_one(
    officer, announced, personas, django_assert_num_queries
):
    officer.get(LIST)
    with django_assert_num_queries(11):
        officer.get(LIST)
    for _more in range(2):
        announce(personas.buyer, FACTS, by=personas.officer, now=NOW)
    with django_assert_num_queries(11):
        officer.get(LIST)
