"""What firms tried with their bids, and how it ended: the buyer must be able to show that its platform worked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenders.models.round import Round


class Attempt(models.Model):
    """One moment of an attempt, by the database's clock. No content, no name or size of a file, no bid.

    The firm is a reference that only the portal's key can make of it. The database refuses to change or delete a row.
    Before the opening the rows are there for nobody but the firm itself (`tenders.bids.attempts`).
    """

    class What(models.TextChoices):
        """What happened. Rows of one request carry the same `request`."""

        UPLOAD_BEGUN = "upload_begun", _("began to send files or texts of a bid")
        UPLOAD_CAME = "upload_came", _("what was sent arrived whole")
        FILE_SEALED = "file_sealed", _("a file was sealed")
        UPLOAD_REFUSED = "upload_refused", _("something that was sent was refused")
        SUBMIT_BEGUN = "submit_begun", _("began to hand the bid in")
        SUBMITTED = "submitted", _("the bid was handed in")
        SUBMIT_REFUSED = "submit_refused", _("handing in was refused")
        FAILED = "failed", _("the portal failed")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    firm = models.CharField(max_length=16)
    what = models.CharField(max_length=20, choices=What.choices)
    rules = models.CharField(max_length=200, blank=True)  # the names of the rules that refused it, a space between
    request = models.CharField(max_length=32)
    moment = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["round", "firm"], name="attempt_by_round_and_firm")]

    def __str__(self) -> str:
        return f"{self.moment:%Y-%m-%d %H:%M:%S} {self.what}"
