"""Everybody concerned is told at the same moment: what was decided, or that the call is cancelled."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence, perform
from procurement.lot_numbers import lot_numbers
from suppliers.models import Supplier
from tenders import access
from tenders.decisions import emails, standstill
from tenders.decisions.contents import rules_in_words
from tenders.decisions.documents import make_letter
from tenders.decisions.parts import require, take_back_places
from tenders.decisions.queries import bids_by_firm, standstill_after
from tenders.following.telling import tell_followers
from tenders.lifecycle.bid import BidState, LotBidState
from tenders.lifecycle.decision import DecisionState
from tenders.lifecycle.lot import ENDED, LotState
from tenders.models import Decision, Letter, Lot, News, Notification, Tender
from tenders.models.owed import is_specific

LOT_MOVES = {"award": "start_standstill", "no_award": "end_without_award", "cancellation": "cancel"}


@transaction.atomic
def notify(tender: Tender, *, decisions: Sequence[Decision], by: User, now: datetime) -> Notification:
    """Tell every firm concerned what was decided about its lots: one letter each, all at this moment.

    Computes each lot's standstill, moves lots and bids, and queues letters and mails (which say no more than that a
    decision is there).

    Raises:
        Refused: with a sentence for everything that a recipient is still owed.
    """
    tender = Tender.objects.select_for_update().get(pk=tender.pk)
    require(tender, Role.OFFICER, by)
    if sentences := _against(tender, decisions, now):
        raise Refused(*sentences)
    lots = [decision.lot for decision in decisions]
    waits = {decision.lot.identifier: standstill_after(decision, now) for decision in decisions if _awards(decision)}
    kept = {identifier: standstill.as_json(wait) for identifier, wait in waits.items() if wait}
    notification = _open(tender, lots, by=by, now=now, standstills=kept)
    notification.decisions.set(decisions)
    for decision in decisions:
        perform(decision, "notify", by=by, now=now)
        _give_places(decision, by=by, now=now)
        wait = waits.get(decision.lot.identifier)
        dates = {"standstill_ends": wait.ends, "earliest_signature": wait.earliest_signature} if wait else {}
        Lot.objects.filter(pk=decision.lot_id).update(**{"standstill_ends": None, "earliest_signature": None, **dates})
        perform(decision.lot, LOT_MOVES[decision.outcome], by=by, now=now)
    _write_letters(notification, bids_by_firm(lots, in_all_rounds=False))
    facts = {"lots": [lot.identifier for lot in lots], "standstills": kept, "rules": notification.rule_pack}
    record("notification.send", notification, by=by, now=now, payload=facts)
    tell_followers(tender, News.RESULT, now=now)
    return notification


def _against(tender: Tender, decisions: Sequence[Decision], now: datetime) -> list[Sentence]:
    """Return what keeps these decisions from being notified, each sentence once."""
    if not decisions:
        return [_("Choose at least one signed decision.")]
    if any(decision.lot.tender_id != tender.pk for decision in decisions):
        return [_("All decisions of one notification belong to one call.")]
    for decision in decisions:
        decision.refresh_from_db()
    unsigned = [decision.lot.identifier for decision in decisions if decision.state != DecisionState.SIGNED]
    if unsigned:
        return [_("No signed decision waits to be notified for lot %(lot)s.") % {"lot": lot_numbers(unsigned)}]
    owed = {str(sentence): sentence for decision in decisions for sentence in decision.owed(now)}
    return list(owed.values())


def _awards(decision: Decision) -> bool:
    return decision.outcome == Decision.Outcome.AWARD


def _give_places(decision: Decision, *, by: User, now: datetime) -> None:
    """Select the winners' bids and pass over the other ranked ones."""
    winners = set(decision.winners.values_list("pk", flat=True))
    for bid in decision.lot.bids().filter(state=LotBidState.RANKED):
        perform(bid, "select" if bid.pk in winners else "pass_over", by=by, now=now)


@transaction.atomic
def cancel_call(tender: Tender, *, reason: str, by: User, now: datetime) -> Notification | None:
    """Cancel a whole call. Who has an opened bid gets a letter; whose bid is still sealed, a mail.

    Before the opening nothing is stored or returned that shows whether there are bids. Decisions that were in force are
    superseded by this deed of the signatory.

    Raises:
        Refused: not the signatory, no reason in a sentence, or a lot is awarded already.
    """
    tender_now = Tender.objects.select_for_update().get(pk=tender.pk)
    require(tender_now, Role.SIGNATORY, by)
    if not is_specific(reason):
        raise Refused(_("Give the reason in a sentence: it is published, and every bidder reads it."))
    if sentences := against_cancelling(tender_now):
        raise Refused(*sentences)
    lots = list(tender_now.lots.exclude(state__in=ENDED))
    firms, sealed = bids_by_firm(lots, in_all_rounds=True), _with_sealed_bids(tender_now)
    perform(tender, "cancel", by=by, now=now, reason=reason)
    for lot in lots:
        _cancel_lot(lot, by=by, now=now)
    for supplier in sealed - firms.keys():
        emails.call_is_cancelled(supplier, tender, reason=reason, now=now)
    tell_followers(tender, News.CANCELLED, now=now)
    if not firms:
        return None
    notification = _open(tender, lots, by=by, now=now, reason=reason)
    _write_letters(notification, firms)
    record("notification.send", notification, by=by, now=now, payload={"rules": notification.rule_pack})
    return notification


def against_cancelling(tender: Tender) -> list[Sentence]:
    """Return what keeps the call as a whole from being cancelled, whatever the reason."""
    bound = tender.lots.filter(state__in=[LotState.AWARDED, LotState.CONTRACTED])
    lots = lot_numbers(bound.values_list("identifier", flat=True))
    return [_("Lot %(lot)s is awarded: cancel the others one by one.") % {"lot": lots}] if lots else []


def _with_sealed_bids(tender: Tender) -> set[Supplier]:
    running = tender.rounds.filter(number=tender.round_number).first()
    bids = access.bids_in_force(running).filter(state=BidState.SUBMITTED) if running else []
    return {bid.supplier for bid in bids}


def _cancel_lot(lot: Lot, *, by: User, now: datetime) -> None:
    if decision := lot.decision_in_force():
        perform(decision, "supersede", by=by, now=now)
        take_back_places(lot, by=by, now=now)
    perform(lot, "cancel", by=by, now=now)


def _open(tender: Tender, lots: Iterable[Lot], *, by: User, now: datetime, **facts: Any) -> Notification:
    rules = rules_in_words(tender.rules(now))
    notification = Notification.objects.create(tender=tender, sent_at=now, sent_by=by, rule_pack=rules, **facts)
    notification.lots.set(lots)
    return notification


def _write_letters(notification: Notification, firms: Iterable[Supplier]) -> None:
    """Queue one letter for each firm, then the mail that says so."""
    letters = [
        Letter.objects.create(notification=notification, supplier=firm, language=firm.language) for firm in firms
    ]
    for letter in letters:
        make_letter.enqueue(letter.pk)
    for letter in letters:
        emails.decision_is_there(letter, now=notification.sent_at)
