"""People, the authorities they work for, and the roles they play there."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from procurement.accounts.roles import BUYER_ROLES, Role
from procurement.accounts.standing_in import DEPUTISED, StandIn, running

LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("de", _("German")), ("en", _("English"))]

ROLES = [(role.value, role.label) for role in BUYER_ROLES]


class UserManager(BaseUserManager["User"]):
    """Makes people by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person who can sign in; without a password only by another way."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an administrator of accounts and settings. Bids stay closed to it."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What it may do follows from its posts and memberships, not from this row."""

    email = models.EmailField(_("e-mail address"), unique=True)  # kept in lower case
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    # Erased by the person itself. The name of who handed in a bid is kept until this day, by law; then it goes, too.
    erased_at = models.DateTimeField(null=True, blank=True)
    name_kept_until = models.DateField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name, as Wagtail and mails show it."""
        return str(self)


class Buyer(models.Model):
    """An authority that buys (*pouvoir adjudicateur*)."""

    name = models.CharField(_("name"), max_length=400)
    slug = models.SlugField(max_length=80, unique=True)
    identifier = models.CharField(_("registration number"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2)
    subdivision = models.CharField(_("region for public holidays"), max_length=10, blank=True)
    nuts = models.CharField(max_length=5, blank=True)
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fr")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Brussels")
    # How many of the committee's members must unlock together. The ceremony is described in docs/seal.md.
    quorum = models.PositiveSmallIntegerField(_("members who open together"), default=2)
    # Below this estimated value so many suffice; without a value, there is one rule for all calls.
    small_below = models.DecimalField(_("small calls"), max_digits=18, decimal_places=2, null=True, blank=True)
    small_quorum = models.PositiveSmallIntegerField(_("members who open a small call"), default=1)

    # So many working days it takes at most to answer a firm that asks for help.
    help_days = models.PositiveSmallIntegerField(_("working days to answer a request for help"), default=3)
    # So many it takes at most to check a firm's file; and whether it checks each firm that registers, unasked.
    vetting_days = models.PositiveSmallIntegerField(_("working days to check the file of a firm"), default=10)
    vets_newcomers = models.BooleanField(_("checks every firm that registers"), default=False)

    class Meta:
        verbose_name = _("buyer")
        verbose_name_plural = _("buyers")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone by which its days begin."""
        return ZoneInfo(self.time_zone)

    def quorum_for(self, value: Decimal | None) -> int:
        """Return how many members open a call of this estimated value together; one without a value is not small."""
        is_small = value is not None and self.small_below is not None and value < self.small_below
        return self.small_quorum if is_small else self.quorum

    def roles_of(self, person: User | None) -> frozenset[str]:
        """Return the roles that this person holds here."""
        if person is None or not person.is_active:
            return frozenset()
        return frozenset(Post.objects.filter(buyer=self, person=person).values_list("role", flat=True))

    def stood_in_for(self, person: User | None, roles: Collection[str], now: datetime) -> User | None:
        """Return for whom this person acts when it acts in one of these roles; None where it has the right itself."""
        roles = set(roles) & set(DEPUTISED)
        if person is None or not roles or Post.given.filter(buyer=self, person=person, role__in=roles).exists():
            return None
        found = running(self, person, roles, now).first()
        return found.person if found else None


class Held(models.Manager["Post"]):
    """The posts that hold now. What was lent to a deputy holds within its days only, by the database's clock."""

    def get_queryset(self) -> models.QuerySet["Post"]:
        lent = Q(stands_in__begins_at__lte=Now(), stands_in__ends_at__gt=Now())
        return super().get_queryset().filter(Q(stands_in=None) | lent)


class Given(models.Manager["Post"]):
    """The posts that an administrator gave."""

    def get_queryset(self) -> models.QuerySet["Post"]:
        return super().get_queryset().filter(stands_in=None)


class Post(models.Model):
    """A person holds a role at a buyer: given by an administrator, or lent for the days of an absence."""

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="posts")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(_("role"), max_length=20, choices=ROLES)
    since = models.DateTimeField(null=True, blank=True)  # null: given before this was kept
    stands_in = models.OneToOneField(StandIn, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects = Held()
    given = Given()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(
                fields=["buyer", "person", "role"], condition=Q(stands_in=None), name="post_held_once"
            ),
            models.CheckConstraint(
                condition=Q(stands_in=None) | Q(role__in=DEPUTISED), name="only_some_posts_are_lent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {Role(self.role).label} ({self.buyer})"


class Invited(models.Model):
    """Asks whoever reads the mail of an address to join. It goes when accepted or taken back; the log keeps it."""

    email = models.EmailField(_("e-mail address"))  # kept in lower case
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        abstract = True

    def has_expired(self, now: datetime) -> bool:
        """Tell whether its time is over."""
        return self.expires_at <= now


class PostInvitation(Invited):
    """Offers a post at a buyer."""

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=20, choices=ROLES)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [models.UniqueConstraint(fields=["buyer", "email"], name="invited_to_a_post_once")]

    def __str__(self) -> str:
        return f"{self.buyer}: {self.email}"


class FailedSignIn(models.Model):
    """A wrong password, kept for a day to slow down who guesses. Digests only: nobody reads here who tried what."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    browser = models.CharField(max_length=22, blank=True)  # of a browser in which the person signed in before
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("wrong password")
        verbose_name_plural = _("wrong passwords")
        indexes = [
            models.Index(fields=["account", "at"], name="tries_of_account"),
            models.Index(fields=["address", "at"], name="tries_from_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
