"""From the law, the buyer's promises and a deadline to the dates of the eleven stages. Pure: no database, no clock."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from procurement.accounts.roles import Role
from procurement.calendar import rulepacks
from procurement.calendar.policies import add_working_days, is_working_day, last_day, next_working_day
from procurement.calendar.rulepacks import Period, RulePack
from procurement.calendar.thresholds import standstill_from
from tenders.timetable.kinds import StageKind

ONE_DAY = timedelta(days=1)
EURO = "EUR"
# Procedures whose contract follows without a standstill: the adapted procedure is not a formalised one (CCP R2182-1).
NOT_FORMALISED = frozenset({"adapted"})
WITHOUT_PUBLICATION = frozenset({"neg-wo-call"})

# Who acts; nobody where the clock does.
ACTORS: dict[StageKind, Role | None] = {
    StageKind.QUESTIONS: None,
    StageKind.ANSWERS: Role.OFFICER,
    StageKind.SUBMISSION: None,
    StageKind.OPENING: Role.COMMITTEE,
    StageKind.ADMISSIBILITY: Role.OFFICER,
    StageKind.EVALUATION: Role.EVALUATOR,
    StageKind.CONSENSUS: Role.CHAIR,
    StageKind.DECISION: Role.SIGNATORY,
    StageKind.NOTIFICATION: Role.OFFICER,
    StageKind.STANDSTILL: None,
    StageKind.CONTRACT: Role.SIGNATORY,
}
ONE_AFTER_THE_OTHER = (
    StageKind.OPENING,
    StageKind.ADMISSIBILITY,
    StageKind.EVALUATION,
    StageKind.CONSENSUS,
    StageKind.DECISION,
    StageKind.NOTIFICATION,
)


@dataclass(frozen=True, slots=True)
class Call:
    """What the dates of a call follow from; all are local days of the buyer.

    `phase` is "requests" or "tenders" as in the rule pack, None where the law asks for no period (final offers).
    `sent` triggers the minimum period, `published` is the day on which the promise is made.
    """

    procedure: str
    sent: date
    published: date
    deadline: date
    holidays: AbstractSet[date]
    phase: str | None = "tenders"
    urgent: bool = False
    standstill: Period | None = None


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage: who acts ("" is the clock), the legal minimum where there is one, and the day to promise.

    A stage without a day is not planned: there is no time for questions, or the law asks for no standstill.
    """

    kind: StageKind
    who: str
    earliest: date | None
    commitment: date | None


def plan(pack: RulePack, call: Call) -> tuple[PlannedStage, ...]:
    """Return the eleven stages in order. No promise lies before its legal minimum or before the stage before it.

    A deadline below the legal minimum is kept, without naming that minimum: the rule of the call's lifecycle refuses
    it, and only a rehearsal gets this far.
    """
    days = {**_questions(pack, call), **_procedure(pack, call)}
    minima = {**_minima(pack, call), **_minima_at_the_end(call, days[StageKind.NOTIFICATION])}
    days |= _end(pack, call, days[StageKind.NOTIFICATION])
    return tuple(
        PlannedStage(kind, role.value if role else "", minima.get(kind), days.get(kind))
        for kind, role in ACTORS.items()
    )


def question_days(pack: RulePack, deadline: date, holidays: AbstractSet[date], *, urgent: bool) -> tuple[date, date]:
    """Return the last day for questions, and that for answers (Directive 2014/24/EU arts 47(3), 53(2))."""
    answers = rulepacks.answers_due(pack, deadline, urgent=urgent)
    questions = answers
    for _ in range(pack.promises["answers"]):
        questions = _working_day_before(questions, holidays)
    return questions, answers


def standstill_for(
    pack: RulePack, *, procedure: str, works: bool, value: Decimal | None, currency: str, on: date
) -> Period | None:
    """Return the standstill to plan for, None where the law asks for none.

    Judged by the estimate, as the bids are not known yet. One that is unknown or not in euro counts as large: the
    promise is then the later one.
    """
    if procedure in NOT_FORMALISED:
        return None
    known = value if currency == EURO else None
    large = known is None or known >= standstill_from(pack, on, works=works)
    return rulepacks.standstill(
        pack,
        electronic=True,
        value_at_or_above_threshold=large,
        works=works,
        prior_publication=procedure not in WITHOUT_PUBLICATION,
    )


def standstill_ends(period: Period, notified: date, holidays: AbstractSet[date]) -> date:
    """Return the last day of the standstill that a notification sets off; the contract may follow the day after."""
    return last_day(period.policy, notified, period.days, holidays)


def _working_day_before(day: date, holidays: AbstractSet[date]) -> date:
    day -= ONE_DAY
    while not is_working_day(day, holidays):
        day -= ONE_DAY
    return day


def _questions(pack: RulePack, call: Call) -> dict[StageKind, date]:
    """Promise answers only where there is time for them after the publication."""
    questions, answers = question_days(pack, call.deadline, call.holidays, urgent=call.urgent)
    days = {StageKind.QUESTIONS: questions, StageKind.ANSWERS: answers}
    return {kind: day for kind, day in days.items() if questions > call.published}


def _procedure(pack: RulePack, call: Call) -> dict[StageKind, date]:
    """Count the promises in working days, one after the other, from the deadline to the notification."""
    days = {StageKind.SUBMISSION: call.deadline}
    day = call.deadline
    for kind in ONE_AFTER_THE_OTHER:
        day = days[kind] = add_working_days(day, pack.promises[kind.value], call.holidays)
    return days


def _end(pack: RulePack, call: Call, notified: date) -> dict[StageKind, date]:
    promised = pack.promises[StageKind.CONTRACT.value]
    if call.standstill is None:
        return {StageKind.CONTRACT: add_working_days(notified, promised, call.holidays)}
    ends = standstill_ends(call.standstill, notified, call.holidays)
    signed = max(
        add_working_days(ends, promised, call.holidays),
        next_working_day(ends + ONE_DAY, call.holidays),
    )
    return {StageKind.STANDSTILL: ends, StageKind.CONTRACT: signed}


def _minima(pack: RulePack, call: Call) -> dict[StageKind, date]:
    """Return the legal minima up to the opening: no bid is opened before the deadline (annex IV)."""
    minima = {StageKind.OPENING: call.deadline}
    if call.phase is None or rulepacks.minimum_days(pack, call.procedure, call.phase) is None:
        return minima
    earliest = rulepacks.earliest_deadline(
        pack, call.procedure, call.sent, call.holidays, phase=call.phase, urgent=call.urgent
    )
    return {**minima, StageKind.SUBMISSION: earliest} if earliest <= call.deadline else minima


def _minima_at_the_end(call: Call, notified: date) -> dict[StageKind, date]:
    if call.standstill is None:
        return {}
    ends = standstill_ends(call.standstill, notified, call.holidays)
    return {StageKind.STANDSTILL: ends, StageKind.CONTRACT: ends + ONE_DAY}
