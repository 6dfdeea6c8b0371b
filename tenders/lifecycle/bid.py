"""The life of a bid; and, once it is opened, of each lot in it: admitted on one lot, rejected on another."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procurement.accounts.roles import Role
from procurement.lifecycle import Sentence, StateField, Stateful, move
from tenders.lifecycle.rules import has_declared_no_conflict

if TYPE_CHECKING:
    from procurement.accounts.models import User


class BidState(models.TextChoices):
    """Where a bid stands, until it is opened."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    REPLACED = "replaced", _("replaced")
    WITHDRAWN = "withdrawn", _("withdrawn")
    OPENED = "opened", pgettext_lazy("bid", "opened")


class LotBidState(models.TextChoices):
    """Where a bid for one lot stands, from the opening on."""

    OPENED = "opened", pgettext_lazy("bid", "opened")
    ADMITTED = "admitted", _("admitted")
    REJECTED = "rejected", _("rejected")
    RANKED = "ranked", _("ranked")
    SELECTED = "selected", pgettext_lazy("bid", "selected")
    NOT_SELECTED = "not_selected", pgettext_lazy("bid", "not selected")


B, L = BidState, LotBidState
# The offers that were not rejected.
STILL_IN = [L.ADMITTED, L.RANKED, L.SELECTED, L.NOT_SELECTED]


def call_takes_bids(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The call is published and received < deadline, by the database's clock, with the call's row locked."""
    return None if thing.call_takes_bids(now) else _("The call takes no bids any more: its deadline has passed.")


def firm_is_invited(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Those take part who are invited; after the first round who was selected before (arts 28(2), 29(3), 65)."""
    if thing.is_invited():
        return None
    if thing.by_invitation:
        return _("Only the firms that are invited take part in this call.")
    return _("Only the firms that were selected take part in this round.")


def nothing_is_missing(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The manifest is sealed."""
    return None if thing.is_sealed() else _("The bid is not sealed yet.")


def call_is_being_opened(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Only the opening opens a bid, after the deadline."""
    return None if thing.deadline_has_passed(now) else _("Bids stay sealed until the deadline has passed.")


def rejection_is_reasoned(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A rejection names the rule that is not met and the facts."""
    return None if thing.rejection_is_reasoned() else _("Name the rule that is not met, and the facts.")


def call_is_being_examined(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Findings may change until the evaluation starts."""
    return None if thing.call_is_in("admissibility") else _("The call is not in admissibility.")


def is_ranked(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The lot's ranking names this bid."""
    return None if thing.has_a_rank() else _("The ranking does not hold this bid.")


def is_excluded_by_score(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The lot's ranking excludes this bid: a score is below its threshold."""
    return None if thing.is_below_threshold() else _("No score of this bid is below its threshold.")


def ranking_falls(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The scoring is open again, and the lot's ranking had placed this bid or excluded it."""
    if not thing.call_is_in("evaluation"):
        return _("The scoring is not open.")
    return None if thing.has_a_rank() or thing.is_below_threshold() else _("The ranking does not hold this bid.")


def decision_selects(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The notified decision names this bid as a winner."""
    return None if thing.is_a_winner() else _("The decision does not name this bid as a winner.")


def decision_passes_over(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A decision was notified and names others, or nobody."""
    return None if thing.is_passed_over() else _("No notified decision passes over this bid.")


class BidLifecycle(Stateful):
    """Draft, submitted, opened; before the deadline withdrawn or replaced."""

    state = StateField(_("state"), choices=B.choices, default=B.DRAFT)

    class Meta:
        abstract = True

    @move(B.DRAFT, B.SUBMITTED, _("Submit"), call_takes_bids, firm_is_invited, nothing_is_missing,
          role=(Role.OWNER, Role.BID_SIGNATORY))
    def submit(self) -> None: ...

    @move(B.SUBMITTED, B.REPLACED, _("Replace"), call_takes_bids, role=(Role.OWNER, Role.BID_SIGNATORY))
    def replace(self) -> None: ...

    @move(B.SUBMITTED, B.WITHDRAWN, _("Withdraw"), call_takes_bids, role=(Role.OWNER, Role.BID_SIGNATORY))
    def withdraw(self) -> None: ...

    @move(B.SUBMITTED, B.OPENED, _("Open"), call_is_being_opened, role=Role.COMMITTEE)
    def open(self) -> None: ...


class LotBidLifecycle(Stateful):
    """Opened, admitted or rejected, ranked, selected or not."""

    state = StateField(_("state"), choices=L.choices, default=L.OPENED)

    class Meta:
        abstract = True

    @move(L.OPENED, L.ADMITTED, _("Admit"), has_declared_no_conflict, call_is_being_examined, role=Role.OFFICER)
    def admit(self) -> None: ...

    @move(L.OPENED, L.REJECTED, _("Reject"), has_declared_no_conflict, call_is_being_examined, rejection_is_reasoned,
          role=Role.OFFICER)
    def reject(self) -> None: ...

    @move([L.ADMITTED, L.REJECTED], L.OPENED, _("Examine again"), has_declared_no_conflict, call_is_being_examined,
          role=Role.OFFICER)
    def examine_again(self) -> None: ...

    @move(L.ADMITTED, L.RANKED, pgettext_lazy("verb", "Rank"), is_ranked, role=(Role.CHAIR, Role.OFFICER))
    def rank(self) -> None: ...

    @move(L.ADMITTED, L.REJECTED, _("Exclude below the threshold"), is_excluded_by_score, rejection_is_reasoned,
          role=(Role.CHAIR, Role.OFFICER))
    def exclude(self) -> None: ...

    @move([L.RANKED, L.REJECTED], L.ADMITTED, _("Take out of the ranking"), ranking_falls, role=Role.CHAIR)
    def unrank(self) -> None: ...

    @move(L.RANKED, L.SELECTED, _("Select"), decision_selects, role=Role.OFFICER)
    def select(self) -> None: ...

    @move(L.RANKED, L.NOT_SELECTED, _("Do not select"), decision_passes_over, role=Role.OFFICER)
    def pass_over(self) -> None: ...

    @move([L.SELECTED, L.NOT_SELECTED], L.RANKED, _("Decide again"), role=Role.SIGNATORY)
    def reconsider(self) -> None: ...
