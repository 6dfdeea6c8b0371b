"""A prior information notice in its light form: a buyer says which call is to come (Directive 2014/24/EU art. 48)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import LANGUAGES, Buyer
from tenders.models.tender import Tender

FIRST, LAST = 1, 4


class Announcement(models.Model):
    """A coming call. It promises nothing: it can be withdrawn with a reason, and stays to be read. Never changed."""

    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="announcements")
    reference = models.CharField(gettext_lazy("reference"), max_length=40, unique=True)
    title = models.CharField(gettext_lazy("title"), max_length=600)
    description = models.TextField(gettext_lazy("description"), blank=True)
    language = models.CharField(gettext_lazy("language"), max_length=2, choices=LANGUAGES)
    nature = models.CharField(gettext_lazy("what is bought"), max_length=10, choices=Tender.Nature.choices)
    cpv = models.CharField(gettext_lazy("CPV code"), max_length=8)
    nuts = models.CharField(gettext_lazy("place of performance"), max_length=5, blank=True)
    # Roughly, without VAT, in euro; None: not told.
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(db_index=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)
    # The call that it became: public once that is published.
    call = models.OneToOneField(Tender, on_delete=models.SET_NULL, null=True, blank=True, related_name="announced")

    class Meta:
        verbose_name = gettext_lazy("coming call")
        verbose_name_plural = gettext_lazy("coming calls")
        ordering = ["year", "quarter", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quarter__gte=FIRST, quarter__lte=LAST), name="quarter_of_a_year"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    def get_absolute_url(self) -> str:
        """Return the public address."""
        return reverse("record:coming_call", args=[self.reference])

    @property
    def expected(self) -> str:
        """When the call is expected, in words of the active language."""
        quarters = [_("first quarter of %(year)s"), _("second quarter of %(year)s"), _("third quarter of %(year)s"),
                    _("last quarter of %(year)s")]  # fmt: skip
        return quarters[self.quarter - FIRST] % {"year": self.year}
