"""What a bid still lacks before it can be submitted, in sentences. Asked while a person can still mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from procurement.lifecycle import Sentence
from procurement.lot_numbers import lot_number
from suppliers.models import Supplier
from tenders import access
from tenders.bids.declared import lacking
from tenders.bids.discounts import against_discounts
from tenders.bids.files import sealed_path
from tenders.bids.manifest import LotOffer, Manifest
from tenders.bids.pieces import lacking_pieces
from tenders.bids.requests import nothing_for_any_lot
from tenders.bids.team import lacking_consent
from tenders.models import AwardCriterion, CallTerms, Lot, Round, Tender
from tenders.models.pieces import BidPiece

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps a bid from being submitted; `lot` is the identifier of the lot whose price it is about."""

    sentence: Sentence
    part: str  # "offer", "discount", "team", "declaration", "price", "piece" or "file"
    lot: str = ""
    piece: str = ""  # its code


def missing_parts(whole: Manifest, tender: Tender, *, alone: bool = False) -> list[Sentence]:
    """Return a sentence for each thing that keeps this bid from being submitted; empty means go."""
    return [missing.sentence for missing in missing_in(whole, tender, alone=alone)]


def missing_in(whole: Manifest, tender: Tender, *, alone: bool = False) -> list[Missing]:
    """Return each thing that keeps this bid from being submitted, with the part of the bid where it is mended.

    `alone`: a practice, for which no other firm is asked to consent.
    """
    lots = {lot.identifier: lot for lot in tender.lots.select_related("terms")}
    requests = Round.objects.filter(tender=tender, number=tender.round_number, kind=Round.Kind.REQUESTS)
    prices = AwardCriterion.objects.filter(~Exists(requests), lot__tender=tender, kind="price")
    priced = set(prices.values_list("lot__identifier", flat=True))
    invited = access.lots_open_to(int(whole.supplier), tender)
    found = [] if whole.lots else [Missing(nothing_for_any_lot(tender), "offer")]
    found += [Missing(sentence, "offer") for sentence in _beyond_the_limit(whole, tender)]
    for offer in whole.lots:
        found += [Missing(sentence, "price", offer.lot) for sentence in _of_offer(offer, lots, priced, tender.currency)]
        if invited is not None and offer.lot not in invited:
            sentence = _("Your firm was not selected for lot %(lot)s: offer nothing there.")
            found.append(Missing(sentence % {"lot": lot_number(offer.lot)}, "price", offer.lot))
    found += [Missing(sentence, "discount") for sentence in against_discounts(whole, tender, lots)]
    if tender.round.kind != Round.Kind.REQUESTS:
        found += [_without(lot, piece) for lot, piece in lacking_pieces(whole, lots.values())]
    firm = Supplier.objects.get(pk=int(whole.supplier))
    if not alone:
        found += [Missing(sentence, "team") for sentence in lacking_consent(whole.declaration, firm, tender.round)]
    found += [Missing(sentence, "declaration") for sentence in lacking(whole.declaration, firm, tender)]
    return [*found, *(Missing(sentence, "file") for sentence in _lost_files(whole))]


def _beyond_the_limit(whole: Manifest, tender: Tender) -> Iterator[Sentence]:
    """One firm may bid for so many lots at most (art. 46(2))."""
    terms: CallTerms | None = getattr(tender, "terms", None)
    limit = terms.most_bids if terms else None
    count = len({offer.lot for offer in whole.lots})
    if limit and count > limit:
        said = ngettext_lazy(
            "One firm may bid for at most %(limit)s lot of this call, and you bid for %(count)s: take lots out.",
            "One firm may bid for at most %(limit)s lots of this call, and you bid for %(count)s: take lots out.",
            limit,
        )
        yield said % {"limit": limit, "count": count}


def _without(lot: Lot, piece: BidPiece) -> Missing:
    said = _("“%(piece)s” is missing in your bid for lot %(lot)s.") % {"piece": piece.name, "lot": lot.number}
    return Missing(said, "piece", lot.identifier, piece.code)


def _lost_files(whole: Manifest) -> Iterator[Sentence]:
    for entry in whole.files:
        if not sealed_path(entry.stored_as).exists():
            yield _("The file “%(name)s” was lost on its way. Upload it again.") % {"name": entry.name}
    if not all(sealed_path(name).exists() for name in whole.kept):
        yield _("A sealed file was lost on its way. Remove it, and upload it again.")


def _of_offer(offer: LotOffer, lots: dict[str, Lot], priced: set[str], currency: str) -> Iterator[Sentence]:
    lot = lot_number(offer.lot)
    if offer.lot not in lots:
        yield _("The call has no lot %(lot)s.") % {"lot": lot}
    elif offer.price is None:
        if offer.lot in priced:
            yield _("The price for lot %(lot)s is missing.") % {"lot": lot}
    elif offer.currency != currency:
        yield _("Give the price for lot %(lot)s in %(currency)s.") % {"lot": lot, "currency": currency}
    elif offer.price.quantize(CENT) != offer.price:
        yield _("Give the price for lot %(lot)s with at most two decimals.") % {"lot": lot}
