"""The portal answers; or somebody who runs it says when it did not."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.availability.gaps import gap_between
from procurement.availability.models import Beat, Heartbeat, Outage
from procurement.lifecycle import Refused

THE_ONE = 1
OFTEN_ENOUGH = timedelta(seconds=30)
AT_MOST_AGO = timedelta(days=7)  # for what is recorded by hand: nor can it be longer


def is_measuring() -> bool:
    """Tell whether somebody asks each minute, and an answer was noted before."""
    return bool(settings.HEALTH_URL or settings.HEALTH_SECRET) and Heartbeat.objects.exists()


def answer() -> None:
    """Ask the database, and write nothing. Raises DatabaseError."""
    Heartbeat.objects.exists()


def beat(*, now: datetime) -> Outage | None:
    """Note that the portal answers at this instant; return the outage that thereby ended, if there was one.

    Whoever asks more often than twice a minute costs one look, and writes nothing.
    """
    heart = Heartbeat.objects.filter(pk=THE_ONE).first()
    if heart and now - heart.last_at < OFTEN_ENOUGH:
        return None
    return _beat(now)


@transaction.atomic
def _beat(now: datetime) -> Outage | None:
    heart, begun = Heartbeat.objects.select_for_update().get_or_create(
        pk=THE_ONE, defaults={"first_at": now, "last_at": now}
    )
    if begun or now > heart.last_at:
        Beat.objects.create(moment=now)
    if begun or now <= heart.last_at:
        return None
    found = gap_between(heart.last_at, now, timedelta(minutes=settings.OUTAGE_MINUTES))
    heart.last_at = now
    heart.save(update_fields=["last_at"])
    if found is None:
        return None
    facts = {"began_at": found.began_at, "ended_at": found.ended_at}
    outage = Outage.objects.create(kind=Outage.Kind.MEASURED, found_at=now, **facts)
    record("outage.measure", outage, by=None, now=now, payload=facts)
    return outage


@transaction.atomic
def record_outage(*, began_at: datetime, ended_at: datetime, reason: str, by: User, now: datetime) -> Outage:
    """Record an outage that could not be measured here, such as one of the network. The reason is public.

    Raises:
        Refused: not who runs the portal, no reason, or a time that can't be.
    """
    sentences = [
        None if by.is_superuser and by.is_active else _("Only who runs the portal records an outage."),
        None if reason.strip() else _("Give a reason: it is published and kept."),
        None if began_at < ended_at else _("An outage ends after it began."),
        None if ended_at <= now else _("Record an outage once it is over."),
        None
        if began_at >= now - AT_MOST_AGO
        else _("Only what began in the last %(days)s days can be recorded.") % {"days": AT_MOST_AGO.days},
    ]
    if said := [sentence for sentence in sentences if sentence]:
        raise Refused(*said)
    facts = {"began_at": began_at, "ended_at": ended_at, "reason": reason.strip()}
    outage = Outage.objects.create(kind=Outage.Kind.RECORDED, found_at=now, recorded_by=by, **facts)
    record("outage.record", outage, by=by, now=now, payload=facts)
    return outage
