"""The life of a supplier's application, on one screen. Vetting never blocks a bid."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.roles import Role
from procurement.lifecycle import Sentence, StateField, Stateful, move

if TYPE_CHECKING:
    from procurement.accounts.models import User


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    UNDER_REVIEW = "under_review", _("under review")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    VERIFIED = "verified", _("verified")
    REFUSED = "refused", _("refused")
    EXPIRED = "expired", _("expired")
    SUSPENDED = "suspended", _("suspended")


S = ApplicationState


def firm_is_identified(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The firm has a name, a number or an explanation, and an address."""
    return None if thing.firm_is_identified() else _("The firm's name, number or address is missing.")


def validity_is_over(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The verification has run its time."""
    return None if thing.is_over(now) else _("The verification is still valid.")


def nobody_checks_its_own_firm(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Who belongs to the firm does not judge its file."""
    return _("You belong to this firm: a colleague checks its file.") if thing.is_of_the_firm(by) else None


def firm_was_heard(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The grounds were announced, and the firm answered or let its last day pass."""
    if thing.was_heard(now):
        return None
    return _("The firm is heard first: announce the grounds, then wait for its answer or for the end of its last day.")


def facts_were_answered(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Every fact that was fetched about the firm was answered, or could have been."""
    if thing.facts_were_answered(now):
        return None
    return _("The firm still has time to contest a fact that was fetched about it.")


class ApplicationLifecycle(Stateful):
    """Draft, submitted, under review; then verified, changes requested or refused.

    Why a file is refused or suspended stands in its row, which asks for it; the log, which nobody can erase, does not.
    """

    state = StateField(_("state"), choices=S.choices, default=S.DRAFT)

    class Meta:
        abstract = True

    @move([S.DRAFT, S.CHANGES_REQUESTED], S.SUBMITTED, _("Submit"), firm_is_identified, role=Role.OWNER)
    def submit(self) -> None: ...

    @move(
        S.DRAFT,
        S.SUBMITTED,
        _("Check it unasked"),
        firm_is_identified,
        nobody_checks_its_own_firm,
        role=Role.OFFICER,
    )
    def take_in(self) -> None: ...

    @move(S.SUBMITTED, S.UNDER_REVIEW, _("Take up"), nobody_checks_its_own_firm, role=Role.OFFICER)
    def take_up(self) -> None: ...

    @move(S.UNDER_REVIEW, S.VERIFIED, _("Verify"), nobody_checks_its_own_firm, role=Role.OFFICER)
    def verify(self) -> None: ...

    @move(
        S.UNDER_REVIEW,
        S.CHANGES_REQUESTED,
        _("Ask for changes"),
        nobody_checks_its_own_firm,
        role=Role.OFFICER,
        needs_reason=True,
    )
    def request_changes(self) -> None: ...

    @move(
        S.UNDER_REVIEW,
        S.REFUSED,
        _("Refuse"),
        nobody_checks_its_own_firm,
        facts_were_answered,
        role=Role.OFFICER,
    )
    def refuse(self) -> None: ...

    @move(S.VERIFIED, S.EXPIRED, _("Expire"), validity_is_over)
    def expire(self) -> None: ...

    @move(
        S.VERIFIED,
        S.SUSPENDED,
        _("Suspend"),
        nobody_checks_its_own_firm,
        firm_was_heard,
        facts_were_answered,
        role=Role.OFFICER,
    )
    def suspend(self) -> None: ...


class TakeoverState(models.TextChoices):
    """Where a request to take an account over stands."""

    ASKED = "asked", _("asked")
    ANNOUNCED = "announced", _("announced to the owners")
    REFUSED = "refused", _("refused")
    STOPPED = "stopped", _("stopped by an owner")
    DONE = "done", _("taken over")


def somebody_else_decides(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """Who asks for an account does not give it to itself."""
    return _("Nobody decides on its own request.") if thing.is_asked_by(by) else None


def time_to_object_is_over(thing: Any, *, by: "User | None", now: datetime) -> Sentence | None:
    """The owners have their days, to the end of the last one."""
    return None if thing.may_take_effect(now) else _("The owners can still object.")


class TakeoverLifecycle(Stateful):
    """The states of a request to take a firm's account over whose owner is gone."""

    state = StateField(choices=TakeoverState.choices, default=TakeoverState.ASKED)

    class Meta:
        abstract = True

    @move(
        TakeoverState.ASKED,
        TakeoverState.ANNOUNCED,
        _("Announce it to the owners"),
        somebody_else_decides,
        role=Role.ADMINISTRATOR,
    )
    def announce(self) -> None: ...

    @move(
        TakeoverState.ASKED, TakeoverState.REFUSED, _("Refuse it"), somebody_else_decides, role=Role.ADMINISTRATOR
    )
    def refuse(self) -> None: ...

    @move([TakeoverState.ASKED, TakeoverState.ANNOUNCED], TakeoverState.STOPPED, _("Object"), role=Role.OWNER)
    def stop(self) -> None: ...

    @move(TakeoverState.ANNOUNCED, TakeoverState.DONE, _("Hand the account over"), time_to_object_is_over)
    def take_effect(self) -> None: ...
