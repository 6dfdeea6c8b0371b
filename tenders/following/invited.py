"""News of a call by invitation: to the firms that are invited, and to the addresses that no firm answered for yet."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from procurement.accounts.models import User
from procurement.outbox.post import write, write_to
from suppliers.models import Membership
from tenders.models import InvitedFirm, News, Tender

# What has a mail of its own, to the same people.
TOLD_APART = {News.DEADLINE, News.CHANGED, News.PAUSED, News.RESUMED}
# What concerns those who bid, and they have their letters; or who followed.
NOT_TOLD = {News.FOUND, News.AGAIN, News.RESULT}


def tell_invited(tender: Tender, news: News, *, now: datetime) -> None:
    """Write at once to everybody who was invited, in whatever way; each mail names nobody."""
    if news in NOT_TOLD:
        return
    context = {"tender": tender, "buyer": tender.buyer, "news": news.label}
    sent = InvitedFirm.objects.filter(tender=tender, invited_at__isnull=False)

    def page() -> str:
        return reverse("calls:enter", args=[tender.reference])

    if news not in TOLD_APART:
        members = Membership.objects.filter(supplier__in=sent.values("supplier"), person=OuterRef("pk"))
        for person in User.objects.filter(Exists(members), is_active=True).order_by("pk"):
            write_to(person, "invited_news", now=now, context=context, page=page)
    for row in sent.filter(supplier=None):
        told = {**context, "sent_at": row.invited_at}
        write("invited_news", to=row.email, language=row.language, now=now, context=told)
