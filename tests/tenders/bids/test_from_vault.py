"""A proof of the vault in a bid: one click, a sealed and frozen copy, and no trace of which before the opening."""

from base64 import urlsafe_b64decode

import pytest
from django.conf import settings

from procurement.audit.models import Event
from suppliers.vault.actions import remove_proof, renew_proof
from suppliers.vault.looks import looks_at
from suppliers.vault.said import Said
from tenders.bids.drafting import read_draft
from tenders.bids.reading import read_file, read_manifest
from tenders.models import SealedFile
from tests.factories.browsing import Browser
from tests.factories.sealed import AFTER, BEFORE, open_call, open_together
from tests.factories.vault import CONTENT, keep
from tests.house.traces import files_with, holds

pytestmark = pytest.mark.django_db
MARK = "Zeisig-Attest-4711"


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


@pytest.fixture
def browser(personas):
    return Browser(personas.owner)


def key_in(browser: Browser) -> bytes:
    (cookie,) = {morsel.value for name, morsel in browser.client.cookies.items() if name.startswith("draft_key_en")}
    return urlsafe_b64decode(cookie)


def entries(browser: Browser, bid) -> list[tuple[str, str]]:
    bid.refresh_from_db()
    return [(entry.name, entry.purpose) for entry in read_draft(bid, draft_key=key_in(browser)).files]


def test_one_click_seals_a_copy_and_keeps_what_was_typed(personas, call, browser):
    proof = keep(personas.supplier, personas.owner, title="Tax certificate")
    bid = browser.start(call)
    page = browser.get("bid", bid.number).text
    assert f'name="from_vault" value="{proof.pk}"' in page
    answer = browser.write(bid, from_vault=str(proof.pk))
    assert answer.url.endswith(f"/bids/{bid.number}/#vault")
    assert entries(browser, bid) == [("taxes.txt", "proof")]
    page = browser.get("bid", bid.number).text
    assert "A copy is in this bid" in page
    assert f'name="from_vault" value="{proof.pk}"' not in page
    assert "1,000.00" in page or "1000.00" in page


def test_the_copy_is_frozen(personas, call, browser, hands, django_capture_on_commit_callbacks):
    proof = keep(personas.supplier, personas.owner)
    bid = browser.start(call)
    browser.write(bid, from_vault=str(proof.pk))
    renew_proof(proof, said=Said(statement="Other."), upload=None, by=personas.owner, now=BEFORE)
    with django_capture_on_commit_callbacks(execute=True):
        remove_proof(proof, by=personas.owner, now=BEFORE)
    assert browser.post("submit", bid).status_code == 302
    hands.at = AFTER
    open_together(call, personas)
    call.declarations.create(person=personas.officer, has_conflict=False, declared_at=AFTER)
    (entry,) = read_manifest(bid, by=personas.officer, now=AFTER).files
    assert read_file(bid, entry, by=personas.officer, now=AFTER) == CONTENT
    _page, looks = looks_at(proof, page=None)
    assert [(look.who, look.where) for look in looks] == [
        ("Odile Officier", f"Ville de Valbrume, call {call.reference}")
    ]


def test_before_the_opening_nothing_tells_which_proof_a_bid_holds(personas, call, browser):
    """The vault's own rows name it, of course; the rows of the bid, the log and the disk don't."""
    proof = keep(personas.supplier, personas.owner, title=MARK, name=f"{MARK}.txt", content=MARK.encode())
    before = list(Event.objects.values_list("pk", flat=True))
    bid = browser.start(call)
    browser.write(bid, from_vault=str(proof.pk))
    assert SealedFile.objects.count() == 1
    assert files_with(MARK, settings.MEDIA_ROOT) == []
    told = str(list(Event.objects.exclude(pk__in=before).values("verb", "payload")))
    assert "bid.add_file" in told
    assert proof.versions.get().sha256 not in told
    bid.refresh_from_db()
    rows = [bytes(bid.draft), *(bytes(row.sealed_entry) for row in SealedFile.objects.all())]
    assert not any(holds(row, MARK) for row in rows)


@pytest.mark.parametrize("what", ["another firm's", "removed", "without a file", "nonsense", "a number beyond all"])
def test_what_the_firms_vault_does_not_hold_is_refused_and_the_typed_is_kept(personas, call, browser, what: str):
    proof = keep(personas.supplier, personas.owner)
    if what == "another firm's":
        proof = keep(personas.other_supplier, personas.other_owner)
    elif what == "removed":
        remove_proof(proof, by=personas.owner, now=BEFORE)
    elif what == "without a file":
        renew_proof(proof, said=Said(statement="Our word."), upload=None, by=personas.owner, now=BEFORE)
    bid = browser.start(call)
    value = {"nonsense": "²x", "a number beyond all": "9" * 5000}.get(what, str(proof.pk))
    answer = browser.write(bid, from_vault=value)
    assert answer.status_code == 422
    assert "This proof is not in your vault any more." in answer.text
    assert entries(browser, bid) == []
    assert "by hand" in browser.get("bid", bid.number).text


def test_without_the_key_of_the_draft_nothing_is_taken(personas, call, browser):
    proof = keep(personas.supplier, personas.owner)
    bid = browser.start(call)
    other = Browser(personas.contributor)
    assert other.write(bid, from_vault=str(proof.pk)).status_code == 422
    assert not SealedFile.objects.exists()


def test_an_empty_vault_leads_there(personas, call, browser):
    page = browser.get("bid", browser.start(call).number).text
    assert f"/firm/{personas.supplier.pk}/vault/" in page
