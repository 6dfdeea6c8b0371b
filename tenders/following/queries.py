"""What can be followed, who follows what, whom we owe a mail, and whose time is over."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from procurement.accounts.models import User
from tenders.access import calls_visible_to
from tenders.lifecycle.tender import TenderState
from tenders.models import Alert, Pace, Piece, Reader, Tender
from tenders.wanted import Wanted

ENDED = [TenderState.CONCLUDED, TenderState.CANCELLED]
TO_CONFIRM = timedelta(days=7)
KEPT_AFTER_THE_END = timedelta(days=30)
A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
# So many unconfirmed alerts may stand against one address in a day, and so many at a call (or of searches) in an hour.
MOST_OF_AN_ADDRESS, MOST_AT_A_CALL = 5, 200
# So many alerts are enough for anybody; a feed asks all of them in one question.
MOST_OF_A_READER = 100

What = Tender | Wanted


def calls_to_follow() -> QuerySet[Tender]:
    """Return the public calls that can still change."""
    return calls_visible_to(AnonymousUser()).exclude(published_at=None).exclude(state__in=ENDED)


def followers_of(tender: Tender) -> QuerySet[Alert]:
    """Return the confirmed alerts of those who follow a call."""
    return Alert.objects.filter(tender=tender, confirmed_at__isnull=False).order_by("pk")


def searches() -> QuerySet[Alert]:
    """Return the confirmed searches of everybody."""
    return Alert.objects.filter(tender=None, confirmed_at__isnull=False).order_by("pk")


def alert_with(token: str) -> Alert | None:
    """Return the alert of which somebody was sent this token."""
    return _whole().filter(token=token).first()


def own_alerts(reader: Reader | None) -> QuerySet[Alert]:
    """Return what a reader follows: its searches, then its calls, the newest first."""
    return (
        _whole().filter(reader=reader, confirmed_at__isnull=False).order_by(F("tender").desc(nulls_first=True), "-pk")
    )


def reader_of(person: User) -> Reader | None:
    """Return the reader of an account: its own, or that of its address from the time before it had an account."""
    known = Q(person=person) | Q(person=None, email=person.email.lower())
    return Reader.objects.filter(known).select_related("person").order_by(F("person").desc(nulls_last=True)).first()


def reader_with(token: str) -> Reader | None:
    """Return the address to which this token was sent. An account signs in instead."""
    return Reader.objects.filter(token=token, person=None).first()


def reader_to_stop(token: str) -> Reader | None:
    """Return the reader whose mails hold this token, an account's too: to end them, nobody needs to sign in."""
    return Reader.objects.filter(token=token).first()


def asked_too_often(what: What, email: str, now: datetime) -> bool:
    """Tell whether another mail to this address, or for this call, would be one too many."""
    of_address = Alert.objects.filter(Q(reader__email=email) | Q(reader__person__email=email))
    lately = of_address.filter(**same(what), asked_at__gt=now - AN_HOUR)
    waiting = of_address.filter(confirmed_at=None, asked_at__gt=now - A_DAY)
    kind = {"tender": what} if isinstance(what, Tender) else {"tender": None}
    at_call = Alert.objects.filter(**kind, confirmed_at=None, asked_at__gt=now - AN_HOUR)
    return lately.exists() or waiting.count() >= MOST_OF_AN_ADDRESS or at_call.count() >= MOST_AT_A_CALL


def readers_owed(pace: str, before: datetime) -> QuerySet[Reader]:
    """Return the readers for whom news of this pace wait since before this moment, and no digest went since."""
    owed = pieces_owed(pace, before).filter(alert__reader=OuterRef("pk"))
    readers = Reader.objects.filter(Exists(owed), Q(person=None) | Q(person__is_active=True))
    if pace != Pace.AT_ONCE:
        readers = readers.exclude(**{f"{pace}_at__gte": before})
    return readers.order_by("pk")


def pieces_owed(pace: str, before: datetime) -> QuerySet[Piece]:
    """Return the news that wait for a mail of this pace; those of a call that is no longer public are left out."""
    waiting = Piece.objects.filter(alert__pace=pace, told_at=None, at__lte=before)
    return waiting.filter(tender__in=calls_visible_to(AnonymousUser()).values("pk")).order_by("at", "pk")


def to_be_forgotten(now: datetime) -> QuerySet[Alert]:
    """Return the alerts that were never confirmed in time, and those of calls that ended a month ago."""
    never = Q(confirmed_at=None, asked_at__lte=now - TO_CONFIRM)
    return Alert.objects.filter(never | Q(tender__ended_at__lte=now - KEPT_AFTER_THE_END)).order_by("pk")


def old_pieces(now: datetime) -> QuerySet[Piece]:
    """Return the news of a month ago: told long since, or never to be told."""
    return Piece.objects.filter(at__lte=now - KEPT_AFTER_THE_END).order_by("pk")


def same(what: What) -> dict[str, object]:
    """Return by which facts an alert for this call, or for this search, is found again."""
    return {"tender": what} if isinstance(what, Tender) else {"tender": None, "query": what.query}


def _whole() -> QuerySet[Alert]:
    return Alert.objects.select_related("reader__person", "tender__buyer", "buyer")
