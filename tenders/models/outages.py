"""More time that an outage of the portal asks for: proposed to the officers of a call, who accept or decline it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procurement.availability.models import Outage
from tenders.models.content import Amendment
from tenders.models.round import Round

# Accepted by an amendment, or declined with a reason: never both.
_ANSWERED = Q(amendment__isnull=False, declined_because="") | (Q(amendment=None) & ~Q(declined_because=""))


class ProposedExtension(models.Model):
    """One for each call that was due in an outage, or soon after it. What became of it is kept."""

    class Due(models.TextChoices):
        """What was due."""

        BIDS = "bids", _("bids")
        QUESTIONS = "questions", _("questions")

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="proposed_extensions")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="proposals")
    due = models.CharField(max_length=10, choices=Due.choices)
    # The deadline for bids, as it was and as it would be; the new one as a local day and time at the buyer's.
    old = models.DateTimeField()
    day = models.DateField()
    time = models.TimeField()
    reason = models.TextField()  # in the language of the call; public once it is accepted
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    amendment = models.OneToOneField(Amendment, on_delete=models.PROTECT, null=True, related_name="+")
    declined_because = models.TextField(blank=True)

    class Meta:
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "outage"], name="extension_proposed_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, amendment=None, declined_because="")
                | (Q(answered_at__gte=F("proposed_at"), answered_by__isnull=False) & _ANSWERED),
                name="proposal_accepted_or_declined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.day}"

    def still_stands(self, deadline_at: datetime) -> bool:
        """Tell whether nobody answered it, and the deadline is still the one that it would move."""
        return self.answered_at is None and self.old == deadline_at
