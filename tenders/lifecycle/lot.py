"""The life of a lot, from the decision on: when it may be awarded, and how it can end."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.roles import Role
from procurement.dates import date_format
from procurement.lifecycle import Sentence, StateField, Stateful, move

if TYPE_CHECKING:
    from procurement.accounts.models import User


class LotState(models.TextChoices):
    """Where a lot stands."""

    UNDECIDED = "undecided", _("undecided")
    DECIDED = "decided", _("decided")
    STANDSTILL = "standstill", _("standstill")
    AWARDED = "awarded", _("awarded")
    CONTRACTED = "contracted", _("contracted")
    NOT_AWARDED = "not_awarded", _("not awarded")
    CANCELLED = "cancelled", _("cancelled")


S = LotState
ENDED = [S.CONTRACTED, S.NOT_AWARDED, S.CANCELLED]


def decision_is_signed(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A decision about this lot is approved and signed."""
    return None if thing.decision_is_signed() else _("The decision about this lot is not signed.")


def decision_awards(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The decision names a winner and was notified."""
    return None if thing.notified_outcome() == "award" else _("No award decision was notified for this lot.")


def decision_awards_nothing(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The decision not to award was notified."""
    return None if thing.notified_outcome() == "no_award" else _("No decision without award was notified for this lot.")


def standstill_is_over(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The day after the last day of the standstill has come (89/665/EEC art. 2a)."""
    first = thing.earliest_signature
    if first is None or thing.local_day(now) >= first:
        return None
    return _("The standstill is running: the contract may follow from %(day)s.") % {"day": date_format(first)}


def nothing_suspends(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """No review body has suspended the procedure."""
    return _("A review has suspended the procedure.") if thing.is_suspended(now) else None


def decision_is_superseded(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A new decision takes the place of the old one."""
    return None if thing.decision_was_superseded() else _("The decision in force has not been superseded.")


def call_is_cancelled(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """A lot is cancelled with its call, or by a decision of its own."""
    return None if thing.is_to_be_cancelled() else _("Neither the call nor this lot was cancelled.")


class LotLifecycle(Stateful):
    """Undecided, decided, standstill, awarded, contracted; or not awarded; or cancelled."""

    state = StateField(_("state"), choices=S.choices, default=S.UNDECIDED)

    class Meta:
        abstract = True

    @move(S.UNDECIDED, S.DECIDED, _("Decide"), decision_is_signed, role=Role.SIGNATORY)
    def decide(self) -> None: ...

    @move(S.DECIDED, S.STANDSTILL, _("Start the standstill"), decision_awards, role=Role.OFFICER)
    def start_standstill(self) -> None: ...

    @move(S.DECIDED, S.NOT_AWARDED, _("End without award"), decision_awards_nothing, role=Role.OFFICER)
    def end_without_award(self) -> None: ...

    @move(S.STANDSTILL, S.AWARDED, _("Award"), decision_awards, standstill_is_over, nothing_suspends, role=Role.OFFICER)
    def award(self) -> None: ...

    @move(S.AWARDED, S.CONTRACTED, _("Record the contract"), standstill_is_over, nothing_suspends, role=Role.SIGNATORY)
    def contract(self) -> None: ...

    @move([S.DECIDED, S.STANDSTILL], S.UNDECIDED, _("Decide again"), decision_is_superseded, role=Role.SIGNATORY)
    def reconsider(self) -> None: ...

    @move([S.UNDECIDED, S.DECIDED, S.STANDSTILL], S.CANCELLED, _("Cancel the lot"), call_is_cancelled,
          role=(Role.SIGNATORY, Role.OFFICER))
    def cancel(self) -> None: ...
