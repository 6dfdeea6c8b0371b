"""Files on their way into a draft, part by part; and how much a firm has sent."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum

from tenders.lifecycle.bid import BidState
from tenders.models.bid import Bid, SealedFile


class Upload(models.Model):
    """A file on its way into a draft. Its parts lie on the disk under the draft's key, as its own name does in `facts`.

    A row that has ended counts, for a day, towards how much its sender may send: also for files of the plain form.
    """

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=32, unique=True)  # random: stands in its address, and names its parts
    facts = models.BinaryField(default=b"")  # name, place and hash, locked; empty once it ended without being sealed
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField(db_index=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()  # when its last part came
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=models.F("size")), name="no_more_received_than_its_size"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether parts are still awaited."""
        return self.ended_at is None

    @property
    def is_sealed(self) -> bool:
        """Whether all of it came, and stands sealed in the draft."""
        return self.ended_at is not None and bool(self.facts)


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes that lie here or are announced: of one bid, and of all bids of its firm whose deadline is to come."""

    bid: int
    firm: int


def sent_for(bid: Bid, now: datetime) -> Sent:
    """Return how much the firm has sent. What it replaced or withdrew does not count: it could not delete it.

    Practices count among themselves: they leave a bid all of its room.
    """
    held = type(bid).objects.filter(supplier=bid.supplier_id, round__deadline_at__gt=now)
    running = held.exclude(state__in=[BidState.REPLACED, BidState.WITHDRAWN]).values("pk")
    own = Q(bid=bid.pk)
    sealed = SealedFile.objects.filter(bid__in=running).aggregate(
        bid=Sum("sealed_size", filter=own, default=0), firm=Sum("sealed_size", default=0)
    )
    coming = Upload.objects.filter(bid__in=running, ended_at=None).aggregate(
        bid=Sum("size", filter=own, default=0), firm=Sum("size", default=0)
    )
    return Sent(bid=sealed["bid"] + coming["bid"], firm=sealed["firm"] + coming["firm"])
