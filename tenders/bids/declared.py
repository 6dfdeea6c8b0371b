"""Which self-declaration a bid needs, what it still lacks, and the copy that is frozen when it is handed in.

The rule pack says which form is asked for. It belongs to the first round: what a firm declared there stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from procurement.calendar.rules import Declaring, Form
from procurement.calendar.thresholds import declaring
from procurement.lifecycle import Sentence
from suppliers.declarations.frozen import frozen
from suppliers.declarations.queries import declarations_of_others, own_declaration
from suppliers.declarations.reading import Read, read
from suppliers.models import NEED_CONSENT, Declaration, Supplier
from tenders.bids.team import declarations_with, frozen_team, mates_in
from tenders.models import Bid, Tender

EURO = "EUR"


@dataclass(frozen=True, slots=True)
class Declared:
    """What a bid declares, as its readers see it. `whole`: the frozen declarations, the firm's own first."""

    sworn: bool
    in_files: bool
    whole: list[Read]


def asked_of(tender: Tender) -> Declaring:
    """Return which declaration the call asks for, with its source."""
    at = tender.published_at or tender.round.deadline_at
    value = tender.value if tender.currency == EURO else None
    day, works = tender.sent_on or tender.local_day(at), tender.nature == Tender.Nature.WORKS
    return declaring(tender.rules(at), day, value=value, procedure=tender.procedure, works=works)


def is_asked(bid: Bid) -> bool:
    """Tell whether this round asks for a declaration."""
    return bid.round.number == 1


def own_signed(firm: Supplier) -> Declaration | None:
    """Return the firm's declaration of itself, once it is signed."""
    own = own_declaration(firm)
    return own if own and own.signed_at else None


def lacking(declaration: Mapping[str, Any], firm: Supplier, tender: Tender) -> Iterator[Sentence]:
    """Yield what keeps the bid from being handed in; `declaration` is the draft's."""
    if declaration.get("kept") and not own_signed(firm):
        yield _("Your firm's self-declaration was changed, and is not signed again yet.")
    yield from _of_others(declaration, firm)
    form = asked_of(tender).form
    if form is Form.ESPD and tender.round_number == 1:
        yield from _of_mates(declaration, firm, tender)
    if tender.round_number > 1 or declaration.get("kept"):
        return
    if form is Form.ESPD and not declaration.get("in_files"):
        yield _(
            "This call asks for the whole self-declaration (ESPD): the one that you sign here, or one among your files."
        )
    elif form is Form.SWORN and declaration.get("sworn") is not True:
        yield _("The self-declaration is not given yet.")


def frozen_for(bid: Bid, declaration: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the manifest says for ever: the draft's words, and a copy of each declaration that goes along."""
    own = own_signed(bid.supplier) if declaration.get("kept") else None
    others = [each for each in declarations_of_others(bid.supplier) if each.pk in declaration.get("others", ())]
    rest = {name: value for name, value in declaration.items() if name not in {"kept", "others", "team"}}
    asked = {"form": asked_of(bid.round.tender).form.value} if is_asked(bid) else {}
    firm, round_ = bid.supplier, bid.round
    team = {"team": frozen_team(declaration, firm, round_)} if declaration.get("team") else {}
    whole = [frozen(each) for each in (own, *others) if each]
    return {**rest, **asked, **team, "whole": [*whole, *declarations_with(declaration, firm, round_)]}


def declared_in(declaration: Mapping[str, Any]) -> Declared:
    """Return what an opened bid declares."""
    whole = [read(each) for each in declaration.get("whole", ())]
    return Declared(declaration.get("sworn") is True, declaration.get("in_files") is True, whole)


def _of_mates(declaration: Mapping[str, Any], firm: Supplier, tender: Tender) -> Iterator[Sentence]:
    """Yield who of the group, or of those relied on, declares nothing (Directive 2014/24/EU arts 59(1), 63(1))."""
    named = {(each.country, each.identifier or each.name) for each in _chosen(declaration, firm).values()}
    for mate in mates_in(declaration, firm, tender.round):
        partner = mate.partner
        known = mate.declared or mate.on_paper or (partner.country, partner.identifier or partner.name) in named
        if mate.part in NEED_CONSENT and not known:
            sentence = _(
                "The declaration of %(firm)s is missing. It signs its own in its account; or you answer it, or put it"
                " among the files."
            )
            yield sentence % {"firm": partner}


def _chosen(declaration: Mapping[str, Any], firm: Supplier) -> dict[int, Declaration]:
    chosen = set(declaration.get("others", ()))
    return {each.pk: each for each in declarations_of_others(firm) if each.pk in chosen} if chosen else {}


def _of_others(declaration: Mapping[str, Any], firm: Supplier) -> Iterator[Sentence]:
    found = _chosen(declaration, firm)
    if set(declaration.get("others", ())) - found.keys():
        yield _("The declaration of another firm that you chose was deleted. Choose again.")
    for other in found.values():
        if not other.signed_at:
            yield _("The declaration of %(firm)s is not signed.") % {"firm": other.name}
