"""A supplier's onboarding file at one authority."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer, User
from procurement.calendar.moments import local_day
from suppliers.lifecycle import ApplicationLifecycle, ApplicationState
from suppliers.models.supplier import Supplier

VALIDITY = timedelta(days=365)
S = ApplicationState
# The authority owes an answer; and: the file is not settled yet.
WAITING = [S.SUBMITTED, S.UNDER_REVIEW]
OPEN = [S.DRAFT, S.CHANGES_REQUESTED, *WAITING]


class Application(ApplicationLifecycle):
    """Asks a buyer to verify what the firm says of itself. It never holds up a bid."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="applications")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="applications")
    made_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)  # why it was refused or suspended
    remedy = models.TextField(_("what the firm can do"), blank=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "buyer"], condition=Q(state__in=OPEN), name="one_open_file_at_an_authority"
            ),
            models.CheckConstraint(
                condition=~Q(state=S.REFUSED) | (~Q(reason="") & ~Q(remedy="")), name="refused_with_reason_and_remedy"
            ),
            models.CheckConstraint(condition=~Q(state=S.SUSPENDED) | ~Q(reason=""), name="suspended_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} → {self.buyer}: {self.state}"

    def roles_of(self, person: User | None) -> frozenset[str]:
        """Return the person's roles on both sides of the file."""
        return self.supplier.roles_of(person) | self.buyer.roles_of(person)

    def firm_is_identified(self) -> bool:
        """Tell whether name, number and address are given."""
        return bool(self.supplier.name and self.supplier.identifier and self.supplier.address)

    def is_of_the_firm(self, person: User | None) -> bool:
        """Tell whether the person belongs to the firm, in whatever role."""
        return bool(self.supplier.roles_of(person))

    def was_heard(self, now: datetime) -> bool:
        """Tell whether the firm answered what was announced against it, or its last day to do so is over."""
        hearing = self.hearings.filter(closed_at=None).first()
        if hearing is None:
            return False
        return hearing.answered_at is not None or local_day(now, self.buyer.time_zone) > hearing.answer_by

    def is_over(self, now: datetime) -> bool:
        """Tell whether the verification has run its time."""
        return self.valid_until is not None and self.valid_until <= now

    def facts_were_answered(self, now: datetime) -> bool:
        """Tell whether the firm answered each fact that was fetched about it, or had the time to."""
        given = self.disclosures.select_related("credential").prefetch_related("credential__versions__contests")
        return all(each.credential.is_heard(now) for each in given)

    def moved(self, move: str, *, by: User | None, now: datetime) -> None:
        """Give a verification its term, and a file that is taken up to whoever takes it."""
        if move == "verify":
            self.valid_until = now + VALIDITY
        if move == "take_up":
            self.assigned_to = by
