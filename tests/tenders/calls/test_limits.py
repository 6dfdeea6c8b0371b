"""How many lots one firm may bid for, and how many it may win: told to everybody, held when bids come in."""

import pytest
from django.urls import reverse

from procurement.lifecycle import Refused
from tenders.bids import actions
from tenders.calls.importing.terms import read_terms
from tenders.calls.notices.notice import Notice, NoticeFormat, NoticeIdentity, NoticeLot, NoticeTerms
from tenders.models import CallTerms, Tender
from tenders.record.ocds import release_of
from tests.factories.calls import add_lot
from tests.factories.published import published_call
from tests.factories.sealed import BEFORE, hand_in, offer, open_call, started
from tests.personas import moment

pytestmark = pytest.mark.django_db
NOW = moment("2027-02-01")
RULE = "Les lots dont la valeur estimée est la plus grande."


def limited(tender: Tender, **limits: object) -> Tender:
    CallTerms.objects.update_or_create(tender=tender, defaults=limits)
    return tender


@pytest.mark.parametrize(
    ("limits", "lacks"),
    [
        ({"most_wins": 1}, True),
        ({"most_wins": 1, "preference": RULE}, False),
        ({"most_wins": 3}, False),
        ({"most_wins": 2, "most_bids": 2}, False),
        ({"most_bids": 1}, False),
    ],
)
def test_who_may_win_fewer_lots_than_it_bids_for_is_told_the_rule(draft, limits: dict, lacks: bool):
    for _more in range(2):
        add_lot(draft)
    assert limited(draft, **limits).limits_wins_without_rule() is lacks


def test_limits_are_asked_of_a_call_with_several_lots_and_must_fit(client, draft, personas, hands):
    hands.at = NOW
    client.force_login(personas.officer)
    page = reverse("calls:terms", args=[draft.reference])
    assert 'name="most_wins"' not in client.get(page).text
    add_lot(draft)
    for typed, sentence in [
        ({"most_bids": "1", "most_wins": "2"}, "A firm can&#x27;t win more lots than it may bid for."),
        ({"most_wins": "1"}, "Say which lots a firm gets that came first in more lots than it may win."),
    ]:
        answer = client.post(page, typed)
        assert answer.status_code == 422
        assert sentence in answer.text
    client.post(page, {"most_wins": "1", "preference": RULE})
    terms = CallTerms.objects.get()
    assert (terms.most_bids, terms.most_wins, terms.preference) == (None, 1, RULE)


def test_everybody_reads_them_and_open_data_has_them(client):
    public = limited(published_call(lots=3), most_bids=2, most_wins=1, preference=RULE)
    page = " ".join(client.get(f"/en/calls/{public.reference}/").text.split())
    assert 'One firm may bid for</dt><dd class="pv-plain">at most 2 lots' in page
    assert 'One firm may win</dt><dd class="pv-plain">at most 1 lot<' in page
    assert RULE in page
    told = release_of(Tender.objects.get(pk=public.pk), now=NOW)["tender"]
    assert told["lotDetails"] == {"maximumLotsBidPerSupplier": 2, "maximumLotsAwardedPerSupplier": 1}


def test_a_bid_for_more_lots_than_one_firm_may_is_not_taken(personas, hands):
    hands.at = BEFORE
    call = limited(open_call(personas, lots=3), most_bids=2)
    bid, key = started(call, personas.supplier, personas.owner)
    how = {"draft_key": key, "by": personas.owner, "now": BEFORE}
    offers = [offer(lot.identifier) for lot in call.lots.all()]
    actions.save_draft(bid, offers=offers, declaration={"sworn": True}, **how)
    with pytest.raises(Refused, match="at most 2 lots of this call, and you bid for 3: take lots out"):
        actions.submit_bid(bid, draft_key=key, by=personas.owner)
    assert hand_in(call, personas.supplier, personas.owner, lots=slice(2)).receipt


@pytest.mark.parametrize(("published", "kept"), [(1, 1), (2, None), (7, None), (None, None)])
def test_a_limit_in_a_notice_that_limits_nothing_is_none(published: int | None, kept: int | None):
    lots = (NoticeLot("1"), NoticeLot("2"))
    terms = NoticeTerms(most_bids=published, most_wins=published)
    notice = Notice(NoticeFormat.EFORMS, "16", NoticeIdentity(), lots=lots, terms=terms)
    found = read_terms(notice).facts
    assert (found.most_bids if found else None) == kept
