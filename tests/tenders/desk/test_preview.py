"""The public page before the publication: for officers and approvers of the buyer, as it will look, written nowhere."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tenders.calls import actions as calls
from tenders.models import Stage, Tender
from tests.factories.calls import TenderFactory, place
from tests.personas import moment

NOW = moment("2027-02-01")


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


@pytest.fixture
def draft(personas) -> Tender:
    return TenderFactory(buyer=personas.buyer, author=personas.officer)


def preview(tender: Tender) -> str:
    return reverse("desk:preview", args=[tender.reference])


@pytest.mark.parametrize("name", ["officer", "approver"])
@pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
def test_officers_and_approvers_read_the_page_as_it_will_look(client, personas, draft, name: str, state: str):
    place(draft, state)
    client.force_login(getattr(personas, name))
    page = client.get(preview(draft)).text
    assert "nothing is public yet" in page
    assert "Bids until 15 March 2027" in page
    assert "Questions can be asked until" in page
    assert page.count("On time") > 5  # the whole timetable, as it would be promised


def test_nothing_of_it_is_written(client, personas, draft):
    client.force_login(personas.officer)
    client.get(preview(draft))
    draft.refresh_from_db()
    assert (draft.state, draft.published_at, draft.holidays) == ("draft", None, [])
    assert not Stage.objects.exists()
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_the_preview_promises_what_the_publication_then_promises(client, personas, draft):
    client.force_login(personas.officer)
    page = client.get(preview(draft)).text
    calls.submit_for_review(draft, by=personas.officer, now=NOW)
    for stage in calls.planned(draft, NOW):
        if stage.commitment:
            assert f'datetime="{stage.commitment.isoformat()}"' in page


def test_its_documents_can_be_fetched_though_they_are_not_public(client, personas, draft):
    file = SimpleUploadedFile("cahier.pdf", b"%PDF-1.7")
    made = calls.add_document(draft, title="Cahier", language="fr", file=file, by=personas.officer, now=NOW)
    client.force_login(personas.approver)
    address = reverse("calls:document", args=[draft.reference, made.pk])
    assert address in client.get(preview(draft)).text
    assert client.get(address).status_code == 200


def test_a_draft_without_a_deadline_has_a_page_without_promises(client, personas):
    bare = TenderFactory(buyer=personas.buyer, content=False)
    client.force_login(personas.officer)
    page = client.get(preview(bare))
    assert page.status_code == 200
    assert "On time" not in page.text


@pytest.mark.parametrize("name", ["signatory", "auditor", "ombudsperson", "editor", "other_officer", "owner"])
def test_for_all_others_there_is_no_such_page(client, personas, draft, name: str):
    client.force_login(getattr(personas, name))
    assert client.get(preview(draft)).status_code == 404


@pytest.mark.parametrize("state", ["published", "evaluation", "cancelled"])
def test_what_was_published_has_its_real_page(client, personas, draft, state: str):
    place(draft, state)
    client.force_login(personas.officer)
    assert client.get(preview(draft)).status_code == 404
    draft.refresh_from_db()
    assert preview(draft) not in client.get(reverse("desk:call", args=[draft.reference])).text


def test_the_office_page_of_a_draft_leads_to_it(client, personas, draft):
    for name, there in {"officer": True, "approver": True, "auditor": False}.items():
        client.force_login(getattr(personas, name))
        page = client.get(reverse("desk:call", args=[draft.reference])).text
        assert (preview(draft) in page) == there
