"""What the firms of the demonstration have told beside their bids: a profile, proofs, a check, a saved search."""

from datetime import datetime, timedelta

from suppliers.access import proofs_of
from suppliers.filing.actions import ask_for_check
from suppliers.models import Application
from suppliers.onboarding.actions import describe_firm
from suppliers.vault.actions import add_proof
from suppliers.vault.giving import give_proof
from suppliers.vault.said import Said
from suppliers.vault.standing import today_of
from suppliers.vetting.actions import take_up, verify
from tenders.following.actions import follow_as
from tenders.models import Pace
from tenders.rehearsal.cast import Bidder, Cast
from tenders.wanted import Wanted

A_DAY = timedelta(days=1)
SELLS = ["45", "71", "77", "90"]
# Kind, name, issuer, and in how many days it expires. The first firm writes French.
PROOFS = [
    ("insurance", "Assurance de responsabilité civile", "Assurances Modèle", 20),
    ("tax", "Attestation fiscale", "Administration des impôts (démonstration)", 150),
    ("reference", "Entretien de trois parcs", "Ville de Modèle", None),
]
STATEMENT = "Pièce inventée pour la démonstration."


def furnish(cast: Cast, bidders: list[Bidder], *, now: datetime) -> None:
    """Let one firm have what a firm may keep here, checked by the authority; let another wait for its check. Once."""
    first, second = bidders[:2]
    if Application.objects.filter(supplier=first.supplier, buyer=cast.buyer).exists():
        return
    if not proofs_of(first.supplier).exists():
        _describe(first, cast, now=now - 12 * A_DAY)
        follow_as(Wanted(cpv=SELLS[0]), by=first.owner, now=now - 12 * A_DAY, pace=Pace.WEEKLY)
        _keep_proofs(first, now=now - 11 * A_DAY)
    asked = ask_for_check(first.supplier, cast.buyer, by=first.owner, now=now - 10 * A_DAY).application
    give_proof(proofs_of(first.supplier)[0], asked, by=first.owner, now=now - 10 * A_DAY)
    take_up(asked, by=cast.officer, now=now - 9 * A_DAY)
    verify(asked, by=cast.officer, now=now - 8 * A_DAY)
    ask_for_check(second.supplier, cast.buyer, by=second.owner, now=now - A_DAY)


def _describe(bidder: Bidder, cast: Cast, *, now: datetime) -> None:
    firm = bidder.supplier
    languages, by = [firm.language], bidder.owner
    describe_firm(firm, size=firm.size, nuts=cast.buyer.nuts, languages=languages, interests=SELLS, by=by, now=now)


def _keep_proofs(bidder: Bidder, *, now: datetime) -> None:
    """Count the days from when the demonstration is loaded: one proof is always about to expire."""
    today = today_of(now + 11 * A_DAY)
    for kind, title, issuer, days in PROOFS:
        ends = today + timedelta(days=days) if days else None
        said = Said(issuer=issuer, statement=STATEMENT, expires_on=ends)
        add_proof(bidder.supplier, kind=kind, title=title, said=said, upload=None, by=bidder.owner, now=now)
