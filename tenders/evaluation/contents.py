"""What a bid says for one lot, as its readers need it. Each reading is logged by `tenders.bids.reading`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused, Sentence
from tenders import access
from tenders.bids.declared import Declared, declared_in
from tenders.bids.discounts import read_back
from tenders.bids.manifest import FileEntry, LotOffer, Manifest
from tenders.bids.reading import read_manifest
from tenders.models import AwardCriterion, LotBid
from tenders.models.discounts import LotsDiscount

# Convictions are for those who admit and exclude, not for those who score (GDPR arts 5(1)(c), 10).
MAY_READ_OF_FIRMS = frozenset({Role.OFFICER, Role.SIGNATORY, Role.AUDITOR})


@dataclass(frozen=True, slots=True)
class Said:
    """An offer for the lot, or a variant: what is answered to each question, and the words about the price."""

    variant: str
    answers: Sequence[tuple[str, str]]
    price_comment: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is offered for the lot, the files with it, and what the firm declares; or why it can't be read.

    `in_part`: files given for all lots may be missing, because the reader judges some lots only.
    """

    lot_bid: LotBid
    offers: Sequence[Said] = ()
    files: Sequence[FileEntry] = ()
    in_part: bool = False
    declared: Declared | None = None
    refusal: Sequence[Sentence] = ()
    discounts: Sequence[LotsDiscount] = ()


def content_of(lot_bid: LotBid, *, by: User, now: datetime, about: AwardCriterion | None = None) -> Content:
    """Read a bid; what it says about a criterion comes first. What can't be read is told, not raised."""
    try:
        whole = read_manifest(lot_bid.bid, by=by, now=now)
    except Refused as refusal:
        return Content(lot_bid, refusal=refusal.sentences)
    lot, names = lot_bid.lot.identifier, _names(lot_bid, about)
    offers = sorted((offer for offer in whole.lots if offer.lot == lot), key=lambda offer: offer.variant)
    roles = lot_bid.lot.tender.roles_of(by)
    return Content(
        lot_bid,
        offers=[_said(offer, names) for offer in offers],
        files=_files_for(lot, whole),
        discounts=[each for each in read_back(whole) if lot in each.lots],
        declared=declared_in(whole.declaration) if MAY_READ_OF_FIRMS & roles else None,
        in_part=access.lots_shut_to(by, lot_bid.lot.tender).exists(),
    )


def file_named(lot_bid: LotBid, stored_as: str, *, by: User, now: datetime) -> FileEntry | None:
    """Return the entry of one file of the bid.

    Raises:
        Refused: as `read_manifest`.
    """
    files = _files_for(lot_bid.lot.identifier, read_manifest(lot_bid.bid, by=by, now=now))
    return next((file for file in files if file.stored_as == stored_as), None)


def _files_for(lot: str, whole: Manifest) -> list[FileEntry]:
    return [file for file in whole.files if file.lot in {None, lot}]


def _names(lot_bid: LotBid, about: AwardCriterion | None) -> dict[str, str]:
    """Name the lot's criteria by their code, this one first."""
    rows = {row.code: row.full_name for row in lot_bid.lot.criteria.all()}
    return {**({about.code: about.full_name} if about else {}), **rows}


def _said(offer: LotOffer, names: dict[str, str]) -> Said:
    """Answers to the lot's criteria come in their order; a question of another name keeps it."""
    asked = [(name, offer.answers[code]) for code, name in names.items() if code in offer.answers]
    others = [(code, text) for code, text in offer.answers.items() if code not in names]
    return Said(offer.variant, [*asked, *others], offer.price_comment)
