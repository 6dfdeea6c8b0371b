"""A member left or lost its key while a call runs: the key is handed on, joined nowhere, and early it opens nothing."""

from datetime import timedelta
from itertools import combinations

import pytest
from django.conf import settings
from nacl.public import PrivateKey

from procurement.accounts.roles import Role
from procurement.audit.models import Event
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from procurement.outbox.models import Mail
from tenders.bids import committee, seal
from tenders.bids.actions import make_member_key
from tenders.bids.custody import answer
from tenders.bids.handing_on import ask_to_hand_on, hand_on, transfer_of
from tenders.bids.opening import unlock
from tenders.models import CommitteeMember, Envelope, KeyTransfer, MemberKey, Opening, TransferPart
from tests.factories.calls import DEADLINE, place
from tests.factories.people import employ
from tests.factories.sealed import AFTER, BEFORE, hand_in, keyed_call, open_call
from tests.factories.visiting import get, post
from tests.personas import PASSPHRASE, moment

WHY = "Comité 3 has left the town."


@pytest.fixture
def newcomer(personas):
    person = employ(personas.buyer, Role.COMMITTEE, name="Nouvelle Clé")
    make_member_key(person, passphrase=PASSPHRASE, now=moment("2027-02-01"))
    return person


@pytest.fixture
def call(personas, hands):
    hands.at = BEFORE
    return open_call(personas)


def ask(call, personas, newcomer, **changed):
    first, second, _lost = personas.committee
    facts = {"givers": [first, second], "members": [first, second, newcomer], "reason": WHY, "by": personas.officer}
    return ask_to_hand_on(call, **{**facts, "now": BEFORE, **changed})


def give(call, *people, passphrase=PASSPHRASE, now=BEFORE):
    asked = transfer_of(call)
    read = {"transfer": str(asked.pk if asked else ""), "passphrase": passphrase}
    return [hand_on(call, **read, by=person, now=now) for person in people]


class TestTheArithmetic:
    OLD = {name: PrivateKey.generate() for name in "abc"}
    NEW = {name: PrivateKey.generate() for name in "wxyz"}

    def handed_on(self):
        key = seal.EnvelopeKey.generate()
        parts = committee.split(key.identity, {n: bytes(k.public_key) for n, k in self.OLD.items()}, 2, {})
        new = {name: bytes(private.public_key) for name, private in self.NEW.items()}
        own = committee.coalition_among(parts.pieces, {"a", "b"})
        given = [committee.shared(committee.open_piece(one, bytes(self.OLD[one.holder])), new, 3, {}) for one in own]
        return key, parts.custodian_part, given

    @pytest.mark.parametrize("present", list(combinations("wxyz", 3)), ids="".join)
    def test_any_three_of_the_new_four_have_the_key_and_two_do_not(self, present):
        key, custodian, given = self.handed_on()
        pieces = committee.coalition_among(committee.gathered(given), present)
        opened = {one.holder: committee.open_piece(one, bytes(self.NEW[one.holder])) for one in pieces}
        assert str(committee.join(custodian, opened)) == str(key.identity)
        assert committee.coalition_among(committee.gathered(given), present[:2]) == ()
        opened.popitem()
        with pytest.raises(committee.CommitteeError):
            committee.join(custodian, opened)

    def test_what_one_giver_gave_is_not_enough_for_all_the_new_ones_together(self):
        _key, custodian, given = self.handed_on()
        for one in given:
            pieces = committee.coalition_among(committee.gathered([one]), "wxyz")
            opened = {piece.holder: committee.open_piece(piece, bytes(self.NEW[piece.holder])) for piece in pieces}
            with pytest.raises(committee.CommitteeError):
                committee.join(custodian, opened)


class TestALostKeyHandled:
    def test_from_the_loss_to_the_opening_on_the_pages(self, client, personas, call, newcomer, hands):
        handed = hand_in(call, personas.supplier, personas.owner)
        before, (first, second, lost) = Envelope.objects.get(), personas.committee
        room = f"/en/calls/{call.reference}/opening/"
        assert "A member left, or lost its key?" in get(client, personas.officer, room)
        typed = {"members": [first.pk, second.pk, newcomer.pk], "givers": [first.pk, second.pk], "reason": WHY}
        post(client, personas.officer, f"{room}transfer/", typed)
        assert "Has not handed its piece on" in get(client, personas.officer, f"{room}transfer/")
        assert "See who asks, and why" not in get(client, lost, room)
        for giver in (first, second):
            assert "See who asks, and why" in get(client, giver, room)
            assert all(text in get(client, giver, f"{room}transfer/give/") for text in (WHY, "Nouvelle Clé"))
            read = {"transfer": transfer_of(call).pk, "passphrase": PASSPHRASE, "sure": "on"}
            post(client, giver, f"{room}transfer/give/", read)
        after = Envelope.objects.get()
        assert (after.public_key, after.custodian_part) == (before.public_key, before.custodian_part)
        get(client, lost, room, 404)
        make_member_key(lost, passphrase="a phrase that it will keep", now=BEFORE)  # no call needs the lost one now
        hands.at = AFTER
        assert unlock(call, passphrase=PASSPHRASE, by=newcomer, now=AFTER) is None
        opening = unlock(call, passphrase=PASSPHRASE, by=first, now=AFTER)
        assert (opening.bids_opened, opening.defects) == (1, [])
        handed.bid.refresh_from_db()
        assert handed.bid.state == "opened"

    def test_who_is_replaced_opens_nothing_any_more(self, personas, call, newcomer, hands):
        ask(call, personas, newcomer)
        give(call, *personas.committee[:2])
        hands.at = AFTER
        with pytest.raises(Refused, match="Only the members"):
            unlock(call, passphrase=PASSPHRASE, by=personas.committee[2], now=AFTER)
        people = set(CommitteeMember.objects.filter(tender=call).values_list("person", flat=True))
        assert people == {personas.committee[0].pk, personas.committee[1].pk, newcomer.pk}

    def test_it_can_be_done_twice(self, personas, call, newcomer, hands):
        first, second, third = personas.committee
        ask(call, personas, newcomer)
        give(call, first, second)
        ask(call, personas, newcomer, givers=[first, newcomer], members=[third, newcomer])
        assert give(call, newcomer, first) == [False, True]
        hands.at = AFTER
        unlock(call, passphrase=PASSPHRASE, by=third, now=AFTER)
        assert unlock(call, passphrase=PASSPHRASE, by=newcomer, now=AFTER) is not None

    def test_each_giver_is_told_by_mail(self, personas, call, newcomer):
        ask(call, personas, newcomer)
        mails = Mail.objects.order_by("pk")
        assert [mail.to for mail in mails] == [person.email for person in personas.committee[:2]]
        assert all(
            WHY in mail.text and f"/calls/{call.reference}/opening/transfer/give/" in mail.text for mail in mails
        )


class TestNothingEarly:
    def test_the_key_is_joined_nowhere_and_the_custodian_keeps_its_part(self, personas, call, newcomer, monkeypatch):
        monkeypatch.setattr(committee, "join", lambda *_: pytest.fail("the key was joined"))
        ask(call, personas, newcomer)
        give(call, *personas.committee[:2])
        refused = answer(Envelope.objects.get().pk, Keyring(settings.KEYS_ROOT))["refused"]
        assert "until the deadline has passed" in refused

    def test_until_the_last_has_given_the_old_committee_holds_the_key(self, personas, call, newcomer, hands):
        ask(call, personas, newcomer)
        pieces = {bytes(piece.sealed) for piece in Envelope.objects.get().pieces.all()}
        assert give(call, personas.committee[0]) == [False]
        assert {bytes(piece.sealed) for piece in Envelope.objects.get().pieces.all()} == pieces
        hands.at = AFTER
        with pytest.raises(Refused, match="The deadline has passed"):
            give(call, personas.committee[1], now=AFTER)
        unlock(call, passphrase=PASSPHRASE, by=personas.committee[2], now=AFTER)
        assert unlock(call, passphrase=PASSPHRASE, by=personas.committee[1], now=AFTER) is not None

    def test_what_was_given_does_not_stay_and_the_log_holds_no_key(self, personas, call, newcomer):
        ask(call, personas, newcomer)
        give(call, *personas.committee[:2])
        assert [part.pieces for part in TransferPart.objects.all()] == [[], []]
        verbs = list(Event.objects.filter(verb__contains="key").order_by("pk").values_list("verb", flat=True))
        assert verbs[-4:] == [
            "tender.ask_key_transfer", "tender.hand_on_key", "tender.hand_on_key", "tender.key_handed_on",
        ]  # fmt: skip
        assert Event.objects.get(verb="tender.ask_key_transfer").payload["reason"] == WHY


class TestWhatIsRefused:
    @pytest.mark.parametrize("name", ["approver", "signatory", "administrator", "other_officer", "owner"])
    def test_nobody_but_an_officer_asks(self, client, personas, call, newcomer, name):
        with pytest.raises(Refused, match="Only an officer"):
            ask(call, personas, newcomer, by=getattr(personas, name))
        get(client, getattr(personas, name), f"/en/calls/{call.reference}/opening/transfer/", 404)

    def test_no_reason_too_few_or_too_many_givers_a_committee_too_small_or_without_a_key(
        self, personas, call, newcomer
    ):
        first, second, third = personas.committee
        for changed, sentence in [
            ({"reason": "  "}, "Say why"),
            ({"givers": [first]}, "exactly 2 members"),
            ({"givers": [first, second, third]}, "exactly 2 members"),
            ({"givers": [first, newcomer]}, "exactly 2 members"),
            ({"members": [newcomer]}, "2 of 1 members"),
            ({"members": [first, employ(personas.buyer, Role.COMMITTEE, name="Sans Clé")]}, "Sans Clé"),
            ({"members": [first, personas.officer]}, "No member of the buyer's"),
        ]:
            with pytest.raises(Refused, match=sentence):
                ask(call, personas, newcomer, **changed)
        assert not KeyTransfer.objects.exists()

    def test_not_before_publication_and_not_after_the_deadline(self, personas, newcomer, hands):
        hands.at = BEFORE
        draft = keyed_call(personas)
        with pytest.raises(Refused, match="while a call takes bids"):
            ask(draft, personas, newcomer)
        place(draft, "published")
        with pytest.raises(Refused, match="The deadline has passed"):
            ask(draft, personas, newcomer, now=DEADLINE)

    def test_only_who_is_asked_gives_and_once(self, personas, call, newcomer):
        with pytest.raises(Refused, match="Nobody asks you"):
            give(call, personas.committee[0])
        ask(call, personas, newcomer)
        give(call, personas.committee[0])
        for person in (personas.committee[0], personas.committee[2], newcomer):
            with pytest.raises(Refused, match="Nobody asks you"):
                give(call, person)

    def test_a_wrong_passphrase_gives_nothing_and_is_logged(self, personas, call, newcomer):
        ask(call, personas, newcomer)
        with pytest.raises(Refused, match="does not open the key"):
            give(call, personas.committee[0], passphrase="quite another phrase")
        assert not TransferPart.objects.exists()
        assert Event.objects.filter(verb="tender.hand_on_refused", actor_id=personas.committee[0].pk).count() == 1

    def test_who_read_of_one_committee_does_not_agree_with_another(self, client, personas, call, newcomer):
        first, second, third = personas.committee
        page, old = f"/en/calls/{call.reference}/opening/transfer/give/", ask(call, personas, newcomer).pk
        assert f'name="transfer" value="{old}"' in get(client, first, page)
        new = ask(call, personas, newcomer, members=[third, newcomer]).pk
        for read in ({"transfer": old}, {}):
            text = post(client, first, page, {**read, "passphrase": PASSPHRASE, "sure": "on"}, 422).text
            assert ("read it again" in text, f'name="transfer" value="{new}"' in text) == (True, True)
        assert not TransferPart.objects.exists()
        refused = Event.objects.filter(verb="tender.hand_on_refused", actor_id=first.pk)
        assert refused.count() == 2
        assert give(call, first, second) == [False, True]

    def test_a_new_member_has_tried_its_key_when_it_is_named_and_when_it_is_given(self, personas, call, newcomer):
        untried = "not tried their key within three months: Nouvelle Clé"
        key = MemberKey.objects.filter(person=newcomer)
        key.update(drilled_at=BEFORE - timedelta(days=93))
        with pytest.raises(Refused, match=untried):
            ask(call, personas, newcomer)
        key.update(drilled_at=BEFORE)
        ask(call, personas, newcomer)
        key.update(drilled_at=BEFORE - timedelta(days=93))
        with pytest.raises(Refused, match=untried):
            give(call, personas.committee[0])
        assert not TransferPart.objects.exists()

    def test_a_new_key_of_a_new_member_begins_it_again(self, personas, call, newcomer):
        ask(call, personas, newcomer)
        give(call, personas.committee[0])
        make_member_key(newcomer, passphrase=PASSPHRASE, now=BEFORE.replace(hour=12))
        with pytest.raises(Refused, match="another key meanwhile"):
            give(call, personas.committee[1], now=BEFORE.replace(hour=13))
        ask(call, personas, newcomer, now=BEFORE.replace(hour=14))
        assert give(call, *personas.committee[:2], now=BEFORE.replace(hour=15)) == [False, True]

    def test_a_giver_with_a_new_key_gives_with_the_new_one(self, personas, call, newcomer, hands):
        ask(call, personas, newcomer)
        new = "quite a new phrase of one's own"
        make_member_key(personas.committee[0], passphrase=new, former=PASSPHRASE, now=BEFORE.replace(hour=12))
        assert MemberKey.objects.get(person=personas.committee[0]).made_at > BEFORE
        ask(call, personas, newcomer, now=BEFORE.replace(hour=13))
        later = BEFORE.replace(hour=14)
        assert give(call, personas.committee[0], passphrase=new, now=later) == [False]
        assert give(call, personas.committee[1], now=later) == [True]
        assert not Opening.objects.exists()
