"""A second person reads a call before its publication: what it said each time, and what was remarked on which part."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Reading(models.Model):
    """One sending for approval, with what the call said then. The next one is compared with it."""

    class Outcome(models.TextChoices):
        """How it ended."""

        APPROVED = "approved", _("approved by a second person")
        SENT_BACK = "sent_back", _("sent back")

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="readings")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(default=list)  # [{"field": key, "what": words for people, "text": …}]
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["tender", "number"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="reading_number_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, outcome="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome=""),
                name="ended_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.number}"


class Comment(models.Model):
    """What an approver remarks on one part of a call. It is open until somebody says that it is done."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="comments")
    field = models.CharField(max_length=120)  # a key of `tenders.calls.contents`
    what = models.CharField(max_length=1300)  # the part in words, in the call's language
    said = models.TextField(blank=True)  # what stood there when the comment was made
    text = models.TextField(_("comment"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="comment_answered_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="comment_done_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.text[:60]}"
