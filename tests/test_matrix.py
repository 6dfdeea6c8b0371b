"""Role, address, foreign object: the whole matrix, made from the addresses themselves.

Everybody of one authority, and every member of one firm, asks for everything of *another* authority's unfinished call
and of *another* firm. Each gets "not found", never a refusal that would tell that the thing is there.
"""

from collections.abc import Mapping

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client

from procurement.accounts.groups import ensure_groups
from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.accounts.standing_in import StandIn
from suppliers.filing.actions import ask_for_check
from suppliers.intake.actions import take_in
from suppliers.models import Application, Intake, Supplier
from suppliers.onboarding import taking_over
from suppliers.onboarding.actions import Facts
from suppliers.onboarding.inviting import invite
from suppliers.onboarding.joining import ask
from suppliers.vetting.actions import take_up
from tenders.calls.announcing import AnnouncementFacts, announce
from tenders.calls.clauses import write_clause
from tenders.help.actions import ask_for_help
from tenders.models import Bid, Consent, InvitedFirm, PanelMember, Question, Stage, Tender, Upload
from tests.factories.bids import opened_bid
from tests.factories.calls import TenderFactory, place
from tests.factories.declarations import declared
from tests.factories.partners import partnered
from tests.factories.people import BuyerFactory, SupplierFactory, UserFactory, employ, join
from tests.factories.vault import give, keep
from tests.house.visits import visitable
from tests.personas import Personas, moment

PERSONAS = [
    "officer", "approver", "signatory", "chair", "evaluator", "auditor", "ombudsperson", "editor", "administrator",
    "owner", "contributor", "stranger",
]  # fmt: skip
NOT_THERE = 404
WRONG_METHOD = 405
# Its addresses have no language: what is not there is sought once more in the reader's own, and not found there either.
ADMIN = "/admin/calls/"
SENT_ON = ("/fr/admin/", "/admin/login/")


@pytest.fixture
def foreign(personas: Personas) -> dict[str, list[object]]:
    """Return what another authority and another firm have: an unpublished call with everything in it, and a bid."""
    ensure_groups()
    buyer, officer = personas.other_buyer, personas.other_officer
    lot = (call := TenderFactory(buyer=buyer, author=officer, reference="F-0001", ocid="ocds-foreign-1")).lots.get()
    member = join(firm := SupplierFactory(name="Foreign Firm"), email="foreign@example.org")
    bid = opened_bid(lot, "100.00", supplier=SupplierFactory(name="Foreign Bidder"), state="admitted")
    question = Question.objects.create(tender=call, supplier=firm, text="Why?", asked_at=moment("2027-02-01"))
    invitation = invite(firm, email="somebody@example.org", role="owner", by=member, now=moment("2027-02-01"))
    asked = ask(firm, by=UserFactory(), now=moment("2027-02-01"))
    takeover = taking_over.ask(firm, buyer=buyer, reason="Gone.", by=UserFactory(), now=moment("2027-02-01"))
    seat = PanelMember.objects.create(tender=call, person=officer)
    stage = Stage.objects.create(tender=call, kind="opening", position=3)
    place(call, "draft")
    needed = ask_for_help(buyer, supplier=firm, text="How?", by=member, now=moment("2027-02-01"))
    file = _taken_up(firm, buyer, member, officer)
    given = give(proof := keep(firm, member), file, member)
    numbers = {lot.pk, firm.pk, bid.pk, question.pk, stage.pk, member.pk, seat.pk, needed.pk, given.pk}
    return {
        "reference": [call.reference, _by_invitation(call, firm)],
        **_written(bid.bid, member),
        "pk": sorted(numbers),
        "member": [member.pk],
        "needed": [needed.pk],
        "proof": [proof.pk],
        "given": [given.pk],
        "version": [1],
        "criterion": [lot.criteria.get(code="q1").pk],
        "kind": [stage.kind],
        "part": ["call"],
        "name": ["evaluate"],
        "code": ["2222-2222"],
        "stored_as": ["0" * 32],
        "firm": [firm.pk],
        "invitation": [invitation.pk],
        "asked": [asked.pk],
        "declaration": [declared(firm, member).pk],
        "step": ["convictions"],
        **_together(call, firm, member),
        "takeover": [takeover.pk],
        "slug": [buyer.slug],
        "application": [file.pk],
        "deed": ["verify"],
        **_kept(buyer, officer),
    }


def _written(bid: Bid, sender: User) -> dict[str, list[object]]:
    """Return what a bid is found by, and a file that is on its way to it."""
    facts = {"begun_at": moment("2027-02-01"), "moved_at": moment("2027-02-01"), "begun_by": sender}
    coming = Upload.objects.create(bid=bid, code="f" * 32, facts=b"locked", size=9, **facts)
    return {"number": [bid.number], "upload": [coming.code]}


def _together(call: Tender, firm: Supplier, member: User) -> dict[str, list[object]]:
    """Return a partner of the firm, what was asked of it, and who stands in for the author of the call."""
    partner = partnered(firm, member)
    facts = {"round": call.round, "part": "member", "asked_at": moment("2027-02-01"), "asked_by": member}
    consent, lent = Consent.objects.create(partner=partner, **facts), _lent(call, member)
    return {"partner": [partner.pk], "consent": [consent.pk], "stands_in": [lent.pk]}


def _lent(call: Tender, deputy: User) -> StandIn:
    days = {"begins_at": moment("2027-02-01"), "ends_at": moment("2027-03-01"), "named_at": moment("2027-02-01")}
    return StandIn.objects.create(buyer=call.buyer, role="approver", person=call.author, deputy=deputy, **days)


def _by_invitation(call: Tender, firm: Supplier) -> str:
    """Return the reference of a call whose invitations are sent: to the foreign firm, and to nobody here."""
    facts = {"by_invitation": True, "ground": "low-value", "procedure": "neg-wo-call", "reference": "F-0002"}
    sent = TenderFactory(buyer=call.buyer, ocid="ocds-foreign-2", published_at=moment("2027-02-02"), **facts)
    InvitedFirm.objects.create(tender=sent, supplier=firm, reason="Works here.", invited_at=moment("2027-02-02"))
    place(sent, "published")
    return sent.reference


def _kept(buyer: Buyer, officer: User) -> dict[str, list[object]]:
    """Return what the office keeps, and what a third one announced: who announces has a public page."""
    words = {"language": "fr", "subject": "payment", "title": "Foreign", "text": "Foreign."}
    clause = write_clause(buyer, **words, by=officer, now=moment("2027-02-01"))
    return {"intake": [_taken_in(buyer, officer).pk], "clause": [clause.pk], "announcement": [_announced()]}


def _announced() -> str:
    buyer = BuyerFactory(name="Third Authority")
    facts = AnnouncementFacts("Foreign", "", "fr", "works", "45000000", "", None, 2027, 4)
    return announce(buyer, facts, by=employ(buyer, Role.OFFICER), now=moment("2027-02-01")).reference


def _taken_up(firm: Supplier, buyer: Buyer, member: User, officer: User) -> Application:
    file = ask_for_check(firm, buyer, by=member, now=moment("2027-02-01")).application
    take_up(file, by=officer, now=moment("2027-02-01"))
    return file


def _taken_in(buyer: Buyer, officer: User) -> Intake:
    told = Facts("Foreign Baker", "BE", "0403019261", "Rue 1", "", "fr")
    return take_in(buyer, told, channel="desk", attention="N", scan=None, by=officer, now=moment("2027-02-01"))


def person_called(name: str, personas: Personas) -> User:
    return getattr(personas, name)


def foreign_addresses(foreign: Mapping[str, list[object]]) -> list[str]:
    """Return the addresses that name something foreign, in one language."""
    marks = [
        *map(str, foreign["reference"]),
        str(foreign["number"][0]),
        "2222-2222",
        f"/firm/{foreign['firm'][0]}/",
        str(foreign["slug"][0]),
        f"/groups/{foreign['consent'][0]}/",
        f"/help/{foreign['needed'][0]}/",
        f"/files/{foreign['application'][0]}/",
        f"/registrations/{foreign['intake'][0]}/",
        f"/announcements/{foreign['announcement'][0]}/",
        f"/clauses/{foreign['clause'][0]}/",
        f"/deputies/{foreign['stands_in'][0]}/",
        f"/office/proofs/{foreign['given'][0]}/",
    ]
    return [
        path
        for path in visitable(foreign)
        if any(mark in path for mark in marks) and "verify" not in path and path.startswith(("/fr/", "/en/", ADMIN))
    ]


def is_absent(path: str, answer: HttpResponse) -> bool:
    """Tell whether the answer knows nothing of the thing; the admin asks strangers to sign in as somebody else."""
    if path.startswith(ADMIN) and answer.status_code == 302:
        return answer.headers["Location"].startswith(SENT_ON)
    return answer.status_code in {NOT_THERE, WRONG_METHOD}


def paths_of(foreign: Mapping[str, list[object]]) -> list[str]:
    found = foreign_addresses(foreign)
    assert len(found) > 30, "the addresses are not walked any more"
    assert any(path.startswith(ADMIN) for path in found)
    return found


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_foreign_is_there_for_anybody(name: str, method: str, personas: Personas, foreign) -> None:
    client = Client()
    client.force_login(person_called(name, personas), backend="django.contrib.auth.backends.ModelBackend")
    answers = {path: getattr(client, method)(path) for path in paths_of(foreign)}
    assert {path: answer.status_code for path, answer in answers.items() if not is_absent(path, answer)} == {}


def test_without_signing_in_one_is_asked_to_or_finds_nothing(personas: Personas, foreign) -> None:
    client = Client()
    for path in paths_of(foreign):
        answer = client.get(path)
        asked = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
        assert asked or is_absent(path, answer), (path, answer.status_code)


def test_the_foreign_things_are_there_for_their_own(personas: Personas, foreign) -> None:
    """The matrix would pass with addresses that nobody can reach: for the other authority's people they exist."""
    call = Tender.objects.get(reference="F-0001")
    insiders = [personas.other_officer, employ(call.buyer, Role.APPROVER), employ(call.buyer, Role.SIGNATORY)]
    answered = set()
    for person in insiders:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        for path in foreign_addresses(foreign):
            if client.get(path).status_code != NOT_THERE:
                answered.add(path)
    assert len([path for path in answered if "F-0001" in path]) > 5


def test_nobody_is_an_anonymous_reader_of_a_foreign_draft(personas: Personas, foreign) -> None:
    assert AnonymousUser().is_anonymous
    for reference in foreign["reference"]:
        assert Client().get(f"/fr/calls/{reference}/").status_code == NOT_THERE
