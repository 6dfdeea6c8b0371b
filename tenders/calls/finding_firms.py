"""The firms of the portal that an officer can invite, found by name or number."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from suppliers.access import firms_here
from suppliers.models import Membership, Supplier
from tenders.models import InvitedFirm, Tender

MOST_FOUND = 20
LEAST_LETTERS = 2


def firms_to_invite() -> QuerySet[Supplier]:
    """Return the firms in which somebody reads what is sent to them."""
    members = Membership.objects.filter(supplier=OuterRef("pk"), person__is_active=True)
    return firms_here().filter(Exists(members)).order_by("name", "pk")


def found_firms(asked: str, tender: Tender) -> Sequence[Supplier]:
    """Return the firms whose name or number holds what is asked, but those named already; at most `MOST_FOUND`."""
    asked = asked.replace("\0", "").strip()
    if len(asked) < LEAST_LETTERS:
        return []
    digits = "".join(filter(str.isdigit, asked))
    like = Q(name__icontains=asked) | Q(identifier__icontains=asked)
    like |= Q(identifier=digits) if digits else Q()
    named = InvitedFirm.objects.filter(tender=tender, supplier__isnull=False).values("supplier")
    return list(firms_to_invite().filter(like).exclude(pk__in=named)[:MOST_FOUND])
