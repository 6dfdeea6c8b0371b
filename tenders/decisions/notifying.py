"""Everybody concerned is told at the same moment: what was decided, or that the call is cancelled."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused, Sentence, perform, perform_all
from procurement.lot_numbers import lot_numbers
from suppliers.models import Supplier
from tenders import access
from tenders.decisions import emails, standstill
from tenders.decisions.contents import rules_in_words
from tenders.decisions.documents import make_letter
from tenders.decisions.parts import require, take_back_places
from tenders.decisions.queries import bids_by_firm, standstill_after
from tenders.evaluation.facts import Standstill
from tenders.following.telling import tell_followers
from tenders.lifecycle.bid import BidState, LotBidState
from tenders.lifecycle.decision import DecisionState
from tenders.lifecycle.lot import ENDED, LotState
from tenders.models import Decision, Letter, Lot, News, Notification, Tender
from tenders.models.lot import read_together
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
    decisions = _read(decisions, by=by)
    if sentences := _against(tender, decisions, now):
        raise Refused(*sentences)
    lots = [decision.lot for decision in decisions]
    waits = {decision.lot: standstill_after(decision, now) for decision in decisions if _awards(decision)}
    kept = {lot.identifier: standstill.as_json(wait) for lot, wait in waits.items() if wait}
    notification = _open(tender, lots, by=by, now=now, standstills=kept)
    notification.decisions.set(decisions)
    perform_all(decisions, "notify", by=by, now=now)
    _give_places(decisions, by=by, now=now)
    _keep_dates(lots, waits)
    for outcome, move in LOT_MOVES.items():
        perform_all([one.lot for one in decisions if one.outcome == outcome], move, by=by, now=now)
    _write_letters(notification, bids_by_firm(lots, in_all_rounds=False))
    facts = {"lots": [lot.identifier for lot in lots], "standstills": kept, "rules": notification.rule_pack}
    record("notification.send", notification, by=by, now=now, payload=facts)
    tell_followers(tender, News.RESULT, now=now)
    return notification


def _read(decisions: Sequence[Decision], *, by: User) -> list[Decision]:
    """Return the rows of these decisions as they are now, in the order given, with all that is asked of their lots."""
    rows = Decision.objects.in_bulk([decision.pk for decision in decisions])
    if rows:
        Decision.acquaint(list(rows.values()), by=by)
    return [rows[decision.pk] for decision in decisions]


def _against(tender: Tender, decisions: Sequence[Decision], now: datetime) -> list[Sentence]:
    """Return what keeps these decisions from being notified, each sentence once."""
    if not decisions:
        return [_("Choose at least one signed decision.")]
    if any(decision.lot.tender_id != tender.pk for decision in decisions):
        return [_("All decisions of one notification belong to one call.")]
    unsigned = [decision.lot.identifier for decision in decisions if decision.state != DecisionState.SIGNED]
    if unsigned:
        return [_("No signed decision waits to be notified for lot %(lot)s.") % {"lot": lot_numbers(unsigned)}]
    owed = {str(sentence): sentence for decision in decisions for sentence in decision.owed(now)}
    return list(owed.values())


def _awards(decision: Decision) -> bool:
    return decision.outcome == Decision.Outcome.AWARD


def _give_places(decisions: Iterable[Decision], *, by: User, now: datetime) -> None:
    """Select the winners' bids and pass over the other ranked ones."""
    winners = {bid for decision in decisions for bid in decision.winners.all()}
    bids = [bid for decision in decisions for bid in decision.lot.every_bid() if bid.state == LotBidState.RANKED]
    perform_all([bid for bid in bids if bid in winners], "select", by=by, now=now)
    perform_all([bid for bid in bids if bid not in winners], "pass_over", by=by, now=now)


def _keep_dates(lots: Iterable[Lot], waits: Mapping[Lot, Standstill | None]) -> None:
    """Write the standstill of each lot, or that it has none: once for all that have the same."""
    alike = defaultdict(list)
    for lot in lots:
        wait = waits.get(lot)
        alike[(wait.ends, wait.earliest_signature) if wait else (None, None)].append(lot.pk)
    for (ends, signature), keys in alike.items():
        Lot.objects.filter(pk__in=keys).update(standstill_ends=ends, earliest_signature=signature)


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
    read_together(lots)
    firms, sealed = bids_by_firm(lots, in_all_rounds=True), _with_sealed_bids(tender_now)
    perform(tender, "cancel", by=by, now=now, reason=reason)
    _cancel_lots(lots, by=by, now=now)
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


def _cancel_lots(lots: Sequence[Lot], *, by: User, now: datetime) -> None:
    perform_all(Decision.in_force().filter(lot__in=lots), "supersede", by=by, now=now)
    take_back_places(*lots, by=by, now=now)
    perform_all(lots, "cancel", by=by, now=now)


def _open(tender: Tender, lots: Iterable[Lot], *, by: User, now: datetime, **facts: Any) -> Notification:
    rules = rules_in_words(tender.rules(now))
    notification = Notification(tender=tender, sent_at=now, sent_by=by, rule_pack=rules, **facts)
    notification.sent_for = tender.stood_in_for(by, {notification.role}, now)
    notification.save()
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
