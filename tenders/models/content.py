"""What a call consists of beside its lots: documents, questions, changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from suppliers.models import Supplier


class NoticeKey(models.Model):
    """A name that an imported notice goes by: what shares one with a call was imported before."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="notice_keys")
    key = models.CharField(max_length=220, unique=True)

    def __str__(self) -> str:
        return self.key


class InForce(models.Manager["Document"]):
    """The documents that hold: neither waiting for their amendment nor replaced by a newer version."""

    def get_queryset(self) -> models.QuerySet["Document"]:
        return super().get_queryset().filter(pending=False, replaced_at=None)


class Document(models.Model):
    """A document of the call, free and complete for everybody (art. 53)."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(max_length=2)
    file = models.FileField(upload_to="call-documents")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField(null=True, blank=True)  # of a PDF; null where they can't be counted
    added_at = models.DateTimeField()
    # Added for an amendment that is not published yet; the older version that it takes the place of.
    pending = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = InForce()
    every = models.Manager["Document"]()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class SelectionCriterion(models.Model):
    """What a firm must be able to do; never about its offer (Directive 2014/24/EU art. 58). No lot: for every lot."""

    class Kind(models.TextChoices):
        """The three kinds of art. 58(1)."""

        SUITABILITY = "suitability", _("suitability to pursue the activity")
        ECONOMIC = "economic", _("economic and financial standing")
        TECHNICAL = "technical", _("technical and professional ability")

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="selection")
    lot = models.ForeignKey("tenders.Lot", on_delete=models.CASCADE, null=True, blank=True, related_name="selection")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind of requirement"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("what is asked"), max_length=600)
    level = models.CharField(_("minimum level"), max_length=600, blank=True)
    proof = models.CharField(_("means of proof"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("selection criterion")
        verbose_name_plural = _("selection criteria")
        ordering = ["tender", "position"]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """Asked by one, answered to all at the same second, asker unnamed."""

    class State(models.TextChoices):
        """Where a question stands."""

        ASKED = "asked", _("asked")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("declined")

    class Channel(models.TextChoices):
        """How it reached the authority. What comes in otherwise is published like the rest."""

        PORTAL = "portal", _("on the portal")
        PHONE = "phone", _("by telephone")
        LETTER = "letter", _("by letter or mail")
        MEETING = "meeting", _("at a visit or a meeting")

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="questions")
    # None: an officer wrote down what was asked otherwise, and not by whom.
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.PORTAL)
    lot = models.ForeignKey("tenders.Lot", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # The question whose answer is also the answer to this one.
    merged_into = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    text = models.TextField(_("question"))
    asked_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    declined_because = models.TextField(_("reason"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answered_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(answered_at__isnull=False), name="merged_when_answered"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def about(self) -> str:
        """Name the lot or the document that it is about; "" where it is about the whole call."""
        return str(self.lot or self.document or "")

    @property
    def state(self) -> str:
        """Follow from what was written; a question has no state of its own to drift."""
        if self.answered_at is None:
            return self.State.ASKED
        return self.State.DECLINED if self.declined_because else self.State.ANSWERED


class Amendment(models.Model):
    """A change after publication, with its public reason."""

    tender = models.ForeignKey("tenders.Tender", on_delete=models.PROTECT, related_name="amendments")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    changes = models.JSONField()  # [{"field": …, "what": words for people, "old": …, "new": …}]
    # A bid that was handed in before stands only if its firm says so, or replaces it.
    asks_to_confirm = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["made_at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="amendment_says_why")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}: {self.reason[:60]}"
