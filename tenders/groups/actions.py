"""A consent is asked for, given or refused, and taken back as long as no bid in force rests on it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence
from suppliers.models import Partner, Supplier
from tenders.groups import emails
from tenders.groups.queries import BINDERS, consents_asked_by, firm_asked, is_in_force
from tenders.lifecycle.bid import call_takes_bids
from tenders.models import Bid, Consent, Round

A_DAY = timedelta(days=1)
MOST_A_DAY = 20


@transaction.atomic
def ask(round_: Round, partner: Partner, *, part: str, by: User, now: datetime) -> Consent:
    """Ask a partner to consent to a part in the bid. Asking again for what waits or was given changes nothing.

    Raises:
        Refused: the person does not belong to the firm that leads, the call takes no bids, the partner's number is not
            known, or too many were asked.
    """
    leader = Supplier.objects.select_for_update().get(pk=partner.supplier_id)
    if not leader.roles_of(by):
        raise Refused(_("Only the firm's own people may do this."))
    if sentence := call_takes_bids(Bid(round=round_, supplier=leader), by=by, now=now):
        raise Refused(sentence)
    if not partner.identifier:
        raise Refused(
            _("Your list does not tell this firm's number: have it sign a paper, and put that among the files.")
        )
    before = consents_asked_by(leader, round_).filter(partner=partner).first()
    if before and before.part == part and before.given is not False:
        return before
    if before and is_in_force(before):
        raise Refused(_("A bid with this firm is handed in. Withdraw it before you ask for something else."))
    if Consent.objects.filter(partner__supplier=leader, asked_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise Refused(_("You asked many firms today. Try again tomorrow."))
    facts = {"part": part, "asked_at": now, "asked_by": by}
    facts |= dict.fromkeys(("given", "answered_at", "answered_by", "firm", "bid"))
    consent, _made = Consent.objects.update_or_create(round=round_, partner=partner, defaults=facts)
    record("consent.ask", consent, by=by, now=now)
    emails.consent_asked(consent, now=now)
    return consent


@transaction.atomic
def answer(consent: Consent, *, given: bool, by: User, now: datetime) -> None:
    """Give the consent, refuse it, or take back what was given.

    Raises:
        Refused: as `reasons_against` says.
    """
    locked = Consent.objects.select_for_update().get(pk=consent.pk)
    if reasons := reasons_against(locked, given=given, by=by, now=now):
        raise Refused(*reasons)
    locked.given, locked.answered_at, locked.answered_by, locked.firm = given, now, by, firm_asked(locked)
    locked.save(update_fields=["given", "answered_at", "answered_by", "firm"])
    record("consent.give" if given else "consent.refuse", locked, by=by, now=now)
    emails.consent_answered(locked, now=now)


def reasons_against(consent: Consent, *, given: bool, by: User, now: datetime) -> list[Sentence]:
    """Return why the person can't answer so now; empty means go."""
    firm, reasons = firm_asked(consent), list[Sentence]()
    if firm is None or not set(BINDERS) & firm.roles_of(by):
        reasons.append(_("An owner or a signatory of the firm answers."))
    if is_in_force(consent) and not given:
        reasons.append(_("The bid is handed in with your consent. Only the firm that leads can withdraw it."))
    elif sentence := call_takes_bids(Bid(round=consent.round, supplier=consent.leader), by=by, now=now):
        reasons.append(sentence)
    return reasons


def hold_still(bid: Bid) -> None:
    """Lock what was asked for the bid: no consent is taken back while it is handed in."""
    list(consents_asked_by(bid.supplier, bid.round).order_by("pk").select_for_update(of=("self",)))


def tie(bid: Bid, partners: Collection[int]) -> None:
    """Note that the bid was handed in with the consents of these partners."""
    consents_asked_by(bid.supplier, bid.round).filter(partner__in=partners, given=True).update(bid=bid)
