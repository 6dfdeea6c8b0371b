"""A person asks to join a firm whose number is here already; and how often somebody asked about numbers."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from suppliers.models.supplier import Supplier


class JoinRequest(models.Model):
    """Waits for an owner's answer. Accepted, it goes: the membership and the log tell. Declined, it stays a while."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [models.UniqueConstraint(fields=["supplier", "person"], name="asked_to_join_once")]

    def __str__(self) -> str:
        return f"{self.person} → {self.supplier}"

    def waits(self, now: datetime) -> bool:
        """Tell whether an owner can still answer."""
        return self.declined_at is None and self.expires_at > now


class NumberAsked(models.Model):
    """Somebody asked whether a number is here. Which one is not kept; the row goes after a day."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("number asked about")
        verbose_name_plural = _("numbers asked about")

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at}"
