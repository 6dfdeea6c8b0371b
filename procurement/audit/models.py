"""The append-only log. The database itself refuses to change or delete an event (see the first migration)."""

from django.db import models


class Event(models.Model):
    """One deed, written in the transaction that did it. No foreign keys: what it tells outlives what it tells of."""

    moment = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    actor_id = models.BigIntegerField(null=True)  # null: the clock
    payload = models.JSONField(default=dict)
    # SHA-256 over a random salt and the event, so that the digest tells nothing about a short payload.
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id"], name="event_by_object")]

    def __str__(self) -> str:
        return f"{self.pk} {self.moment:%Y-%m-%d %H:%M:%S} {self.verb}"


class Link(models.Model):
    """The running digest laid over the events in order, by one sequencer, soon after they were written."""

    sequence = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest}"
