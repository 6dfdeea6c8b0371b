"""A running call's key is handed on to another committee: what was decided, and who has given its part."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tenders.models.round import Envelope


class KeyTransfer(models.Model):
    """The decision that M members who meet (`givers`, their ids in order) hand the key on to a new committee."""

    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="transfers")
    givers = models.CharField(max_length=200)  # a coalition, as its pieces name it
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["envelope"], condition=Q(done_at=None), name="one_key_transfer_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.envelope_id}: {self.givers}"


class TransferPart(models.Model):
    """One giver's own piece, split again and sealed to the new members. Emptied when all have given theirs."""

    transfer = models.ForeignKey(KeyTransfer, on_delete=models.CASCADE, related_name="parts")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    pieces = models.JSONField(default=list)  # [coalition, holder, sealed in base64]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "giver"], name="giver_gives_once")]

    def __str__(self) -> str:
        return f"{self.transfer_id}: {self.giver_id}"
