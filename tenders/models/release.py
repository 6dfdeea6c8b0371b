"""What was published of a call, each time that something changed: the very bytes, for ever."""

from django.db import models

from tenders.models.tender import Tender


class Release(models.Model):
    """One OCDS release. The database itself refuses to change or delete it (see the migration).

    `date` is when it was first published here, to the second; `content` names what it tells, whenever that was.
    """

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="releases")
    identifier = models.CharField(max_length=100, unique=True)
    content = models.CharField(max_length=90)
    date = models.DateTimeField()
    body = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["date", "identifier"], name="release_by_date")]

    def __str__(self) -> str:
        return self.identifier


class ReleaseProgress(models.Model):
    """How far the log was read for releases, and on which day all running calls were last looked at. One row."""

    last_link = models.BigIntegerField(default=0)
    swept_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.last_link} {self.swept_on}"
