"""The public page of a call before anybody else can see it, as a publication at this instant would show it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from django.db.models import prefetch_related_objects

from procurement.calendar.holidays import holidays_to_json
from tenders.calls.actions import planned
from tenders.calls.queries import holidays_to_count_with
from tenders.lifecycle.tender import TenderState
from tenders.models import Stage, Tender
from tenders.record.pages import CallPage, call_page
from tenders.record.queries import PARTS


def preview_of(tender: Tender, now: datetime, asked: Mapping[str, str] = MappingProxyType({})) -> CallPage:
    """Return the page of an unpublished call, with the lots `asked` for. Nothing of it is written anywhere."""
    return call_page(_published(tender, now), now, asked)


def _published(tender: Tender, now: datetime) -> Tender:
    """Return a second copy of the row, in memory only, with what the publication would add to it."""
    facts = {field.attname: getattr(tender, field.attname) for field in Tender._meta.concrete_fields}
    holidays = holidays_to_json(holidays_to_count_with(tender, now))
    shown = Tender(**{**facts, "state": TenderState.PUBLISHED, "published_at": now, "holidays": holidays})
    shown.buyer = tender.buyer
    prefetch_related_objects([shown], *PARTS)
    stages = list(_promises(shown, now))
    prefetch_related_objects(stages, "revisions__made_by")
    # What was prefetched is what every reader of the call finds; there is no public way to put unsaved rows there.
    shown.stages.all()._result_cache = stages  # noqa: SLF001
    return shown


def _promises(shown: Tender, now: datetime) -> Iterator[Stage]:
    """Yield what would be promised; a call without a deadline promises nothing yet."""
    if shown.deadline_at is None:
        return
    for position, stage in enumerate(planned(shown, now), start=1):
        days = {"earliest": stage.earliest, "first_commitment": stage.commitment, "commitment": stage.commitment}
        # A key that no row has: the revisions of these stages are looked up, and there are none.
        yield Stage(pk=-position, tender=shown, kind=stage.kind, position=position, who=stage.who, **days)
