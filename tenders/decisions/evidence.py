"""That the platform worked when bids were due: what a court asks the buyer to prove, on a page and as one ZIP.

Conseil d'État, 23 September 2021, no. 449250: the buyer shows that its platform worked; who was kept out by it must not
lose by it. Before the opening nothing of it is here: even how often somebody tried would tell how many bid.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.availability.models import Outage
from procurement.lifecycle import Sentence
from tenders import access
from tenders.bids.attempts import What, attempts_after_opening, reference_of
from tenders.lifecycle.bid import BidState
from tenders.models import Attempt, Round, Tender
from tenders.outages.beats import Health, Minute, minutes_before, outages_before

ROWS = 50  # on the page; the ZIP has all
RULES: Mapping[str, Sentence] = {
    "call_takes_bids": _("the deadline"),
    "firm_is_invited": _("not invited to this round"),
    "incomplete": _("the bid lacked something"),
    "submit": _("who may hand it in, and when"),
    "draft_key": _("not the key of the draft"),
    "own_people": _("not one of the firm’s people"),
    "piece": _("another kind of file was asked for"),
    "form": _("something that cannot stand in a bid"),
    "connection": _("the connection broke"),
    "http_403": _("the request did not come whole"),
    "bid_is_full": _("more than one bid may hold"),
    "firm_is_full": _("more than one firm may send at a time"),
    "too_many": _("too many files in a short time"),
    "no_room": _("no room on the disk of the portal"),
    "other": _("another rule"),
}
IN_VAIN = [What.UPLOAD_REFUSED, What.SUBMIT_REFUSED, What.FAILED]


@dataclass(frozen=True, slots=True)
class Row:
    """Something that a firm tried in vain; `name` where its bid was opened."""

    attempt: Attempt
    name: str

    @property
    def rules(self) -> str:
        """What refused it, in words."""
        return ", ".join(str(RULES.get(rule) or _file_check(rule)) for rule in self.attempt.rules.split())


@dataclass(frozen=True, slots=True)
class RoundEvidence:
    """What is known of one opened round: its last day minute by minute, and what firms tried."""

    round: Round
    minutes: Sequence[Minute]
    outages: Sequence[Outage]
    counted: Mapping[str, int]  # by what happened
    firms: int
    in_vain: Sequence[Row]

    @property
    def answered(self) -> int:
        """In how many minutes of the last day the portal answered."""
        return self._minutes(Health.ANSWERED)

    @property
    def out(self) -> int:
        """How many minutes lie in an outage."""
        return self._minutes(Health.OUTAGE)

    @property
    def unknown(self) -> int:
        """Of how many minutes nothing is known."""
        return len(self.minutes) - self.answered - self.out

    @property
    def submitted(self) -> int:
        """How often a bid was handed in."""
        return self.counted.get(What.SUBMITTED, 0)

    @property
    def refused(self) -> int:
        """How often something was refused by a rule."""
        return self.counted.get(What.UPLOAD_REFUSED, 0) + self.counted.get(What.SUBMIT_REFUSED, 0)

    @property
    def failed(self) -> int:
        """How often the portal failed."""
        return self.counted.get(What.FAILED, 0)

    def _minutes(self, health: Health) -> int:
        return sum(minute.health == health for minute in self.minutes)


def _file_check(rule: str) -> str:
    return gettext("check of the file: %(rule)s") % {"rule": rule}


def opened_rounds(tender: Tender) -> QuerySet[Round]:
    """Return the rounds of which there is evidence to show."""
    return Round.objects.filter(tender=tender, envelopes__opening__isnull=False).order_by("number")


def evidence_of(tender: Tender, reader: User, now: datetime) -> list[RoundEvidence]:
    """Return what the page shows, round by round."""
    names = names_of_firms(tender, reader, now)
    return [_evidence(round_, names) for round_ in opened_rounds(tender)]


def names_of_firms(tender: Tender, reader: User, now: datetime) -> dict[str, str]:
    """Return what the references stand for, of the firms whose bids were opened. Who tried in vain stays unnamed."""
    bids = access.bids_known_to(reader, tender, now).filter(state=BidState.OPENED)
    return {reference_of(bid.supplier_id, bid.round_id): bid.supplier.name for bid in bids}


def attempts_in(round_: Round) -> QuerySet[Attempt]:
    """Return what was tried in an opened round, in order."""
    return attempts_after_opening(round_.tender).filter(round=round_).order_by("pk")


def _evidence(round_: Round, names: Mapping[str, str]) -> RoundEvidence:
    rows = attempts_in(round_)
    in_vain = rows.filter(what__in=IN_VAIN).order_by("-pk")[:ROWS]
    return RoundEvidence(
        round=round_,
        minutes=list(minutes_before(round_.deadline_at)),
        outages=outages_before(round_.deadline_at),
        counted=Counter(rows.values_list("what", flat=True)),
        firms=len(set(rows.values_list("firm", flat=True))),
        in_vain=[Row(attempt, names.get(attempt.firm, "")) for attempt in in_vain],
    )
