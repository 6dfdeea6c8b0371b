"""What a draft asks of the firms: written whole, logged once, read by everybody after the publication."""

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.selection import SelectionFacts, selection_of
from tests.factories.calls import place
from tests.factories.published import published_call
from tests.personas import moment

NOW = moment("2027-02-01")
TURNOVER = SelectionFacts("economic", "Turnover", "200 000 euro a year", "Accounts")
CREW = SelectionFacts("technical", "Two gardeners", lot="LOT-0001")


def test_what_was_written_is_read_back_in_order_and_logged(draft, personas):
    calls.write_selection(draft, [TURNOVER, CREW], by=personas.officer, now=NOW)
    calls.write_selection(draft, [CREW, TURNOVER], by=personas.officer, now=NOW)
    assert selection_of(draft) == [CREW, TURNOVER]
    assert Event.objects.filter(verb="tender.write_selection").count() == 2
    assert Event.objects.latest("pk").payload == {"count": 2}


def test_saving_what_is_there_writes_no_event(draft, personas):
    calls.write_selection(draft, [TURNOVER], by=personas.officer, now=NOW)
    kept = draft.selection.get().pk
    calls.write_selection(draft, [TURNOVER], by=personas.officer, now=NOW)
    assert draft.selection.get().pk == kept
    assert Event.objects.count() == 1


def test_a_lot_that_the_call_does_not_have_is_refused(draft, personas):
    with pytest.raises(Refused, match="no lot 9"):
        calls.write_selection(draft, [SelectionFacts("technical", "Two", lot="LOT-0009")], by=personas.officer, now=NOW)


def test_only_officers_write_it_and_only_into_a_draft(draft, personas):
    with pytest.raises(Refused, match="Only this role"):
        calls.write_selection(draft, [TURNOVER], by=personas.approver, now=NOW)
    place(draft, "in_review")
    with pytest.raises(Refused, match="Only a draft can be changed"):
        calls.write_selection(draft, [TURNOVER], by=personas.officer, now=NOW)


def test_it_is_written_on_the_office_page_too(client, personas, draft, hands):
    hands.at = NOW
    client.force_login(personas.officer)
    address = reverse("calls:selection", args=[draft.reference])
    assert address in client.get(reverse("desk:call", args=[draft.reference])).text
    rows = {"criteria-TOTAL_FORMS": "1", "criteria-INITIAL_FORMS": "0", "criteria-0-kind": "economic"}
    wrong = client.post(address, rows | {"criteria-0-level": "200 000"})
    assert wrong.status_code == 422
    assert "Say what is asked." in wrong.text
    more = client.post(address, rows | {"criteria-0-name": "Turnover", "more": "1"}).text
    assert 'name="criteria-1-name"' in more
    client.post(address, rows | {"criteria-0-name": "Turnover"})
    assert [facts.name for facts in selection_of(draft)] == ["Turnover"]


@pytest.mark.parametrize("name", ["approver", "auditor", "other_officer", "owner"])
def test_others_find_no_such_page(client, personas, draft, name: str):
    client.force_login(getattr(personas, name))
    assert client.get(reverse("calls:selection", args=[draft.reference])).status_code == 404


def test_everybody_reads_it_once_the_call_is_public(client, personas):
    public = published_call(buyer=personas.buyer)
    public.selection.create(kind="economic", name="Turnover", level="200 000 euro a year", proof="Accounts")
    page = client.get(public.get_absolute_url()).text
    assert "What is asked of the firms" in page
    assert "At least: 200 000 euro a year" in page
    assert "Proof: Accounts" in page
