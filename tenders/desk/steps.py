"""Who has to do what next on a call, on the buyer's side. Reads rows that `queries.work_of` fetched with the call."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.roles import Role
from tenders.calls.dispatching import change_to_send
from tenders.lifecycle.decision import DecisionState
from tenders.lifecycle.lot import LotState
from tenders.lifecycle.tender import TenderState
from tenders.models import Decision, Tender
from tenders.timetable.kinds import StageKind
from tenders.timetable.sentences import TODO, Audience

K, S = StageKind, TenderState
SAID = TODO[Audience.BUYER]
PANEL = frozenset({Role.EVALUATOR, Role.CHAIR})
# The addresses of the rooms; each takes the reference of the call.
OFFICE, QUESTIONS, OPENING, MORE_TIME = "desk:call", "calls:questions", "opening:room", "outages:more_time"
JOURNAL = "calls:dispatch"
EVALUATION, DECLARATION, SCORES, CONSENSUS = (
    "evaluation:call",
    "evaluation:declaration",
    "evaluation:scores",
    "evaluation:consensus",
)
DECISIONS = "decisions:call"


@dataclass(frozen=True, slots=True)
class Step:
    """What there is to do: by whom, in a sentence, the stage whose day counts (None: no day is promised), and where.

    `but_not` are people who hold the role and may not, or have done their part.
    """

    roles: frozenset[Role]
    what: str
    stage: StageKind | None
    place: str
    but_not: frozenset[int | None] = field(default_factory=frozenset)

    def is_for(self, person: int, roles: frozenset[str]) -> bool:
        """Tell whether this is the person's to do, who plays these roles in the call."""
        return bool(self.roles & roles) and person not in self.but_not


def steps_of(tender: Tender, now: datetime) -> Iterator[Step]:
    """Yield what there is to do on a call at this instant."""
    yield from _change_notice(tender)
    match tender.state:
        case S.APPROVED if tender.publish_at:
            return
        case S.DRAFT | S.APPROVED:
            yield Step(_one(Role.OFFICER), str(SAID[tender.state]), None, OFFICE)
        case S.IN_REVIEW:
            yield Step(_one(Role.APPROVER), str(SAID["in_review"]), None, OFFICE, frozenset({tender.author_id}))
        case S.PUBLISHED:
            yield from _more_time(tender)
            yield from _questions(tender)
        case S.CLOSED:
            yield from _more_time(tender)
            yield Step(_one(Role.COMMITTEE), str(SAID[K.OPENING]), K.OPENING, OPENING, _unlocked(tender))
        case S.OPENED | S.ADMISSIBILITY:
            yield Step(_one(Role.OFFICER), str(SAID[K.ADMISSIBILITY]), K.ADMISSIBILITY, EVALUATION)
            declare = _("Say whether you have a conflict of interest, now that the names are known.")
            yield Step(PANEL, declare, K.ADMISSIBILITY, DECLARATION, _declared(tender))
        case S.EVALUATION:
            yield Step(PANEL, str(SAID[K.EVALUATION]), K.EVALUATION, SCORES)
        case S.CONSENSUS:
            yield Step(_one(Role.CHAIR), str(SAID[K.CONSENSUS]), K.CONSENSUS, CONSENSUS)
        case S.DECISION:
            yield from _decisions(tender, now)


def _one(role: Role) -> frozenset[Role]:
    return frozenset({role})


def _change_notice(tender: Tender) -> Iterator[Step]:
    """What changed is told where the call was: in the Journal."""
    if tender.published_at and change_to_send(tender):
        said = _("The call changed: its change notice is still to be sent to the Official Journal.")
        yield Step(_one(Role.OFFICER), said, None, JOURNAL)


def _questions(tender: Tender) -> Iterator[Step]:
    waiting = sum(question.answered_at is None for question in tender.questions.all())
    if waiting:
        said = ngettext("%(count)s question waits for an answer.", "%(count)s questions wait for an answer.", waiting)
        yield Step(_one(Role.OFFICER), said % {"count": waiting}, K.ANSWERS, QUESTIONS)


def _more_time(tender: Tender) -> Iterator[Step]:
    """An outage of the portal asks for more time."""
    deadlines = [round_.deadline_at for round_ in tender.rounds.all() if round_.number == tender.round_number]
    if any(proposed.still_stands(at) for proposed in tender.proposed_extensions.all() for at in deadlines):
        said = _("The portal could not be reached when something was due: accept or decline more time.")
        yield Step(_one(Role.OFFICER), said, K.SUBMISSION, MORE_TIME)


def _unlocked(tender: Tender) -> frozenset[int | None]:
    running = [round_ for round_ in tender.rounds.all() if round_.number == tender.round_number]
    unlocks = [row for round_ in running for envelope in round_.envelopes.all() for row in envelope.unlocks.all()]
    return frozenset(unlock.member_id for unlock in unlocks)


def _declared(tender: Tender) -> frozenset[int | None]:
    return frozenset(declaration.person_id for declaration in tender.declarations.all())


def _decisions(tender: Tender, now: datetime) -> Iterator[Step]:
    """Each step once, for however many lots."""
    by_state: dict[str, list[Decision]] = {}
    for lot in tender.lots.all():
        for decision in lot.decisions.all():
            by_state.setdefault(decision.state, []).append(decision)
    drafts, approved = by_state.get(DecisionState.DRAFT, []), by_state.get(DecisionState.APPROVED, [])
    if _undecided(tender):
        yield Step(_one(Role.OFFICER), _("Write a decision for each lot."), K.DECISION, DECISIONS)
    if drafts:
        yield Step(_one(Role.APPROVER), _("Approve a decision."), K.DECISION, DECISIONS, _authors(drafts))
    if approved:
        yield Step(_one(Role.SIGNATORY), _("Sign a decision."), K.DECISION, DECISIONS, _authors(approved))
    if by_state.get(DecisionState.SIGNED):
        yield Step(_one(Role.OFFICER), str(SAID[K.NOTIFICATION]), K.NOTIFICATION, DECISIONS)
    yield from _contracts(tender, now)


def _undecided(tender: Tender) -> bool:
    """Tell whether a lot waits for its first draft."""
    begun = {DecisionState.DRAFT, DecisionState.APPROVED, DecisionState.SIGNED}
    return any(
        lot.state == LotState.UNDECIDED and not any(decision.state in begun for decision in lot.decisions.all())
        for lot in tender.lots.all()
    )


def _authors(decisions: list[Decision]) -> frozenset[int | None]:
    """Return who wrote all of them: whoever wrote only some has others to approve or sign."""
    return frozenset.intersection(*(frozenset({decision.author_id}) for decision in decisions))


def _contracts(tender: Tender, now: datetime) -> Iterator[Step]:
    today, lots = tender.local_day(now), list(tender.lots.all())
    waited = [lot for lot in lots if lot.state == LotState.STANDSTILL]
    if any(lot.earliest_signature is None or lot.earliest_signature <= today for lot in waited):
        yield Step(_one(Role.OFFICER), _("The standstill is over: award the lot."), K.CONTRACT, DECISIONS)
    if any(lot.state == LotState.AWARDED for lot in lots):
        yield Step(_one(Role.SIGNATORY), _("Record the contract."), K.CONTRACT, DECISIONS)
