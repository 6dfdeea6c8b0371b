"""A visit of the place, or a meeting with the firms: announced to all, and what was said there published for all."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Meeting(models.Model):
    """What was said gives nobody an advantage: the minutes are public, who came is known to the office alone."""

    class Kind(models.TextChoices):
        """Where firms meet the authority."""

        VISIT = "visit", _("visit of the place")
        MEETING = "meeting", _("information meeting")

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place"), max_length=300)
    minutes = models.TextField(_("what was said"), blank=True)
    changed_at = models.DateTimeField()
    # One line for each who came. It tells who may bid: it leaves the office only with the file of the call.
    attendance = models.TextField(_("who came"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.starts_at:%Y-%m-%d}"
