"""Who wants to hear of what: a reader, its alerts, and the news that wait for it. Kept for that, and for nothing else.

No page, export or admin of the office shows any of it, and the log knows nothing of it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import LANGUAGES, Buyer


class Pace(models.TextChoices):
    """How often one is written to."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("every day, at most one mail")
    WEEKLY = "weekly", _("every Monday, at most one mail")


class News(models.TextChoices):
    """What can be told of a call. Its page says the rest."""

    FOUND = "found", _("It is new.")
    DEADLINE = "deadline", _("The deadline for bids has moved.")
    DATES = "dates", _("A promised date has moved. The old and the new one stand on the page, with the reason.")
    ANSWER = "answer", _("A question was answered to everybody.")
    MEETING = "meeting", _("A visit or a meeting was announced, or what was said there is published.")
    CHANGED = "changed", _("The call was changed. Old and new stand side by side on the page, with the reason.")
    PAUSED = "paused", _("The procedure is paused. The deadline for bids stands, unless it is extended.")
    RESUMED = "resumed", _("The procedure goes on after a pause. The new days stand on the page.")
    CANCELLED = "cancelled", _("The call was cancelled. The reason stands on the page.")
    AGAIN = "again", _("A new call takes up this one, which was cancelled. Its page leads there.")
    RESULT = "result", _("A result is published.")


class Reader(models.Model):
    """Whom we write to: an account, or a mere address. Deleted with its last alert, unless it is an account's."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("e-mail address"), blank=True)  # in lower case; an account's stands with the account
    language = models.CharField(max_length=2, choices=LANGUAGES)
    # Who holds it, was sent it: it shows and changes what this reader follows.
    token = models.CharField(max_length=32, unique=True)
    # Who holds it may read the private calendar and the feed, and nothing else. None: there are none.
    feed_token = models.CharField(max_length=32, unique=True, null=True, blank=True)
    # When the last digest of each kind was written.
    daily_at = models.DateTimeField(null=True, blank=True)
    weekly_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=Q(person=None), name="address_reads_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, email="") | (Q(person=None) & ~Q(email="")),
                name="reader_is_account_or_address",
            ),
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def address(self) -> str:
        """Where the mails go."""
        return self.person.email if self.person else self.email

    @property
    def speaks(self) -> str:
        """The language of the mails."""
        return self.person.language if self.person else self.language


class Alert(models.Model):
    """A reader follows a call, or looks for new ones. It gets news once confirmed; it is deleted, not switched off."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="alerts")
    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # A search: the whole question as an address holds it, and its parts; what is empty asks for everything.
    query = models.CharField(max_length=1500, blank=True)
    words = models.CharField(max_length=200, blank=True)
    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    division = models.CharField(max_length=2, blank=True)
    cpv = models.CharField(max_length=8, blank=True)
    nuts = models.CharField(max_length=5, blank=True)
    least = models.PositiveBigIntegerField(null=True, blank=True)
    most = models.PositiveBigIntegerField(null=True, blank=True)
    days = models.PositiveSmallIntegerField(null=True, blank=True)

    pace = models.CharField(max_length=10, choices=Pace.choices, default=Pace.AT_ONCE)
    language = models.CharField(max_length=2, choices=LANGUAGES)  # of the page where it was asked for
    # Who holds it, was sent it: it confirms the alert, and ends it.
    token = models.CharField(max_length=32, unique=True)
    asked_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "tender"], name="reader_follows_call_once"),
            models.UniqueConstraint(fields=["reader", "query"], condition=Q(tender=None), name="search_saved_once"),
            models.CheckConstraint(condition=Q(tender=None) | Q(query=""), name="alert_is_call_or_search"),
        ]
        indexes = [
            # Who wants this new call? Its codes have few beginnings, and each is looked up.
            models.Index(
                fields=["cpv", "division", "nuts"],
                condition=Q(tender=None, confirmed_at__isnull=False),
                name="searches_by_code",
            )
        ]

    def __str__(self) -> str:
        return self.token


class Piece(models.Model):
    """One piece of news for one alert: told by the next mail of its pace, and forgotten a month later."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="pieces")
    tender = models.ForeignKey("tenders.Tender", on_delete=models.CASCADE, related_name="+")
    news = models.CharField(max_length=10, choices=News.choices)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "tender"], condition=Q(news="found"), name="call_found_once")
        ]
        indexes = [
            models.Index(fields=["at"], name="news_by_age"),
            models.Index(fields=["at"], condition=Q(told_at=None), name="news_that_wait"),
        ]

    def __str__(self) -> str:
        return f"{self.news}: {self.tender_id}"
