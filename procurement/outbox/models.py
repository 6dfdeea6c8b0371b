"""Mail that survives a crash: written in the deed's transaction, sent after it by the worker."""

from django.conf import settings
from django.db import models


class Mail(models.Model):
    """One mail to one address, already in the recipient's language. Holds no bid content, ever."""

    to = models.EmailField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    # The address that ends mails of this kind (RFC 8058); by it they are found when they are to be forgotten.
    unsubscribe = models.URLField(max_length=300, blank=True, db_index=True)
    # What opens the link in the mail, for whoever reads it: blanked there once it is sent, or given up.
    secret = models.CharField(max_length=100, blank=True)
    written_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
