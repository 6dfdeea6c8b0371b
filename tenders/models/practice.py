"""A practice bid: the same row and the same code as a bid, sealed to a key that nobody has, and hidden from every read.

`Bid.objects` leaves practices out, so that whoever forgets them is right. `PracticeBid.objects` holds nothing else.
"""

from typing import ClassVar

from django.db import models

from tenders.models.bid import Bid


class OnlyPractices(models.Manager["PracticeBid"]):
    """Nothing but practices."""

    def get_queryset(self) -> models.QuerySet["PracticeBid"]:
        """Return the rows that are sealed to nobody."""
        return super().get_queryset().exclude(practice_key="")


class PracticeBid(Bid):
    """What a firm writes and hands in to learn how. The log knows it under a name of its own, by its model."""

    objects: ClassVar[models.Manager["PracticeBid"]] = OnlyPractices()

    class Meta:
        proxy = True
