"""The next round of a procedure that has several: its deadline is named, its key made, and those selected invited."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Sentence, perform
from tenders.calls import queries
from tenders.calls.deadlines import against_the_moment, moment_of
from tenders.calls.planning import promise
from tenders.calls.refusals import lock_for, refuse_if
from tenders.calls.round_emails import round_started
from tenders.calls.rounds import kinds_of
from tenders.lifecycle.tender import TenderState
from tenders.models import Round, Tender

S = TenderState
# From the opening of a round until the next one starts.
BETWEEN = [S.OPENED, S.ADMISSIBILITY, S.EVALUATION]


@transaction.atomic
def prepare_next_round(tender: Tender, *, day: date, at: time, by: User, now: datetime) -> Round:
    """Name the deadline of the round that follows: a local day and time of the buyer. It may be named again.

    Nothing is public before the round starts.

    Raises:
        Refused: not an officer, no further round, the running one is not opened yet, or what can't be a deadline.
    """
    locked = lock_for(tender, Role.OFFICER, by=by)
    refuse_if(why_no_next_round(locked))
    zone, number = locked.buyer.time_zone, locked.round_number + 1
    deadline = moment_of(day, at, zone)
    refuse_if([_is_behind(deadline, now), *against_the_moment(day, at, queries.holidays_of(locked))])
    kind = kinds_of(locked.procedure)[locked.round_number]
    facts = {"kind": kind, "deadline_date": day, "deadline_time": at, "deadline_at": deadline, "time_zone": zone}
    round_, _made = Round.objects.update_or_create(tender=locked, number=number, defaults=facts)
    payload = {"round": number, "kind": kind, "deadline": deadline}
    record("tender.prepare_next_round", locked, by=by, now=now, payload=payload)
    return round_


@transaction.atomic
def start_next_round(tender: Tender, *, by: User, now: datetime) -> None:
    """Start the round that was prepared: its days are promised, and the firms that were selected are invited.

    Raises:
        Refused: not prepared, too early by law, no key, or nobody was selected.
    """
    perform(tender, "start_next_round", by=by, now=now)
    promise(tender, now)
    round_started(tender.round, now=now)


def why_no_next_round(tender: Tender) -> list[Sentence]:
    """Return why no further round can be prepared now; empty where one can."""
    return list(_against(tender))


def _against(tender: Tender) -> Iterator[Sentence]:
    if not has_next_round(tender):
        yield _("This procedure has no further round.")
    elif tender.state not in BETWEEN:
        yield _("The next round is prepared once the bids of this one are opened, until they are scored.")


def has_next_round(tender: Tender) -> bool:
    """Tell whether the procedure goes on with another round after the running one."""
    return tender.round_number < len(kinds_of(tender.procedure))


def _is_behind(deadline: datetime, now: datetime) -> Sentence | None:
    return _("This moment has passed already.") if deadline <= now else None
