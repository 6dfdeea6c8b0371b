"""A call by invitation, written in its light form: its ground, its ceiling, and nothing that the law doesn't ask."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from procurement.audit.models import Event
from procurement.lifecycle import Refused, blockers
from tenders.calls import actions
from tenders.calls.by_invitation import Ground
from tenders.calls.drafting import facts_of
from tenders.calls.warnings import few_invited, warnings_of
from tenders.models import InvitedFirm, Tender
from tests.factories.calls import TenderFactory, place
from tests.factories.invited import FACTS, SENT, WHY, WRITTEN, begun, draft_by_invitation, name_newcomer
from tests.factories.people import SupplierFactory, join
from tests.personas import moment

SPACE = "\N{NO-BREAK SPACE}"


def against(tender, personas, move="submit_for_review", now=WRITTEN):
    return [str(sentence) for sentence in blockers(tender, move, by=personas.officer, now=now)]


def edit(tender, personas, ground=None, **facts):
    actions.edit_invitation(
        tender,
        replace(facts_of(tender), **facts),
        ground or Ground(tender.ground),
        by=personas.officer,
        now=WRITTEN,
    )


def test_it_begins_with_one_lot_in_which_the_price_alone_counts(personas):
    tender = begun(personas)
    (criterion,) = tender.lots.get().criteria.all()
    assert (criterion.kind, criterion.name, criterion.weight) == ("price", "Prix", 100)
    assert (tender.by_invitation, tender.procedure, tender.value_is_public) == (True, "neg-wo-call", False)


def test_the_law_asks_for_a_firm_and_for_nothing_else_that_a_notice_would_need(personas):
    tender = begun(personas)
    assert against(tender, personas) == ["Name the firms that you invite."]
    actions.name_firm(tender, personas.supplier, reason=WHY, by=personas.officer, now=WRITTEN)
    assert against(tender, personas) == []


def test_a_deadline_of_the_next_day_is_no_matter_of_the_law_but_of_a_warning(personas):
    tender = draft_by_invitation(personas, personas.supplier)
    late = moment("2027-03-12", 8)
    assert against(tender, personas, now=late) == []
    assert any("fewer than 7 days" in str(warning) for warning in warnings_of(tender, late))
    assert not any("days to bid" in str(warning) for warning in warnings_of(tender, WRITTEN))


@pytest.mark.parametrize(
    ("ground", "value", "said"),
    [
        ("low-value", "29999.99", ""),
        ("low-value", "30000", f"below 30,000 EUR without VAT (Law of 17 June 2016 art.{SPACE}92)"),
        ("small", "139999", ""),
        (
            "small",
            "140000",
            "below 140,000 EUR without VAT (Royal Decree of 18 April 2017 art.\N{NO-BREAK SPACE}90, 1°)",
        ),
        ("urgency", "900000", ""),
    ],
)
def test_the_estimate_is_below_the_ceiling_of_its_ground(personas, ground, value, said):
    tender = draft_by_invitation(personas, personas.supplier, ground=ground, value=Decimal(value))
    reasons = against(tender, personas)
    assert len(reasons) == bool(said)
    assert said in " ".join(reasons)


def test_without_an_estimate_nobody_knows_whether_the_ground_holds(personas):
    tender = draft_by_invitation(personas, personas.supplier, value=None)
    assert against(tender, personas) == ["Give the estimated value: a call by invitation needs it."]


def test_the_ceiling_is_asked_again_when_the_invitations_are_sent(personas):
    tender = draft_by_invitation(personas, personas.supplier)
    place(tender, "approved")
    assert against(tender, personas, "publish", SENT) == []
    Tender.objects.filter(pk=tender.pk).update(value=31_000)
    tender.refresh_from_db()
    assert "too high" in against(tender, personas, "publish", SENT)[0]
    Tender.objects.filter(pk=tender.pk).update(value=1000)
    InvitedFirm.objects.all().delete()
    tender.refresh_from_db()
    assert against(tender, personas, "publish", SENT) == ["Name the firms that you invite."]


def test_these_rules_ask_nothing_of_a_call_that_is_published(personas):
    tender = TenderFactory(buyer=personas.buyer, author=personas.officer, value=None)
    assert against(tender, personas) == []


def test_the_procedure_follows_from_the_ground(personas):
    tender = begun(personas)
    with pytest.raises(Refused, match="knows no such ground"):
        edit(tender, personas, Ground("adapted"))
    edit(tender, personas, Ground("small", "Nobody else works here."), value=Decimal(50_000))
    assert (tender.ground, tender.few_invited, tender.value) == ("small", "Nobody else works here.", 50_000)
    with pytest.raises(Refused, match="follows from its ground"):
        actions.edit_draft(tender, replace(facts_of(tender), procedure="open"), by=personas.officer, now=WRITTEN)
    changed = [event.payload["changed"] for event in Event.objects.filter(verb="tender.edit_draft").order_by("pk")]
    assert changed == [["value"], ["ground", "few_invited"]]


def test_a_small_mapa_is_an_adapted_procedure(personas):
    elsewhere = replace(personas, buyer=personas.other_buyer, officer=personas.other_officer)
    assert begun(elsewhere, "adapted").procedure == "adapted"


def test_only_officers_of_the_buyer_begin_one(personas):
    for person in (personas.approver, personas.other_officer, personas.owner):
        with pytest.raises(Refused):
            actions.begin_invitation(personas.buyer, FACTS, Ground("low-value"), by=person, now=WRITTEN)


def test_the_database_holds_no_ground_of_a_call_for_everybody(personas):
    tender = TenderFactory(buyer=personas.buyer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tender.objects.filter(pk=tender.pk).update(ground="small")


def test_fewer_than_three_is_said_with_its_reason_and_stops_nobody(personas):
    tender = draft_by_invitation(personas, personas.supplier)
    (warning,) = few_invited(tender)
    assert warning == (
        "Only 1 firm is invited. Where it can, an authority asks three or more. Say why in the call, or invite more."
    )
    edit(tender, personas, Ground("low-value", "One painter in town."))
    assert few_invited(tender)[0].endswith("Your reason: “One painter in town.”")
    for number in (1, 2):
        join(firm := SupplierFactory(), email=f"more{number}@example.org")
        actions.name_firm(tender, firm, reason=WHY, by=personas.officer, now=WRITTEN)
    assert few_invited(tender) == []


def test_no_notice_is_recorded_of_it(personas):
    tender = draft_by_invitation(personas, personas.supplier)
    place(tender, "approved")
    assert actions.why_not_recorded(tender) == ["No notice is published of a call by invitation."]


def test_what_is_copied_from_it_is_by_invitation_too_and_names_nobody(personas):
    tender = draft_by_invitation(personas, personas.supplier)
    name_newcomer(tender, personas)
    copy = actions.copy_call(tender, by=personas.officer, now=WRITTEN)
    assert (copy.by_invitation, copy.ground, copy.count_invited()) == (True, "low-value", 0)
