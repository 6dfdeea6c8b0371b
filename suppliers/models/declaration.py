"""What a firm declares of itself, or of another firm that it bids with, written once and used for every bid."""

from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from suppliers.models.supplier import Supplier


class Declaration(models.Model):
    """The answers to grounds for exclusion and selection criteria. Who changes one takes the signature off it."""

    class About(models.TextChoices):
        """Of whom it speaks (Directive 2014/24/EU arts 19(2), 63, 71)."""

        SELF = "self", _("the firm itself")
        MEMBER = "member", _("a member of our group")
        RELIED = "relied", _("a firm whose capacity we rely on")
        SUBCONTRACTOR = "subcontractor", _("a subcontractor")

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="declarations")
    about = models.CharField(_("who it is"), max_length=20, choices=About.choices, default=About.SELF)
    # Of another firm: how it is called. The firm's own facts are read where they stand.
    name = models.CharField(_("name"), max_length=400, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    identifier = models.CharField(_("company number"), max_length=60, blank=True)
    # code of the criterion → {name of the question: answer}, or {"rows": [...]}; as `suppliers.declarations.answers`.
    answers = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("self-declaration")
        verbose_name_plural = _("self-declarations")
        constraints = [
            models.UniqueConstraint(fields=["supplier"], condition=Q(about="self"), name="one_declaration_of_itself"),
            models.CheckConstraint(
                condition=Q(about="self", name="") | (~Q(about="self") & ~Q(name="")), name="another_firm_is_named"
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None) | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="declaration_signed_at_and_by_together",
            ),
        ]

    def __str__(self) -> str:
        return self.of_whom

    @property
    def is_own(self) -> bool:
        """Tell whether the firm speaks of itself."""
        return self.about == self.About.SELF

    @property
    def of_whom(self) -> str:
        """The name of the firm of which it speaks."""
        return self.name or self.supplier.name

    def answer_to(self, code: str) -> Mapping[str, Any]:
        """Return what is answered to a criterion; nothing where it was not asked yet."""
        return cast("Mapping[str, Any]", self.answers.get(code, {}))
