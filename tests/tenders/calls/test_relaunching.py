"""A cancelled call is begun again: a new draft that says what it takes up, and tells whoever cared for the old one."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from procurement.accounts.models import User
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.calls import actions as calls
from tenders.decisions.actions import cancel_call
from tenders.models import Piece, Tender
from tests.factories.alerts import alert_of
from tests.factories.calls import place
from tests.factories.people import SupplierFactory, join
from tests.factories.published import publish, published_call
from tests.factories.sealed import hand_in, keyed_call, open_call
from tests.personas import moment

NOW = moment("2027-03-01")


@pytest.fixture(autouse=True)
def in_march(hands):
    hands.at = NOW


@pytest.fixture
def cancelled(personas) -> Tender:
    """A call with a bid, a question and a document, cancelled by the signatory. Everybody reads English."""
    call = publish(open_call(personas))
    firm = SupplierFactory()
    hand_in(call, firm, join(firm, email="bidder@example.org"))
    calls.ask_question(call, supplier=personas.supplier, text="Why?", by=personas.owner, now=NOW)
    call.documents.create(
        title="Cahier", language="fr", sha256="a" * 64, size=4, added_at=NOW, file=ContentFile(b"%PDF", "x.pdf")
    )
    User.objects.update(language="en")
    cancel_call(call, reason="The need has changed.", by=personas.signatory, now=NOW)
    Mail.objects.all().delete()
    return call


def test_the_draft_takes_up_words_criteria_with_their_levels_and_documents(cancelled, personas):
    levels = [{"points": "0", "name": "Rien", "description": ""}, {"points": "10", "name": "Tout", "description": ""}]
    cancelled.lots.get().criteria.filter(code="q1").update(levels=levels)
    made = calls.relaunch(cancelled, by=personas.officer, now=NOW)
    assert (made.state, made.takes_up, made.title) == ("draft", cancelled, cancelled.title)
    assert made.lots.get().criteria.get(code="q1").levels == levels
    document = made.documents.get()
    assert (document.title, document.file.read()) == ("Cahier", b"%PDF")
    assert document.file.name != cancelled.documents.get().file.name


def test_only_a_cancelled_call_and_only_by_its_officers(cancelled, personas):
    with pytest.raises(Refused, match="Only a cancelled call"):
        calls.relaunch(published_call(buyer=personas.buyer), by=personas.officer, now=NOW)
    for person in (personas.approver, personas.other_officer):
        with pytest.raises(Refused, match="procurement officer"):
            calls.relaunch(cancelled, by=person, now=NOW)
    assert not Tender.objects.filter(takes_up=cancelled).exists()


def test_once_published_both_pages_lead_to_each_other_and_people_are_told(client, cancelled, personas, run_tasks):
    alert_of(cancelled, email="follower@example.org")
    again = keyed_call(personas, takes_up=cancelled)
    place(again, "approved")
    page = client.get(cancelled.get_absolute_url()).text
    assert again.get_absolute_url() not in page
    calls.publish(again, by=personas.officer, now=NOW)
    assert again.get_absolute_url() in client.get(cancelled.get_absolute_url()).text
    assert cancelled.get_absolute_url() in client.get(again.get_absolute_url()).text
    told = Mail.objects.filter(subject=f"A cancelled call begins again ({again.reference})")
    assert sorted(told.values_list("to", flat=True)) == sorted([
        "bidder@example.org", personas.owner.email, personas.contributor.email,
    ])  # fmt: skip
    run_tasks()
    assert Piece.objects.filter(news="again", tender=cancelled).count() == 1


def test_an_officer_begins_again_in_the_browser(client, cancelled, personas):
    client.force_login(personas.officer)
    again = reverse("calls:relaunch", args=[cancelled.reference])
    assert again in client.get(reverse("desk:call", args=[cancelled.reference])).text
    answer = client.post(again)
    made = Tender.objects.get(takes_up=cancelled)
    assert answer.url == reverse("desk:call", args=[made.reference])
    assert client.get(answer.url).status_code == 200
    client.force_login(personas.approver)
    assert client.get(again).status_code == 404
