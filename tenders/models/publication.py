"""The notices on their way to the Official Journal: the first starts the law's periods, each change has its own."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procurement.calendar.moments import start_of_day

# Directive 2014/24/EU art. 52(1): without news of the publication, so long after the receipt was confirmed.
WAIT = timedelta(hours=48)
TED = "https://ted.europa.eu/en/notice/-/detail/"
JOURNAL_NUMBER = re.compile(r"[0-9]{1,8}-[0-9]{4}")


class Dispatch(models.Model):
    """What is on record of a notice: sent, received, published (arts 51 and 52). The first is number 1.

    Each later number is a change notice: one for every amendment, and one for the cancellation.
    """

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="dispatches")
    number = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(_("sent"))
    sending = models.CharField(_("number of the sending"), max_length=100)
    confirmed_at = models.DateTimeField(_("receipt confirmed"), null=True, blank=True)
    journal_reference = models.CharField(_("number in the Journal"), max_length=40, blank=True)
    appeared_on = models.DateField(_("published in the Journal on"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="notice_on_record_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(confirmed_at__gte=F("sent_at")), name="sent_before_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(appeared_on=None) | ~Q(journal_reference=""), name="appeared_under_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.sending}"

    @property
    def journal_url(self) -> str:
        """Return where everybody reads it in the Official Journal; "" where its number has another form."""
        return f"{TED}{self.journal_reference}" if JOURNAL_NUMBER.fullmatch(self.journal_reference) else ""

    def may_appear_from(self, zone: str) -> datetime | None:
        """Return the first instant at which the notice may appear here; None while the Journal has said nothing."""
        moments = [self.confirmed_at + WAIT] if self.confirmed_at else []
        if self.appeared_on:
            moments.append(start_of_day(self.appeared_on, zone))
        return min(moments, default=None)
