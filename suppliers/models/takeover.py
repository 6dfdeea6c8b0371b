"""Somebody asks for the account of a firm whose owner is gone."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Buyer, User
from procurement.accounts.roles import Role
from procurement.calendar.moments import local_day
from suppliers.lifecycle import TakeoverLifecycle, TakeoverState
from suppliers.models.supplier import Supplier


class Takeover(TakeoverLifecycle):
    """Checked by an authority's administrator; then the owners are told, and have some days to object."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="takeovers")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("why the account should be handed over"))
    asked_at = models.DateTimeField()
    finding = models.TextField(_("what was checked, and what was found"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    objections_until = models.DateField(null=True, blank=True)  # the buyer's local day, its end included
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request to take over an account")
        verbose_name_plural = _("requests to take over an account")
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "person"],
                condition=Q(state__in=[TakeoverState.ASKED, TakeoverState.ANNOUNCED]),
                name="one_takeover_each",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(finding="")),
                name="takeover_is_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.supplier_id}: {self.state}"

    def roles_of(self, person: User | None) -> frozenset[str]:
        """Return the person's roles in the firm and at the authority; who runs the portal stands in for the latter."""
        roles = self.supplier.roles_of(person) | self.buyer.roles_of(person)
        keeps = person is not None and person.is_active and person.is_superuser
        return roles | {Role.ADMINISTRATOR} if keeps else roles

    def is_asked_by(self, person: User | None) -> bool:
        """Tell whether this person asks."""
        return person is not None and person.pk == self.person_id

    def may_take_effect(self, now: datetime) -> bool:
        """Tell whether the last day to object lies behind."""
        until = self.objections_until
        return until is not None and until < local_day(now, self.buyer.time_zone)

    def moved(self, move: str, *, by: User | None, now: datetime) -> None:
        """Stamp who decided, and when it ended."""
        if move in {"announce", "refuse"}:
            self.decided_at, self.decided_by = now, by
        if move != "announce":
            self.ended_at = now
