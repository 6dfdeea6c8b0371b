"""Who at work wants one mail each morning with what is due."""

from django.conf import settings
from django.db import models


class MorningMail(models.Model):
    """Asked for on the desk, and deleted there; one a day at most, and none on a day without anything due."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The last local day for which it was considered, with or without a mail.
    last_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.person_id}: {self.last_on}"
