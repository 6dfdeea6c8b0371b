"""What is asked of every bid, found or not; and why it cannot be handed in yet, with the place where that is mended."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.models import User
from procurement.lifecycle import Sentence, blockers
from tenders.bids.complete import Missing
from tenders.bids.manifest import Manifest
from tenders.bids.pieces import pieces_in
from tenders.bids.requests import asks_for_prices
from tenders.lifecycle.bid import nothing_is_missing
from tenders.models import Bid, Lot

Anchors: TypeAlias = Mapping[str, str]
"""Where on the page a part stands: a lot's identifier, "discount", "team", "declaration" or "file", or a lot's
identifier and a piece's code → "#id"."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist before submitting."""

    kind: str
    what: Sentence
    note: str = ""
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the bid cannot be handed in yet, with the place where that is mended."""

    sentence: Sentence
    url: str = ""


def reasons_against(
    bid: Bid, missing: Sequence[Missing], anchors: Anchors, *, by: User, now: datetime
) -> Iterator[Reason]:
    """First what the bid's lifecycle says, but that it is not sealed: submitting seals it. Then what is missing."""
    last = nothing_is_missing(bid, by=by, now=now)
    for sentence in blockers(bid, "submit", by=by, now=now):
        if sentence != last:
            yield Reason(sentence)
    for part in missing:
        yield Reason(part.sentence, _cure(part, anchors))


def _cure(missing: Missing, anchors: Anchors) -> str:
    """Return where on the page a missing part is given."""
    if missing.part in {"discount", "team", "declaration", "file"}:
        return anchors[missing.part]
    return anchors.get(f"{missing.lot} {missing.piece}") or anchors.get(missing.lot) or next(iter(anchors.values()))


def checks_of(bid: Bid, draft: Manifest, missing: Sequence[Missing], anchors: Anchors, *, by: User) -> Iterator[Check]:
    """What is asked of every bid, found or not."""
    for part in missing:
        yield Check("at-risk", part.sentence, url=_cure(part, anchors), action=_("Mend this"))
    parts = {part.part for part in missing}
    if draft.lots and not parts & {"offer", "price"}:
        yield Check("done", _lots_in(bid, len(draft.lots)))
    if "team" not in parts and (together := len(draft.declaration.get("team", ()))):
        yield Check("done", _with_others(together))
    if "declaration" not in parts:
        yield Check("done", _("The self-declaration is given"))
    yield _files_check(len(draft.files) + len(draft.kept))
    yield _commitment_check(bid, by)


def piece_checks(draft: Manifest, lots: Iterable[Lot]) -> Iterator[Check]:
    """Which of the files that the call asks for are sealed; a needed one that lacks is told as missing already."""
    for lot, piece, found in pieces_in(draft, lots):
        about = {"piece": piece.name, "lot": lot.number}
        if found:
            yield Check("done", _("“%(piece)s” for lot %(lot)s is sealed") % about)
        elif not piece.required:
            yield Check("not-planned", _("“%(piece)s” for lot %(lot)s") % about, _("Not needed; you may add it."))


def _lots_in(bid: Bid, count: int) -> str:
    if asks_for_prices(bid):
        said = ngettext("%(count)s lot is priced", "%(count)s lots are priced", count)
    else:
        said = ngettext("You ask to take part in %(count)s lot", "You ask to take part in %(count)s lots", count)
    return said % {"count": count}


def _with_others(count: int) -> str:
    said = ngettext("%(count)s other firm takes part", "%(count)s other firms take part", count)
    return said % {"count": count}


def _files_check(count: int) -> Check:
    if not count:
        return Check("not-planned", _("No file yet"), _("The call's documents say which files are asked for."))
    sentence = ngettext("%(count)s file is sealed", "%(count)s files are sealed", count) % {"count": count}
    return Check("done", sentence, _("Checked before sealing for kind and structure; not scanned for viruses."))


def _commitment_check(bid: Bid, by: User) -> Check:
    """Whether this person may commit the firm; everybody in it may write."""
    roles = bid.supplier.roles_of(by)
    if roles & {"owner", "bid_signatory"}:
        return Check("done", _("You may commit the firm"), str(by))
    return Check("at-risk", _("An owner or signatory of the firm hands the bid in"), _("You can hand the draft over."))
