"""The terms of a call and of its contracts: written in a draft, logged, told to everybody, given out as open data."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils.translation import override

from procurement.audit.models import Event
from procurement.lifecycle import Refused
from tenders.calls import actions as calls
from tenders.calls.terms import CallTermsFacts, LotTermsFacts, lots_without_period
from tenders.calls.told_terms import language_name, period_of, samples_of, told_of_lot
from tenders.models import CallTerms, LotTerms, Tender
from tenders.record.ocds import release_of
from tests.factories.calls import add_lot, place
from tests.factories.published import published_call
from tests.personas import moment

NOW = moment("2027-02-01")
FACTS = CallTermsFacts(
    validity_days=120,
    languages=("fr", "nl"),
    contact_service="Service des marchés",
    contact_email="marches@ville.example",
    contact_phone="081 00 00 00",
)
CONTRACT = LotTermsFacts(24, "month", renewals=2, renewal="Un an chaque fois.", options="Un parc de plus.")


@pytest.fixture
def at(draft, hands):
    hands.at = NOW
    return lambda name, *args: reverse(f"calls:{name}", args=[draft.reference, *args])


def pairs(client, address: str) -> str:
    return " ".join(client.get(address).text.split())


def test_terms_are_kept_and_the_log_names_what_changed(draft, personas):
    calls.write_terms(draft, FACTS, by=personas.officer, now=NOW)
    kept = CallTerms.objects.get(tender=draft)
    assert (kept.validity_days, kept.languages, kept.contact_phone) == (120, ["fr", "nl"], "081 00 00 00")
    assert Event.objects.get(verb="tender.write_terms").payload["changed"][:2] == ["validity_days", "languages"]
    calls.write_terms(draft, FACTS, by=personas.officer, now=NOW)
    assert Event.objects.count() == 1


def test_the_terms_of_one_lot_leave_the_others_as_they_are_unless_they_are_for_all(draft, personas):
    lot, other = draft.lots.get(), add_lot(draft)
    calls.write_lot_terms(lot, CONTRACT, by=personas.officer, now=NOW)
    assert lots_without_period(draft) == ["LOT-0002"]
    calls.write_lot_terms(other, CONTRACT, everywhere=True, by=personas.officer, now=NOW)
    assert lots_without_period(draft) == []
    assert LotTerms.objects.filter(renewal="Un an chaque fois.").count() == 2
    assert [event.payload["lot"] for event in Event.objects.order_by("pk")] == ["LOT-0001", "LOT-0002"]


def test_what_says_nothing_but_the_usual_is_said_all_the_same(draft, personas):
    calls.write_lot_terms(draft.lots.get(), LotTermsFacts(), by=personas.officer, now=NOW)
    assert LotTerms.objects.get().variants == "not-allowed"


@pytest.mark.parametrize(
    ("name", "state"), [("approver", "draft"), ("other_officer", "draft"), ("officer", "in_review")]
)
def test_only_officers_write_them_and_only_into_a_draft(draft, personas, name: str, state: str):
    place(draft, state)
    who = {"by": getattr(personas, name), "now": NOW}
    for deed in (lambda: calls.write_terms(draft, FACTS, **who),
                 lambda: calls.write_lot_terms(draft.lots.get(), CONTRACT, **who)):  # fmt: skip
        with pytest.raises(Refused, match=r"Only this role|Only a draft"):
            deed()
    assert not CallTerms.objects.exists()


@pytest.mark.parametrize(
    ("facts", "binds"),
    [({"value": 216_000}, True), ({"value": 215_999}, False), ({"value": None}, False), ({"nature": "works"}, False),
     ({"value": 900_000, "procedure": "restricted"}, False), ({"value": 900_000, "rehearsal": True}, False)],
)  # fmt: skip
def test_an_open_procedure_from_the_threshold_on_says_how_long_bids_bind(draft, personas, facts: dict, binds: bool):
    Tender.objects.filter(pk=draft.pk).update(**facts)
    draft.refresh_from_db()
    assert draft.leaves_bids_unbound(NOW) is binds
    CallTerms.objects.create(tender=draft, validity_days=90)
    assert not draft.leaves_bids_unbound(NOW)


def test_they_are_written_on_their_pages_and_the_office_page_leads_there(client, draft, personas, at):
    client.force_login(personas.officer)
    office, lot = reverse("desk:call", args=[draft.reference]), draft.lots.get()
    before = client.get(office).text
    assert at("terms") in before
    assert at("lot_terms", lot.pk) in before
    assert "It is not said for how many days" in before
    assert "Lot 1 does not say how long its contract runs." in before
    assert client.post(at("terms"), {"validity_days": "120", "languages": ["fr"]}).url == office
    assert client.post(at("lot_terms", lot.pk), {"length": "2", "unit": "year", "variants": "allowed"}).url == office
    after = pairs(client, office)
    assert "120 days from the deadline for bids" in after
    assert "2 years" in after
    assert "It is not said" not in after


def test_what_does_not_fit_together_is_said_beside_its_field_and_nothing_is_lost(client, draft, personas, at):
    client.force_login(personas.officer)
    page = at("lot_terms", draft.lots.get().pk)
    typed = {"unit": "month", "variants": "not-allowed", "options": "Beaucoup de mots."}
    for wrong, sentence in [
        ({"length": "12", "ends_on": "2028-01-01"}, "Give the length or the last day, not both."),
        ({"starts_on": "2028-01-02", "ends_on": "2028-01-01"}, "The contract ends before it begins."),
        ({"renewal": "Un an."}, "Say how many times it can be renewed."),
        ({"samples": "Deux pavés."}, "Say where the samples are handed in."),
        ({"samples_until": "2027-03-15"}, "Say which samples are to be handed in."),
    ]:
        answer = client.post(page, typed | wrong)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Beaucoup de mots." in answer.text
    assert not LotTerms.objects.exists()


def test_a_call_with_one_lot_is_not_asked_for_all_of_them(client, draft, personas, at):
    client.force_login(personas.officer)
    page = at("lot_terms", draft.lots.get().pk)
    assert 'name="everywhere"' not in client.get(page).text
    add_lot(draft)
    client.post(page, {"length": "3", "unit": "month", "variants": "not-allowed", "everywhere": "on"})
    assert LotTerms.objects.filter(length=3).count() == 2


def test_a_language_that_an_imported_notice_brought_stays_to_be_chosen(client, draft, personas, at):
    CallTerms.objects.create(tender=draft, languages=["fr", "it"])
    client.force_login(personas.officer)
    assert 'value="it"' in client.get(at("terms")).text
    client.post(at("terms"), {"languages": ["fr", "it"]})
    assert CallTerms.objects.get().languages == ["fr", "it"]
    assert language_name("it") == "Italian"
    assert language_name("xx") == "xx"


@pytest.mark.parametrize("name", ["approver", "auditor", "other_officer", "owner"])
def test_others_find_no_such_page(client, personas, draft, at, name: str):
    client.force_login(getattr(personas, name))
    assert client.get(at("terms")).status_code == 404
    assert client.get(at("lot_terms", draft.lots.get().pk)).status_code == 404


def test_everybody_reads_them_with_the_rule_packs_body_for_review(client, personas):
    public = published_call(buyer=personas.buyer)
    calm = pairs(client, f"/en/calls/{public.reference}/")
    assert "Where to ask for review" in calm
    assert "A bid binds its firm for" not in calm
    CallTerms.objects.create(tender=public, validity_days=1, contact_service="Service", review_body="Le tribunal")
    LotTerms.objects.create(lot=public.lots.get(), starts_on=date(2027, 5, 2), ends_on=date(2028, 5, 1), renewals=1)
    told = pairs(client, f"/en/calls/{public.reference}/")
    for sentence in ["1 day from the deadline for bids", "Le tribunal", "from 2 May 2027 to 1 May 2028",
                     "at most 1 time", '<dt>Options</dt><dd class="pv-plain">none</dd>', "not allowed"]:  # fmt: skip
        assert sentence in told


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"length": 1, "unit": "week"}, "1 week"),
        ({"length": 30, "unit": "day", "starts_on": date(2027, 5, 2)}, "30 days, from 2 May 2027"),
        ({"ends_on": date(2027, 5, 2)}, "until 2 May 2027"),
        ({}, ""),
    ],
)
def test_a_period_in_words(facts: dict, told: str):
    with override("en"):
        assert period_of(LotTerms(**facts)) == told


def test_open_data_says_them_too(personas):
    public = published_call()
    assert not {"hasOptions", "submissionTerms"} & release_of(public, now=NOW)["tender"]["lots"][0].keys()
    CallTerms.objects.create(tender=public, validity_days=120, languages=["fr"], contact_service="Greffe")
    LotTerms.objects.create(lot=public.lots.get(), length=2, unit="year", renewals=1, options="Plus.")
    release = release_of(Tender.objects.get(pk=public.pk), now=NOW)
    lot = release["tender"]["lots"][0]
    assert lot["submissionTerms"] == {
        "variantPolicy": "notAllowed", "languages": ["fr"], "bidValidityPeriod": {"durationInDays": 120},
    }  # fmt: skip
    assert lot["contractPeriod"] == {"durationInDays": 730}
    assert (lot["hasOptions"], lot["options"]) == (True, {"description": "Plus."})
    assert (lot["hasRenewal"], lot["renewal"]) == (True, {"maximumRenewals": 1})
    assert release["parties"][0]["contactPoint"] == {"name": "Greffe"}


def test_samples_are_written_for_a_lot_and_told_with_their_place_and_day(client, draft, personas, at):
    client.force_login(personas.officer)
    lot = draft.lots.get()
    typed = {
        "unit": "month",
        "variants": "not-allowed",
        "samples": "Deux pavés.",
        "samples_place": "Au dépôt, 8 h–12 h.",
    }
    assert client.post(at("lot_terms", lot.pk), {**typed, "samples_until": "2027-03-12"}).status_code == 302
    lot.refresh_from_db()
    with override("en"):
        (told,) = samples_of(lot)
    assert told.said == "to be handed in apart from the bid, by 12 March 2027 at the latest"
    assert told.words == "Deux pavés.\nAu dépôt, 8 h–12 h."
    assert told_of_lot(lot)[-1].words == told.words
    assert samples_of(add_lot(draft)) == []


def test_no_samples_without_a_name_are_kept(draft):
    with pytest.raises(IntegrityError, match="samples_are_named"):
        LotTerms.objects.create(lot=draft.lots.get(), samples_place="Au dépôt.")
