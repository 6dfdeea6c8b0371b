"""The life of a decision: never edited after signing, only superseded."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from procurement.accounts.roles import Role
from procurement.lifecycle import Sentence, StateField, Stateful, move
from procurement.lot_numbers import lot_numbers
from tenders.lifecycle.rules import has_declared_no_conflict, is_no_deputy_of_the_author, is_not_the_author

if TYPE_CHECKING:
    from procurement.accounts.models import User


class DecisionState(models.TextChoices):
    """Where a decision stands."""

    DRAFT = "draft", _("draft")
    APPROVED = "approved", pgettext_lazy("decision", "approved")
    SIGNED = "signed", _("signed")
    NOTIFIED = "notified", _("notified")
    SUPERSEDED = "superseded", _("superseded")


S = DecisionState


def is_complete(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Outcome, reasons and, for an award, the winner and its advantages are there."""
    missing = thing.missing_parts()
    return _("Still missing: %(parts)s.") % {"parts": ", ".join(map(str, missing))} if missing else None


def nobody_wins_too_much(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """No firm wins more lots than the call lets one firm win (art. 46(2))."""
    beyond = thing.wins_beyond_the_limit()
    if not beyond:
        return None
    said = _("%(firm)s would win more lots than the call lets one firm win (%(limit)s): choose by the published rule.")
    return said % {"firm": beyond[0].firm, "limit": beyond[0].limit}


def its_combination_is_whole(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Lots that are won together are awarded together, or their discount does not hold."""
    return _apart(thing.lots_apart())


def its_combination_is_signed(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """What is told of lots won together is decided for each of them."""
    return _apart(thing.lots_not_signed_with_it())


def _apart(lots: list[str]) -> Sentence | None:
    if not lots:
        return None
    said = _("This award stands on lots won together: decide the same way on lot %(lots)s first.")
    return said % {"lots": lot_numbers(lots)}


def everything_owed_is_there(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Each recipient gets its points, reasons, language, address, standstill and remedies."""
    owed = thing.owed(now)
    return " ".join(map(str, owed)) if owed else None


def successor_is_signed(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The decision that takes its place is signed."""
    return None if thing.successor_is_signed() else _("No later decision about this lot is signed.")


class DecisionLifecycle(Stateful):
    """Draft, approved by another person, signed, notified; a correction supersedes it."""

    state = StateField(_("state"), choices=S.choices, default=S.DRAFT)

    class Meta:
        abstract = True

    @move(S.DRAFT, S.APPROVED, _("Approve"), is_not_the_author, is_no_deputy_of_the_author,
          has_declared_no_conflict, is_complete, nobody_wins_too_much, its_combination_is_whole,
          role=Role.APPROVER)
    def approve(self) -> None: ...

    @move(S.APPROVED, S.DRAFT, _("Send back"), role=Role.APPROVER, needs_reason=True)
    def send_back(self) -> None: ...

    @move(S.APPROVED, S.SIGNED, _("Sign"), is_not_the_author, is_no_deputy_of_the_author,
          has_declared_no_conflict, is_complete, nobody_wins_too_much, its_combination_is_whole,
          role=Role.SIGNATORY)
    def sign(self) -> None: ...

    @move(S.SIGNED, S.NOTIFIED, _("Notify"), everything_owed_is_there, its_combination_is_signed,
          role=Role.OFFICER)
    def notify(self) -> None: ...

    @move([S.SIGNED, S.NOTIFIED], S.SUPERSEDED, _("Supersede"), successor_is_signed, role=Role.SIGNATORY)
    def supersede(self) -> None: ...
