"""The rounds of a draft: one call for papers after the other, each with a deadline of its own.

The first deadline is published with the call. A later one is a plan until its round starts (`next_round.py`): the law
counts its period from the invitation.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from itertools import pairwise

from django.utils.translation import gettext as _

from procurement.calendar.holidays import holiday_list
from procurement.lifecycle import Sentence
from tenders.calls.deadlines import against_the_moment, moment_of
from tenders.calls.refusals import refuse_if
from tenders.models import Round, Tender

P = Tender.Procedure
Moment = tuple[date, time]
# Directive 2014/24/EU arts 28 to 31; all other procedures have one round, of offers.
IN_ROUNDS: Mapping[str, tuple[Round.Kind, ...]] = {
    P.RESTRICTED: (Round.Kind.REQUESTS, Round.Kind.OFFERS),
    P.NEGOTIATED: (Round.Kind.REQUESTS, Round.Kind.OFFERS, Round.Kind.FINAL_OFFERS),
    P.DIALOGUE: (Round.Kind.REQUESTS, Round.Kind.FINAL_OFFERS),
    P.INNOVATION: (Round.Kind.REQUESTS, Round.Kind.OFFERS, Round.Kind.FINAL_OFFERS),
}


def kinds_of(procedure: str) -> tuple[Round.Kind, ...]:
    """Return what is asked for in each round of a procedure, the first one first."""
    return IN_ROUNDS.get(procedure, (Round.Kind.OFFERS,))


def later_moments(tender: Tender) -> tuple[Moment | None, ...]:
    """Return the planned local deadline of each round after the first, None where none is planned yet."""
    planned = {row.number: (row.deadline_date, row.deadline_time) for row in tender.rounds.all()}
    return tuple(planned.get(number) for number, _kind in enumerate(kinds_of(tender.procedure)[1:], start=2))


def write_rounds(tender: Tender, moments: Sequence[Moment | None]) -> bool:
    """Write the deadlines of a draft's rounds, the first one first; tell whether anything is another than before.

    The first deadline, once there, is never taken away; a later one is, where there is none in `moments` any more.
    Raises Refused where one can't be a deadline.
    """
    before = _written(tender)
    kinds = kinds_of(tender.procedure)
    planned = dict(enumerate(moments[: len(kinds)], start=1))
    refuse_if(_against(tender, [moment for moment in planned.values() if moment], before))
    for number, kind in enumerate(kinds, start=1):
        moment = planned.get(number)
        if moment:
            Round.objects.update_or_create(tender=tender, number=number, defaults=_row(tender, kind, moment))
        elif number > 1:
            tender.rounds.filter(number=number).delete()
    tender.rounds.filter(number=1).update(kind=kinds[0])
    tender.rounds.filter(number__gt=len(kinds)).delete()
    return before != _written(tender)


def _written(tender: Tender) -> set[tuple[int, str, date, time]]:
    return set(tender.rounds.values_list("number", "kind", "deadline_date", "deadline_time"))


def _row(tender: Tender, kind: Round.Kind, moment: Moment) -> dict[str, object]:
    day, at = moment
    zone = tender.buyer.time_zone
    facts = {"deadline_date": day, "deadline_time": at, "deadline_at": moment_of(day, at, zone), "time_zone": zone}
    return {"kind": kind, **facts}


def _against(
    tender: Tender, moments: Sequence[Moment], before: set[tuple[int, str, date, time]]
) -> Iterator[Sentence | None]:
    """What stands there already is judged by the lifecycle, not again on every saving."""
    buyer, known = tender.buyer, {(day, at) for _number, _kind, day, at in before}
    for day, at in moments:
        moment_of(day, at, buyer.time_zone)
        if (day, at) not in known:
            holidays = holiday_list(buyer.country, buyer.subdivision or buyer.nuts, range(day.year, day.year + 1))
            yield from against_the_moment(day, at, holidays)
    if any(later <= earlier for earlier, later in pairwise(moments)):
        yield _("Each round ends after the one before it.")
