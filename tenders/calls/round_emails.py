"""What firms are told when the next round starts: who is invited, and who is not."""

from datetime import datetime
from typing import Any

from tenders import access
from tenders.calls import queries
from tenders.calls.emails import tell
from tenders.models import Round


def round_started(round_: Round, *, now: datetime) -> None:
    """Invite the people of the firms that were selected in the round before; tell those of the others that it ended.

    Each firm hears of its own lots. Why it was not selected stands in no mail: it asks, the buyer answers (art. 55).
    """
    tender = round_.tender
    lots = {lot.identifier for lot in tender.lots.all()}
    for firm in access.firms_invited_to(round_):
        open_, sent = access.lots_open_to(firm, tender) or set(), access.lots_asked_for(firm, round_)
        told: dict[str, Any] = {
            "round": round_,
            "lots": sorted(open_) if len(lots) > 1 else [],
            "shut": sorted(sent - open_),
        }
        tell(queries.people_of([firm]), "round_started", tender, now, **told)
    requests = tender.rounds.filter(number=round_.number - 1, kind=Round.Kind.REQUESTS).exists()
    out = queries.people_of(access.firms_left_out_of(round_))
    tell(out, "not_selected", tender, now, round=round_, requests=requests)
