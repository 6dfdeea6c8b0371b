"""When something that everyone may know of a call last changed: what feeds and exports are dated by."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from procurement.calendar.moments import start_of_day
from tenders.models import Tender
from tenders.record.awards import is_signed
from tenders.record.results import LotResult

ONE_DAY = timedelta(days=1)


def last_change(tender: Tender, results: Iterable[LotResult], now: datetime) -> datetime:
    """Return the latest instant at which something in the public record of the call became so."""
    zone = tender.buyer.time_zone
    moments = [tender.published_at, tender.ended_at]
    moments += [question.answered_at for question in tender.questions.all()]
    moments += [meeting.changed_at for meeting in tender.meetings.all()]
    moments += [amendment.made_at for amendment in tender.amendments.all()]
    moments += [end for pause in tender.pauses.all() for end in (pause.starts_at, pause.ends_at)]
    moments += [result.decision.notified_at for result in results]
    days = [result.lot.contracted_on for result in results if is_signed(result.lot, tender, now)]
    days += [notice.appeared_on for notice in tender.dispatches.all()]
    for stage in tender.stages.all():
        moments += [revision.made_at for revision in stage.revisions.all()]
        # A promise that was not kept shows from the day after.
        days.append(stage.actual or (stage.commitment + ONE_DAY if stage.commitment else None))
    moments += [start_of_day(day, zone) for day in days if day]
    return max((moment for moment in moments if moment and moment <= now), default=now.astimezone(UTC))
