"""Who stands in for whom: an absent approver or signatory, for some days, by somebody of the same authority."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.roles import Role

# The rights that can be handed on for some days. Others are given by an administrator only.
DEPUTISED = (Role.APPROVER, Role.SIGNATORY)
DEPUTISED_ROLES = [(role.value, role.label) for role in DEPUTISED]


class StandIn(models.Model):
    """A deputy for one role, from a moment until another. Who ends it early is kept; nothing of it is deleted."""

    buyer = models.ForeignKey("accounts.Buyer", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=DEPUTISED_ROLES)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")  # the absent one
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    named_at = models.DateTimeField()
    ended_early_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-begins_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="deputy_is_another"),
            # The same moment twice: ended before it began.
            models.CheckConstraint(condition=Q(ends_at__gte=F("begins_at")), name="stand_in_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.person}: {self.role}"

    def is_over(self, now: datetime) -> bool:
        """Tell whether its time is over."""
        return self.ends_at <= now

    def is_running(self, now: datetime) -> bool:
        """Tell whether the deputy stands in at this instant."""
        return self.begins_at <= now < self.ends_at


def running(buyer: Any, deputy: Any, roles: Collection[str], now: datetime) -> models.QuerySet[StandIn]:
    """Return for whom the deputy stands in at the buyer, in one of these roles, at this instant."""
    found = StandIn.objects.filter(buyer=buyer, deputy=deputy, role__in=roles, begins_at__lte=now, ends_at__gt=now)
    return found.select_related("person").order_by("begins_at", "pk")
