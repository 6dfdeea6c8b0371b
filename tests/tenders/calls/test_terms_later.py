"""What becomes of terms once they are written: seen by nobody, then by everybody; changed in public; taken over."""

from datetime import date

import pytest

from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.pieces import pieces_of
from tenders.models import AmendmentDraft, CallTerms, LotTerms, Tender
from tenders.models.pieces import BidPiece, kept_pieces
from tests.factories.published import published_call
from tests.personas import moment

NOW = moment("2027-02-10")
RULE = "The lots of the largest value."
SAID = {
    "validity_days": 90, "languages": ["fr"], "contact_service": "Greffe", "contact_email": "greffe@ville.example",
    "contact_phone": "081 00 00 00", "review_body": "Le tribunal", "review_period": "Quinze jours", "most_bids": 2,
    "most_wins": 1, "preference": RULE, "most_discounts": 2, "after_fall": "next",
}  # fmt: skip
CONTRACT = {
    "length": 12, "unit": "week", "renewals": 2, "renewal": "Un an.", "options": "Un parc de plus.",
    "variants": "allowed", "samples": "Deux pavés.", "samples_place": "Au dépôt.",
    "pieces": kept_pieces([BidPiece("f1", "Note technique"), BidPiece("f2", "Plan", False)]),
}  # fmt: skip
NO_DAYS = {"starts_on": None, "ends_on": None, "samples_until": None}


def say(tender: Tender, **contract: object) -> Tender:
    """Let a call and each of its lots say all that can be said."""
    CallTerms.objects.create(tender=tender, **SAID)
    for lot in tender.lots.all():
        LotTerms.objects.create(lot=lot, **{**CONTRACT, **contract})
    return Tender.objects.get(pk=tender.pk)


def kept(row: CallTerms | LotTerms) -> dict[str, object]:
    """Return all that terms say."""
    return {field.name: getattr(row, field.name) for field in row._meta.fields
            if field.name not in {"id", "tender", "lot"}}  # fmt: skip


@pytest.mark.parametrize("way", ["copy", "template", "relaunch"])
def test_whatever_a_call_says_is_taken_over_but_the_days_of_its_contracts(personas, way: str):
    state = "cancelled" if way == "relaunch" else "concluded"
    earlier = say(
        published_call(buyer=personas.buyer, lots=2, state=state),
        starts_on=NOW.date(),
        ends_on=NOW.date(),
        samples_until=NOW.date(),
    )
    who = {"by": personas.officer, "now": NOW}
    made = calls.relaunch(earlier, **who) if way == "relaunch" else calls.copy_call(
        earlier, template=way == "template", **who
    )  # fmt: skip
    assert kept(CallTerms.objects.get(tender=made)) == kept(CallTerms.objects.get(tender=earlier)) == SAID
    rows = LotTerms.objects.filter(lot__tender=made).order_by("lot__position")
    assert [kept(row) for row in rows] == [{**CONTRACT, **NO_DAYS}] * 2


def test_what_a_copy_asks_can_change_without_the_earlier_call(personas):
    earlier = say(published_call(buyer=personas.buyer))
    made = calls.copy_call(earlier, by=personas.officer, now=NOW)
    calls.write_pieces(made.lots.get(), [], by=personas.officer, now=NOW)
    assert [piece.code for piece in pieces_of(earlier.lots.get())] == ["f1", "f2"]


def test_a_change_of_one_term_leaves_every_other(published, personas):
    say(published)
    wanted = {"terms:validity_days": "120", "contract:LOT-0001:options": "None any more."}
    calls.draft_changes(published, wanted, by=personas.officer, now=NOW)
    assert kept(CallTerms.objects.get()) == SAID  # until it is published
    calls.publish_amendment(published, reason="Longer.", by=personas.officer, now=NOW)
    assert kept(CallTerms.objects.get()) == {**SAID, "validity_days": 120}
    changed = {**CONTRACT, "options": "None any more.", **NO_DAYS}
    assert kept(LotTerms.objects.get()) == changed


@pytest.mark.parametrize(
    "key",
    ["terms:most_bids", "terms:most_wins", "terms:preference", "terms:most_discounts", "contract:LOT-0001:pieces",
     "contract:LOT-0001:variants", "contract:LOT-0009:length"],
)  # fmt: skip
def test_what_bids_are_built_on_can_t_be_changed_any_more(published, personas, key: str):
    say(published)
    with pytest.raises(Refused, match="This can't be changed any more"):
        calls.draft_changes(published, {key: "1"}, by=personas.officer, now=NOW)
    assert kept(CallTerms.objects.get()) == SAID
    assert not AmendmentDraft.objects.exists()


@pytest.mark.parametrize(
    ("key", "text"),
    [("terms:validity_days", "0"), ("terms:validity_days", "1001"), ("terms:contact_email", "nobody"),
     ("contract:LOT-0001:renewals", "100"), ("contract:LOT-0001:length", "0"),
     ("contract:LOT-0001:ends_on", "tomorrow")],
)  # fmt: skip
def test_a_changed_term_keeps_to_what_the_draft_had_to(published, personas, key: str, text: str):
    say(published)
    with pytest.raises(Refused) as refused:
        calls.draft_changes(published, {key: text}, by=personas.officer, now=NOW)
    assert ": " in str(refused.value.sentences[0])  # which of them is wrong
    assert not AmendmentDraft.objects.exists()


@pytest.mark.parametrize(
    ("said", "wanted", "sentence"),
    [({}, {"ends_on": "2028-01-01"}, "Give the length or the last day, not both."),
     ({"length": None}, {"ends_on": "2028-01-01", "length": "12"}, "Give the length or the last day, not both."),
     ({}, {"samples": ""}, "Say which samples are to be handed in."),
     ({"starts_on": date(2027, 6, 1), "length": None}, {"ends_on": "2027-05-01"}, "ends before it begins")],
)  # fmt: skip
def test_changes_that_don_t_fit_together_are_refused_when_they_are_prepared(
    published, personas, said, wanted, sentence
):
    say(published, **said)
    changes = {f"contract:LOT-0001:{name}": text for name, text in wanted.items()}
    with pytest.raises(Refused, match=sentence):
        calls.draft_changes(published, changes, by=personas.officer, now=NOW)
    assert not AmendmentDraft.objects.exists()


def test_a_length_gives_way_to_a_last_day_and_what_a_notice_said_of_both_may_stay(published, personas):
    say(published)
    wanted = {"contract:LOT-0001:length": "", "contract:LOT-0001:ends_on": "2028-01-01"}
    calls.draft_changes(published, wanted, by=personas.officer, now=NOW)
    calls.drop_amendment(published, by=personas.officer, now=NOW)
    LotTerms.objects.update(ends_on=date(2028, 1, 1))  # both, as it was imported
    calls.draft_changes(published, {"contract:LOT-0001:renewals": "1"}, by=personas.officer, now=NOW)
    assert len(AmendmentDraft.objects.get().changes) == 1


def test_nobody_outside_reads_terms_before_the_call_and_everybody_with_it(client, personas, hands):
    hands.at = NOW
    call = say(published_call(buyer=personas.buyer, state="approved"), starts_on=date(2027, 5, 3))
    address = f"/en/calls/{call.reference}/"
    for name in (None, "owner", "other_officer"):
        client.logout()
        if name:
            client.force_login(getattr(personas, name))
        assert client.get(address).status_code == 404
    client.logout()
    Tender.objects.filter(pk=call.pk).update(state="published")
    page = " ".join(client.get(address).text.split())
    for said in ["90 days from the deadline", "at most 2 lots", RULE, "Le tribunal", "12 weeks, from 3 May 2027",
                 "at most 2 times", "Un parc de plus.", "Deux pavés.<br>Au dépôt.", "before its deadline",
                 "Note technique</span> <strong>needed"]:  # fmt: skip
        assert said in page
