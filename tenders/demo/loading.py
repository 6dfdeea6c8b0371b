"""Load the demonstration: idempotent, a call that is there stays as it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress

from procurement import clock
from procurement.accounts.models import Buyer, Post, User
from procurement.accounts.roles import Role
from tenders.calls.importing import import_notice
from tenders.calls.scales import usual_levels
from tenders.demo.firms import furnish
from tenders.demo.script import ZONES, DemoCall, demo_calls, demo_templates, read_script
from tenders.demo.templates import keep_templates
from tenders.help.actions import answer_help, ask_for_help
from tenders.help.queries import helped_by
from tenders.models import AwardCriterion, HelpRequest, Tender
from tenders.models.levels import kept
from tenders.rehearsal.cast import Bidder, Cast, hire, invite_firms
from tenders.rehearsal.hands import Hands
from tenders.rehearsal.life import Life

MARK = "Demo"
PASSWORD = "only-for-the-demo"  # noqa: S105  printed at every start, and of no use anywhere else
FIRMS = 4
# The first firm writes French, the second Dutch.
HELP = {
    "answered": "Notre signataire est absent. Qui d’autre peut déposer l’offre pour notre entreprise ?",
    "answer": "Le titulaire du compte de votre entreprise peut donner ce rôle à quelqu’un, sous « Mon entreprise ».",
    "waits": "Ons bestand van 60 MB wordt niet aangenomen. Wat kunnen wij doen?",
}
A_MINUTE = timedelta(minutes=1)


def load_demo(now: datetime, tell: Callable[[str], None]) -> int:
    """Load what is missing; `tell` is called with each call's title. Returns how many calls were made."""
    script = read_script()
    missing = [call for call in demo_calls(script, now.date()) if not _is_loaded(call)]
    buyers = {row["key"]: _buyer(row) for row in script["buyers"]} if missing else {}
    casts = {key: _cast(buyer, now) for key, buyer in buyers.items()}
    for call in missing:
        tell(call.notice.title or call.key)
        bidders = _bidders(call, buyers[call.buyer].country)
        _live(call, casts[call.buyer], bidders, now=now)
    for cast in casts.values():
        _let_firms_ask(cast, now)
        keep_templates(cast, demo_templates(script), now=now)
        furnish(cast, invite_firms(FIRMS, mark=MARK, country=cast.buyer.country), now=now)
    _let_everybody_in()
    return len(missing)


def _is_loaded(call: DemoCall) -> bool:
    return Tender.objects.filter(notice_identity=call.notice.identity).exists()


def _buyer(row: dict[str, Any]) -> Buyer:
    facts = {field: row[field] for field in ("name", "country", "nuts", "language", "address")}
    facts |= {"slug": row["key"], "email": f"info@{row['key']}.example", "time_zone": ZONES[row["country"]]}
    return Buyer.objects.get_or_create(identifier=f"DEMO-{row['key']}", defaults=facts)[0]


def _bidders(call: DemoCall, country: str) -> list[Bidder]:
    """Return the firms that bid: the first with one more firm where a group bids."""
    first, *others, member = invite_firms(FIRMS + 1, mark=MARK, country=country)
    return [replace(first, member=member) if call.together else first, *others]


def _cast(buyer: Buyer, now: datetime) -> Cast:
    cast = hire(buyer, mark=MARK, now=now)
    for role in (Role.AUDITOR, Role.OMBUDSPERSON, Role.EDITOR, Role.ADMINISTRATOR):
        person, _made = User.objects.get_or_create(
            email=f"demo.{role}@{buyer.slug}.example",
            defaults={"name": f"{MARK} {role.capitalize()}", "language": buyer.language},
        )
        Post.objects.get_or_create(buyer=buyer, person=person, role=role)
    return cast


def _live(call: DemoCall, cast: Cast, bidders: list[Bidder], *, now: datetime) -> None:
    """Let the call live until its state, on a clock that starts when its notice was sent and never passes now."""
    buyer = cast.buyer
    sent = datetime.combine(call.notice.sent or now.date(), time(9), tzinfo=ZoneInfo(buyer.time_zone))
    hands = Hands(min(sent, now - 30 * A_MINUTE), buyer.time_zone)
    with clock.set_to(hands):
        tender = import_notice(call.notice, buyer=buyer, by=cast.officer, now=hands()).tender
        Tender.objects.filter(pk=tender.pk).update(demo=True)
        _describe_criteria(tender, call.heading)
        tender.refresh_from_db()
        Life(tender, cast, bidders, hands, Random(call.key)).live(call.state)  # noqa: S311  dice of a play


def _let_firms_ask(cast: Cast, now: datetime) -> None:
    """Let one firm have its answer, and another wait for one."""
    first, second = invite_firms(FIRMS, mark=MARK, country=cast.buyer.country)[:2]
    if helped_by(cast.officer).exists():
        return
    answered = _asked(cast, first, HELP["answered"], now - timedelta(days=5))
    answer_help(answered, answer=HELP["answer"], by=cast.officer, now=now - timedelta(days=4))
    _asked(cast, second, HELP["waits"], now - timedelta(hours=3))


def _asked(cast: Cast, bidder: Bidder, text: str, at: datetime) -> HelpRequest:
    return ask_for_help(cast.buyer, supplier=bidder.supplier, text=text, by=bidder.owner, now=at)


def _describe_criteria(tender: Tender, heading: str) -> None:
    """Score on the usual scale, and give the parts of a criterion its name: notices tell of neither."""
    levels, quality = usual_levels(tender.language), AwardCriterion.Kind.QUALITY
    criteria = AwardCriterion.objects.filter(lot__tender=tender, kind=quality)
    criteria.update(levels=kept(levels), scale_max=levels[-1].points, heading=heading)


def _let_everybody_in() -> None:
    """Give every account of the demonstration its known password, and an address that needs no confirming."""
    for person in User.objects.filter(name__startswith=f"{MARK} ", password=""):
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
