"""The pages on which a bid is started and written: every button keeps what was typed, and says what is to be mended."""

import re
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from suppliers.models import Membership
from tenders.bids import actions, draft_keys
from tenders.bids.files import sealed_path
from tenders.models import Bid, SealedFile
from tests.factories.browsing import Browser, files, filled, uploads
from tests.factories.calls import DEADLINE, place
from tests.factories.sealed import BEFORE, open_call
from tests.personas import Personas


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    personas.buyer.country = "FR"  # where a firm declares on its honour below the threshold
    personas.buyer.save()
    return open_call(personas)


@pytest.fixture
def owner(personas) -> Browser:
    return Browser(personas.owner)


@pytest.fixture
def bid(call, owner) -> Bid:
    return owner.start(call)


def draft_of(browser: Browser, bid: Bid):
    """Return what the draft says, by the key that lies in this browser."""
    fresh = Bid.objects.get(pk=bid.pk)
    request = browser.get("bid", bid.number).wsgi_request
    key = draft_keys.key_of(request, fresh)
    assert key
    return actions.read_draft(fresh, draft_key=key)


def lot_field(call, name: str, *, place: int = 0) -> str:
    return f"lot-{call.lots.all()[place].pk}-{name}"


def test_before_starting_one_reads_what_it_takes(call, owner):
    page = owner.get("start", call.reference).text
    for words in ("Until Monday 15 March 2027, 10:00 (Brussels time)", "up to 100 MB", "pdf, docx", "Start the bid"):
        assert words in page
    assert Bid.objects.count() == 0


def test_starting_gives_the_key_to_this_browser_and_to_nothing_else(call, owner):
    answer = owner.client.post(reverse("bids:start", args=[call.reference]))
    bid = Bid.objects.get()
    assert answer.url == reverse("bids:bid", args=[bid.number])
    key = draft_keys.key_of(owner.get("bid", bid.number).wsgi_request, bid)
    assert len(key or b"") == 32
    assert "draft_key" not in str(dict(owner.client.session))
    assert bid.supplier.roles_of(owner.person) == {"owner"}


def test_who_belongs_to_two_firms_says_for_which(call, owner, personas):
    Membership.objects.create(supplier=personas.other_supplier, person=personas.owner, role="contributor")
    page = owner.get("start", call.reference).text
    assert personas.other_supplier.identifier in page
    address = reverse("bids:start", args=[call.reference])
    assert owner.client.post(address).status_code == 422
    owner.client.post(address, {"firm": personas.other_supplier.pk})
    assert Bid.objects.get().supplier == personas.other_supplier


def test_nobody_bids_for_a_firm_that_is_not_its_own(call, owner, personas):
    Membership.objects.create(supplier=personas.other_supplier, person=personas.owner, role="contributor")
    foreign = open_call(personas).lots.get().tender.buyer.pk  # any number that is no firm of this person
    answer = owner.client.post(reverse("bids:start", args=[call.reference]), {"firm": foreign + 10_000})
    assert answer.status_code == 422
    assert Bid.objects.count() == 0


def test_who_has_no_firm_is_led_to_registering_one_and_back(call, personas):
    page = Browser(personas.stranger).get("start", call.reference).text
    assert f"{reverse('onboarding:new')}?next={reverse('bids:start', args=[call.reference])}" in page
    assert "Start the bid" not in page


def test_when_the_call_takes_no_bids_the_button_says_why(call, owner, hands):
    hands.at = DEADLINE
    answer = owner.get("start", call.reference)
    assert "its deadline has passed" in answer.text
    assert 'aria-disabled="true"' in answer.text
    assert owner.client.post(reverse("bids:start", args=[call.reference])).status_code == 422


def test_a_draft_and_a_bid_in_force_are_named_before_another_is_started(call, owner):
    handed, draft = owner.hand_in(call), owner.start(call)
    page = owner.get("start", call.reference).text
    assert f"Go on with draft {draft.number}" in page
    assert handed.number in page
    assert "Start another draft" in page


def test_a_call_that_is_not_published_is_not_there(call, owner):
    place(call, "draft")
    assert owner.get("start", call.reference).status_code == 404


def test_the_page_of_a_draft_shows_the_time_left_and_what_is_missing(owner, bid):
    page = owner.get("bid", bid.number).text
    for words in ("14 days", "At 10:00 sharp it is too late.", "You can't submit yet:",
                  "Make an offer for at least one lot.", "The self-declaration is not given yet.",
                  "Up to 100 MB at once."):  # fmt: skip
        assert words in page, words
    assert 'aria-disabled="true"' in page
    assert 'value="submit"' not in page


def test_everything_typed_is_kept_and_shown_again_in_the_readers_language(call, owner, bid):
    typed = {lot_field(call, "price"): "98.880,50", lot_field(call, "comment"): "Deux équipes.\r\nDès mai."}
    answer = owner.write(bid, **typed)
    assert answer.url == reverse("bids:bid", args=[bid.number])
    (offer,) = draft_of(owner, bid).lots
    assert (offer.price, offer.currency) == (Decimal("98880.50"), "EUR")
    assert offer.price_comment == "Deux équipes.\nDès mai."
    assert offer.answers == {"q1": "by hand"}
    assert 'value="98,880.50"' in owner.get("bid", bid.number).text


def test_the_same_draft_in_another_language(call, owner, bid):
    owner.write(bid, **{lot_field(call, "price"): "98880.50"})
    with override("nl"):
        page = owner.client.get(reverse("bids:bid", args=[bid.number])).text
    assert 'value="98.880,50"' in page
    assert draft_of(owner, bid).declaration["sworn"] is True


def test_a_complete_draft_may_be_submitted_and_the_button_saves_first(owner, bid):
    assert owner.write(bid, then="submit").url == reverse("bids:submit", args=[bid.number])
    page = owner.get("bid", bid.number).text
    assert 'value="submit"' in page
    assert "aria-disabled" not in page
    assert draft_of(owner, bid).lots


@pytest.mark.parametrize("typed", ["1.234.5", "twelve", "-5", "9" * 20])
def test_a_price_that_is_none_is_said_beside_its_field_and_nothing_typed_is_lost(call, owner, bid, typed):
    answer = owner.write(bid, **{lot_field(call, "price"): typed, lot_field(call, "comment"): "Two teams."})
    field = f"id_{lot_field(call, 'price')}"
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}_error"' in answer.text
    assert f'aria-describedby="{field}_error"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert "Two teams." in answer.text
    assert not draft_of(owner, bid).lots


def test_text_that_no_bid_can_hold_is_said_beside_its_field(call, owner, bid):
    answer = owner.write(bid, **{lot_field(call, "comment"): "turned \u202e round"})
    assert answer.status_code == 422
    assert answer.text.count("characters that cannot be shown") == 2


def test_a_lot_without_anything_typed_is_not_part_of_the_bid(personas, hands, owner):
    hands.at = BEFORE
    call = open_call(personas, lots=2)
    bid = owner.start(call)
    empty = {lot_field(call, name, place=1): "" for name in ("price", "comment", "answer0")}
    owner.write(bid, **empty)
    assert [offer.lot for offer in draft_of(owner, bid).lots] == ["LOT-0001"]
    page = owner.get("bid", bid.number).text
    assert ("Ready" in page, "Not in your bid" in page) == (True, True)


def test_a_lot_with_words_and_no_price_says_that_its_price_is_missing(call, owner, bid):
    owner.write(bid, **{lot_field(call, "price"): ""})
    page = owner.get("bid", bid.number).text
    assert "The price is missing" in page
    assert f'<a href="#id_{lot_field(call, "price")}">The price for lot 1 is missing.</a>' in page


def test_files_are_sealed_as_they_come_and_stand_in_the_list(owner, bid):
    answer = owner.write(bid, then="#whole", **{"bid-uploads": uploads(["plan.txt", "prices.txt"])})
    assert answer.url.endswith(f"/bids/{bid.number}/#whole")
    page = owner.get("bid", bid.number).text
    assert "plan.txt" in page
    assert "2 files are sealed" in page
    row = SealedFile.objects.first()
    assert row.sealed_sha256[:4] in page
    assert sealed_path(row.stored_as).read_bytes().startswith(b"age-encryption.org/v1")
    assert [entry.lot for entry in draft_of(owner, bid).files] == [None, None]


def test_in_a_call_with_lots_a_file_may_belong_to_one(personas, hands, owner):
    hands.at = BEFORE
    call = open_call(personas, lots=2)
    bid = owner.start(call)
    owner.write(bid, **{lot_field(call, "uploads", place=1): uploads(["second.txt"])})
    assert [(entry.name, entry.lot) for entry in draft_of(owner, bid).files] == [("second.txt", "LOT-0002")]


def test_a_refused_file_says_which_rule_and_costs_nothing_else(call, owner, bid):
    chosen = files(("plan.exe", b"MZ"), ("good.txt", b"good"), ("empty.txt", b""))
    answer = owner.write(bid, **{"bid-uploads": chosen, lot_field(call, "price"): "77,70"})
    assert answer.status_code == 422
    assert answer.text.count("plan.exe: This kind of file is not accepted.") == 2
    assert answer.text.count("empty.txt: This file is empty") == 2
    assert "good.txt" in answer.text
    draft = draft_of(owner, bid)
    assert [entry.name for entry in draft.files] == ["good.txt"]
    assert draft.lots[0].price == Decimal("77.70")


def test_a_file_beyond_the_limit_is_told_and_what_was_typed_is_kept(owner, bid, monkeypatch):
    monkeypatch.setattr("procurement.uploads.MemoryUploads.__init__", _with_little_room)
    answer = owner.write(bid, **{"bid-uploads": files(("large.txt", b"a" * 2000), ("small.txt", b"a"))})
    assert answer.status_code == 422
    assert answer.text.count("large.txt: Too large. At most 100 MB are taken at once.") == 2
    assert [entry.name for entry in draft_of(owner, bid).files] == ["small.txt"]
    assert draft_of(owner, bid).lots


def _with_little_room(self, request, limit: int) -> None:
    super(type(self), self).__init__(request)
    self.room, self.too_large, self._parts = 1000, [], []


def test_a_file_is_taken_out_and_what_was_typed_meanwhile_is_kept(call, owner, bid):
    owner.write(bid, **{"bid-uploads": uploads(["plan.txt", "old.txt"])})
    old = draft_of(owner, bid).files[1]
    owner.write(bid, remove=old.stored_as, **{lot_field(call, "price"): "55"})
    draft = draft_of(owner, bid)
    assert [entry.name for entry in draft.files] == ["plan.txt"]
    assert draft.lots[0].price == Decimal(55)
    assert SealedFile.objects.count() == 1


def test_from_the_deadline_on_nothing_is_kept_and_what_was_typed_is_shown(call, owner, bid, hands):
    hands.at = DEADLINE
    answer = owner.write(bid, **{lot_field(call, "price"): "98,76", "bid-uploads": uploads(["late.txt"])})
    assert answer.status_code == 422
    assert "its deadline has passed" in answer.text
    assert 'value="98,76"' in answer.text
    assert not SealedFile.objects.exists()
    assert not draft_of(owner, bid).lots


def test_a_colleague_without_the_key_reads_what_to_do_and_learns_nothing(call, owner, bid, personas):
    owner.write(bid, **{"bid-uploads": uploads(["secret plan.txt"]), lot_field(call, "price"): "98765,43"})
    page = Browser(personas.contributor).get("bid", bid.number).text
    for words in ("The key of this draft is not here", "The sealed files are safe", "must be typed again"):
        assert words in page
    assert "98765" not in re.sub(r"<[^>]+>|[\s.,]", "", page)  # however its thousands are written
    assert "secret plan" not in page


def test_without_the_key_nothing_is_overwritten_and_what_was_typed_can_be_copied(call, owner, bid, personas):
    owner.write(bid)
    answer = Browser(personas.contributor).write(bid, **{lot_field(call, "comment"): "typed for nothing"})
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.text
    assert "typed for nothing" in answer.text
    assert draft_of(owner, bid).lots[0].price_comment == "all in"


def test_a_browser_that_refuses_the_cookie_never_saves_under_a_lost_key(bid, personas):
    answer = Browser(personas.owner).write(bid)
    assert answer.status_code == 422
    assert bytes(Bid.objects.get(pk=bid.pk).draft) == b""


def test_a_contributor_writes_and_reads_who_submits(call, owner, personas):
    contributor = Browser(personas.contributor)
    bid = contributor.start(call)
    assert contributor.write(bid).status_code == 302
    page = contributor.get("bid", bid.number).text
    assert "Only this role may do it: owner of the firm&#x27;s account, signatory of bids." in page
    assert "An owner or signatory of the firm hands the bid in" in page


def test_the_answer_is_kept_by_no_cache_and_no_message_tells_what_was_typed(owner, bid):
    answer = owner.write(bid, **{"bid-uploads": uploads(["plan.txt"])})
    assert "no-store" in answer.headers["Cache-Control"]
    assert "plan" not in str(owner.client.cookies.get("messages"))
    assert "no-store" in owner.get("bid", bid.number).headers["Cache-Control"]


def test_the_default_button_of_the_form_takes_no_file_out(owner, bid):
    owner.write(bid, **{"bid-uploads": uploads(["plan.txt"])})
    form = owner.get("bid", bid.number).text.partition('<form id="draft"')[2]
    assert 'name="remove"' not in form[: form.index("</button>")]


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "#x' onload=", "../../"])
def test_a_button_leads_to_pages_of_this_bid_only(owner, bid, then):
    assert owner.write(bid, then=then).url == reverse("bids:bid", args=[bid.number])


@pytest.mark.parametrize("name", ["other_owner", "officer", "signatory", "auditor", "administrator", "stranger"])
def test_for_everybody_else_the_draft_is_not_there(call, bid, personas: Personas, name):
    other = Browser(getattr(personas, name))
    for page in ("bid", "submit", "receipt", "withdraw", "hand_over"):
        assert other.get(page, bid.number).status_code == 404, page
    for page in ("bid", "submit", "withdraw", "hand_over", "take_over", "start_again"):
        assert other.post(page, bid, filled(call)).status_code == 404, page


def test_the_public_signs_in_first(bid):
    for name in ("bid", "submit", "receipt", "withdraw", "hand_over", "take_over", "start_again"):
        answer = Client().get(reverse(f"bids:{name}", args=[bid.number]))
        assert answer.url.startswith(f"/en/{settings.LOGIN_URL.replace('account_login', 'accounts/login')}/")


@pytest.mark.parametrize("lots", [1, 3])
def test_the_page_of_a_draft_asks_the_same_number_of_questions(personas, hands, owner, django_assert_num_queries, lots):
    hands.at = BEFORE
    bid = owner.start(open_call(personas, lots=lots))
    owner.write(bid, **{"bid-uploads": uploads(f"plan{n}.txt" for n in range(lots))})
    page = reverse("bids:bid", args=[bid.number])
    with django_assert_num_queries(27):
        owner.client.get(page)
