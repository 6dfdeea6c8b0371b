"""Annex IV of Directive 2014/24/EU, letter by letter: what tools for receiving tenders must guarantee.

Each test is named after its letter; the parts are tried more closely in `tests/tenders/bids/`.
"""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from procurement.audit.log import faults, lay_digests
from procurement.audit.models import Event
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from tenders import access
from tenders.bids import receipts
from tenders.bids.actions import prepare_envelope
from tenders.bids.opening import unlock
from tenders.bids.reading import read_file, read_manifest
from tenders.calls.extending import extend_deadline
from tenders.models import Bid, MemberKey, Round, Tender
from tests.factories.bids import seat_panel
from tests.factories.calls import DEADLINE, place
from tests.factories.sealed import AFTER, BEFORE, Handed, another_bid, hand_in, open_call, open_together
from tests.personas import PASSPHRASE, Personas

EVERYONE = [
    "officer", "approver", "signatory", "chair", "evaluator", "auditor", "ombudsperson", "editor", "administrator",
    "other_owner", "other_officer", "stranger",
]  # fmt: skip
AUTHORISED = {"officer", "signatory", "chair", "evaluator", "auditor"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def call(personas, hands) -> Tender:
    hands.at = BEFORE
    tender = open_call(personas)
    seat_panel(tender.lots.get(), personas)
    return tender


@pytest.fixture
def handed(call, personas) -> Handed:
    return hand_in(call, personas.supplier, personas.owner)


@pytest.fixture
def opened(call, handed, personas, hands) -> Handed:
    """The bid after the opening, with everybody's declaration."""
    hands.at = AFTER
    open_together(call, personas)
    for name in EVERYONE:
        call.declarations.create(person=getattr(personas, name), has_conflict=False, declared_at=AFTER)
    return handed


def reads(handed: Handed, person: object, now=AFTER) -> bool:
    """Tell whether the person gets at the content, by the manifest or by the file."""
    deeds: list[Callable] = [
        lambda: read_manifest(handed.bid, by=person, now=now),
        lambda: read_file(handed.bid, handed.entry, by=person, now=now),
    ]
    got = []
    for deed in deeds:
        try:
            got.append(bool(deed()))
        except Refused:
            got.append(False)
    assert len(set(got)) == 1
    return got[0]


def test_annex_iv_a_the_exact_time_and_date_of_receipt_can_be_determined_precisely(call, personas, hands):
    hands.at = DEADLINE - timedelta(microseconds=1)
    handed = hand_in(call, personas.supplier, personas.owner)
    receipt = handed.receipt.receipt
    assert receipt.submitted_at == Bid.objects.get().submitted_at == hands.at
    assert receipts.verify(handed.receipt, bytes(Keyring(Path(settings.KEYS_ROOT)).portal_public))
    assert Event.objects.get(verb="bid.submit", digest=receipt.log_digest).moment == hands.at
    hands.at = DEADLINE
    with pytest.raises(Refused, match="deadline has passed"):
        another_bid(call)


def test_annex_iv_b_before_the_time_limits_nobody_can_have_access(call, handed, personas, hands):
    hands.at = DEADLINE - timedelta(microseconds=1)
    for name in EVERYONE:
        call.declarations.create(person=getattr(personas, name), has_conflict=False, declared_at=BEFORE)
        assert not reads(handed, getattr(personas, name), hands.at)
    assert not reads(handed, personas.owner, hands.at)  # not even the firm itself
    for member in personas.committee:
        with pytest.raises(Refused, match="has not passed yet"):
            unlock(call, passphrase=PASSPHRASE, by=member, now=hands.at)
    assert not access.bids_known_to(personas.officer, call, hands.at).exists()


def test_annex_iv_c_only_authorised_persons_may_set_or_change_the_dates_of_opening(call, personas):
    later = {"day": date(2027, 4, 12), "time": time(10), "reason": "Three questions changed the specification."}
    for name in [name for name in EVERYONE if name != "officer"]:
        with pytest.raises(Refused, match="Only this role may do it"):
            extend_deadline(call, **later, by=getattr(personas, name), now=BEFORE)
    assert Round.objects.get().deadline_at == DEADLINE
    extend_deadline(call, **later, by=personas.officer, now=BEFORE)
    assert Round.objects.get().deadline_at > DEADLINE
    assert Event.objects.get(verb="tender.extend_deadline").actor_id == personas.officer.pk
    for name in EVERYONE:  # nor does anybody exchange who opens once the call runs
        with pytest.raises(Refused):
            prepare_envelope(call, members=personas.committee[:1], by=getattr(personas, name), now=BEFORE)


@pytest.mark.parametrize("state", ["opened", "admissibility", "evaluation", "consensus", "decision", "concluded"])
def test_annex_iv_d_at_every_stage_access_is_possible_only_for_authorised_persons(call, opened, personas, state):
    place(call, state)
    assert {name for name in EVERYONE if reads(opened, getattr(personas, name))} == AUTHORISED
    assert reads(opened, personas.owner)
    call.declarations.all().delete()
    assert {name for name in EVERYONE if reads(opened, getattr(personas, name))} == {"auditor"}


def test_annex_iv_e_only_authorised_persons_acting_together_give_access_after_the_prescribed_date(
    call, handed, personas: Personas, hands
):
    first, second, _third = personas.committee
    hands.at = DEADLINE
    for name in EVERYONE:
        with pytest.raises(Refused, match="Only the members of this call's opening committee"):
            unlock(call, passphrase=PASSPHRASE, by=getattr(personas, name), now=DEADLINE)
    for _twice in range(2):
        assert unlock(call, passphrase=PASSPHRASE, by=first, now=DEADLINE) is None
    assert not reads(handed, personas.auditor, DEADLINE)
    assert unlock(call, passphrase=PASSPHRASE, by=second, now=DEADLINE)
    assert reads(handed, personas.auditor, DEADLINE)


def test_annex_iv_f_what_was_opened_stays_accessible_only_to_persons_authorised_to_see_it(call, opened, personas):
    place(call, "concluded")
    years_later = AFTER + timedelta(days=4 * 365)
    assert {name for name in EVERYONE if reads(opened, getattr(personas, name), years_later)} == AUTHORISED
    personas.officer.is_active = False  # who has left
    personas.officer.save()
    personas.chair.posts.all().delete()
    call.panel.filter(person=personas.chair).delete()
    left = {name for name in EVERYONE if reads(opened, getattr(personas, name), years_later)}
    assert left == AUTHORISED - {"officer", "chair"}


def test_annex_iv_g_an_infringement_or_an_attempt_is_clearly_detectable(call, handed, personas, hands):
    stranger, member = personas.stranger, personas.committee[0]
    reads(handed, stranger, BEFORE)
    for person, phrase in [(stranger, PASSPHRASE), (member, PASSPHRASE)]:
        with pytest.raises(Refused):
            unlock(call, passphrase=phrase, by=person, now=BEFORE)
    hands.at = AFTER
    with pytest.raises(Refused):
        unlock(call, passphrase="a guess at a passphrase", by=member, now=AFTER)
    tried = Event.objects.filter(verb__endswith="_refused").order_by("pk").values_list("verb", "actor_id")
    assert list(tried) == [
        ("bid.read_refused", stranger.pk),
        ("bid.read_refused", stranger.pk),
        ("tender.unlock_refused", stranger.pk),
        ("tender.unlock_refused", member.pk),
        ("tender.unlock_refused", member.pk),
    ]


def test_annex_iv_g_a_bid_that_somebody_changed_is_found_at_the_opening(call, handed, personas, hands):
    Bid.objects.update(sealed_manifest=bytes(another_bid(call).bid.sealed_manifest))
    hands.at = AFTER
    assert handed.bid.number in {row["bid"] for row in open_together(call, personas).defects}


def test_annex_iv_g_each_reading_of_a_bid_is_in_the_log(opened, personas):
    reads(opened, personas.auditor)
    read = Event.objects.filter(verb__startswith="bid.read", actor_id=personas.auditor.pk)
    assert set(read.values_list("verb", flat=True)) == {"bid.read", "bid.read_file"}


def test_annex_iv_g_the_log_itself_cannot_be_changed_unnoticed(call, handed):
    lay_digests()
    assert list(faults()) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(verb="bid.submit").update(moment=DEADLINE)
    with connection.cursor() as cursor:  # somebody who may drop the trigger
        on = " ON audit_event" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_event_no_update{on}")
    Event.objects.filter(verb="bid.submit").update(moment=DEADLINE)
    assert len(list(faults())) == 1


def test_annex_iv_g_a_members_key_that_was_exchanged_opens_nothing(call, personas, hands):
    first, second, _third = personas.committee
    stolen = MemberKey.objects.get(person=second)
    MemberKey.objects.filter(person=first).update(wrapped=stolen.wrapped, public=stolen.public)
    hands.at = AFTER
    with pytest.raises(Refused, match="made for another person"):
        unlock(call, passphrase=PASSPHRASE, by=first, now=AFTER)
    assert Event.objects.filter(verb="tender.unlock_refused").count() == 1
