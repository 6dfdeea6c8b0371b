"""What is loaded when first needed. Printing and signing were two fifths of our start-up; few processes do either.

Only here may an import stand in a function; see `tests/test_house.py` and `tests/procurement/test_start_up.py`.
"""

from importlib import import_module
from types import ModuleType


def printing() -> ModuleType:
    """Return `procurement.pdf`, which knows WeasyPrint."""
    return import_module("procurement.pdf")


def signatures() -> ModuleType:
    """Return `procurement.pades`, which knows pyHanko."""
    return import_module("procurement.pades")
