"""Follow, confirm, stop, forget. Nothing of it is logged: the log is for ever, and an address is not.

Every answer to a stranger is the same, whether the address is known here or not.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.lifecycle import Refused
from procurement.outbox.post import forget
from tenders.following import emails, queries
from tenders.following.matching import facts_of
from tenders.following.queries import What
from tenders.models import Alert, Pace, Reader, Tender

TOKEN = 32
AT_ONCE = 500


@transaction.atomic
def follow(what: What, *, email: str, language: str, now: datetime, pace: str = Pace.AT_ONCE) -> None:
    """Send a mail to the address that asks to confirm, or says that it is confirmed already.

    Says nothing to who asked, and sends nothing where that would be one mail too many.
    """
    email = email.lower()
    if isinstance(what, Tender):
        Tender.objects.select_for_update().get(pk=what.pk)
    if queries.asked_too_often(what, email, now):
        return
    person = User.objects.filter(email=email, is_active=True).first()
    reader = account_reader(person) if person else _reader_at(email, language)
    alert = _alert(reader, what, language=language, now=now, pace=pace)
    if alert is None:
        return
    Alert.objects.filter(pk=alert.pk).update(asked_at=now)
    emails.confirm(alert, now=now)


@transaction.atomic
def follow_as(what: What, *, by: User, now: datetime, pace: str = Pace.AT_ONCE) -> Alert:
    """Follow a call, or look for new ones, with an account: its address was confirmed when the account was made.

    Raises:
        Refused: more than anybody needs.
    """
    alert = _alert(account_reader(by), what, language=by.language, now=now, pace=pace)
    if alert is None:
        raise Refused(
            _("You have %(count)s alerts. Stop some of them before you add more.") % {"count": queries.MOST_OF_A_READER}
        )
    Alert.objects.filter(pk=alert.pk).update(pace=pace)
    confirm(alert, now=now)
    return alert


@transaction.atomic
def confirm(alert: Alert, *, now: datetime) -> None:
    """Let the address get news from now on. Twice is as good as once."""
    if Alert.objects.filter(pk=alert.pk, confirmed_at=None).update(confirmed_at=now):
        Reader.objects.filter(pk=alert.reader_id).update(language=alert.language)


@transaction.atomic
def change_pace(alert: Alert, *, pace: str) -> None:
    """Write as often as the reader likes. What waits goes with the next mail of the new pace."""
    Alert.objects.filter(pk=alert.pk).update(pace=pace)


@transaction.atomic
def stop(token: str) -> None:
    """Delete an alert, and the mails that were written about it alone. An unknown token is no error."""
    alert = Alert.objects.select_for_update(of=("self",)).select_related("reader__person").filter(token=token).first()
    if alert:
        _delete(alert)


@transaction.atomic
def stop_all(token: str, pace: str) -> None:
    """Delete all the alerts of a reader that have this pace: what one click in a mail about several of them does."""
    reader = Reader.objects.select_for_update(of=("self",)).select_related("person").filter(token=token).first()
    if reader:
        _forget_all(reader, [pace])
        for alert in Alert.objects.filter(reader=reader, pace=pace).select_related("reader__person"):
            _delete(alert)


@transaction.atomic
def make_private_addresses(reader: Reader) -> None:
    """Give a reader addresses for its calendar and its feed. Those that it had before lead nowhere from now on."""
    Reader.objects.filter(pk=reader.pk).update(feed_token=get_random_string(TOKEN))


@transaction.atomic
def revoke_private_addresses(reader: Reader) -> None:
    """Let the reader's private addresses lead nowhere."""
    Reader.objects.filter(pk=reader.pk).update(feed_token=None)


@transaction.atomic
def forget_those_whose_time_is_over(*, now: datetime) -> int:
    """Delete what was never confirmed, and what follows a call that ended a month ago; returns how many."""
    over = list(queries.to_be_forgotten(now).select_related("reader__person")[:AT_ONCE])
    for alert in over:
        _delete(alert)
    queries.old_pieces(now).delete()
    return len(over)


def _delete(alert: Alert) -> None:
    """Delete an alert; an address of which nothing is left is forgotten whole, with every mail that we wrote to it."""
    forget(emails.address_to_stop(alert))
    alert.delete()
    if alert.reader.person_id is None and not Alert.objects.filter(reader=alert.reader_id).exists():
        _forget_all(alert.reader, Pace.values)
        alert.reader.delete()


def _forget_all(reader: Reader, paces: Iterable[str]) -> None:
    for address in emails.addresses_to_stop_all(reader, paces):
        forget(address)


def _alert(reader: Reader, what: What, *, language: str, now: datetime, pace: str) -> Alert | None:
    """Return the reader's alert, made where there is none; None where there are too many already."""
    found = Alert.objects.filter(reader=reader, **queries.same(what)).first()
    if found is None and Alert.objects.filter(reader=reader).count() >= queries.MOST_OF_A_READER:
        return None
    facts: dict[str, Any] = {"tender": what} if isinstance(what, Tender) else facts_of(what)
    fresh = {"language": language, "token": get_random_string(TOKEN), "asked_at": now, "pace": pace}
    return found or Alert.objects.create(reader=reader, **facts, **fresh)


def account_reader(person: User) -> Reader:
    """Return an account's reader; what its address followed before comes with it."""
    reader = queries.reader_of(person)
    if reader is None:
        return Reader.objects.get_or_create(person=person, defaults=_fresh(person.language))[0]
    if reader.person is None:
        Reader.objects.filter(pk=reader.pk).update(person=person, email="")
        reader.refresh_from_db()
    return reader


def _reader_at(email: str, language: str) -> Reader:
    return Reader.objects.get_or_create(person=None, email=email, defaults=_fresh(language))[0]


def _fresh(language: str) -> dict[str, str]:
    return {"language": language, "token": get_random_string(TOKEN)}
