"""What an answer must look like to be kept: plain JSON without floats, and only what was asked."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import pycountry
from django.utils.translation import gettext_lazy as _

from procurement.lifecycle import Refused
from suppliers.declarations.criteria import Criterion, Group, Kind, Question

MAX_TEXT = 4_000  # characters
MAX_ROWS = 20
MAX_DIGITS = 15  # of an amount, before the decimal point
FIRST_YEAR, LAST_YEAR = 1900, 2200
MAX_PEOPLE = 10_000_000
CENT = Decimal("0.01")
# Control characters, and those that turn the reading direction.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Answer = dict[str, Any]


def kept(criterion: Criterion, said: Mapping[str, Any]) -> Answer:
    """Return what is kept of an answer: well-formed, and without what the answer makes moot; {} where nothing is said.

    Raises:
        Refused: a part is not of its kind.
    """
    if rows := criterion.group.rows():
        found = [row for row in (_row(rows, each) for each in said.get("rows", [])[:MAX_ROWS]) if row]
        return {"rows": found} if found else {}
    return _row(criterion.group, said)


def asked(group: Group, values: Mapping[str, Any]) -> Iterator[Question]:
    """Yield the questions that these values leave open: what stands under a yes is not asked after a no."""
    yield from group.questions
    for below in answered_groups(group, values):
        yield from asked(below, values)


def answered_groups(group: Group, values: Mapping[str, Any]) -> Iterator[Group]:
    """Yield the groups below that are asked, given these values."""
    told = next((truth(question, values) for question in group.questions if question.kind is Kind.INDICATOR), None)
    for below in group.groups:
        if below.type == "ON*" or told is (below.type == "ONTRUE"):
            yield below


def truth(question: Question, values: Mapping[str, Any]) -> bool | None:
    """Return the yes or no of an indicator; None where it is not answered."""
    if question.follows:
        return bool(values.get(question.follows))
    value: bool | None = values.get(question.name)
    return value


def _row(group: Group, said: Mapping[str, Any]) -> Answer:
    questions = [question for question in group.walk() if question.name]
    values = {question.name: _READ[question.kind](said.get(question.name)) for question in questions}
    values = {name: value for name, value in values.items() if value not in (None, "")}
    names = {question.name for question in asked(group, values)}
    return {name: value for name, value in values.items() if name in names}


def _unfit() -> Refused:
    return Refused(_("An answer is not of the kind that was asked."))


def _yes_or_no(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise _unfit()


def _text(value: Any) -> str:
    text = str(value or "").replace("\r\n", "\n").strip()
    if len(text) > MAX_TEXT or _UNPRINTABLE.search(text):
        raise Refused(_("A text is too long, or holds characters that cannot be shown."))
    return text


def _day(value: Any) -> str | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise _unfit() from None


def _period(value: Any) -> list[str] | None:
    days = [day for day in map(_day, value or []) if day]
    if not days:
        return None
    if len(days) != 2 or days[0] > days[1]:  # noqa: PLR2004  a first and a last day
        raise Refused(_("Give the first and the last day of a period, in this order."))
    return days


def _country(value: Any) -> str:
    if not value:
        return ""
    if pycountry.countries.get(alpha_2=str(value)) is None:
        raise _unfit()
    return str(value)


def _amount(value: Any) -> str | None:
    if value in (None, ""):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise _unfit() from None
    if not amount.is_finite() or amount < 0 or amount.adjusted() >= MAX_DIGITS:
        raise _unfit()
    return format(amount.quantize(CENT), "f")


def _whole(value: Any, least: int, most: int) -> int | None:
    if value in (None, ""):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _unfit() from None
    if not number.is_finite() or number != int(number) or not least <= number <= most:
        raise _unfit()
    return int(number)


_READ = {
    Kind.INDICATOR: _yes_or_no,
    Kind.DESCRIPTION: _text,
    Kind.DATE: _day,
    Kind.PERIOD: _period,
    Kind.COUNTRY: _country,
    Kind.AMOUNT: _amount,
    Kind.YEAR: lambda value: _whole(value, FIRST_YEAR, LAST_YEAR),
    Kind.NUMBER: lambda value: _whole(value, 0, MAX_PEOPLE),
}
