"""What a pure module says no to, as the answer of a deed."""

from collections.abc import Iterator
from contextlib import contextmanager

from procurement.lifecycle import Refused


@contextmanager
def refusing(*kinds: type[Exception], rule: str = "form") -> Iterator[None]:
    """Turn these errors into Refused, with their sentence and nothing else: a traceback could hold what was locked."""
    try:
        yield
    except kinds as error:
        raise Refused(str(error), rules=[rule]) from None
