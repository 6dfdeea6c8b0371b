"""The words for the codes of legal forms in the French register, whose files bring none.

The codes are INSEE's "catégories juridiques" (level III); the words are ours, and French, as the forms are. A code that
is not in the list is kept as it is: the firm corrects it.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("french_forms.csv")


def french_form(code: str) -> str:
    """Return the legal form in words, or the code itself."""
    return _forms().get(code, code)


@cache
def _forms() -> Mapping[str, str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["form"] for row in csv.DictReader(file)}
