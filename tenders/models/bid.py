"""Offers. No reverse names lead here: `tenders/access.py` is the only door to bids."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES, User
from suppliers.models import Part, Supplier
from tenders.lifecycle.bid import STILL_IN, BidLifecycle, LotBidLifecycle
from tenders.models.discounts import LotsDiscount, discounts_from
from tenders.models.invited import is_invited
from tenders.models.round import Round

PRACTICE_MARK = "P-"  # begins the number of every practice


class NoPractice(models.Manager["Bid"]):
    """Bids in earnest. What practises is read through `PracticeBid` alone."""

    def get_queryset(self) -> models.QuerySet["Bid"]:
        """Return the rows that are no practice."""
        return super().get_queryset().filter(practice_key="")


class Bid(BidLifecycle):
    """One supplier's offer in one round. Until the opening only ciphertext is here."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("bid number"), max_length=20, unique=True)  # random, never a sequence
    language = models.CharField(max_length=2, choices=LANGUAGES, default="fr")
    # Prices and texts while they can be edited, locked under the draft key that lives in the member's browser.
    draft = models.BinaryField(default=b"")
    # The manifest (names, sizes, hashes, prices, answers), sealed to the envelope's public key.
    sealed_manifest = models.BinaryField(default=b"")
    sealed_sha256 = models.CharField(max_length=64, blank=True)
    # The manifest again after the opening, sealed to the panel's key.
    panel_manifest = models.BinaryField(default=b"")
    first_upload_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Who takes part beside the firm, as `tenders.bids.team` freezes it. Empty until the opening: it is part of the bid.
    team = models.JSONField(default=list, blank=True)
    # Discounts for lots won together, as `models.discounts` keeps them. Empty until the opening, too.
    discounts = models.JSONField(default=list, blank=True)
    receipt = models.JSONField(null=True, blank=True)  # the signed receipt, as tenders.bids.receipts writes it
    # Of a practice: the public key that it is sealed to. Its private half was forgotten as soon as it was made.
    practice_key = models.CharField(max_length=80, blank=True, default="")

    objects: ClassVar[models.Manager["Bid"]] = NoPractice()

    class Meta:
        verbose_name = _("bid")
        verbose_name_plural = _("bids")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "supplier"],
                condition=Q(state__in=["submitted", "opened"], practice_key=""),
                name="one_bid_in_force_per_supplier",
            ),
            models.CheckConstraint(
                condition=Q(practice_key="") & ~Q(number__startswith=PRACTICE_MARK)
                | ~Q(practice_key="") & Q(number__startswith=PRACTICE_MARK) & ~Q(state="opened"),
                name="practice_says_so_and_is_never_opened",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def practice(self) -> bool:
        """Whether this is a practice: it counts nowhere, and nobody can open it."""
        return bool(self.practice_key)

    def deed(self, verb: str) -> str:
        """Return how the log names a deed on this row: a practice never passes for a bid there."""
        return f"{self._meta.model_name}.{verb}"

    @property
    def tenderer(self) -> str:
        """Who bids, in the active language: the firm; or, once the bid is open, its group, the leader first."""
        members = [each["name"] for each in self.team if each["part"] == Part.MEMBER]
        if not members:
            return self.supplier.name
        return ", ".join([gettext("%(firm)s (leader)") % {"firm": self.supplier.name}, *members])

    def offered_discounts(self) -> list[LotsDiscount]:
        """Return its discounts for lots won together; none before the opening."""
        return discounts_from(self.discounts)

    @property
    def names(self) -> list[str]:
        """Everybody who is named in the bid, the firm that leads first: interests are declared on all of them."""
        return [self.supplier.name, *(each["name"] for each in self.team)]

    def roles_of(self, person: User | None) -> frozenset[str]:
        """Return the person's roles in the firm, and in the committee that opens."""
        return self.supplier.roles_of(person) | self.round.tender.roles_of(person)

    def call_takes_bids(self, now: datetime) -> bool:
        """Tell whether the call is published and this instant is before its deadline."""
        return self.round.tender.state == "published" and now < self.round.deadline_at

    def is_invited(self) -> bool:
        """Tell whether the round is open to this firm.

        The first is open to all, or to those that a call by invitation names; a later one to those selected before it.
        """
        before = self.round.number - 1
        if not before:
            tender = self.round.tender
            return not tender.by_invitation or is_invited(self.supplier_id, tender.pk)
        earlier = LotBid.objects.filter(bid__round__tender=self.round.tender_id, bid__round__number=before)
        return earlier.filter(bid__supplier=self.supplier_id, state__in=STILL_IN).exists()

    @property
    def by_invitation(self) -> bool:
        """Whether the call went to invited firms only."""
        return self.round.tender.by_invitation

    def deadline_has_passed(self, now: datetime) -> bool:
        """Tell whether the deadline lies behind."""
        return self.round.deadline_at <= now

    def is_sealed(self) -> bool:
        """Tell whether there is a sealed manifest."""
        return bool(self.sealed_manifest) and bool(self.sealed_sha256)

    def moved(self, move: str, *, by: User | None, now: datetime) -> None:
        """Stamp the submission; a draft's plain remains go when it is submitted."""
        if move == "submit":
            self.submitted_at, self.submitted_by, self.draft = now, by, b""
        elif move == "withdraw":
            self.withdrawn_at = now


class SealedFile(models.Model):
    """A file of a bid as it lies on the disk: ciphertext under a random name. Its own name is in the manifest."""

    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="+")
    stored_as = models.CharField(max_length=64, unique=True)
    sealed_size = models.PositiveBigIntegerField()
    sealed_sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    # Its entry in the manifest, sealed to the envelope: when the draft key is lost, the opening still knows its name.
    sealed_entry = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return self.stored_as


class HandOver(models.Model):
    """A draft's key, locked with a code that was shown once; it goes when the colleague who was told it types it."""

    bid = models.OneToOneField(Bid, on_delete=models.CASCADE, related_name="+")
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.bid_id}"


class LotBid(LotBidLifecycle):
    """What an opened bid offers for one lot. Made by the opening, never before."""

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey("tenders.Lot", on_delete=models.PROTECT, related_name="+")
    submitted_price = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    price = models.DecimalField(_("price"), max_digits=18, decimal_places=2, null=True, blank=True)  # corrected
    correction = models.TextField(_("why the price was corrected"), blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    rejection_rule = models.CharField(_("rule that is not met"), max_length=300, blank=True)
    rejection_facts = models.TextField(_("facts"), blank=True)

    class Meta:
        verbose_name = _("bid for a lot")
        verbose_name_plural = _("bids for lots")
        constraints = [
            models.UniqueConstraint(fields=["bid", "lot"], name="one_offer_per_lot_and_bid"),
            models.CheckConstraint(
                condition=Q(price=models.F("submitted_price")) | Q(price=None) | ~Q(correction=""),
                name="corrected_price_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid} / {self.lot}"

    @property
    def supplier(self) -> Supplier:
        """The firm that bids, or leads the group that does."""
        return self.bid.supplier

    @property
    def tenderer(self) -> str:
        """Who bids, by name."""
        return self.bid.tenderer

    def roles_of(self, person: User | None) -> frozenset[str]:
        """Return the person's roles in the call."""
        return self.lot.tender.roles_of(person)

    def has_declared_no_conflict(self, person: User) -> bool:
        """Tell whether the person declared for this call."""
        return self.lot.tender.has_declared_no_conflict(person)

    def rejection_is_reasoned(self) -> bool:
        """Tell whether rule and facts are named."""
        return bool(self.rejection_rule.strip()) and len(self.rejection_facts.split()) > 1

    def call_is_in(self, state: str) -> bool:
        """Tell whether the call stands there."""
        return self.lot.tender.state == state

    def has_a_rank(self) -> bool:
        """Tell whether the lot's ranking names this bid."""
        return self.bid.number in self._ranking("ranking")

    def is_below_threshold(self) -> bool:
        """Tell whether the lot's ranking excludes this bid."""
        return self.bid.number in self._ranking("excluded")

    def _ranking(self, part: str) -> set[str]:
        ranking = self.lot.ranking()
        return {row["id"] for row in ranking.result[part]} if ranking else set()

    def is_a_winner(self) -> bool:
        """Tell whether the notified decision names this bid."""
        decision = self.lot.notified_decision()
        return decision is not None and self in decision.winners.all()

    def is_passed_over(self) -> bool:
        """Tell whether a decision was notified that does not name this bid."""
        decision = self.lot.notified_decision()
        return decision is not None and self not in decision.winners.all()

    @classmethod
    def acquaint(cls, rows: Sequence["LotBid"], *, by: User | None) -> None:
        """Read together what the rules ask of these offers: their numbers, and their lots with all of theirs."""
        models.prefetch_related_objects(rows, "bid", "lot")
        lots = list({row.lot_id: row.lot for row in rows}.values())
        type(lots[0]).acquaint(lots, by=by)
