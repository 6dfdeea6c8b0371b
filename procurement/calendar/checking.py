"""What must hold of a rule pack before anybody counts by it. The shipped packs are tested by the very same rules."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from procurement.calendar.grounds import Ground
from procurement.calendar.rules import Period, RulePack

LANGUAGES = ("fr", "nl", "de", "en")
REASONS = {"electronic", "urgent", "prior-information"}


def faults(pack: RulePack) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with a pack."""
    yield from _sources(pack)
    yield from _periods(pack)
    yield from _standstills(pack)
    yield from _thresholds(pack)
    yield from _invitations(pack)
    if sorted(row.value for row in pack.declarations) != ["large", "small"]:
        yield _("One declaration is needed for calls that are “large”, and one for those that are “small”.")
    if any(days < 0 for days in pack.promises.values()):
        yield _("A promise is a number of working days, 0 or more.")
    yield from _remedies(pack)


def _sources(pack: RulePack) -> Iterator[str]:
    if not all(source.strip() for source in _cited(pack)):
        yield _("Every row names its source: the article of the law.")


def _cited(pack: RulePack) -> Iterator[str]:
    yield from (pack.source, pack.national_publication.source, pack.notification.source, pack.retention.source)
    for period in pack.periods:
        yield from (period.source, *(reduction.source for reduction in period.reductions))
    yield from (row.source for row in pack.standstills)
    yield from (row.source for row in pack.thresholds)
    yield from (row.source for row in pack.no_competition)
    yield from (row.source for row in pack.declarations)
    yield from (row.source for row in pack.results_public)
    yield from (row.source for row in pack.invitations)
    yield from (ceiling.source for row in pack.invitations for ceiling in row.ceilings)
    yield from (choice.source for choice in pack.options.values())
    yield from (remedy.source for remedy in pack.remedies.values())


def _periods(pack: RulePack) -> Iterator[str]:
    seen = set()
    for period in pack.periods:
        if (key := (period.procedure, period.phase)) in seen:
            yield _("%(row)s stands there twice.") % {"row": named(period)}
        seen.add(key)
        if period.days < 1:
            yield _("%(row)s takes one day at least.") % {"row": named(period)}
        for reduction in period.reductions:
            if reduction.when not in REASONS or not 0 < reduction.days < period.days:
                yield _("A reduction of %(row)s must be shorter, and be for one of: %(reasons)s.") % {
                    "row": named(period),
                    "reasons": ", ".join(sorted(REASONS)),
                }


def named(period: Period) -> str:
    """Name a period by its codes, as they stand in the text."""
    return f"{period.procedure} / {period.phase}"


def _standstills(pack: RulePack) -> Iterator[str]:
    for electronic in (True, False):
        for works in (True, False):
            if sum(row.fits(electronic=electronic, works=works) for row in pack.standstills) != 1:
                yield _("For each way of sending and each subject, exactly one standstill must apply.")
                return


def _thresholds(pack: RulePack) -> Iterator[str]:
    if not pack.thresholds:
        yield _("The thresholds are missing.")
    for earlier, later in zip(pack.thresholds, pack.thresholds[1:], strict=False):
        if later.valid_from != earlier.valid_to + timedelta(days=1):
            yield _("The thresholds must leave no day out and take none twice.")


def _invitations(pack: RulePack) -> Iterator[str]:
    grounds = [row.ground for row in pack.invitations]
    if unknown := sorted(set(grounds) - set(Ground.values)):
        yield _("There is no ground “%(ground)s” for a call by invitation.") % {"ground": unknown[0]}
    if len(grounds) != len(set(grounds)):
        yield _("A ground for a call by invitation stands there twice.")
    if {row.procedure for row in pack.invitations} - {"neg-wo-call", "adapted"}:
        yield _("A call by invitation is a procedure without publication, or an adapted one.")


def _remedies(pack: RulePack) -> Iterator[str]:
    for forum, outcome in {(forum, outcome) for forum, outcome, _language in pack.remedies}:
        told = [pack.remedies.get((forum, outcome, language)) for language in LANGUAGES]
        whole = [remedy for remedy in told if remedy and remedy.body and remedy.address]
        if len(whole) < len(LANGUAGES) or len({len(remedy.periods) for remedy in whole}) != 1:
            yield _(
                "The remedies “%(forum)s / %(outcome)s” must name body, address and the same periods in %(languages)s."
            ) % {
                "forum": forum,
                "outcome": outcome,
                "languages": ", ".join(LANGUAGES),
            }
