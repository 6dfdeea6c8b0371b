"""Templates in the admin: made from a call, listed, written, begun from, archived."""

import pytest
from django.urls import reverse

from tenders.calls import actions as calls
from tenders.models import Tender
from tests.factories.calls import TenderFactory
from tests.personas import moment

NOW = moment("2027-02-01")
LIST, BEGIN = reverse("office_calls:templates"), reverse("office_calls:from_template")


@pytest.fixture
def template(draft, personas) -> Tender:
    return calls.make_template(draft, title="Le modèle", by=personas.officer, now=NOW)


def of(name: str, template: Tender) -> str:
    return reverse(f"office_calls:{name}", args=[template.reference])


def test_a_call_becomes_a_template_with_a_title_of_its_own(officer, draft, at):
    assert at("make_template") in officer.get(at("write")).text
    assert 'value="Le brouillon"' in officer.get(at("make_template")).text
    answer = officer.post(at("make_template"), {"title": "Petit service"})
    made = Tender.objects.get(template=True)
    assert (made.title, answer.url) == ("Petit service", of("write", made))
    assert "The template is made." in officer.get(answer.url).text
    assert "Petit service" in officer.get(LIST).text


def test_a_template_is_written_like_a_draft_but_for_dates_documents_and_sending(officer, template):
    page = officer.get(of("write", template)).text
    for absent in ('name="day"', 'name="at"', 'name="urgent"', of("send", template), of("add_document", template)):
        assert absent not in page, absent
    texts = {"title": "Anders", "description": "Plus court.", "language": "fr", "procedure": "open"}
    answer = officer.post(of("write", template), texts | {"nature": "works", "day": "2027-04-15", "at": "10:00"})
    template.refresh_from_db()
    assert (answer.status_code, template.title, template.nature) == (302, "Anders", "works")
    assert template.deadline_at is None
    assert officer.get(of("add_document", template), follow=True).status_code == 404
    assert officer.post(of("send", template)).status_code == 422


def test_a_draft_is_started_from_a_template_and_bears_its_own_title(officer, template, personas):
    elsewhere = TenderFactory(buyer=personas.other_buyer, template=True, sent_on=None, title="Ailleurs")
    listed = officer.get(reverse("office_calls:index")).text
    assert BEGIN in listed
    assert LIST in listed
    assert "Le modèle" not in listed
    choice = officer.get(f"{BEGIN}?from={template.reference}").text
    assert f'value="{template.reference}" selected' in choice
    assert "Ailleurs" not in choice
    assert officer.post(BEGIN, {"source": elsewhere.reference, "title": "Serre"}).status_code == 422
    lost = officer.post(BEGIN, {"source": template.reference, "title": ""})
    assert lost.status_code == 422
    assert f'value="{template.reference}" selected' in lost.text
    answer = officer.post(BEGIN, {"source": template.reference, "title": "Serre"})
    made = Tender.objects.get(title="Serre")
    assert (made.template, answer.url) == (False, of("write", made))


def test_an_archived_template_is_listed_and_offered_no_more_until_it_is_brought_back(officer, template):
    assert "Archive this template?" in officer.get(of("archive_template", template)).text
    assert officer.post(of("archive_template", template)).url == LIST
    assert f"?from={template.reference}" not in officer.get(LIST).text
    assert officer.post(BEGIN, {"source": template.reference, "title": "Serre"}).status_code == 422
    assert "is archived" in officer.get(of("write", template)).text
    officer.post(of("archive_template", template))
    assert f"?from={template.reference}" in officer.get(LIST).text


def test_the_list_asks_as_often_for_three_templates_as_for_one(
    officer, template, draft, personas, django_assert_num_queries
):
    officer.get(LIST)
    with django_assert_num_queries(11):
        officer.get(LIST)
    for title in ("Deux", "Trois"):
        calls.make_template(draft, title=title, by=personas.officer, now=NOW)
    with django_assert_num_queries(11):
        officer.get(LIST)


@pytest.mark.parametrize("name", ["other_officer", "editor", "approver", "owner"])
def test_others_find_no_template(client, personas, template, name: str):
    client.force_login(getattr(personas, name))
    for page in ("write", "archive_template", "make_template"):
        assert client.get(of(page, template)).status_code in {302, 404}
        assert client.post(of(page, template)).status_code in {302, 404}
    assert "Le modèle" not in client.get(LIST, follow=True).text
    template.refresh_from_db()
    assert template.archived_at is None


def test_a_call_is_not_archived(officer, draft, at):
    assert officer.get(at("archive_template"), follow=True).status_code == 404
