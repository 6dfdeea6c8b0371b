"""What a call asks of those who bid, beside the median of similar calls on this portal, and what would lower it.

For its officers, while it is written: three queries, however many calls there are. Similar: the same nature of contract
and the same division of the CPV (its first two digits), published here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from statistics import median

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from procurement.lifecycle import Sentence
from procurement.punctuality import FEWEST
from tenders.calls.turnover import MOST_TIMES
from tenders.desk.loads import Load, loads_of, similar_to
from tenders.models import Tender

LATEST = 500  # similar calls that are looked at, the newest first
Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of the call, beside the median of similar ones; `cure` where it asks more, or the law is near."""

    label: Sentence
    here: str
    beside: str
    cure: Sentence = ""

    @property
    def kind(self) -> str:
        """The shape beside it."""
        return "at-risk" if self.cure else "done"


@dataclass(frozen=True, slots=True)
class Kind:
    """How one number is told. `more_is_less`: of days, few weigh. `most`: what the law allows, with its sentence.

    `digits` after the point, rounded up: what is over a limit is not told as the limit.
    """

    of: Callable[[Load], Number | None]
    label: Sentence
    cure: Sentence
    more_is_less: bool = False
    most: int | None = None
    law: Sentence = ""
    digits: int = 1


KINDS: Sequence[Kind] = (
    Kind(
        lambda load: load.asked,
        gettext_lazy("Requirements for firms"),
        gettext_lazy("Ask only for that without which you would refuse the best bid."),
    ),
    Kind(
        lambda load: load.proofs,
        gettext_lazy("Proofs asked"),
        gettext_lazy("The self-declaration is enough to bid: ask the winner alone for proofs (art. 59)."),
    ),
    Kind(
        lambda load: load.documents,
        gettext_lazy("Documents of the call"),
        gettext_lazy("Join documents that say the same, and leave out those that nobody needs to bid."),
    ),
    Kind(
        lambda load: load.pages,
        gettext_lazy("Pages of its PDF documents"),
        gettext_lazy("Say once what is said twice, and refer to standard terms in place of repeating them."),
    ),
    Kind(
        lambda load: load.days,
        gettext_lazy("Days from publication to deadline"),
        gettext_lazy("A later deadline lets small firms bid, too."),
        more_is_less=True,
    ),
    Kind(
        lambda load: load.times,
        gettext_lazy("Turnover asked, as a multiple of the value"),
        gettext_lazy("A lower turnover lets younger and smaller firms bid."),
        most=MOST_TIMES,
        law=gettext_lazy("The law allows at most twice the value, unless the call gives its reasons (art. 58(3))."),
        digits=2,
    ),
)


def burden_of(tender: Tender, now: datetime) -> list[Measure]:
    """Return what the call asks, beside similar ones. Nothing of them is said where they are fewer than ten."""
    similar = list(similar_to(tender).values_list("pk", flat=True)[:LATEST])
    loads = loads_of([*similar, tender.pk], {tender.pk: tender.local_day(now)})
    own, others = loads[tender.pk], [loads[key] for key in similar]
    return list(_measures(own, others))


def _measures(own: Load, others: Iterable[Load]) -> Iterator[Measure]:
    others = list(others)
    for kind in KINDS:
        here = kind.of(own)
        if here is None:
            continue
        known = [Decimal(number) for number in map(kind.of, others) if number is not None]
        usual = median(known) if len(known) >= FEWEST else None
        weighs = usual is not None and (here < usual if kind.more_is_less else here > usual)
        beside, cure = _beside(usual, len(known), kind.digits), kind.cure if weighs else ""
        if kind.most is not None and here > kind.most:
            cure = kind.law
        yield Measure(kind.label, _plain(here, kind.digits), beside, cure)


def _beside(usual: Number | None, n: int, digits: int) -> str:
    if usual is None:
        return ngettext(
            "%(n)s similar call here tells this: too few to compare.",
            "%(n)s similar calls here tell this: too few to compare.",
            n,
        ) % {"n": n}
    return _("Half of %(n)s similar calls: %(usual)s or less.") % {"n": n, "usual": _plain(usual, digits)}


def _plain(number: Number, digits: int) -> str:
    rounded = Decimal(number).quantize(Decimal(1).scaleb(-digits), ROUND_CEILING)
    return number_format(rounded.normalize() if rounded % 1 else int(rounded), use_l10n=True)
