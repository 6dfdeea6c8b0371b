"""The rules of terms, tried over all that can be typed: the end of a contract, lengths in words, refusals."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tenders.calls import actions as calls
from tenders.calls.importing.terms import read_terms
from tenders.calls.notices.notice import Notice, NoticeFormat, NoticeIdentity, NoticePeriod, NoticeTerms
from tenders.calls.pieces import pieces_of
from tenders.calls.terms import LotTermsFacts
from tenders.calls.terms_forms import LotTermsForm
from tenders.calls.told_terms import period_of
from tenders.models import CallTerms, Lot, LotTerms
from tenders.models.pieces import BidPiece, kept_pieces, pieces_from
from tests.factories.calls import TenderFactory, add_lot
from tests.personas import moment

NOW = moment("2027-02-01")
PIECES = st.builds(
    BidPiece,
    code=st.sampled_from(["", "f1", "f2", "f7"]),
    name=st.text(min_size=1, max_size=20),
    required=st.booleans(),
    formats=st.lists(st.sampled_from(["pdf", "xlsx"]), unique=True).map(tuple),
    megabytes=st.one_of(st.none(), st.integers(1, 100)),
)


@pytest.fixture
def at(draft, hands):
    hands.at = NOW
    return lambda name, *args: reverse(f"calls:{name}", args=[draft.reference, *args])


def beside(page: str, field: str) -> str:
    """Return what the page says beside a field."""
    found = re.search(rf'<div id="id_{field}_error">(.*?)</div>', page, re.DOTALL)
    return found.group(1) if found else ""


def test_a_contract_has_at_most_one_end_whatever_is_typed(draft):
    lot, day = draft.lots.get(), NOW.date()
    for length, first, last in product([None, 12], [None, 0, 1], [None, 0, 1]):
        days = {"starts_on": first, "ends_on": last}
        typed = {name: str(day + timedelta(days=after)) for name, after in days.items() if after is not None}
        form = LotTermsForm(
            data={**typed, "length": length, "unit": "month", "variants": "not-allowed"}, lot=lot, several=False
        )
        backwards = None not in {first, last} and last < first
        assert form.is_valid() is not (backwards or (length is not None and last is not None)), (length, first, last)


@given(st.integers(1, 10_000), st.sampled_from(LotTerms.Unit.values), st.sampled_from(["en", "fr", "nl", "de"]))
def test_a_length_is_told_with_its_number_in_every_language(length: int, unit: str, language: str):
    with override(language):
        told = period_of(LotTerms(length=length, unit=unit))
        assert told.split()[0] == str(length)
        assert told != period_of(LotTerms(length=length + 1, unit=unit))


@given(st.one_of(st.none(), st.integers(0, 5000)), st.sampled_from(["day", "week", "month", "year", "action", None]))
def test_an_imported_validity_is_days_that_the_form_takes_too_or_nothing(length: int | None, unit: str | None):
    terms = NoticeTerms(validity=NoticePeriod(length, unit))
    found = read_terms(Notice(NoticeFormat.EFORMS, "16", NoticeIdentity(), terms=terms))
    days = (length or 0) * {"day": 1, "week": 7, "month": 30, "year": 365}.get(unit or "", 0)
    assert (found.facts.validity_days if found.facts else 0) == (days if days <= 1000 else 0)
    assert ("enter them" in " ".join(found.said)) is (days > 1000)


@given(st.lists(PIECES, max_size=8))
def test_files_that_are_asked_for_are_read_as_they_are_kept(pieces: list[BidPiece]):
    assert pieces_from(kept_pieces(pieces)) == tuple(pieces)


@pytest.mark.parametrize(
    ("page", "field", "typed", "sentence"),
    [
        ("terms", "validity_days", {"validity_days": "1001"}, "1000"),
        ("terms", "contact_email", {"contact_email": "nobody"}, "valid email"),
        ("terms", "most_wins", {"most_bids": "1", "most_wins": "2"}, "win more lots than it may bid for"),
        ("terms", "most_wins", {"most_bids": "4", "most_wins": "3"}, "win more lots than it may bid for"),
        ("terms", "preference", {"most_wins": "1"}, "Say which lots a firm gets"),
        ("lot_terms", "renewals", {"renewal": "A year.", "renewals": "0"}, "Say how many times"),
        ("lot_terms", "renewals", {"renewals": "100"}, "99"),
        ("lot_terms", "length", {"length": "0"}, "1"),
        ("lot_terms", "length", {"length": "2", "ends_on": "2028-01-01"}, "not both"),
        ("lot_terms", "variants", {"variants": "perhaps"}, "perhaps"),
    ],
)
def test_each_refusal_stands_beside_its_own_field(
    client, draft, personas, at, page: str, field: str, typed: dict, sentence: str
):
    lot = add_lot(draft)
    client.force_login(personas.officer)
    usual = {"unit": "month", "variants": "not-allowed", "options": "Kept words.", "review_body": "Kept words."}
    answer = client.post(at(page, *([lot.pk] if page == "lot_terms" else [])), usual | typed)
    assert answer.status_code == 422
    assert sentence in beside(answer.text, field)
    assert "Kept words." in answer.text
    assert not CallTerms.objects.exists()
    assert not LotTerms.objects.exists()


@pytest.mark.parametrize("page", ["lot_terms", "pieces"])
def test_a_lot_of_another_call_is_not_found_even_of_the_same_buyer(client, draft, personas, at, page: str):
    client.force_login(personas.officer)
    for foreign in (TenderFactory(buyer=personas.buyer), TenderFactory()):
        address = at(page, foreign.lots.get().pk)
        assert client.get(address).status_code == 404
        assert client.post(address, {"unit": "month", "variants": "allowed"}).status_code == 404
    assert not LotTerms.objects.exists()


def test_the_contract_for_every_lot_leaves_what_each_bid_must_hold(draft, personas):
    lot = draft.lots.get()
    LotTerms.objects.create(lot=add_lot(draft), pieces=kept_pieces([BidPiece("f1", "Devis")]))
    calls.write_lot_terms(lot, LotTermsFacts(length=6), everywhere=True, by=personas.officer, now=NOW)
    assert [len(pieces_of(each)) for each in Lot.objects.filter(tender=draft).order_by("position")] == [0, 1]
    calls.write_lot_terms(lot, LotTermsFacts(length=7), by=personas.officer, now=NOW)
    assert list(LotTerms.objects.order_by("lot__position").values_list("length", flat=True)) == [7, 6]


def test_a_limit_beyond_the_lots_there_are_asks_for_no_preference(client, draft, personas, at):
    """Two lots, of which a firm may win two: nothing is limited."""
    add_lot(draft)
    client.force_login(personas.officer)
    assert client.post(at("terms"), {"most_bids": "4", "most_wins": "2"}).status_code == 302
    assert CallTerms.objects.get().most_wins == 2


def test_two_files_never_share_a_code_whatever_was_sent(draft, personas):
    """Otherwise one file would stand for both."""
    lot = draft.lots.get()
    twice = [BidPiece("f1", "Note"), BidPiece("f1", "Plan"), BidPiece("", "Devis"), BidPiece("f2", "Photos")]
    calls.write_pieces(lot, twice, by=personas.officer, now=NOW)
    codes = [piece.code for piece in pieces_of(draft.lots.get())]
    assert codes == ["f1", "f3", "f4", "f2"]
