"""The mails of a call by invitation. Each names one firm's own invitation, and nobody else's."""

from datetime import datetime

from django.urls import reverse

from procurement.accounts.invitations import has_proven
from procurement.accounts.models import User
from procurement.outbox.post import write
from tenders.calls import queries
from tenders.calls.emails import tell
from tenders.models import InvitedFirm


def to_firm(invited: InvitedFirm, *, now: datetime) -> None:
    """Invite the people of a firm, each in its language."""
    tender = invited.tender
    tell(queries.people_of([invited.supplier_id or 0]), "call_invited", tender, now, round=tender.round)


def to_address(invited: InvitedFirm, *, token: str, now: datetime) -> None:
    """Invite whoever reads the mail of an address: the link lets one firm in, once."""
    tender = invited.tender
    context = {"tender": tender, "buyer": tender.buyer, "round": tender.round, "newcomer": True}

    def page() -> str:
        return reverse("calls:take_up", args=[token])

    write(
        "call_invited", to=invited.email, language=invited.language, now=now, context=context, page=page, secret=token
    )  # fmt: skip


def taken_up(invited: InvitedFirm, *, by: User, now: datetime) -> None:
    """Tell the address that its link was used, unless who used it proved to read its mail. It names no firm."""
    if has_proven(by, invited.email):
        return
    context = {"tender": invited.tender, "buyer": invited.tender.buyer}
    write("invitation_used", to=invited.email, language=invited.language, now=now, context=context)
