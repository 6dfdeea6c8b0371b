"""Who takes part in a bid beside the firm that leads it: chosen in the draft, consenting, frozen when it is handed in.

The draft names each partner, its part and its share under the draft's key; the manifest names them for ever.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.lifecycle import Sentence
from suppliers.access import partners_of
from suppliers.declarations.frozen import Frozen, frozen
from suppliers.declarations.queries import signed_by_firms
from suppliers.models import NEED_CONSENT, Declaration, Part, Partner, Supplier
from tenders.groups.queries import consents_asked_by
from tenders.models import Bid, Consent, Round


@dataclass(frozen=True, slots=True)
class Mate:
    """One partner in a draft. `on_paper`: the draft's files hold its signed consent, with its declaration."""

    partner: Partner
    part: Part
    share: str
    on_paper: bool
    consent: Consent | None
    declared: Declaration | None  # of itself, signed, in its own account: it goes along with its consent

    @property
    def waits(self) -> bool:
        """Tell whether it was asked for this part, and did not answer yet."""
        return self.consent is not None and self.consent.given is None and self.consent.part == self.part

    @property
    def refuses(self) -> bool:
        """Tell whether it refused, or took its consent back."""
        return self.consent is not None and self.consent.given is False

    @property
    def consents(self) -> bool:
        """Tell whether it consented to this part in its own account."""
        return self.consent is not None and self.consent.given is True and self.consent.part == self.part


def mates_in(declaration: Mapping[str, Any], firm: Supplier, round_: Round) -> list[Mate]:
    """Return the partners that a draft names; one that is no longer on the firm's list is left out."""
    chosen = {row["partner"]: row for row in declaration.get("team", ())}
    if not chosen:
        return []
    consents = {consent.partner_id: consent for consent in consents_asked_by(firm, round_)}
    declared = signed_by_firms(consent.firm_id for consent in consents.values() if consent.firm_id and consent.given)
    return [
        _mate(partner, chosen[partner.pk], consents.get(partner.pk), declared)
        for partner in partners_of(firm).filter(pk__in=chosen)
    ]


def lacking_consent(declaration: Mapping[str, Any], firm: Supplier, round_: Round) -> Iterator[Sentence]:
    """Yield a sentence for each partner that keeps the bid from being handed in."""
    mates = mates_in(declaration, firm, round_)
    if len(mates) < len(declaration.get("team", ())):
        yield _("A firm that you chose is no longer on your list of partners. Choose again.")
    for mate in mates:
        if mate.part not in NEED_CONSENT:
            continue
        if mate.refuses:
            yield _("%(firm)s refuses to take part. Leave it out, or ask it again.") % {"firm": mate.partner}
        elif not mate.consents and not mate.on_paper:
            yield _("%(firm)s has not consented yet. Ask it, or put its signed consent among the files.") % {
                "firm": mate.partner
            }


def frozen_team(declaration: Mapping[str, Any], firm: Supplier, round_: Round) -> list[Frozen]:
    """Return who takes part, for ever: as named then, in which part, and how each consented."""
    return [_frozen(mate) for mate in mates_in(declaration, firm, round_)]


def declarations_with(declaration: Mapping[str, Any], firm: Supplier, round_: Round) -> list[Frozen]:
    """Return copies of what the partners declare of themselves in their own accounts."""
    mates = mates_in(declaration, firm, round_)
    return [{**frozen(mate.declared), "about": mate.part.value} for mate in mates if mate.declared]


def team_of(declaration: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return who takes part in an opened bid, as its row keeps it."""
    return [dict(row) for row in declaration.get("team", ())]


def partners_in(bid: Bid, declaration: Mapping[str, Any]) -> Sequence[int]:
    """Return the partners with whose consent in their own accounts the bid is handed in."""
    return [mate.partner.pk for mate in mates_in(declaration, bid.supplier, bid.round) if mate.consents]


def _mate(
    partner: Partner, row: Mapping[str, Any], consent: Consent | None, declared: Mapping[int, Declaration]
) -> Mate:
    mate = Mate(partner, Part(row["part"]), row.get("share", ""), bool(row.get("on_paper")), consent, None)
    return replace(mate, declared=declared.get(consent.firm_id or 0)) if consent and mate.consents else mate


def _frozen(mate: Mate) -> Frozen:
    partner, at = mate.partner, mate.consent.answered_at if mate.consent and mate.consents else None
    named = {"name": partner.name, "country": partner.country, "identifier": partner.identifier}
    return {**named, "part": mate.part.value, "share": mate.share, "consent": _consented(mate, at)}


def _consented(mate: Mate, at: datetime | None) -> str:
    """Say how it consented: the moment, "paper", or nothing, as for a subcontractor."""
    if at:
        return at.isoformat()
    return "paper" if mate.on_paper else ""
