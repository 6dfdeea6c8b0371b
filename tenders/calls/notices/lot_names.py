"""Lots get short names that are safe in file names and unique, whatever the notice calls them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tenders.calls.notices import plain
from tenders.calls.notices.refusals import NoticeRefused

MAX_LOTS = 5_000


def unique_identifiers(published: Sequence[str | None]) -> list[str]:
    """Return one identifier per lot, in order; a lot without a usable one is known by its place.

    Raises NoticeRefused for more lots than any real notice has.
    """
    if len(published) > MAX_LOTS:
        raise NoticeRefused(_("The notice has more than %(count)d lots.") % {"count": MAX_LOTS})
    copies: dict[str, int] = {}
    found = []
    for place, name in enumerate(published, start=1):
        wanted = plain.identifier(name) or str(place)
        identifier = wanted
        while identifier.lower() in copies:
            copies[wanted.lower()] += 1
            identifier = f"{wanted}-{copies[wanted.lower()]}"
        copies[identifier.lower()] = 1
        found.append(identifier)
    return found
