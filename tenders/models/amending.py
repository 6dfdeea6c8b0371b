"""A change that is being prepared after the publication, and what firms said to one: their bid stands."""

from django.conf import settings
from django.db import models

from tenders.models.bid import Bid
from tenders.models.content import Amendment


class AmendmentDraft(models.Model):
    """What an amendment will change. Until it is published, nobody outside the office sees any of it."""

    tender = models.OneToOneField("tenders.Tender", on_delete=models.CASCADE, related_name="amendment_draft")
    changes = models.JSONField(default=list)  # as in Amendment
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.tender_id}: {len(self.changes)}"


class Confirmation(models.Model):
    """A firm says that its bid, as it is sealed, stands after an amendment."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="+")
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bid", "amendment"], name="bid_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.bid_id}: {self.confirmed_at:%Y-%m-%d}"
