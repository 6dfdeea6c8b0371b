"""Another firm with which a firm bids: named once, and taken from there into every bid."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from suppliers.models.supplier import Supplier


class Part(models.TextChoices):
    """What another firm does in a bid (Directive 2014/24/EU arts 19(2), 63, 71)."""

    MEMBER = "member", _("member of the group")
    RELIED = "relied", _("firm whose capacity is relied on")
    SUBCONTRACTOR = "subcontractor", _("subcontractor")


NEED_CONSENT = frozenset({Part.MEMBER, Part.RELIED})
"""A member is bound by the bid; who is relied on commits itself to it (art. 63(1)). A subcontractor is only named."""


class Partner(models.Model):
    """A firm as its partner names it. Whether it has an account here, nobody learns from this row."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=400)
    country = models.CharField(_("country"), max_length=2)
    identifier = models.CharField(_("company number"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "country", "identifier"],
                condition=~Q(identifier=""),
                name="partner_named_once",
            ),
        ]
        indexes = [models.Index(fields=["country", "identifier"], name="partner_by_number")]

    def __str__(self) -> str:
        return self.name
