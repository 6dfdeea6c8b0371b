"""What passes between a firm and an authority that checks its file: each handing-in, what is to mend, each hearing."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.lifecycle import Sentence
from suppliers.models.application import Application
from suppliers.models.supplier import Supplier

# What is checked: facts of the firm, in the order in which they are shown.
FACTS = ("name", "country", "identifier", "legal_form", "address", "activity", "email", "size", "nuts", "interests")
OTHER = "other"


def label_of(field: str) -> Sentence:
    """Return the name of a fact, as people read it."""
    if field == OTHER:
        return _("Something else")
    known: Any = Supplier._meta.get_field(field)
    return capfirst(known.verbose_name)


class Submission(models.Model):
    """A file is handed in, as the firm described itself then. The day of the answer is promised at once, and kept."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="submissions")
    said = models.JSONField(default=dict)  # fact → value
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(_("answered by"))  # the buyer's local day, its end included
    answer = models.CharField(max_length=20, blank=True)  # the state that the answer led to
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)  # the buyer's local day
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("file handed in")
        verbose_name_plural = _("files handed in")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answered_on=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False, answered_on__isnull=False) & ~Q(answer="")),
                name="file_is_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.submitted_at:%Y-%m-%d}"

    @property
    def in_time(self) -> bool | None:
        """Tell whether it was answered by the promised day; None while it waits."""
        return None if self.answered_on is None else self.answered_on <= self.due


class Remark(models.Model):
    """What the authority asks to mend in one fact, and what the firm answers when it hands in again."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="remarks")
    field = models.CharField(max_length=20)
    comment = models.TextField(_("what to mend"))
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("change asked for")
        verbose_name_plural = _("changes asked for")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "field"], name="one_remark_on_a_fact"),
            models.CheckConstraint(condition=~Q(comment=""), name="remark_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.field}"

    @property
    def label(self) -> Sentence:
        """The name of the fact."""
        return label_of(self.field)


class Hearing(models.Model):
    """The authority considers suspending a check and says why; the firm may answer before anything is decided."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="hearings")
    grounds = models.TextField(_("grounds"))
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField(_("last day to answer"))  # the buyer's local day, its end included
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        ordering = ["announced_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(closed_at=None), name="one_hearing_at_a_time"),
            models.CheckConstraint(condition=~Q(grounds=""), name="hearing_names_its_grounds"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="hearing_is_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.announced_at:%Y-%m-%d}"
