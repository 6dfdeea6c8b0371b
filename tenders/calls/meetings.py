"""Visits and meetings: announced to all, what was said published for all, who came kept by the office."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused
from tenders.calls.deadlines import moment_of
from tenders.calls.questions import takes_questions
from tenders.calls.refusals import lock_for
from tenders.following.telling import tell_followers
from tenders.models import Meeting, News, Tender


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What an officer writes of a meeting; day and time of the buyer."""

    kind: str
    day: date
    at: time
    place: str
    minutes: str = ""
    attendance: str = ""


@transaction.atomic
def keep_meeting(
    tender: Tender, facts: MeetingFacts, *, meeting: Meeting | None = None, by: User, now: datetime
) -> Meeting:
    """Announce a visit or a meeting, or add what was said there and who came. Followers hear of it.

    Raises:
        Refused: the call takes no bids any more, or what was said is written before it took place.
    """
    locked = lock_for(tender, Role.OFFICER, by=by)
    if not takes_questions(locked, now):
        raise Refused(_("The deadline for bids has passed: what is published now would come too late."))
    starts_at = moment_of(facts.day, facts.at, locked.buyer.time_zone)
    if starts_at > now and (facts.minutes.strip() or facts.attendance.strip()):
        raise Refused(_("What was said, and who came, is written once it has taken place."))
    row = meeting or Meeting(tender=locked)
    written = {name: value.strip() for name, value in asdict(facts).items() if isinstance(value, str)}
    for name, value in {**written, "starts_at": starts_at, "changed_at": now, "recorded_by": by}.items():
        setattr(row, name, value)
    row.save()
    payload = {"tender": locked.reference, "starts_at": starts_at, "minutes": bool(row.minutes)}
    record("meeting.keep", row, by=by, now=now, payload=payload)
    tell_followers(locked, News.MEETING, now=now)
    return row
