"""Days and time zones as people write them. Django writes the first of a French month "1", and a zone as its code."""

import re
from datetime import date, datetime

from django.utils import dateformat, formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

DAY = re.compile(r"(?<!\\)j")
ZONES = {
    "Europe/Amsterdam": gettext_lazy("Amsterdam time"),
    "Europe/Berlin": gettext_lazy("Berlin time"),
    "Europe/Brussels": gettext_lazy("Brussels time"),
    "Europe/Luxembourg": gettext_lazy("Luxembourg time"),
    "Europe/Paris": gettext_lazy("Paris time"),
}


def date_format(value: date | datetime, form: str | None = None) -> str:
    """Write a day in the active language: "1er mars 2027" in French. `form` is a format or the name of one."""
    return dateformat.format(value, form_of(value, form))


def form_of(value: object, form: str | None = None) -> str:
    """Return the format in which this value is written in the active language."""
    found = str(formats.get_format(form or "DATE_FORMAT"))
    first = isinstance(value, date) and value.day == 1
    return DAY.sub(r"j\\e\\r", found) if first and (get_language() or "").startswith("fr") else found


def zone_in_words(zone: str) -> str:
    """Name a time zone as people do: "Brussels time"."""
    known = ZONES.get(zone)
    return str(known) if known else _("local time, %(place)s") % {"place": zone.rpartition("/")[2].replace("_", " ")}
