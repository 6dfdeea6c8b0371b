"""The committee's keys: made by those who open, tried every quarter, and never exchanged while they are needed."""

from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings

from procurement.accounts.roles import Role
from procurement.audit.models import Event
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from tenders.bids import committee, memberkeys, seal
from tenders.bids.actions import drill, make_member_key, prepare_envelope
from tenders.bids.committee import Piece
from tenders.bids.memberkeys import STRONG
from tenders.models import CommitteeMember, Envelope, MemberKey, Round
from tests.factories.calls import TenderFactory, place
from tests.factories.people import employ
from tests.factories.sealed import keyed_call
from tests.personas import PASSPHRASE, moment

NOW = moment("2027-02-01")


def key_for(person, now=NOW) -> MemberKey:
    return make_member_key(person, passphrase=PASSPHRASE, now=now)


def prepare(tender, personas, *members, by=None) -> Envelope:
    return prepare_envelope(tender, members=members, by=by or personas.officer, now=NOW)


def test_a_member_makes_its_key_and_has_tried_it(personas):
    key = key_for(personas.committee[0])
    assert key.is_tried(NOW)
    assert memberkeys.public_of(bytes(key.wrapped)) == bytes(key.public)
    assert [event.verb for event in Event.objects.order_by("pk")] == ["memberkey.make", "memberkey.drill"]


def test_outside_rehearsals_and_tests_a_guess_is_expensive(personas, settings):
    settings.CLOCK_MAY_BE_SET = False
    wrapped = bytes(key_for(personas.committee[0]).wrapped)
    assert f'"memory": {STRONG.memory}'.encode() in wrapped


@pytest.mark.parametrize("name", ["officer", "owner", "administrator", "other_officer"])
def test_only_openers_make_keys(personas, name):
    with pytest.raises(Refused, match="Only members of an opening committee"):
        key_for(getattr(personas, name))
    assert not MemberKey.objects.exists()


def test_a_short_passphrase_is_refused(personas):
    with pytest.raises(Refused, match="longer passphrase"):
        make_member_key(personas.committee[0], passphrase="short", now=NOW)


def test_a_drill_holds_for_a_quarter_and_is_renewed(personas):
    member = personas.committee[0]
    key = key_for(member)
    later = NOW + timedelta(days=93)
    assert not key.is_tried(later)
    assert drill(member, passphrase=PASSPHRASE, now=later).is_tried(later)


def test_a_failed_drill_is_refused_logged_and_renews_nothing(personas):
    member = personas.committee[0]
    key_for(member)
    with pytest.raises(Refused, match="does not open the key"):
        drill(member, passphrase="another phrase altogether", now=NOW + timedelta(days=50))
    assert MemberKey.objects.get().drilled_at == NOW
    assert Event.objects.filter(verb="memberkey.drill_refused", actor_id=member.pk).count() == 1


def test_a_drill_finds_a_public_key_that_was_swapped(personas):
    member = personas.committee[0]
    key_for(member)
    MemberKey.objects.update(public=bytes(range(32)))
    with pytest.raises(Refused):
        drill(member, passphrase=PASSPHRASE, now=NOW)


def test_who_has_no_key_has_nothing_to_try(personas):
    with pytest.raises(Refused, match="no key yet"):
        drill(personas.committee[0], passphrase=PASSPHRASE, now=NOW)


def test_the_private_key_is_stored_nowhere_and_two_of_three_have_it(personas):
    tender = keyed_call(personas)
    envelope = Envelope.objects.get(round=tender.round)
    assert envelope.fingerprint == seal.fingerprint(envelope.public_key)
    assert (envelope.quorum, envelope.pieces.count()) == (2, 6)
    custodian = Keyring(Path(settings.KEYS_ROOT)).open_as_custodian(bytes(envelope.custodian_part))
    for pair in combinations(personas.committee, 2):
        identity = committee.join(custodian, opened_pieces(envelope, pair))
        assert str(identity.to_public()) == envelope.public_key
    with pytest.raises(committee.CommitteeError):
        committee.join(custodian, dict(list(opened_pieces(envelope, pair).items())[:1]))


def opened_pieces(envelope, members) -> dict[str, bytes]:
    coalition = tuple(sorted(str(member.pk) for member in members))
    shares = {}
    for member in members:
        row = envelope.pieces.get(holder=member, coalition=",".join(coalition))
        private = memberkeys.unwrap(bytes(member.member_key.wrapped), PASSPHRASE)
        shares[str(member.pk)] = committee.open_piece(Piece(coalition, str(member.pk), bytes(row.sealed)), private)
    return shares


def test_the_log_tells_the_public_key_its_fingerprint_and_who_opens(personas):
    tender = keyed_call(personas)
    envelope = Envelope.objects.get()
    event = Event.objects.get(verb="tender.prepare_envelope")
    assert event.payload == {
        "round": 1,
        "public_key": envelope.public_key,
        "fingerprint": envelope.fingerprint,
        "quorum": 2,
        "members": sorted(member.pk for member in personas.committee),
    }
    assert (event.object_id, event.actor_id) == (str(tender.pk), personas.officer.pk)


def test_a_committee_smaller_than_the_buyers_policy_is_refused(personas):
    tender = TenderFactory(buyer=personas.buyer)
    key_for(personas.committee[0])
    with pytest.raises(Refused, match="2 of 1 members cannot open"):
        prepare(tender, personas, personas.committee[0])
    assert not Envelope.objects.exists()


@pytest.mark.parametrize(
    ("value", "below", "quorum"),
    [("29999.99", "30000", 1), ("30000", "30000", 3), (None, "30000", 3), ("10", None, 3), ("0", "30000", 1)],
)
def test_how_many_open_follows_from_the_policy_and_the_estimated_value(personas, value, below, quorum):
    personas.buyer.quorum, personas.buyer.small_quorum = 3, 1
    personas.buyer.small_below = below and Decimal(below)
    personas.buyer.save()
    tender = TenderFactory(buyer=personas.buyer, value=value and Decimal(value))
    for member in personas.committee:
        key_for(member)
    envelope = prepare(tender, personas, *personas.committee)
    assert envelope.quorum == quorum
    assert {piece.coalition.count(",") + 1 for piece in envelope.pieces.all()} == {quorum}


@pytest.mark.parametrize("name", ["approver", "signatory", "other_officer", "administrator", "owner"])
def test_only_an_officer_of_the_buyer_names_the_committee(personas, name):
    tender = TenderFactory(buyer=personas.buyer)
    with pytest.raises(Refused, match="Only an officer"):
        prepare(tender, personas, *personas.committee, by=getattr(personas, name))


def test_a_member_without_a_key_is_named(personas):
    tender = TenderFactory(buyer=personas.buyer)
    for member in personas.committee[:2]:
        key_for(member)
    with pytest.raises(Refused, match=r"not made their key yet: Comité 3\."):
        prepare(tender, personas, *personas.committee)


def test_another_buyers_opener_is_refused_by_name(personas):
    tender = TenderFactory(buyer=personas.buyer)
    other = employ(personas.other_buyer, Role.COMMITTEE, name="Autre Ouvreur")
    key_for(other)
    with pytest.raises(Refused, match="Autre Ouvreur"):
        prepare(tender, personas, other)


def test_nobody_is_no_committee(personas):
    with pytest.raises(Refused, match="cannot open"):
        prepare(TenderFactory(buyer=personas.buyer), personas)


def test_before_publication_the_committee_may_still_change(personas):
    tender = keyed_call(personas)
    old = Envelope.objects.get()
    new = prepare(tender, personas, *personas.committee[1:])
    assert new.public_key != old.public_key
    assert Envelope.objects.get() == new
    people = CommitteeMember.objects.filter(tender=tender).values_list("person", flat=True)
    assert set(people) == {member.pk for member in personas.committee[1:]}


@pytest.mark.parametrize("state", ["published", "closed", "opened", "evaluation", "concluded", "cancelled"])
def test_the_key_of_a_running_round_is_never_changed(personas, state):
    tender = keyed_call(personas)
    place(tender, state)
    with pytest.raises(Refused, match="never changed after"):
        prepare(tender, personas, *personas.committee)


def test_the_next_round_gets_a_key_of_its_own(personas):
    tender = keyed_call(personas)
    place(tender, "evaluation")
    first = tender.round
    facts = {name: getattr(first, name) for name in ("deadline_date", "deadline_time", "time_zone", "deadline_at")}
    second = Round.objects.create(tender=tender, number=2, **facts)
    envelope = prepare(tender, personas, *personas.committee)
    assert envelope.round == second
    assert Envelope.objects.count() == 2


def test_a_key_that_an_opening_still_needs_is_not_replaced_without_its_passphrase(personas):
    tender = keyed_call(personas)
    with pytest.raises(Refused, match=f"still needed to open {tender.reference}"):
        key_for(personas.committee[0])
    place(tender, "cancelled")
    old = bytes(MemberKey.objects.get(person=personas.committee[0]).public)
    assert bytes(key_for(personas.committee[0]).public) != old


def test_with_its_passphrase_the_new_key_opens_what_the_old_one_opened(personas):
    member = personas.committee[0]
    envelope = Envelope.objects.get(round=keyed_call(personas).round)
    before = {bytes(row.sealed) for row in envelope.pieces.filter(holder=member)}
    others = {bytes(row.sealed) for row in envelope.pieces.exclude(holder=member)}
    make_member_key(member, passphrase=PASSPHRASE, former=PASSPHRASE, now=NOW)
    member.refresh_from_db()
    custodian = Keyring(Path(settings.KEYS_ROOT)).open_as_custodian(bytes(envelope.custodian_part))
    identity = committee.join(custodian, opened_pieces(envelope, personas.committee[:2]))
    assert str(identity.to_public()) == envelope.public_key
    assert not before & {bytes(row.sealed) for row in envelope.pieces.filter(holder=member)}
    assert others == {bytes(row.sealed) for row in envelope.pieces.exclude(holder=member)}
    assert Event.objects.filter(verb="memberkey.make").latest("pk").payload["pieces"] == 2


def test_what_an_ended_call_left_sealed_to_an_older_key_does_not_stand_in_the_way(personas):
    member, envelope = personas.committee[0], Envelope.objects.get(round=keyed_call(personas).round)
    place(envelope.round.tender, "cancelled")
    key_for(member)  # without the former passphrase: nothing needs it
    left = [bytes(row.sealed) for row in envelope.pieces.order_by("pk")]
    for person in personas.committee:
        person.refresh_from_db()
    needed = Envelope.objects.get(round=keyed_call(personas).round)
    before = {bytes(row.sealed) for row in needed.pieces.filter(holder=member)}
    make_member_key(member, passphrase=PASSPHRASE, former=PASSPHRASE, now=NOW)
    assert [bytes(row.sealed) for row in envelope.pieces.order_by("pk")] == left
    assert not before & {bytes(row.sealed) for row in needed.pieces.filter(holder=member)}
    assert Event.objects.filter(verb="memberkey.make").latest("pk").payload["pieces"] == 2


def test_with_a_wrong_former_passphrase_nothing_changes(personas):
    member = personas.committee[0]
    envelope = Envelope.objects.get(round=keyed_call(personas).round)
    before = [bytes(row.sealed) for row in envelope.pieces.order_by("pk")]
    with pytest.raises(Refused, match="does not open the key"):
        make_member_key(member, passphrase=PASSPHRASE, former="another phrase altogether", now=NOW)
    assert [bytes(row.sealed) for row in envelope.pieces.order_by("pk")] == before
    assert memberkeys.unwrap(bytes(MemberKey.objects.get(person=member).wrapped), PASSPHRASE)


def test_a_small_calls_key_does_not_do_once_the_estimated_value_is_above(personas):
    personas.buyer.small_below, personas.buyer.small_quorum = Decimal(30_000), 1
    personas.buyer.save()
    tender = keyed_call(personas, value=Decimal(10_000))
    assert tender.committee_is_ready(NOW)
    tender.value = Decimal(30_000)
    assert not tender.committee_is_ready(NOW)
    tender.save()
    prepare(tender, personas, *personas.committee)
    assert tender.committee_is_ready(NOW)
