"""Discounts for lots won together in a bid: typed, sealed with the prices, read by nobody before the opening."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.bids import actions, draft_keys, manifest
from tenders.bids.manifest import Discount, ManifestError
from tenders.bids.reading import read_manifest
from tenders.models import Bid, CallTerms, LotBid
from tests.factories.browsing import Browser
from tests.factories.calls import by_price_alone
from tests.factories.sealed import AFTER, BEFORE, hand_in, offer, open_call, open_together, started
from tests.tenders.bids.test_manifest import BID

SECRET = Decimal("7.77")
TOGETHER = Discount(("LOT-0001", "LOT-0003"), SECRET)


@pytest.fixture
def call(personas, hands):
    """Three lots in which the price alone decides; a bid may offer two discounts."""
    hands.at = BEFORE
    personas.buyer.country = "FR"
    personas.buyer.save()
    tender = open_call(personas, lots=3)
    by_price_alone(tender)
    CallTerms.objects.create(tender=tender, most_discounts=2)
    return tender


@pytest.fixture
def owner(personas) -> Browser:
    return Browser(personas.owner)


def kept(owner: Browser, bid: Bid) -> tuple[Discount, ...]:
    fresh = Bid.objects.get(pk=bid.pk)
    key = draft_keys.key_of(owner.get("bid", bid.number).wsgi_request, fresh)
    return actions.read_draft(fresh, draft_key=key).discounts


class TestManifest:
    def test_one_with_discounts_is_version_2_and_nothing_is_lost(self):
        bid = replace(BID, discounts=(TOGETHER, Discount(("LOT-0001", "LOT-0002"), Decimal(5))))
        raw = json.loads(manifest.encode(bid))
        assert raw["version"] == 2
        assert raw["discounts"][0] == {"lots": ["LOT-0001", "LOT-0003"], "percent": "7.77"}
        assert manifest.decode(manifest.encode(bid)) == bid

    def test_one_without_is_spelled_as_it_always_was(self):
        raw = json.loads(manifest.encode(BID))
        assert raw["version"] == 1
        assert "discounts" not in raw

    @pytest.mark.parametrize(
        ("version", "discounts"),
        [(2, []), (1, [{"lots": ["1", "2"], "percent": "5"}]), (3, [{"lots": ["1", "2"], "percent": "5"}]),
         (2, [{"lots": ["1", "2"], "percent": "5 "}]), (2, [{"lots": ["2", "1"], "percent": "5"}]),
         (2, [{"lots": ["1", "2"], "percent": 5}]), (2, [{"lots": ["1", "2"], "percent": "5", "more": 1}]),
         (2, [{"lots": "12", "percent": "5"}])],
    )  # fmt: skip
    def test_any_other_spelling_is_refused(self, version, discounts):
        raw = {**json.loads(manifest.encode(BID)), "version": version, "discounts": discounts}
        data = json.dumps(raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        with pytest.raises(ManifestError):
            manifest.decode(data)

    @pytest.mark.parametrize("percent", ["0", "-1", "100", "NaN", "Infinity", "1.234", "1E+1", "1e-3"])
    def test_a_percentage_lies_between_0_and_100(self, percent):
        with pytest.raises(ManifestError, match="no percentage between 0 and 100"):
            Discount(("1", "2"), Decimal(percent))

    @pytest.mark.parametrize("lots", [(), ("1",), ("1", "1"), ("2", "1")])
    def test_it_names_two_lots_or_more_in_one_order(self, lots):
        with pytest.raises(ManifestError, match="two lots or more"):
            Discount(lots, Decimal(5))

    def test_the_same_lots_have_one_discount(self):
        with pytest.raises(ManifestError, match="Two discounts in this bid are for the same lots"):
            replace(BID, discounts=(Discount(("1", "2"), Decimal(5)), Discount(("1", "2"), Decimal(6))))


class TestWriting:
    def test_what_is_typed_is_kept_read_back_and_sealed(self, call, owner):
        bid = owner.start(call)
        page = owner.get("bid", bid.number).text
        assert page.count("Discount 1") == 1
        assert "Discount 2" not in page
        typed = {"discount-1-lots": "1, 3", "discount-1-percent": "7.77"}
        assert owner.write(bid, **typed, then="#discounts").status_code == 302
        assert kept(owner, bid) == (TOGETHER,)
        page = owner.get("bid", bid.number).text
        assert 'value="1, 3"' in page
        assert "Discount 2" in page
        assert "Lots 1, 3 together: 7.77 % less" in owner.get("submit", bid.number).text
        assert owner.post("submit", bid).status_code == 302
        assert not Bid.objects.get(pk=bid.pk).discounts  # nobody reads it yet

    def test_a_range_is_spelled_out_and_emptied_fields_take_a_discount_out(self, call, owner):
        bid = owner.start(call)
        owner.write(bid, **{"discount-1-lots": "1-3", "discount-1-percent": "5"})
        assert kept(owner, bid) == (Discount(("LOT-0001", "LOT-0002", "LOT-0003"), Decimal("5.00")),)
        owner.write(bid, **{"discount-1-lots": "", "discount-1-percent": ""})
        assert kept(owner, bid) == ()

    @pytest.mark.parametrize(
        ("lots", "percent", "sentence"),
        [("1, 9", "5", "The call has no lot 9."), ("1", "5", "Name two lots or more."), ("", "5", "Name two lots"),
         ("1, 2", "", "Say how many percent."), ("1, 2", "100", "more than 0 and less than 100"),
         ("1, 2", "0", "more than 0 and less than 100"), ("1-99999999", "5", "The call has no lot")],
    )  # fmt: skip
    def test_what_can_t_be_a_discount_is_said_beside_its_field(self, call, owner, lots, percent, sentence):
        bid = owner.start(call)
        answer = owner.write(bid, **{"discount-1-lots": lots, "discount-1-percent": percent})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert kept(owner, bid) == ()

    def test_two_for_the_same_lots_are_told(self, call, owner):
        bid = owner.start(call)
        owner.write(bid, **{"discount-1-lots": "1, 2", "discount-1-percent": "5"})
        more = {"discount-2-lots": "2, 1", "discount-2-percent": "6"}
        answer = owner.write(bid, **{"discount-1-lots": "1, 2", "discount-1-percent": "5"}, **more)
        assert answer.status_code == 422
        assert "Two discounts in this bid are for the same lots: keep one." in answer.text

    def test_a_call_that_takes_none_asks_for_none(self, call, owner):
        CallTerms.objects.update(most_discounts=None)
        bid = owner.start(call)
        assert 'id="discounts"' not in owner.get("bid", bid.number).text


class TestHandingIn:
    @pytest.mark.parametrize(
        ("discounts", "lots", "sentence"),
        [([TOGETHER], slice(2), "You offer a discount for lots 1, 3 together, and no price for lot 3."),
         ([Discount(("LOT-0001", "LOT-0002"), Decimal(n)) if n < 2 else Discount(("LOT-0001", "LOT-0003"), Decimal(n))
           if n < 3 else Discount(("LOT-0002", "LOT-0003"), Decimal(n)) for n in (1, 2, 3)], slice(3),
          "One bid may offer at most 2 discounts for lots won together; yours has 3.")],
    )  # fmt: skip
    def test_a_discount_that_can_t_stand_keeps_the_bid_from_going(self, call, personas, discounts, lots, sentence):
        bid, key = started(call, personas.supplier, personas.owner)
        offers = [replace(offer(lot.identifier), answers={}) for lot in call.lots.all()[lots]]
        how = {"draft_key": key, "by": personas.owner, "now": BEFORE}
        actions.save_draft(bid, offers=offers, discounts=discounts, declaration={"sworn": True}, **how)
        with pytest.raises(Refused, match=sentence):
            actions.submit_bid(bid, draft_key=key, by=personas.owner)

    def test_saving_without_a_word_about_them_lets_them_stand(self, call, personas):
        bid, key = started(call, personas.supplier, personas.owner)
        how = {"draft_key": key, "by": personas.owner, "now": BEFORE, "declaration": {}}
        actions.save_draft(bid, offers=[], discounts=[TOGETHER], **how)
        assert actions.save_draft(bid, offers=[], **how).discounts == (TOGETHER,)

    def test_nothing_at_rest_tells_of_it_before_the_opening_and_the_panel_reads_it_after(self, call, personas, hands):
        bid, key = started(call, personas.supplier, personas.owner)
        how = {"draft_key": key, "by": personas.owner, "now": BEFORE}
        offers = [replace(offer(lot.identifier), answers={}) for lot in call.lots.all()]
        actions.save_draft(bid, offers=offers, discounts=[TOGETHER], declaration={"sworn": True}, **how)
        rows = [repr(Bid.objects.filter(pk=bid.pk).values().get())]
        actions.submit_bid(bid, draft_key=key, by=personas.owner)
        other = hand_in(call, personas.other_supplier, personas.other_owner)
        rows += [repr(Bid.objects.filter(pk=bid.pk).values().get()), repr(list(Event.objects.values()))]
        assert not [row for row in rows if "7.77" in row or "LOT-0003" in row]
        hands.at = AFTER
        open_together(call, personas)
        assert [Bid.objects.get(pk=pk).discounts for pk in (bid.pk, other.bid.pk)] == [
            [{"lots": ["LOT-0001", "LOT-0003"], "percent": "7.77"}], []
        ]  # fmt: skip
        call.declarations.create(person=personas.officer, has_conflict=False, declared_at=AFTER)
        content = read_manifest(Bid.objects.get(pk=bid.pk), by=personas.officer, now=AFTER)
        assert content.discounts == (TOGETHER,)
        officer = Browser(personas.officer).client
        shown = LotBid.objects.get(bid=bid, lot__identifier="LOT-0003")
        page = officer.get(reverse("evaluation:bid", args=[call.reference, shown.pk])).text
        assert "Lots 1, 3 together: 7.77 % less" in page
        shown = LotBid.objects.get(bid=bid, lot__identifier="LOT-0002")
        assert "7.77" not in officer.get(reverse("evaluation:bid", args=[call.reference, shown.pk])).text
