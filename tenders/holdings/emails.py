"""What people are told when a firm's account is closed."""

from datetime import datetime

from procurement.accounts.models import User
from procurement.outbox.post import write_to
from suppliers.models import Supplier


def firm_closed(person: User, firm: Supplier, *, by: User, now: datetime) -> None:
    """Tell one of its people that the account of the firm is closed, and by whom."""
    write_to(person, "firm_closed", now=now, context={"firm": firm, "by": by})
