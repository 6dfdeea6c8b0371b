"""The log of a call as people read it: every deed in plain words, nothing of a bid, and no name of who asks."""

import ast
import re

import pytest
from django.urls import reverse

from procurement.audit import log
from procurement.audit.log import digest_of, lay_digests, record
from procurement.audit.models import Event, Link
from procurement.lifecycle import moves_of
from tenders.calls.questions import ask_question
from tenders.decisions.logbook import log_of
from tenders.decisions.verbs import MACHINES, words_of
from tests.factories.sealed import AFTER, BEFORE, another_bid, open_call, open_together
from tests.house.tree import code
from tests.personas import moment
from tests.tenders.decisions.conftest import DRAFTED, GROUNDS

OTHERS = ["approver", "signatory", "chair", "owner", "ombudsperson", "administrator", "other_officer", "stranger"]
NOT_OF_A_CALL = {
    "help", "supplier", "buyer", "memberkey", "application", "credential", "declaration", "person", "takeover",
    "partner", "consent", "rules", "outage",
}  # fmt: skip


def told(tender, reader, now=DRAFTED) -> list[tuple[str, str, str]]:
    _page, entries = log_of(tender, reader, now, page=None)
    return [(entry.what, entry.thing, entry.who) for entry in entries]


def verbs_in_code() -> set[str]:
    """Return the first argument of every `record(…)`, and the verbs of all moves."""
    calls = (node for source in code() for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    named = {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") == "record" and call.args and isinstance(call.args[0], ast.Constant)
    }
    return named | {f"{machine._meta.model_name}.{move}" for machine in MACHINES for move in moves_of(machine)}


def test_every_verb_of_a_call_has_words():
    verbs = {verb for verb in verbs_in_code() if verb.split(".")[0] not in NOT_OF_A_CALL}
    assert len(verbs) > 50
    assert [verb for verb in verbs if words_of(verb) == verb] == []


def test_it_tells_who_did_what_about_what_newest_first(room):
    room.signed()
    people = room.people
    assert told(room.tender, people.auditor)[:4] == [
        ("Decide", "Lot 1", str(people.signatory)),
        ("Sign", "Lot 1", str(people.signatory)),
        ("Approve", "Lot 1", str(people.approver)),
        ("Draft the decision", "Lot 1", str(people.officer)),
    ]


@pytest.mark.parametrize(
    ("name", "status"),
    [("officer", 200), ("auditor", 200), *((name, 404) for name in OTHERS)],
)
def test_it_is_for_auditors_and_officers(client, room, hands, name, status):
    client.force_login(getattr(room.people, name))
    assert client.get(reverse("decisions:log", args=[room.tender.reference])).status_code == status


def test_a_public_reason_is_told_and_the_words_of_a_decision_are_not(client, room, hands):
    hands.at = DRAFTED
    decision = room.draft()
    record("decision.send_back", decision, by=room.people.approver, now=DRAFTED, payload={"reason": "Name the sites."})
    client.force_login(room.people.auditor)
    page = client.get(reverse("decisions:log", args=[room.tender.reference])).text
    assert "Name the sites." in page
    assert GROUNDS not in page
    assert "20 April 2027, 11:00:00" in page  # the buyer's own clock


def test_another_calls_deeds_are_not_in_it(room, personas):
    other = open_call(personas)
    record("tender.publish", other, by=personas.officer, now=DRAFTED)
    assert told(room.tender, room.people.auditor) == []


def test_what_was_removed_is_told_as_long_as_the_call_is_there(room):
    facts = {"tender": room.tender.reference, "lot": "LOT-0009"}
    gone = type(room.lot)(pk=4711)
    record("lot.add", gone, by=room.people.officer, now=DRAFTED, payload=facts)
    record("lot.remove", gone, by=room.people.officer, now=DRAFTED, payload=facts)
    who = str(room.people.officer)
    expected = [("Remove a lot", "LOT-0009", who), ("Add a lot", "LOT-0009", who)]
    assert told(room.tender, room.people.auditor) == expected


def test_what_is_not_of_this_portal_keeps_its_name(room):
    record("tender.something_new", room.tender, by=None, now=DRAFTED)
    assert told(room.tender, room.people.auditor) == [("tender.something_new", "", "the portal itself")]


class TestBeforeTheOpening:
    """Even the number of bids is a secret; who asks a question stays one for ever."""

    @pytest.fixture
    def call(self, personas, hands):
        hands.at = BEFORE
        return open_call(personas)

    @pytest.mark.parametrize("name", ["officer", "auditor"])
    def test_the_log_is_the_same_with_and_without_bids(self, client, call, personas, name):
        client.force_login(getattr(personas, name))
        address = reverse("decisions:log", args=[call.reference])
        before = without_token(client.get(address).text)
        another_bid(call)
        assert without_token(client.get(address).text) == before

    def test_after_it_the_bids_are_there(self, call, personas, hands):
        bid = another_bid(call).bid
        hands.at = AFTER
        open_together(call, personas)
        found = told(call, personas.auditor, AFTER)
        assert ("Submit", bid.number, str(bid.submitted_by)) in found
        assert ("Open", bid.number, str(personas.committee[1])) in found
        assert ("Unlock the bids", "", str(personas.committee[0])) in found

    def test_nobody_learns_who_asked(self, client, call, personas):
        ask_question(call, supplier=personas.supplier, text="Pourquoi ?", by=personas.owner, now=moment("2027-02-03"))
        assert ("Ask a question", "", "a firm") in told(call, personas.auditor, BEFORE)
        client.force_login(personas.auditor)
        page = client.get(reverse("decisions:log", args=[call.reference])).text
        assert personas.owner.name not in page
        assert "Pourquoi" not in page


def without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("deeds", [1, 3])
def test_the_page_asks_the_same_number_of_questions(client, room, hands, django_assert_num_queries, deeds):
    for _deed in range(deeds):
        record("lot.rank", room.lot, by=room.people.chair, now=DRAFTED)
    client.force_login(room.people.auditor)
    with django_assert_num_queries(27):
        page = client.get(reverse("decisions:log", args=[room.tender.reference])).text
    assert page.count("Rank the lot") == deeds


def test_a_long_log_comes_in_pages(client, room, hands):
    events = [
        Event(moment=DRAFTED, verb="lot.rank", object_type="lot", object_id=str(room.lot.pk), digest="0")
        for _n in range(60)
    ]
    Event.objects.bulk_create(events)
    client.force_login(room.people.auditor)
    address = reverse("decisions:log", args=[room.tender.reference])
    assert client.get(address).text.count("Rank the lot") == 50
    assert client.get(f"{address}?page=2").text.count("Rank the lot") == 10


class TestTheChain:
    """Whoever reads the log sees whether it is as it was written."""

    @pytest.fixture
    def read(self, client, room, hands):
        for _deed in range(3):
            record("lot.rank", room.lot, by=room.people.chair, now=DRAFTED)
        client.force_login(room.people.auditor)
        return lambda: client.get(reverse("decisions:log", args=[room.tender.reference])).text

    def test_what_was_just_written_waits_and_then_fits(self, read):
        assert "3 entries wait for their place" in read()
        lay_digests()
        assert "3 entries on this page are as they were written" in read()

    def test_what_was_changed_is_marked(self, read, monkeypatch):
        """The database refuses to change an event: here somebody got past it."""
        lay_digests()
        changed = Event.objects.latest("pk").pk
        honest = digest_of
        monkeypatch.setattr(log, "digest_of", lambda event: "0" * 64 if event.pk == changed else honest(event))
        found = read()
        assert "1 entry on this page is not as it was written" in found
        assert found.count("changed!") == 1
        assert "2 entries on this page are as they were written" in found

    def test_a_chain_that_leads_elsewhere_is_seen(self, read):
        Link.objects.create(sequence=1, event_id=Event.objects.earliest("pk").pk, digest="f" * 64)
        lay_digests()
        assert "1 entry on this page is not as it was written" in read()

    def test_only_who_read_what_can_be_asked_for(self, client, call_with_a_read_bid, personas):
        client.force_login(personas.auditor)
        address = reverse("decisions:log", args=[call_with_a_read_bid.reference])
        everything, reads = client.get(address).text, client.get(address, {"only": "reads"}).text
        assert "Submit" in everything
        assert "Submit" not in reads.split("<tbody", 1)[1]
        assert "Read a bid" in reads

    def test_nobody_yet_is_said(self, client, room):
        client.force_login(room.people.auditor)
        address = reverse("decisions:log", args=[room.tender.reference])
        assert "Nobody has read a bid" in client.get(address, {"only": "reads"}).text


@pytest.fixture
def call_with_a_read_bid(personas, hands):
    hands.at = BEFORE
    call = open_call(personas)
    bid = another_bid(call).bid
    hands.at = AFTER
    open_together(call, personas)
    record("bid.read", bid, by=personas.auditor, now=AFTER)
    return call
