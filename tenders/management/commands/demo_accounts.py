"""`manage.py demo_accounts`: who can sign in to the demonstration, by role, and what to look at."""

from typing import Any

from django.conf import settings

from procurement.accounts.models import Post
from procurement.accounts.roles import Role
from procurement.commands import PlainCommand, Unusable
from suppliers.models import Membership
from tenders.demo.loading import PASSWORD
from tenders.models import Tender
from tenders.rehearsal.cast import PASSPHRASE


class Command(PlainCommand):
    """Exit 0: printed. 2: this site is no demonstration."""

    help = "Print the demonstration's accounts by role, and pages to look at."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise Unusable("This site is no demonstration: it has no accounts to print.")
        self.stdout.write(f"Accounts of the demonstration, all with the password {PASSWORD}")
        for role, email in self._accounts():
            self.stdout.write(f"  {Role(role).value:14} {email}")
        self.stdout.write(f"Committee members unlock with the passphrase “{PASSPHRASE}”.")
        self.stdout.write("Pages to look at:")
        for language in ("fr", "nl", "de", "en"):
            self.stdout.write(f"  {settings.BASE_URL}/{language}/")
        self.stdout.write(f"  {settings.BASE_URL}/fr/calls/")
        for tender in Tender.objects.filter(demo=True).exclude(published_at=None).order_by("state", "pk")[:4]:
            self.stdout.write(f"  {settings.BASE_URL}{tender.get_absolute_url()}  ({tender.state})")

    def _accounts(self) -> list[tuple[str, str]]:
        """Return one account per role: those of the first authority, then those of the first firms."""
        accounts: dict[str, str] = {}
        for post in Post.objects.filter(buyer__identifier__startswith="DEMO-").order_by("pk").select_related("person"):
            accounts.setdefault(post.role, post.person.email)
        firms = Membership.objects.filter(person__name__startswith="Demo ").order_by("pk").select_related("person")
        for membership in firms:
            accounts.setdefault(membership.role, membership.person.email)
        return list(accounts.items())
