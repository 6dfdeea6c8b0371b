"""Why a call fits a firm, or may not: sentences, each about one thing. The firm decides; nothing is added up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from procurement.accounts.models import LANGUAGES
from suppliers.models import Supplier
from suppliers.onboarding.classification import cpv_in_words, region_in_words
from tenders.models import SelectionCriterion, Tender
from tenders.readiness.queries import region_of

# Directive 2014/24/EU art. 58(3): no more than twice the estimated value may be asked as a yearly turnover.
TURNOVER_CAP = 2
# Recommendation 2003/361/EC, annex, art. 2: what firms of a size turn over at most, in euros a year.
MOST_TURNOVER = {"micro": Decimal(2_000_000), "small": Decimal(10_000_000), "medium": Decimal(50_000_000)}


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence; `fits`: it speaks for the call. Otherwise it is something to look at first."""

    sentence: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """A call with its reasons."""

    call: Tender
    reasons: Sequence[Reason]


def fit_of(call: Tender, firm: Supplier) -> Fit:
    """Return why a call fits a firm; read it by `queries.calls_that_fit`."""
    return Fit(call, [*_sold(call, firm), *_near(call, firm), *_spoken(call, firm), *_turnover(call, firm)])


def _sold(call: Tender, firm: Supplier) -> Iterator[Reason]:
    codes = [call.cpv, *(lot.cpv for lot in call.lots.all())]
    for prefix in firm.interests:
        if code := next((code for code in codes if code.startswith(prefix)), ""):
            told = {"what": cpv_in_words(prefix), "prefix": prefix, "code": code}
            yield Reason(_("You sell “%(what)s” (%(prefix)s), and this is asked for (%(code)s).") % told, fits=True)


def _near(call: Tender, firm: Supplier) -> Iterator[Reason]:
    places = [code for code in (call.nuts, *(lot.nuts for lot in call.lots.all())) if code]
    if not firm.nuts or not places:
        return
    near = next((code for code in places if code.startswith(region_of(firm))), "")
    told = {"place": region_in_words(near or places[0]), "code": near or places[0]}
    if near:
        yield Reason(_("It is in your region: %(place)s (%(code)s).") % told, fits=True)
    else:
        yield Reason(_("It is outside your region: %(place)s (%(code)s).") % told, fits=False)


def _spoken(call: Tender, firm: Supplier) -> Iterator[Reason]:
    names = {code: str(name) for code, name in LANGUAGES}
    told = {"language": names.get(call.language, call.language)}
    if call.language == firm.language:
        yield Reason(_("It is written in your language: %(language)s.") % told, fits=True)
    else:
        yield Reason(_("It is written in another language: %(language)s.") % told, fits=False)


def _turnover(call: Tender, firm: Supplier) -> Iterator[Reason]:
    """Quote what is asked of a firm's finances, and say what the law lets a call ask at most."""
    for criterion in call.selection.all():
        if criterion.kind == SelectionCriterion.Kind.ECONOMIC:
            asked = f"{criterion.name}: {criterion.level}" if criterion.level else criterion.name
            yield Reason(_("It asks of your finances: %(asked)s") % {"asked": asked}, fits=False)
            yield from _compared(call, firm)
            return


def _compared(call: Tender, firm: Supplier) -> Iterator[Reason]:
    """A value that is not public, or in another currency, says nothing here either."""
    if call.value is None or not call.value_is_public or call.currency != "EUR":
        return
    cap, most = call.value * TURNOVER_CAP, MOST_TURNOVER.get(firm.size)
    told = {"cap": _euros(cap), "most": _euros(most or Decimal(0))}
    if most is None or cap <= most:
        yield Reason(
            _("A yearly turnover of more than %(cap)s may not be asked, but for justified risks (art. 58(3)).") % told,
            fits=True,
        )
    else:
        yield Reason(
            _("Up to %(cap)s a year may be asked as turnover; firms of your size have %(most)s at most. Look at the "
              "level: you may rely on another firm, or bid in a group (art. 63).") % told,
            fits=False,
        )  # fmt: skip


def _euros(amount: Decimal) -> str:
    return _("€%(amount)s") % {"amount": number_format(amount, 0, use_l10n=True, force_grouping=True)}
