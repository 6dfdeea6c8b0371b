"""An invitation to join a firm."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import Invited
from suppliers.models.supplier import ROLES, Supplier


class Invitation(Invited):
    """Offers a part in a firm."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=20, choices=ROLES)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [models.UniqueConstraint(fields=["supplier", "email"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.supplier}: {self.email}"
