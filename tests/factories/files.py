"""Files of firms at authorities, brought as far as a test needs them, by the real deeds."""

from datetime import datetime

from suppliers.filing.actions import ask_for_check
from suppliers.models import Application
from suppliers.vetting.actions import refuse, request_changes, take_up, verify
from suppliers.vetting.hearings import announce_hearing
from suppliers.vetting.queries import first_day_to_close
from tests.personas import Personas, moment

THURSDAY = moment("2027-07-15")
COMMENT = "The street is not the one of the register."
GROUNDS = "The register says that the firm has ended."


def filed(personas: Personas, *, now: datetime = THURSDAY) -> Application:
    """Let the firm ask the authority for a check."""
    return ask_for_check(personas.supplier, personas.buyer, by=personas.owner, now=now).application


def taken_up(personas: Personas, *, now: datetime = THURSDAY) -> Application:
    file = filed(personas, now=now)
    take_up(file, by=personas.officer, now=now)
    return file


def to_mend(personas: Personas, *, now: datetime = THURSDAY, **remarks: str) -> Application:
    file = taken_up(personas, now=now)
    request_changes(file, remarks=remarks or {"address": COMMENT}, by=personas.officer, now=now)
    return file


def verified(personas: Personas, *, now: datetime = THURSDAY) -> Application:
    file = taken_up(personas, now=now)
    verify(file, by=personas.officer, now=now)
    return file


def refused(personas: Personas, *, now: datetime = THURSDAY) -> Application:
    file = taken_up(personas, now=now)
    refuse(file, reason="No such number.", remedy="Ask again.", by=personas.officer, now=now)
    return file


def heard(personas: Personas, *, now: datetime = THURSDAY) -> Application:
    """Let a check be valid, and a hearing be announced."""
    file = verified(personas, now=now)
    until = first_day_to_close(personas.buyer, now)
    announce_hearing(file, grounds=GROUNDS, answer_by=until, by=personas.officer, now=now)
    return file
