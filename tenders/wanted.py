"""What calls somebody looks for: one question, as the list of calls, a saved search and a firm's page ask it.

It is asked in one direction here: which calls fit? `tenders.following.matching` asks in the other: who wants this call?
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.models import Buyer
from suppliers.onboarding.classification import cpv_in_words, region_in_words
from tenders.models import Lot

CURRENCY = "EUR"  # of the values that are asked for
# A call that does not tell its value, or tells it in another currency, is never left out for its value.
VALUE_IS_UNKNOWN = Q(value=None) | Q(value_is_public=False) | ~Q(currency=CURRENCY)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What calls are looked for; what is empty asks for everything.

    show: "" takes bids now, "soon" closes within seven days, "all" also what ended. cpv and region: the beginning of a
    CPV or NUTS code; division: the first two digits of a CPV code. least and most: the value in whole euros. days: so
    many are left at least before the deadline.
    """

    show: str = ""
    q: str = ""
    buyer: Buyer | None = None
    division: str = ""
    cpv: str = ""
    region: str = ""
    least: int | None = None
    most: int | None = None
    days: int | None = None

    @property
    def query(self) -> str:
        """The question as it is saved: new calls are found while they take bids, whichever list it was asked of."""
        return query_of(replace(self, show="", q=self.plain_words))

    @property
    def plain_words(self) -> str:
        """The words without capitals and further spaces."""
        return " ".join(self.q.lower().split())


def fitting(wanted: Wanted, now: datetime) -> Q:
    """Return the condition on calls with their `deadline`; whether they take bids (`show`) is the list's to ask."""
    asked = Q(buyer=wanted.buyer) if wanted.buyer else Q()
    for prefix in filter(None, (wanted.division, wanted.cpv)):
        asked &= coded("cpv", prefix)
    if wanted.region:
        asked &= coded("nuts", wanted.region)
    if wanted.least:
        asked &= VALUE_IS_UNKNOWN | Q(value__gte=wanted.least)
    if wanted.most:
        asked &= VALUE_IS_UNKNOWN | Q(value__lte=wanted.most)
    if wanted.days:
        asked &= Q(deadline__gte=now + timedelta(days=wanted.days))
    return asked & with_words(wanted.q)


def with_words(words: str) -> Q:
    """Return the condition on calls with each of these words in title, buyer's name or reference."""
    asked = Q()
    for word in words.split():
        asked &= Q(title__icontains=word) | Q(buyer__name__icontains=word) | Q(reference__icontains=word)
    return asked


def coded(field: str, prefix: str) -> Q:
    """The call, or one of its lots, has a code that begins so."""
    begins = {f"{field}__startswith": prefix}
    return Q(**begins) | Q(pk__in=Lot.objects.filter(**begins).values("tender"))


def query_of(wanted: Wanted) -> str:
    """Return the question as an address holds it: only what is asked, always in the same order."""
    asked = {field.name: getattr(wanted, field.name) for field in fields(Wanted)}
    return urlencode({name: getattr(value, "slug", value) for name, value in asked.items() if value})


def filters_of(wanted: Wanted) -> Iterator[tuple[str, Wanted]]:
    """Yield the words of each filter that is on, with what is asked without it."""
    if wanted.q:
        yield _("Words: %(words)s") % {"words": wanted.q}, replace(wanted, q="")
    if wanted.buyer:
        yield _("Buyer: %(buyer)s") % {"buyer": wanted.buyer}, replace(wanted, buyer=None)
    if wanted.division:
        yield _("Bought: %(what)s") % {"what": cpv_in_words(wanted.division)}, replace(wanted, division="")
    if wanted.cpv:
        yield _("CPV code: %(code)s…") % {"code": wanted.cpv}, replace(wanted, cpv="")
    if wanted.region:
        place = {"place": region_in_words(wanted.region), "code": wanted.region}
        yield _("Place: %(place)s (%(code)s)") % place, replace(wanted, region="")
    yield from _limits_of(wanted)


def _limits_of(wanted: Wanted) -> Iterator[tuple[str, Wanted]]:
    if wanted.least:
        yield _("Value: %(sum)s or more") % {"sum": _euros(wanted.least)}, replace(wanted, least=None)
    if wanted.most:
        yield _("Value: %(sum)s or less") % {"sum": _euros(wanted.most)}, replace(wanted, most=None)
    if wanted.days:
        words = ngettext("At least %(days)s day left", "At least %(days)s days left", wanted.days)
        yield words % {"days": wanted.days}, replace(wanted, days=None)


def in_words(wanted: Wanted) -> str:
    """Return what is looked for, in one line."""
    return " · ".join(words for words, _left in filters_of(wanted)) or _("Every new call")


def _euros(amount: int) -> str:
    return _("€%(amount)s") % {"amount": number_format(amount, use_l10n=True, force_grouping=True)}
