"""What moments at which the portal answered tell of those at which it did not. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Gap:
    """Some time without an answer: from the last one before to the first one after (UTC)."""

    began_at: datetime
    ended_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it was at most."""
        return self.ended_at - self.began_at

    def touches(self, moment: datetime, after: timedelta) -> bool:
        """Tell whether a moment lies in the gap, or at most so long after its end."""
        return self.began_at <= moment <= self.ended_at + after


def gap_between(last: datetime, now: datetime, allowed: timedelta) -> Gap | None:
    """Return the gap between two answers in a row; None where it is no longer than what is allowed."""
    return Gap(last, now) if now - last > allowed else None


def gaps(answers: Iterable[datetime], allowed: timedelta) -> Iterator[Gap]:
    """Yield the gaps between answers, which come in order."""
    moments = iter(answers)
    last = next(moments, None)
    for now in moments:
        if last is not None and (found := gap_between(last, now, allowed)):
            yield found
        last = now


def time_lost(lost: Iterable[Gap], since: datetime, until: datetime) -> timedelta:
    """Return how much of a span the gaps take; what two of them share counts once."""
    total, reached = NOTHING, since
    for gap in sorted(lost, key=lambda gap: gap.began_at):
        began, ended = max(gap.began_at, reached), min(gap.ended_at, until)
        if ended > began:
            total, reached = total + (ended - began), ended
    return total


def share_up(lost: Iterable[Gap], since: datetime, until: datetime) -> float | None:
    """Return the share of a span, 0 to 1, in which the portal answered; None for an empty span."""
    whole = until - since
    return 1 - time_lost(lost, since, until) / whole if whole > NOTHING else None
