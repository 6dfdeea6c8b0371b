"""A rule pack as rows that people read and compare: what, how much, from where, and whether that was confirmed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from procurement.calendar.citations import cited
from procurement.calendar.grounds import Ground
from procurement.calendar.policies import Policy
from procurement.calendar.rules import Ceiling, Option, Period, RulePack, StandstillRow, Thresholds
from procurement.dates import date_format

PROCEDURES = {
    "open": gettext_lazy("open procedure"),
    "restricted": gettext_lazy("restricted procedure"),
    "neg-w-call": gettext_lazy("competitive procedure with negotiation"),
    "comp-dial": gettext_lazy("competitive dialogue"),
    "innovation": gettext_lazy("innovation partnership"),
    "neg-wo-call": gettext_lazy("negotiated procedure without publication"),
    "simplified": gettext_lazy("simplified negotiated procedure with publication"),
    "adapted": gettext_lazy("adapted procedure"),
    "other": gettext_lazy("other procedure"),
    "any": gettext_lazy("every procedure"),
}
PHASES = {
    "requests": gettext_lazy("requests to participate"),
    "tenders": gettext_lazy("bids"),
    "standstill": gettext_lazy("standstill"),
    "answers": gettext_lazy("answers to questions, before the deadline"),
    "documents": gettext_lazy("more, while documents are not all on the net"),
    "reasons": gettext_lazy("reasons, after they were asked for"),
    "award-notice": gettext_lazy("award notice"),
}
REASONS = {
    "electronic": gettext_lazy("with electronic bids"),
    "urgent": gettext_lazy("in substantiated urgency"),
    "prior-information": gettext_lazy("after a prior information notice"),
}
SENDINGS = {"any": "", "electronic": gettext_lazy("sent electronically"), "other": gettext_lazy("sent otherwise")}
SUBJECTS = {"any": "", "works": gettext_lazy("works"), "other": gettext_lazy("supplies and services")}
AMOUNTS = {
    "central": gettext_lazy("central government"),
    "sub_central": gettext_lazy("other authorities"),
    "utilities": gettext_lazy("utilities"),
    "works": pgettext_lazy("threshold", "works"),
}
OPTIONS = {
    Option.EXCLUDE_DEADLINE_DAY: gettext_lazy("a deadline waits out a day that is no working day"),
    Option.NO_STANDSTILL_FOR_SOLE_TENDERER: gettext_lazy("no standstill when only one firm bids"),
    Option.NO_STANDSTILL_WITHOUT_PUBLICATION: gettext_lazy("no standstill where nothing was published before"),
    Option.SIGNATURE_DATE_IN_LETTERS: gettext_lazy("letters name the first day of signature"),
    Option.REMEDIES_START_THE_PERIOD: gettext_lazy("a letter without remedies starts no time for review"),
    Option.PUBLIC_BID_COUNT: gettext_lazy("everybody may see how many bids came"),
    Option.PUBLIC_BIDDER_NAMES: gettext_lazy("everybody may see who bid"),
    Option.PUBLIC_LOSER_POINTS: gettext_lazy("everybody may see the points of who was not chosen"),
    Option.OPENING_NAMES_TO_BIDDERS: gettext_lazy("bidders learn who bid, at the opening"),
    Option.OPENING_NAMES_TO_PUBLIC: gettext_lazy("everybody learns who bid, at the opening"),
    Option.OPENING_OWN_RANK: gettext_lazy("each bidder learns its own rank, at the opening"),
    Option.COMBINED_LOTS: gettext_lazy("a call may allow discounts for lots won together"),
}
ANSWERS = {True: gettext_lazy("yes"), False: gettext_lazy("no")}


@dataclass(frozen=True, slots=True)
class Row:
    """One rule in words."""

    what: str
    value: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule as it was and as it will be; "" where it was not or will not be."""

    what: str
    old: str
    new: str


def rows_of(pack: RulePack) -> list[Row]:
    """Return the numbers of a pack: periods, standstills, thresholds, promises and answers."""
    rows = chain(_periods(pack), _standstills(pack), _thresholds(pack), _invitations(pack), _others(pack))
    return [replace(row, source=cited(row.source)) for row in rows]


def differences(old: RulePack, new: RulePack) -> list[Difference]:
    """Return what a pack says otherwise than another, in the order of the new one; what is gone comes last."""
    before = {row.what: row.value for row in rows_of(old)}
    after = {row.what: row.value for row in rows_of(new)}
    changed = [
        Difference(what, before.get(what, ""), value) for what, value in after.items() if before.get(what) != value
    ]
    return changed + [Difference(what, value, "") for what, value in before.items() if what not in after]


def _periods(pack: RulePack) -> Iterator[Row]:
    for period in pack.periods:
        yield Row(_subject(period), _days(period.days, period.policy), period.source, period.confirmed)
        for less in period.reductions:
            what = f"{_subject(period)}, {REASONS[less.when]}"
            yield Row(what, _days(less.days, period.policy), less.source, less.confirmed)


def _subject(period: Period) -> str:
    about = {"procedure": PROCEDURES.get(period.procedure, period.procedure)}
    return _("%(procedure)s: %(phase)s") % {**about, "phase": PHASES.get(period.phase, period.phase)}


def _days(days: int, policy: Policy) -> str:
    match policy:
        case Policy.FR_STANDSTILL:
            told = ngettext(
                "%(days)s day, the day of sending counted",
                "%(days)s days, the day of sending counted, wherever the last one falls",
                days,
            )
        case Policy.WORKING_DAYS:
            told = ngettext("%(days)s working day", "%(days)s working days", days)
        case _:
            told = ngettext("%(days)s day", "%(days)s days", days)
    return told % {"days": days}


def _standstills(pack: RulePack) -> Iterator[Row]:
    for row in pack.standstills:
        yield Row(_standstill(row), _days(row.days, row.policy), row.source, row.confirmed)


def _standstill(row: StandstillRow) -> str:
    parts = [str(part) for part in (SENDINGS[row.sending], SUBJECTS[row.subject]) if part]
    return ", ".join([_("standstill"), *parts])


def _thresholds(pack: RulePack) -> Iterator[Row]:
    for row in pack.thresholds:
        for name, words in AMOUNTS.items():
            amount = number_format(getattr(row, name), force_grouping=True)
            yield Row(
                _threshold(row, str(words)),
                f"{amount} EUR",
                row.source,
                row.confirmed,
            )


def _threshold(row: Thresholds, words: str) -> str:
    return _("threshold, %(what)s, from %(day)s") % {"what": words, "day": date_format(row.valid_from)}


def _invitations(pack: RulePack) -> Iterator[Row]:
    for row in pack.invitations:
        what = _("call by invitation: %(ground)s") % {"ground": Ground(row.ground).label}
        if not row.ceilings:
            yield Row(what, str(PROCEDURES[row.procedure]), row.source, row.confirmed)
        yield from (_ceiling(what, ceiling, _("below %(amount)s EUR")) for ceiling in row.ceilings)
    told = _("the result of a call by invitation is public")
    yield from (_ceiling(told, row, _("from %(amount)s EUR on")) for row in pack.results_public)


def _ceiling(what: str, row: Ceiling, said: str) -> Row:
    parts = [what, str(SUBJECTS[row.subject]), _("from %(day)s") % {"day": date_format(row.valid_from)}]
    amount = number_format(row.amount, force_grouping=True)
    return Row(", ".join(filter(None, parts)), said % {"amount": amount}, row.source, row.confirmed)


def _others(pack: RulePack) -> Iterator[Row]:
    hours = ngettext("%(hours)s hour", "%(hours)s hours", pack.national_publication.hours)
    wait, kept = pack.national_publication, pack.retention
    said = hours % {"hours": wait.hours}
    yield Row(_("national publication, after the receipt was confirmed"), said, wait.source, wait.confirmed)
    years = ngettext("%(years)s year", "%(years)s years", kept.years) % {"years": kept.years}
    yield Row(_("papers are kept"), years, kept.source, kept.confirmed)
    for option, choice in pack.options.items():
        yield Row(str(OPTIONS[option]), str(ANSWERS[choice.value]), choice.source, choice.confirmed)
