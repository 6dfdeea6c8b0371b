"""The one question to all registers: who has this number?"""

from suppliers.registers import local, vies
from suppliers.registers.answers import Answer


def look_up(country: str, number: str, *, language: str) -> Answer:
    """Return what is known of the number, in the one spelling: the imported registers first, then the EU's service."""
    here = local.ask(country, number, language=language)
    if here.found:
        return here
    there = vies.ask(country, number)
    return there if there.checked else here
