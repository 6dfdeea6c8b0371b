"""The firm and its people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES, User
from procurement.accounts.roles import SUPPLIER_ROLES, Role

ROLES = [(role.value, role.label) for role in SUPPLIER_ROLES]


class Supplier(models.Model):
    """A firm that may bid (economic operator, *opérateur économique*)."""

    class Size(models.TextChoices):
        """Recommendation 2003/361/EC."""

        MICRO = "micro", _("micro: fewer than 10 people")
        SMALL = "small", _("small: fewer than 50 people")
        MEDIUM = "medium", _("medium: fewer than 250 people")
        LARGE = "large", _("large")

    name = models.CharField(_("name"), max_length=400)
    identifier = models.CharField(_("company number"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2)
    address = models.TextField(_("registered office"), blank=True)
    nuts = models.CharField(_("region"), max_length=5, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=200, blank=True)
    activity = models.CharField(_("activity"), max_length=300, blank=True)
    interests = models.JSONField(_("what the firm sells"), default=list, blank=True)  # CPV: the first 2 to 8 digits
    languages = models.JSONField(_("languages in which it works"), default=list, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    size = models.CharField(_("size"), max_length=10, choices=Size.choices, blank=True)
    # Closed by its owner: it belongs to nobody, and its number is free again. What it handed in still names it.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "identifier"],
                condition=models.Q(closed_at=None) & ~models.Q(identifier=""),
                name="one_firm_per_number",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sme(self) -> bool | None:
        """Tell whether the firm is small or medium-sized; None when it did not say."""
        return self.size != self.Size.LARGE if self.size else None

    def roles_of(self, person: User | None) -> frozenset[str]:
        """Return the roles that this person holds in the firm."""
        if person is None or not person.is_active:
            return frozenset()
        return frozenset(Membership.objects.filter(supplier=self, person=person).values_list("role", flat=True))


class Membership(models.Model):
    """A person belongs to a firm, in one role."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=ROLES)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["supplier", "person"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.person}: {Role(self.role).label} ({self.supplier})"
