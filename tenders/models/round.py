"""A round, its envelope, and the committee's pieces of the key. The private key itself is stored nowhere."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

DRILL_VALIDITY = timedelta(days=92)


class Round(models.Model):
    """One call for papers with its own deadline, seal and opening. The tender's only deadline stands here."""

    class Kind(models.TextChoices):
        """What is asked for."""

        REQUESTS = "requests", _("requests to participate")
        OFFERS = "offers", _("offers")
        FINAL_OFFERS = "final_offers", _("final offers")

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OFFERS)
    # A deadline is a local date, a local time and a zone, with the UTC moment derived and stored.
    deadline_date = models.DateField(_("deadline, day"))
    deadline_time = models.TimeField(_("deadline, time"))
    time_zone = models.CharField(max_length=40)
    deadline_at = models.DateTimeField(_("deadline"), db_index=True)

    class Meta:
        ordering = ["tender", "number"]
        constraints = [models.UniqueConstraint(fields=["tender", "number"], name="round_number_once")]

    def __str__(self) -> str:
        return f"{self.tender_id} / {self.number}"


class MemberKey(models.Model):
    """A committee member's own key: the public half, and the private one wrapped by a passphrase only it knows."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="member_key")
    public = models.BinaryField(max_length=32)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()
    drilled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person}"

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the public half, as it stands in the log."""
        return sha256(self.public).hexdigest()

    def is_tried(self, now: datetime) -> bool:
        """Tell whether the member opened a canary with the real key within the last quarter."""
        return self.drilled_at is not None and now - self.drilled_at <= DRILL_VALIDITY


class Envelope(models.Model):
    """What is sealed and opened together. Private key = custodian part XOR committee part."""

    class Kind(models.TextChoices):
        """A round has one envelope, or two when prices open after quality is locked."""

        WHOLE = "whole", _("the whole bid")
        QUALITY = "quality", _("quality")
        PRICE = "price", _("price")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="envelopes")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WHOLE)
    public_key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    quorum = models.PositiveSmallIntegerField()
    # Sealed to the custodian's key, which lies outside the database.
    custodian_part = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "kind"], name="envelope_kind_once")]

    def __str__(self) -> str:
        return f"{self.round}: {self.kind} {self.fingerprint[:8]}"


class EnvelopePiece(models.Model):
    """One member's piece of the committee part, for one coalition, sealed to that member's key."""

    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE, related_name="pieces")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    coalition = models.CharField(max_length=200)  # the members' ids, in order, joined by commas
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["envelope", "holder", "coalition"], name="piece_once_per_coalition")
        ]

    def __str__(self) -> str:
        return f"{self.envelope_id}: {self.holder_id} in {self.coalition}"


class Unlock(models.Model):
    """A member has unlocked, after the deadline. Its opened pieces wait here, sealed to the custodian."""

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="unlocks")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unlocked_at = models.DateTimeField()
    pieces = models.BinaryField()

    class Meta:
        ordering = ["unlocked_at"]
        constraints = [models.UniqueConstraint(fields=["envelope", "member"], name="member_unlocks_once")]

    def __str__(self) -> str:
        return f"{self.envelope_id}: {self.member_id}"


class Opening(models.Model):
    """The joint act that unsealed an envelope. One per envelope: a second one loses."""

    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="opening")
    opened_at = models.DateTimeField()
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    bids_opened = models.PositiveIntegerField()
    # What did not fit, bid by bid, in plain words: {"bid": number, "sentence": …}. Listed, not hidden.
    defects = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(bids_opened__gte=0), name="opening_counts_bids")]

    def __str__(self) -> str:
        return f"{self.envelope_id} {self.opened_at:%Y-%m-%d %H:%M}"
