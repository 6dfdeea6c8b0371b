"""The terms of a call in plain words: sentences in the reader's language, the buyer's own words in the call's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from procurement.calendar.remedies import remedy
from procurement.dates import date_format
from tenders.models import CallTerms, Lot, LotTerms, Tender
from tenders.models.pieces import BidPiece

# As `tenders.evaluation.combining` computes.
HOW_DISCOUNTS_COUNT = gettext_lazy(
    "A discount is a percentage off each price of these lots, and holds if the bid wins them all. The lots are awarded"
    " so that all of them together cost least; to a lot at most one discount applies. A price less its discount is"
    " rounded to the cent. With equal totals, fewer discounts come first."
)


@dataclass(frozen=True, slots=True)
class Told:
    """One term: what it is about, what holds, and the buyer's own words, which are in the call's language."""

    what: str
    said: str = ""
    words: str = ""


def told_of_call(tender: Tender, now: datetime) -> list[Told]:
    """Return what holds for every bid; whom to turn to for review is always told."""
    terms: CallTerms = getattr(tender, "terms", None) or CallTerms()
    return [*_about_bids(terms), *_about_lots(terms), _review(tender, terms, now)]


def told_of_lot(lot: Lot) -> list[Told]:
    """Return how the contract of a lot runs; nothing where the call does not say it."""
    terms: LotTerms | None = getattr(lot, "terms", None)
    return list(_about_contract(terms)) if terms and terms.is_said else []


def _about_bids(terms: CallTerms) -> Iterator[Told]:
    if days := terms.validity_days:
        said = ngettext("%(count)s day from the deadline for bids", "%(count)s days from the deadline for bids", days)
        yield Told(_("A bid binds its firm for"), said % {"count": days})
    if terms.languages:
        yield Told(_("Bids may be written in"), ", ".join(map(language_name, terms.languages)))
    if contact := " · ".join(filter(None, [terms.contact_service, terms.contact_phone, terms.contact_email])):
        yield Told(_("Whom to ask"), words=contact)


def _about_lots(terms: CallTerms) -> Iterator[Told]:
    for what, limit in ((_("One firm may bid for"), terms.most_bids), (_("One firm may win"), terms.most_wins)):
        if limit:
            yield Told(what, ngettext("at most %(count)s lot", "at most %(count)s lots", limit) % {"count": limit})
    if terms.preference:
        yield Told(_("If a firm comes first in more"), words=terms.preference)
    if terms.most_discounts:
        yield Told(_("Discounts for lots won together"), discounts_said(terms))
    if terms.after_fall:
        yield Told(_("If a winner falls away"), str(CallTerms.AfterFall(terms.after_fall).label))


def discounts_said(terms: CallTerms | None) -> str:
    """Return how many discounts a bid may offer for lots won together, and how they count; "" where none."""
    most = terms.most_discounts if terms else None
    if not most:
        return ""
    said = ngettext(
        "A bid may offer at most %(count)s discount for lots that it names.",
        "A bid may offer at most %(count)s discounts, each for lots that it names.",
        most,
    )
    return f"{said % {'count': most}} {HOW_DISCOUNTS_COUNT}"


def _review(tender: Tender, terms: CallTerms, now: datetime) -> Told:
    """Name the body of the call, or that of the rule pack with its address and periods."""
    what = _("Where to ask for review")
    if terms.review_body:
        return Told(what, words="\n".join(filter(None, [terms.review_body, terms.review_period])))
    usual = remedy(tender.rules(now), "loser", tender.language)
    body = ", ".join(filter(None, [usual.body, usual.address]))
    return Told(what, words="\n".join([body, terms.review_period or " ".join(usual.periods)]))


def _about_contract(terms: LotTerms) -> Iterator[Told]:
    if period := period_of(terms):
        yield Told(_("The contract runs"), period)
    times = terms.renewals or 0
    said = ngettext("at most %(count)s time", "at most %(count)s times", times) % {"count": times} if times else ""
    yield Told(_("Renewals"), said or ("" if terms.renewal else _("none")), terms.renewal)
    yield Told(_("Options"), "" if terms.options else _("none"), terms.options)
    yield Told(_("Variants"), str(LotTerms.Variants(terms.variants).label))
    yield from _samples(terms)


def samples_of(lot: Lot) -> list[Told]:
    """Return what a bidder hands in beside the file of its bid; nothing where no samples are asked."""
    terms: LotTerms | None = getattr(lot, "terms", None)
    return list(_samples(terms)) if terms else []


def _samples(terms: LotTerms) -> Iterator[Told]:
    if terms.samples:
        until = _("to be handed in apart from the bid, by %(day)s at the latest")
        said = until % {"day": date_format(terms.samples_until)} if terms.samples_until else ""
        words = "\n".join(filter(None, [terms.samples, terms.samples_place]))
        yield Told(_("Samples"), said or _("to be handed in apart from the bid, before its deadline"), words)


def period_of(terms: LotTerms) -> str:
    """Return how long the contract runs: its length, its days, or both; "" where nothing is said."""
    first, last = (day and date_format(day) for day in (terms.starts_on, terms.ends_on))
    said = {
        (True, True): _("from %(first)s to %(last)s"),
        (True, False): _("from %(first)s"),
        (False, True): _("until %(last)s"),
    }.get((bool(first), bool(last)), "")
    return ", ".join(filter(None, [length_of(terms), said % {"first": first, "last": last}]))


def language_name(code: str) -> str:
    """Return the name of a language (ISO 639-1) in the active one; its code where it is unknown."""
    return str(get_language_info(code)["name_translated"]) if code in LANG_INFO else code


def length_of(terms: LotTerms) -> str:
    """Return the length of a contract in its unit; "" where none is said."""
    count, unit = terms.length or 0, LotTerms.Unit
    said = {
        unit.DAY: ngettext("%(count)s day", "%(count)s days", count),
        unit.WEEK: ngettext("%(count)s week", "%(count)s weeks", count),
        unit.MONTH: ngettext("%(count)s month", "%(count)s months", count),
        unit.YEAR: ngettext("%(count)s year", "%(count)s years", count),
    }
    return said[unit(terms.unit)] % {"count": count} if count else ""


def told_of_piece(piece: BidPiece) -> str:
    """Return what a piece of a bid must be like: needed or not, its kinds, its size."""
    size = _("at most %(megabytes)s MB") % {"megabytes": piece.megabytes} if piece.megabytes else ""
    needed = _("needed") if piece.required else _("if you like")
    return " · ".join(filter(None, [needed, ", ".join(piece.formats), size]))
