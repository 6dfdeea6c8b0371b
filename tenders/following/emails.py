"""What readers are written: a link to confirm, then what is new. Each mail carries the way to end it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from procurement.accounts.models import LANGUAGES
from procurement.outbox.post import write
from tenders.following.contents import Contents, contents_of
from tenders.following.matching import wanted_by
from tenders.models import Alert, Piece, Reader
from tenders.wanted import in_words


def confirm(alert: Alert, *, now: datetime) -> None:
    """Ask to confirm the address; of one that is confirmed, say so. To outsiders both look alike."""
    stop, tender = address_to_stop(alert), alert.tender

    def page() -> str:
        if alert.confirmed_at is None:
            return reverse("following:confirm", args=[alert.token])
        return reverse("record:call", args=[tender.reference]) if tender else page_of(alert.reader)

    with override(alert.language):
        search = "" if tender else in_words(wanted_by(alert))
    context = {"tender": tender, "search": search, "confirmed": alert.confirmed_at, "stop": stop}
    write(
        "follow_confirm", to=alert.reader.address, language=alert.language, now=now, context=context, page=page,
        unsubscribe=stop,
    )  # fmt: skip


def news(reader: Reader, pace: str, pieces: Sequence[Piece], *, now: datetime) -> None:
    """Write one mail with all of these news. Where they come from one alert, one click ends that one alone."""
    alerts = {piece.alert_id: piece.alert for piece in pieces}
    one = next(iter(alerts.values())) if len(alerts) == 1 else None
    stop = address_to_stop(one) if one else address_to_stop_all(reader, pace)
    with override(reader.speaks):
        contents: Contents = contents_of(pieces, now)
    context = {"contents": contents, "pace": pace, "one": one, "stop": stop}
    write(
        "alerts", to=reader.address, person=reader.person, language=reader.speaks, now=now, context=context,
        page=lambda: page_of(reader), unsubscribe=stop,
    )  # fmt: skip


def page_of(reader: Reader) -> str:
    """Return the path of the page with all that a reader follows."""
    return reverse("alerts:mine") if reader.person_id else reverse("alerts:of", args=[reader.token])


def address_to_stop(alert: Alert) -> str:
    """Return the whole address that ends an alert; it also names the mails about it alone in the outbox."""
    with override(alert.language):
        return f"{settings.BASE_URL}{reverse('following:stop', args=[alert.token])}"


def address_to_stop_all(reader: Reader, pace: str, language: str = "") -> str:
    """Return the whole address that ends all alerts of one pace; it also names those mails in the outbox."""
    with override(language or reader.speaks):
        return f"{settings.BASE_URL}{reverse('following:stop_all', args=[reader.token, pace])}"


def addresses_to_stop_all(reader: Reader, paces: Iterable[str]) -> list[str]:
    """Return these addresses in each language in which the reader may have been written to."""
    return [address_to_stop_all(reader, pace, language) for pace in paces for language, _name in LANGUAGES]
