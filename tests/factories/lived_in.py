"""A site on which something of everything happened: a call in each part of its life, very long words, long names."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from procurement.accounts.invitations import digest_of
from procurement.accounts.models import PostInvitation, User
from procurement.administration.deputies import name_deputy
from procurement.administration.inviting import invite
from procurement.availability.actions import beat, record_outage
from suppliers.intake.actions import make_code, take_in
from suppliers.models import Application
from suppliers.onboarding import taking_over
from suppliers.onboarding.actions import Facts
from suppliers.vault.facts import contest_fact
from suppliers.vault.looking import look
from tenders.bids.handing_on import ask_to_hand_on
from tenders.calls.actions import answer_comment, comment_on
from tenders.calls.announcing import AnnouncementFacts, announce, withdraw
from tenders.decisions.actions import approve_decision
from tenders.following.actions import follow_as, make_private_addresses
from tenders.groups.actions import ask
from tenders.help.actions import answer_help, ask_for_help, publish_note
from tenders.models import (
    Amendment,
    AmendmentDraft,
    Bid,
    CallTerms,
    Decision,
    Document,
    InvitedFirm,
    Letter,
    Lot,
    LotTerms,
    MemberKey,
    Paper,
    Question,
    Reader,
    Round,
    Tender,
)
from tenders.outages.actions import propose_what_is_due
from tenders.wanted import Wanted
from tests.factories.alerts import alert_of
from tests.factories.arriving import Sender, cut
from tests.factories.bids import declare, seat_panel
from tests.factories.browsing import Browser
from tests.factories.calls import TenderFactory, add_lot, divide, place
from tests.factories.declarations import declared, declared_of
from tests.factories.evidence import tried
from tests.factories.files import heard, taken_up, to_mend
from tests.factories.invited import draft_by_invitation, name_newcomer, send
from tests.factories.judged import agreed, named, scored
from tests.factories.partners import partnered, partnered_with
from tests.factories.people import SupplierFactory, UserFactory, join
from tests.factories.published import award, judged_call, notify_award, offers, publish
from tests.factories.sealed import hand_in, open_call
from tests.factories.vault import fetch, give, keep
from tests.personas import Personas, moment

NOW = moment("2027-06-30")
LONG = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbau"
NAME = f"{LONG} {'und Söhne ' * 14}GmbH".ljust(200, "x")[:200]
AUTHORITY = f"Zweckverband {LONG} {'am Rhein und ' * 14}Mosel".ljust(200, "x")[:200]
TOKEN = "an-invitation"
TITLE = f"Wartung: {LONG}"
PEOPLE = [
    "officer", "approver", "signatory", "chair", "evaluator", "auditor", "ombudsperson", "editor", "administrator",
    "contributor", "stranger",
]  # fmt: skip


def live(personas: Personas) -> dict[str, Client]:
    """Let it happen at NOW, and return everybody's browser: the owner's holds the key of a draft."""
    personas.supplier.name, personas.supplier.interests, personas.supplier.nuts = NAME, ["77"], "BE332"
    personas.supplier.save()
    personas.buyer.name = AUTHORITY
    personas.buyer.save()
    _offered(personas)
    _checked(personas)
    _given_up(personas)
    _prepared(personas)
    owner = _taking_bids(personas).client
    _invited(personas)
    _closed(personas)
    keeper = UserFactory(name="Kim Portail", is_superuser=True)
    _out_of_reach(personas, keeper)
    _judged(personas)
    _decided(personas)
    _alerted(personas)
    people = {"member": personas.committee[0], "keeper": keeper} | {name: getattr(personas, name) for name in PEOPLE}
    return {"public": Client(), "owner": owner} | {name: Browser(person).client for name, person in people.items()}


def unlinked() -> list[str]:
    """Return addresses of pages to which a button leads, or a mail, and no link."""
    draft = Bid.objects.get(state="draft").number
    alerts = [f"/fr/alerts/of/{TOKEN}/", f"/fr/follow/all/{TOKEN}/weekly/stop/"]
    bids = [f"/fr/bids/{draft}/{page}/" for page in ("submit", "hand-over")]
    return [*bids, f"/fr/office/invitations/{TOKEN}/", f"/fr/invited/{TOKEN}/", *alerts]


def _offered(personas: Personas) -> None:
    """A post offered to somebody with an account, one in a mail whose link is known, and one lent to a deputy."""
    facts = {"by": personas.administrator, "now": NOW}
    invite(personas.buyer, email=personas.stranger.email, role="editor", **facts)
    days = {"first": NOW.date(), "last": NOW.date() + timedelta(days=9)}
    name_deputy(personas.approver.posts.get(), personas.signatory, **days, by=personas.approver, now=NOW)
    told = invite(personas.buyer, email=f"{LONG}@example.org".lower(), role="officer", **facts)
    PostInvitation.objects.filter(pk=told.pk).update(token_sha256=digest_of(TOKEN))


def _checked(personas: Personas) -> None:
    """A file that waits too long, one that is to be mended, and a check that may be suspended."""
    others = [replace(personas, supplier=firm, owner=join(firm)) for firm in SupplierFactory.create_batch(2, name=NAME)]
    taken_up(others[0], now=moment("2027-06-01"))
    heard(others[1], now=moment("2027-06-28"))
    to_mend(personas, address=f"{LONG}. " * 10, size=LONG, now=moment("2027-06-01"))
    taken = take_in(
        personas.buyer,
        Facts(NAME, "BE", "0403019261", f"{LONG} 1", "", "de"),
        channel="paper",
        attention=LONG,
        scan=SimpleUploadedFile("form.txt", b"Signed"),
        by=personas.officer,
        now=NOW,
    )
    make_code(taken, by=personas.officer, now=NOW)
    elsewhere = replace(personas, buyer=personas.other_buyer, officer=personas.other_officer)
    heard(elsewhere, now=moment("2027-06-28"))


def _given_up(personas: Personas) -> None:
    """A firm whose owner seems to be gone: one request to be checked, one of which the owner was told."""
    asking = {"buyer": personas.buyer, "reason": f"{LONG}. " * 20, "now": NOW}
    taking_over.ask(personas.supplier, by=personas.stranger, **asking)
    asked = taking_over.ask(personas.supplier, by=personas.contributor, **asking)
    taking_over.announce(asked, finding=LONG, by=personas.administrator, now=NOW)


def _prepared(personas: Personas) -> None:
    """A draft with everything to mend, and a call that waits for approval."""
    facts = AnnouncementFacts(LONG, f"{LONG} " * 20, "de", "works", "45000000", "BE352", Decimal(10**9), 2027, 4)
    for name in (LONG, NAME):
        told = announce(personas.buyer, replace(facts, title=name), by=personas.officer, now=NOW)
    withdraw(told, reason=f"{LONG}. " * 10, by=personas.officer, now=NOW)
    draft = TenderFactory(buyer=personas.buyer, author=personas.officer, title=LONG, description=f"{LONG} " * 40)
    add_lot(draft, title=LONG).criteria.update(weight=10)
    Tender.objects.filter(pk=draft.pk).update(unmapped=[LONG])
    _document(draft)
    place(read := TenderFactory(buyer=personas.buyer, author=personas.officer, title=TITLE), "in_review")
    remarked = comment_on(read, about="title", text=f"{LONG}. " * 10, by=personas.approver, now=NOW)
    answer_comment(remarked, answer=LONG, is_done=False, by=personas.officer, now=NOW)
    soon = {"publish_at": NOW + timedelta(days=2)}
    place(TenderFactory(buyer=personas.buyer, author=personas.officer, title=TITLE, **soon), "approved")


def _handed_on(call: Tender, personas: Personas) -> None:
    """A member of the committee is to be replaced, and those who stay are asked for their pieces of the key."""
    staying = personas.committee[:2]
    MemberKey.objects.filter(person__in=staying).update(drilled_at=NOW)
    ask_to_hand_on(call, givers=staying, members=staying, reason=f"{LONG}. " * 10, by=personas.officer, now=NOW)


def _taking_bids(personas: Personas) -> Browser:
    """A published call with documents, questions, a bid in force and a draft."""
    call = _due(publish(open_call(personas, lots=2, title=TITLE, author=personas.officer)), "2027-08-15")
    _document(call)
    CallTerms.objects.create(tender=call, validity_days=120, languages=["fr"], contact_service=LONG, review_period=LONG)
    for lot in call.lots.all():
        samples = {"samples": f"{LONG}. " * 3, "samples_place": LONG, "samples_until": NOW.date()}
        LotTerms.objects.create(lot=lot, length=24, renewals=2, renewal=f"{LONG}. " * 10, options=LONG, **samples)
    asked = {"tender": call, "supplier": personas.supplier, "text": f"{LONG}?", "asked_at": moment("2027-06-01")}
    told = {"answer": LONG, "answered_at": moment("2027-06-02"), "answered_by": personas.officer}
    Question.objects.create(**asked)
    Question.objects.create(**asked, **told)
    _handed_on(call, personas)
    _helped(call, personas)
    _changed(call, personas)
    _declared(personas)
    _proven(personas)
    hand_in(call, personas.supplier, personas.owner)
    hand_in(call, personas.supplier, personas.owner, practises=True)
    browser = Browser(personas.owner)
    browser.client.post(f"/fr/bids/practise/{call.reference}/")
    _grouped(call, personas, browser)
    return browser


def _grouped(call: Tender, personas: Personas, browser: Browser) -> None:
    """A draft with a file on its way and a partner that did not answer; and what another firm asks of the owner's."""
    other = {"firm": personas.other_supplier, "by": personas.other_owner}
    ask(call.round, partnered_with(personas.supplier, **other), part="member", by=personas.other_owner, now=NOW)
    partner = partnered(personas.supplier, personas.owner, NAME)
    browser.write(bid := browser.start(call), **{"mate-more-partner": partner.pk, "mate-more-share": LONG})
    kept = {f"mate-{partner.pk}-part": "member", f"mate-{partner.pk}-share": LONG}
    browser.write(bid, ask=str(partner.pk), **kept)
    coming = Sender(browser, bid, name=f"{LONG}.txt")
    assert coming.begin().status_code == coming.part(*next(cut())).status_code == 200


def _changed(call: Tender, personas: Personas) -> None:
    """A visit with what was said, a change that bids must be confirmed after, another that is prepared."""
    about = {"place": LONG, "minutes": f"{LONG}. " * 20, "attendance": NAME, "recorded_by": personas.officer}
    call.meetings.create(kind="visit", starts_at=moment("2027-06-05"), changed_at=moment("2027-06-06"), **about)
    rows = [{"field": "title", "what": LONG, "old": f"{LONG} " * 20, "new": LONG}]
    facts = {"tender": call, "made_at": NOW, "made_by": personas.officer, "reason": f"{LONG}. " * 10, "changes": rows}
    Amendment.objects.create(**facts, asks_to_confirm=True)
    AmendmentDraft.objects.create(tender=call, changes=rows, begun_at=NOW, begun_by=personas.officer)


def _declared(personas: Personas) -> None:
    """A declaration with a ground that applies, and one of a member of the group that is not signed."""
    told = {"answer": True, "facts": f"{LONG}. " * 20, "measures": f"{LONG}. " * 20, "who": NAME}
    declared(personas.supplier, personas.owner, corruption=told, service_perform={"rows": [{"work": LONG}]})
    declared_of(NAME, personas.supplier, personas.owner, about="member", signed=False)
    partnered(personas.supplier, personas.owner, NAME, email=f"{LONG}@example.org".lower())


def _helped(call: Tender, personas: Personas) -> None:
    """Help that was asked and given, that waits too long, and a note of the ombudsperson."""
    asking = {"supplier": personas.supplier, "by": personas.owner, "text": f"{LONG}. " * 20}
    given = ask_for_help(call.buyer, tender=call, now=moment("2027-06-01"), **asking)
    answer_help(given, answer=f"{LONG}. ", by=personas.officer, now=moment("2027-06-02"))
    ask_for_help(call.buyer, now=moment("2027-06-10"), **asking)
    publish_note(call, text=f"{LONG}. ", by=personas.ombudsperson, now=moment("2027-06-12"))


def _alerted(personas: Personas) -> None:
    """What the owner follows and looks for, with private addresses; what an address follows, whose link is known."""
    call = Tender.objects.filter(state="published").first()
    for wanted in (Wanted(q=LONG, region="BE352", least=1000, days=14), Wanted(), call):
        alert = follow_as(wanted, by=personas.owner, now=NOW, pace="daily")
    make_private_addresses(alert.reader)
    alert_of(call, email=f"{LONG}@example.org".lower(), pace="weekly")
    alert_of(Wanted(q=LONG), email=f"{LONG}@example.org".lower(), pace="weekly")
    Reader.objects.filter(person=None).update(token=TOKEN)


def _proven(personas: Personas) -> None:
    """A vault with a proof that expired, one that soon will, one that was given and looked at, and a fact contested."""
    about = {"now": moment("2027-06-01"), "name": f"{LONG}.txt"}
    for days in (-3, 20, 400):
        title = f"{LONG} {days}"
        proof = keep(personas.supplier, personas.owner, title=title, expires=NOW.date() + timedelta(days=days), **about)
    application = Application.objects.get(supplier=personas.supplier, buyer=personas.buyer)
    given = give(proof, application, personas.owner)
    look(given, proof.versions.get(), by=personas.officer, now=moment("2027-06-02"))
    fact = fetch(application, personas.officer, f"{LONG}. " * 20, now=moment("2027-06-03"))
    contest_fact(fact, text=f"{LONG}. " * 20, by=personas.owner, now=moment("2027-06-04"))


def _invited(personas: Personas) -> None:
    """A call by invitation that is written, and one that is sent: to the owner's firm, another, and an address."""
    firms = (personas.supplier, personas.other_supplier)
    few = {"title": LONG, "few_invited": f"{LONG}. " * 10, "author": personas.officer}
    named = draft_by_invitation(personas, *firms, **few)
    Tender.objects.filter(pk=named.pk).update(value=10**9)
    sent = draft_by_invitation(personas, *firms, title=TITLE, author=personas.officer)
    name_newcomer(sent, personas, f"{LONG}@example.org".lower())
    _due(send(sent, personas), "2027-08-15")
    InvitedFirm.objects.filter(tender=sent, supplier=None).update(token_sha256=digest_of(TOKEN))


def _closed(personas: Personas) -> None:
    """A call whose committee can unlock, with a bid under seal."""
    call = _due(publish(open_call(personas, title=TITLE, author=personas.officer)), "2027-08-15")
    hand_in(call, personas.supplier, personas.owner)
    place(_due(call, "2027-06-29"), "closed")


def _out_of_reach(personas: Personas, keeper: User) -> None:
    """A call that was due in an outage, which asks its officers for more time; one that gave it."""
    facts = {"title": TITLE, "author": personas.officer}
    calls = [_due(publish(open_call(personas, **facts)), "2027-06-27") for _twice in range(2)]
    days = {"began_at": moment("2027-06-27", 1), "ended_at": moment("2027-06-27", 23)}
    beat(now=moment("2027-06-01"))
    record_outage(**days, reason=f"{LONG}. " * 10, by=keeper, now=NOW)
    propose_what_is_due(now=NOW)
    told = {"made_at": NOW, "made_by": personas.officer, "reason": LONG, "changes": []}
    given = Amendment.objects.create(tender=calls[0], **told)
    answer = {"answered_at": NOW, "answered_by": personas.officer, "amendment": given}
    calls[0].proposed_extensions.update(**answer)


def _judged(personas: Personas) -> None:
    """A call in each state of the evaluation, with bids that got as far."""
    for state in ("admissibility", "evaluation", "consensus"):
        call = publish(TenderFactory(buyer=personas.buyer, author=personas.officer, title=TITLE), state=state)
        call.pauses.create(kind="review", legal_basis=LONG, starts_at=moment("2027-06-28"))
        lot = call.lots.get()
        if state == "evaluation":
            divide(lot)
        panel = seat_panel(lot, personas)
        declare(lot, personas.officer, personas.signatory, personas.approver)
        bids = [named(lot, name, state="opened" if state == "admissibility" else "admitted") for name in (NAME, "Nord")]
        if state != "admissibility":
            scored(bids[0], *panel)
        if state == "consensus":
            scored(bids[1], panel[0])
            agreed(bids[0], personas.chair)


def _decided(personas: Personas) -> None:
    """A decision that waits for its signature, one that everybody was told of, with a letter, and one signed."""
    waiting = judged_call(personas, lots=3, title=TITLE)
    drafted, approved, awarded = waiting.lots.all()
    _award_to_long_name(personas, drafted)
    approve_decision(_award_to_long_name(personas, approved), by=personas.approver, now=NOW)
    award(personas, awarded)
    place(awarded, "awarded")
    told = judged_call(personas, lots=2, title=TITLE)
    notify_award(personas, told.lots.first())
    tried(told, now=NOW)
    award(personas, told.lots.last())
    letter = Letter.objects.first()
    facts = {"tender": told, "kind": "letter", "language": "fr", "sha256": "0" * 64, "made_at": NOW}
    letter.paper = Paper(code="LETT-0001", supplier=letter.supplier, **facts)
    letter.paper.file.save("x.pdf", ContentFile(b"%PDF"))
    letter.save()


def _award_to_long_name(personas: Personas, lot: Lot) -> Decision:
    best = offers(lot)[0]
    best.supplier.name = NAME
    best.supplier.save()
    reasons = {"grounds": f"{LONG} " * 20, "advantages": f"It names every site. {LONG}."}
    draft = Decision.objects.create(lot=lot, outcome="award", author=personas.officer, drafted_at=NOW, **reasons)
    draft.winners.set([best])
    return draft


def _due(call: Tender, day: str) -> Tender:
    at = moment(day)
    Round.objects.filter(tender=call).update(deadline_date=at.date(), deadline_at=at)
    call.refresh_from_db()
    return call


def _document(call: Tender) -> None:
    facts = {"language": "fr", "sha256": "0" * 64, "size": 2048, "added_at": moment("2027-01-20")}
    document = Document(tender=call, title=LONG, **facts)
    document.file.save("x.pdf", ContentFile(b"%PDF"), save=False)
    document.save()
