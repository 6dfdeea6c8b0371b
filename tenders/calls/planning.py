"""The days that a publication, or the start of a later round, would promise; and the promise itself."""

from datetime import datetime

from tenders.calls import queries
from tenders.models import Round, Stage, Tender
from tenders.timetable.plan import Call, PlannedStage, plan

PHASES = {Round.Kind.REQUESTS: "requests", Round.Kind.OFFERS: "tenders"}


def planned(tender: Tender, now: datetime, round_: Round | None = None) -> list[PlannedStage]:
    """Return the stages with the days that a publication at this instant would promise, or the start of that round."""
    today, round_ = tender.local_day(now), round_ or tender.round
    call = Call(
        procedure=tender.procedure,
        sent=(tender.sent_on if round_.number == 1 else None) or today,
        published=today,
        deadline=round_.deadline_date,
        holidays=queries.holidays_of(tender),
        phase=PHASES.get(Round.Kind(round_.kind)),
        urgent=tender.urgent,
        standstill=queries.planned_standstill(tender, now),
    )
    return list(plan(queries.rules_of(tender, now), call))


def promise(tender: Tender, now: datetime) -> None:
    """Fix the first commitments of the running round. They stay beside whatever is promised later."""
    Stage.objects.bulk_create(
        Stage(
            tender=tender,
            round_number=tender.round_number,
            kind=stage.kind,
            position=position,
            who=stage.who,
            earliest=stage.earliest,
            first_commitment=stage.commitment,
            commitment=stage.commitment,
        )
        for position, stage in enumerate(planned(tender, now), start=1)
    )
