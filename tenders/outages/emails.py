"""What officers are told after an outage."""

from datetime import datetime

from procurement.accounts.roles import Role
from tenders.calls.emails import tell
from tenders.calls.queries import people_with
from tenders.models import ProposedExtension


def more_time_proposed(proposal: ProposedExtension, *, now: datetime) -> None:
    """Tell the officers of the call that an outage asks for their answer."""
    tender = proposal.tender
    facts = {"proposal": proposal, "outage": proposal.outage}
    tell(people_with(Role.OFFICER, tender), "more_time_proposed", tender, now, at="outages:more_time", **facts)
