"""A draft is deleted with its files, by its firm, after a question; what was handed in stays."""

import pytest
from django.conf import settings
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.bids import actions
from tenders.models import Bid, HandOver, SealedFile
from tests.factories.browsing import Browser, files
from tests.factories.calls import DEADLINE
from tests.factories.sealed import BEFORE, hand_in, open_call


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def owner(personas) -> Browser:
    return Browser(personas.owner)


@pytest.fixture
def draft(call, owner) -> Bid:
    bid = owner.start(call)
    owner.write(bid, **{"bid-uploads": files(("secret-plan.txt", b"green roofs"), ("b.txt", b"more"))})
    return bid


def on_disk() -> list[str]:
    folder = settings.MEDIA_ROOT / "sealed"
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def test_the_page_asks_first_and_says_how_many_files_go(owner, draft):
    page = owner.get("delete", draft.number).text
    assert "2 sealed files" in page
    assert "can't be undone" in page
    assert Bid.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("page", ["bid", "mine"])
def test_one_comes_there_from_the_draft_and_from_the_list(owner, draft, page: str):
    args = [draft.number] if page == "bid" else []
    assert reverse("bids:delete", args=[draft.number]) in owner.get(page, *args).text


def test_without_its_key_a_draft_can_still_be_deleted(draft, personas):
    assert reverse("bids:delete", args=[draft.number]) in Browser(personas.contributor).get("bid", draft.number).text


def test_it_goes_with_its_files_its_key_and_its_code(owner, draft, django_capture_on_commit_callbacks):
    owner.post("hand_over", draft)
    assert (len(on_disk()), HandOver.objects.count()) == (2, 1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = owner.post("delete", draft)
    assert answer.url == reverse("bids:mine")
    assert {cookie.value for name, cookie in answer.cookies.items() if name.startswith("draft_key")} == {""}
    assert (on_disk(), SealedFile.objects.count(), HandOver.objects.count(), Bid.objects.count()) == ([], 0, 0, 0)
    assert "The draft is deleted" in owner.get("mine").text


def test_the_log_keeps_who_deleted_what_and_no_name_of_a_file(owner, draft, personas):
    hashes = set(SealedFile.objects.values_list("sealed_sha256", flat=True))
    owner.post("delete", draft)
    event = Event.objects.get(verb="bid.delete_draft")
    assert (event.actor_id, event.object_id) == (personas.owner.pk, str(draft.pk))
    assert event.payload["number"] == draft.number
    assert set(event.payload["sealed_sha256"]) == hashes
    assert "secret-plan" not in str(event.payload)


def test_after_the_deadline_a_draft_can_still_go(owner, draft, hands):
    hands.at = DEADLINE
    owner.post("delete", draft)
    assert not Bid.objects.filter(pk=draft.pk).exists()


def test_what_was_handed_in_stays(call, personas, owner, hands):
    bid = hand_in(call, personas.supplier, personas.owner).bid
    for answer in (owner.get("delete", bid.number), owner.post("delete", bid)):
        assert answer.url == reverse("bids:receipt", args=[bid.number])
    with pytest.raises(Refused, match="it stays"):
        actions.delete_draft(bid, by=personas.owner, now=hands.at)
    assert Bid.objects.filter(pk=bid.pk).exists()


@pytest.mark.parametrize("name", ["other_owner", "officer", "administrator", "auditor", "stranger"])
def test_for_others_the_draft_is_not_there(draft, personas, hands, name: str):
    person = getattr(personas, name)
    for answer in (Browser(person).get("delete", draft.number), Browser(person).post("delete", draft)):
        assert answer.status_code == 404
    with pytest.raises(Refused, match="Only the firm's own people"):
        actions.delete_draft(draft, by=person, now=hands.at)


def test_who_still_writes_in_a_deleted_draft_is_told(draft, personas, hands):
    actions.delete_draft(Bid.objects.get(pk=draft.pk), by=personas.contributor, now=hands.at)
    with pytest.raises(Refused, match="This draft was deleted"):
        actions.delete_draft(draft, by=personas.owner, now=hands.at)
