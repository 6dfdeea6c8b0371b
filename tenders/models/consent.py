"""A firm's consent to take part in another one's bid. Of the bid itself nothing stands here but that it needs one."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from suppliers.models import Membership, Part, Partner, Supplier
from tenders.models.bid import Bid
from tenders.models.invited import IS_PUBLISHED, holds_invitation, watches
from tenders.models.round import Round


class Consent(models.Model):
    """Asked of one partner, for one round and one part; given or refused by an owner or signatory of that firm."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")  # of the firm that leads
    part = models.CharField(_("part in the bid"), max_length=20, choices=Part.choices)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given = models.BooleanField(null=True, blank=True)  # None: not answered yet
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    firm = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # that answered
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # handed in with it

    class Meta:
        verbose_name = _("consent to a bid")
        verbose_name_plural = _("consents to bids")
        constraints = [
            models.UniqueConstraint(fields=["round", "partner"], name="asked_to_consent_once"),
            models.CheckConstraint(
                condition=Q(given=None, answered_at=None, answered_by=None, firm=None)
                | Q(given__isnull=False, answered_at__isnull=False, answered_by__isnull=False, firm__isnull=False),
                name="consent_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.get_part_display()}"

    @property
    def leader(self) -> Supplier:
        """The firm that asks, and hands the bid in."""
        return self.partner.supplier


def lets_in(person: User | AnonymousUser) -> Q:
    """The call was sent, and this person may read it although it is by invitation.

    It belongs to an invited firm, or to one that is asked to take part in a bid, or is the buyer's ombudsperson.
    """
    return holds_invitation(person) | IS_PUBLISHED & (_was_asked_to_consent(person) | watches(person))


def _was_asked_to_consent(person: User | AnonymousUser) -> Q:
    """A firm of this person was asked to take part in another one's bid: what it binds itself to, it may read."""
    members = Membership.objects.filter(supplier=OuterRef("pk"), person=person.pk, person__is_active=True)
    # Found by its number, as `tenders.groups.queries` finds it.
    firms = Supplier.objects.filter(
        Exists(members),
        closed_at=None,
        country=OuterRef("partner__country"),
        identifier=OuterRef("partner__identifier"),
    ).exclude(identifier="")
    return Q(Exists(Consent.objects.filter(Exists(firms), round__tender=OuterRef("pk"))))
