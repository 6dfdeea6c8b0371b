"""Who is invited to a call that everybody else must not even know of."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES, Post, User
from procurement.accounts.roles import Role
from suppliers.models import Membership, Supplier
from tenders.lifecycle.tender import UNPUBLISHED

IS_PUBLISHED = Q(published_at__isnull=False) & ~Q(state__in=UNPUBLISHED)
# A call by invitation is public once its result is, and not before.
FOR_EVERYBODY = IS_PUBLISHED & (Q(by_invitation=False) | Q(disclosed_at__isnull=False))


class InvitedFirm(models.Model):
    """A firm that a call by invitation asks to bid: one on the portal, or an address until a firm takes it up.

    No reverse names lead here: `tenders.access` and the deeds alone know who is invited, firms only of themselves.
    """

    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(
        _("name of the firm"), max_length=400, blank=True
    )  # as the officer knows one by its address
    email = models.EmailField(_("e-mail address"), blank=True)  # kept in lower case
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    reason = models.TextField(_("why this firm"))
    token_sha256 = models.CharField(max_length=64, blank=True)  # of the link in the mail; "" once it is used
    invited_at = models.DateTimeField(null=True, blank=True)
    taken_up_at = models.DateTimeField(null=True, blank=True)
    taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("invited firm")
        verbose_name_plural = _("invited firms")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "supplier"], condition=Q(supplier__isnull=False), name="firm_invited_to_call_once"
            ),
            models.UniqueConstraint(fields=["tender", "email"], condition=~Q(email=""), name="address_invited_once"),
            models.UniqueConstraint(fields=["token_sha256"], condition=~Q(token_sha256=""), name="link_invites_once"),
            models.CheckConstraint(condition=Q(supplier__isnull=False) | ~Q(email=""), name="invited_can_be_reached"),
            models.CheckConstraint(
                condition=Q(taken_up_at=None, taken_up_by=None)
                | Q(taken_up_at__isnull=False, taken_up_by__isnull=False, supplier__isnull=False),
                name="taken_up_at_and_by_together",
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_by=None)
                | Q(declined_at__isnull=False, declined_by__isnull=False, supplier__isnull=False),
                name="declined_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return self.supplier.name if self.supplier else self.as_named

    @property
    def as_named(self) -> str:
        """The words of the officer, which no answer changes."""
        if not self.email:
            return str(self)
        return f"{self.name} ({self.email})" if self.name else self.email


def holds_invitation(person: User | AnonymousUser) -> Q:
    """The call was sent to a firm of this person: it is there for all members, and stays so to the end."""
    members = Membership.objects.filter(supplier=OuterRef("supplier"), person=person.pk, person__is_active=True)
    sent = InvitedFirm.objects.filter(Exists(members), tender=OuterRef("pk"), invited_at__isnull=False)
    return IS_PUBLISHED & Q(Exists(sent))


def watches(person: User | AnonymousUser) -> Q:
    """The person is the ombudsperson of the call's buyer. Who is invited is not shown to it."""
    posts = Post.objects.filter(buyer=OuterRef("buyer"), person=person.pk, person__is_active=True)
    return Q(Exists(posts.filter(role=Role.OMBUDSPERSON)), template=False)


def is_invited(firm: Supplier | int, tender_id: int) -> bool:
    """Tell whether the firm was sent an invitation to this call."""
    return InvitedFirm.objects.filter(tender=tender_id, supplier=firm, invited_at__isnull=False).exists()
