"""The notices of a call as its officers read them: what each tells, and what is on record of it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from procurement.dates import date_format
from tenders.calls.dispatching import FIRST, latest_notice
from tenders.models import Dispatch, Tender


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice of a call: its number, what it is called, and what is on record of it."""

    number: int
    title: str
    dispatch: Dispatch | None
    is_last: bool
    told_later: bool  # its changes stand in a later notice, which was sent

    @property
    def lead(self) -> str:
        """What the page of the notice says."""
        if self.number == FIRST:
            return _("Record what you can prove. The call appears here after the Journal, or 48 hours after the "
                     "receipt was confirmed (Directive 2014/24/EU art. 52).")  # fmt: skip
        return _("It tells what changed since the notice that was sent before. Record what you can prove.")

    @property
    def recorded(self) -> str:
        """What is said once it is kept."""
        if self.number == FIRST:
            return _("Recorded. The periods of the law count from the day of sending.")
        return _("Recorded.")


def notices_on_record(tender: Tender) -> list[NoticeRow]:
    """Return the notices of a call, the last first."""
    known = {row.number: row for row in tender.dispatches.all()}
    last = latest_notice(tender)
    days = [amendment.made_at for amendment in sorted(tender.amendments.all(), key=lambda row: (row.made_at, row.pk))]
    titles = [_("The notice and the Official Journal")]
    titles += [
        _("The change notice of %(day)s and the Official Journal") % {"day": date_format(tender.local_day(at))}
        for at in days
    ]
    titles += [_("The notice that the call was cancelled, and the Official Journal")]
    return [
        NoticeRow(number, titles[number - FIRST], known.get(number), number == last, _is_told(number, known))
        for number in range(last, FIRST - 1, -1)
    ]


def _is_told(number: int, known: dict[int, Dispatch]) -> bool:
    return FIRST < number < max(known, default=FIRST) and number not in known
