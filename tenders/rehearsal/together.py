"""How an invented group comes about: the leader names its member and asks it; the member signs, and consents."""

from datetime import datetime
from typing import Any

from suppliers.models import Part
from suppliers.partners.actions import name_partner
from tenders.groups.actions import answer, ask
from tenders.models import Tender
from tenders.rehearsal.cast import Bidder, declare


def team_of(tender: Tender, leader: Bidder, *, now: datetime) -> dict[str, Any]:
    """Return what the leader's draft says of its group; nothing where the firm bids alone."""
    if leader.member is None:
        return {}
    firm, by = leader.member.supplier, leader.owner
    named = {"name": firm.name, "country": firm.country, "identifier": firm.identifier, "email": firm.email}
    partner = name_partner(leader.supplier, **named, by=by, now=now)
    consent = ask(tender.round, partner, part=Part.MEMBER, by=by, now=now)
    declare(leader.member, now=now)
    answer(consent, given=True, by=leader.member.owner, now=now)
    return {"team": [{"partner": partner.pk, "part": Part.MEMBER.value, "share": ""}]}
