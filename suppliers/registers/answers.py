"""What a register answers when it is asked who has a number."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a register says of a firm, in the language that was asked for where it has it. `source` in words."""

    name: str
    address: str
    source: str
    legal_form: str = ""
    activity: str = ""
    nuts: str = ""
    on: date | None = None  # the day that the extract describes
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Found, not there, or not checked: no register was there to ask, or it could not answer."""

    checked: bool
    found: Found | None = None


NOT_CHECKED = Answer(checked=False)
NOT_THERE = Answer(checked=True)
