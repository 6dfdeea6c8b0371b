"""The contract notice of a call: subtype 16 (Directive 2014/24/EU), or E3 where the directive does not apply."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from tenders.calls.dispatching import FIRST, told_before
from tenders.models import CallTerms, Lot, Round, Tender
from tenders.record.eforms.bought import contracting_party, procedure, project
from tenders.record.eforms.changed import Correction, changed_notice, changes, notices_of
from tenders.record.eforms.contract import contract_of
from tenders.record.eforms.head import Form, head, is_below_threshold, language_of
from tenders.record.eforms.markup import Child, Element, branch, document, leaf
from tenders.record.eforms.organisations import Organisations
from tenders.record.eforms.terms import source, terms_of
from tenders.record.eforms.values import moment

FORMS = {False: Form("16", "cn-standard", "competition"), True: Form("E3", "cn-standard", "competition")}
REQUESTS_PERIOD, TENDERS_PERIOD = "cac:ParticipationRequestReceptionPeriod", "cac:TenderSubmissionDeadlinePeriod"


def contract_notice(tender: Tender, *, now: datetime, sent: datetime | None = None) -> bytes:
    """Return the notice of the call as it stands; after an amendment or a cancellation, the change notice.

    Each has a name of its own, and a change notice tells what changed since the one that was sent before it. `sent`:
    the moment at which it is sent now. Else the first is dated by the day on which it is sent to the journal, or by now
    where that day is not set; a change notice by its sending, or by what it tells where that is not on record.
    """
    parties = Organisations(language_of(tender))
    form = FORMS[is_below_threshold(tender, now)]
    running = tender.rounds.filter(number=tender.round_number).first()  # a draft may not have its deadline yet
    body: list[Child] = [
        contracting_party(tender.buyer, parties),
        branch(
            "cac:TenderingTerms",
            source("exclusion-grounds-source", "epo-procurement-document"),
            _limits(getattr(tender, "terms", None)),
        ),
        procedure(tender),
        project(tender),
        [_lot(lot, tender, running, parties=parties, now=now) for lot in tender.lots.all()],
    ]
    since = notices_of(tender)
    number, told = len(since) + FIRST, None
    if since:
        before = told_before(tender, number)
        name = changed_notice(tender, form.notice_type, before)
        told = changes(tender, since[before - FIRST :], changed=name)
    issued = sent or _issued(tender, since, number, now)
    begun = head(tender, form, version=number, issued=issued, result=told, parties=parties)
    return document("ContractNotice", begun, body)


def _issued(tender: Tender, since: Sequence[Correction], number: int, now: datetime) -> datetime:
    """Return the moment by which the notice is dated (BT-05)."""
    if since:
        return next((row.sent_at for row in tender.dispatches.all() if row.number == number), since[-1].at)
    day, zone = tender.sent_on, ZoneInfo(tender.buyer.time_zone)
    return datetime.combine(day, time(0), tzinfo=zone) if day else now


def _limits(terms: CallTerms | None) -> Element | None:
    """Return for how many lots one firm may bid (BT-31), and how many it may win (BT-33)."""
    return branch(
        "cac:LotDistribution",
        leaf("cbc:MaximumLotsAwardedNumeric", terms and terms.most_wins),
        leaf("cbc:MaximumLotsSubmittedNumeric", terms and terms.most_bids),
    )


def _lot(lot: Lot, tender: Tender, running: Round | None, *, parties: Organisations, now: datetime) -> Element | None:
    return branch(
        "cac:ProcurementProjectLot",
        leaf("cbc:ID", lot.identifier, schemeName="Lot"),
        terms_of(lot, tender, parties, now),
        _process(running),
        project(tender, lot, contract_of(getattr(lot, "terms", None), tender)),
    )


def _process(running: Round | None) -> Element | None:
    deadline = moment(("cbc:EndDate", "cbc:EndTime"), running.deadline_at, running.time_zone) if running else None
    kind = REQUESTS_PERIOD if running and running.kind == Round.Kind.REQUESTS else TENDERS_PERIOD
    systems = {"framework-agreement": "none", "dps-usage": "none"}
    return branch(
        "cac:TenderingProcess",
        leaf("cbc:SubmissionMethodCode", "required", listName="esubmission"),
        branch(kind, deadline),
        branch("cac:AuctionTerms", leaf("cbc:AuctionConstraintIndicator", "false")),
        [
            branch("cac:ContractingSystem", leaf("cbc:ContractingSystemTypeCode", code, listName=name))
            for name, code in systems.items()
        ],
    )
