"""One spelling for every value, so that equal things have equal hashes and signatures.

JSON in UTF-8 with sorted keys, no spaces and no floats; moments in UTC with microseconds.
"""

import json
from datetime import UTC, datetime
from typing import Any

MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


def _no_float(text: str) -> None:
    raise ValueError(f"{text} is a float")


def encode(value: Any) -> bytes:
    """`value` (dicts, lists, strings, whole numbers, booleans, None) as canonical bytes.

    Raises:
        ValueError: a string holds half a character (a lone surrogate), or a number is not finite.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def decode(data: bytes) -> Any:
    """What `encode` made. Anything else, even if it says the same in another spelling, is refused.

    Raises:
        ValueError: `data` is not canonical JSON.
    """
    try:
        value = json.loads(data.decode(), parse_float=_no_float, parse_constant=_no_float)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if encode(value) != data:
        raise ValueError("not in canonical form")
    return value


def moment_text(moment: datetime) -> str:
    """An aware moment as text in UTC, to the microsecond.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).strftime(MOMENT)


def moment_from(text: str) -> datetime:
    """The aware UTC moment that `moment_text` wrote.

    Raises:
        ValueError: `text` is no such moment.
    """
    return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
