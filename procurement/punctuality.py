"""How well promises of days are kept: the share, its interval, and how a page says it. Pure: counts in, words out."""

from dataclasses import dataclass
from datetime import timedelta
from math import sqrt

from django.utils.translation import gettext as _

A_YEAR = timedelta(days=365)
FEWEST = 10
Z = 1.959964  # 95 %, two-sided


@dataclass(frozen=True, slots=True)
class Punctuality:
    """`kept` of `n` promises; `low` and `high` bound the share (0 to 1) with 95 % confidence (Wilson, 1927)."""

    kept: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Return the share that was kept, 0 to 1."""
        return self.kept / self.n


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as text ("" below ten: so few tell nothing), what it counts, its n and interval."""

    label: str
    number: str = ""
    basis: str = ""


def punctuality_from(kept: int, n: int) -> Punctuality | None:
    """Return the share of `kept` out of `n` with its interval. None below ten: so few tell nothing."""
    return Punctuality(kept, n, *wilson(kept, n)) if n >= FEWEST else None


def wilson(kept: int, n: int) -> tuple[float, float]:
    """Return the Wilson score interval (95 %) of `kept` out of `n` > 0."""
    share, z2 = kept / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def kept_in_words(label: str, kept: int, n: int) -> Figure:
    """Return what a page says of promises that fell due in the last twelve months."""
    found = punctuality_from(kept, n)
    if found is None:
        return Figure(label)
    parts = {"kept": kept, "n": n, "low": round(100 * found.low), "high": round(100 * found.high)}
    basis = _("%(kept)s of %(n)s in twelve months, interval %(low)s to %(high)s %%") % parts
    return Figure(label, f"{round(100 * found.share)}\N{NO-BREAK SPACE}%", basis)
