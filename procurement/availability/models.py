"""Since when the portal is measured, when it last answered, and when it did not."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procurement.availability.gaps import Gap


class Heartbeat(models.Model):
    """The one row that each answer of the portal moves on."""

    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.last_at:%Y-%m-%d %H:%M:%S}"


class Beat(models.Model):
    """A moment at which the portal answered. Kept for the days before a deadline; the others go after two days."""

    moment = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.moment:%Y-%m-%d %H:%M:%S}"


class Outage(models.Model):
    """Some time in which the portal could not be reached: measured, or recorded by hand for a reason. Never changed."""

    class Kind(models.TextChoices):
        """How it is known."""

        MEASURED = "measured", _("measured")
        RECORDED = "recorded", _("recorded by hand")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(db_index=True)
    reason = models.TextField(_("reason"), blank=True)  # public
    found_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # When it was asked which calls were due in it; once.
    considered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("began_at")), name="outage_takes_time"),
            models.CheckConstraint(
                condition=Q(kind="measured", reason="", recorded_by=None)
                | (Q(kind="recorded", recorded_by__isnull=False) & ~Q(reason="")),
                name="outage_recorded_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M} – {self.ended_at:%Y-%m-%d %H:%M}"

    @property
    def gap(self) -> Gap:
        """The time it took."""
        return Gap(self.began_at, self.ended_at)
