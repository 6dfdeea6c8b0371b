"""What a firm tells once and uses for every bid: its self-declaration, its vault, the checks by authorities."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.dates import date_format
from suppliers.declarations.gaps import gaps_in
from suppliers.declarations.queries import own_declaration
from suppliers.lifecycle import ApplicationState
from suppliers.models import WAITING, Application, CredentialVersion, Supplier
from suppliers.vault.queries import newest_of
from suppliers.vault.standing import SOON, rows_of, today_of
from suppliers.vetting.queries import files_of
from tenders.readiness.points import Point

NAMED = 5  # proofs named on the page; the vault lists them all


def kept_by(firm: Supplier, now: datetime) -> Sequence[Point]:
    """Return how each stands, in words, with what it allows. None of them is needed to begin a bid."""
    return [_declaration(firm), _vault(firm, now), _checks(firm, now)]


def _declaration(firm: Supplier) -> Point:
    own = own_declaration(firm)
    allows = _("Most calls ask for it. It goes with every bid, and is not typed again.")
    url = reverse("declarations:list", args=[firm.pk])
    if own is None:
        told = _("Not begun. It takes about ten minutes.")
    elif own.signed_at:
        told = _("Signed on %(day)s.") % {"day": date_format(own.signed_at)}
    elif gaps := len(gaps_in(own)):
        told = ngettext("%(n)s answer is missing.", "%(n)s answers are missing.", gaps) % {"n": gaps}
    else:
        told = _("Complete, but not signed.")
    signed = own is not None and own.signed_at is not None
    return Point(_("Your self-declaration"), there=signed, needed=False, allows=allows, url=url, told=told)


def _vault(firm: Supplier, now: datetime) -> Point:
    """Name the proofs that have expired or will soon: those come first. A fact fetched by others proves nothing."""
    proofs = list(newest_of(firm).exclude(source=CredentialVersion.Source.FETCHED))
    last = today_of(now) + SOON
    ending = [proof for proof in proofs if proof.expires_on and proof.expires_on <= last]
    allows = _("A proof that is valid goes into a bid by one click. You are reminded before one expires.")
    if not proofs:
        told = _("Nothing is kept yet.")
    elif ending:
        rows = rows_of(ending[:NAMED], now)
        named = "; ".join(f"{row.version.credential}: {row.standing.words}" for row in rows)
        told = _("Renew first: %(proofs)s.") % {"proofs": named}
    else:
        told = ngettext("%(n)s proof, valid.", "%(n)s proofs, all valid.", len(proofs)) % {"n": len(proofs)}
    url = reverse("vault:vault", args=[firm.pk])
    fine = bool(proofs) and not ending
    return Point(_("Your proofs"), there=fine, needed=False, allows=allows, url=url, told=told)


def _checks(firm: Supplier, now: datetime) -> Point:
    files = list(files_of(firm))
    valid = [file for file in files if file.state == ApplicationState.VERIFIED and not file.is_over(now)]
    waiting = [file for file in files if file.state in WAITING]
    if valid:
        told = _("In order, says %(buyers)s.") % {"buyers": _named(valid)}
    elif waiting:
        told = _("Under way at %(buyers)s.") % {"buyers": _named(waiting)}
    elif any(file.state == ApplicationState.CHANGES_REQUESTED for file in files):
        told = _("An authority asks you to mend something.")
    else:
        told = _("None is valid at this moment.")
    allows = _("If you win, less is left to prove. A check never holds up a bid.")
    url = reverse("vetting:checks", args=[firm.pk])
    return Point(_("A check by an authority"), there=bool(valid), needed=False, allows=allows, url=url, told=told)


def _named(files: Sequence[Application]) -> str:
    return ", ".join(dict.fromkeys(str(file.buyer) for file in files))
