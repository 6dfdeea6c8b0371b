"""Which rules are here: in force today, coming, and of before."""

from datetime import date

from procurement.accounts.models import User
from procurement.audit.models import Event
from procurement.calendar.loading import all_packs
from procurement.calendar.rulepacks import pack_for
from procurement.calendar.rules import RulePack


def packs() -> list[RulePack]:
    """Return every pack, by country, the newest first."""
    newest_first = sorted(all_packs(), key=lambda pack: pack.valid_from, reverse=True)
    return sorted(newest_first, key=lambda pack: pack.country)


def pack_named(country: str, version: str) -> RulePack | None:
    """Return one pack."""
    return next((pack for pack in all_packs() if (pack.country, pack.version) == (country, version)), None)


def before(pack: RulePack) -> RulePack:
    """Return the rules that held on the day before a pack does; for a new country those of the Union."""
    others = [other for other in all_packs() if other.country == pack.country and other.valid_from < pack.valid_from]
    return others[-1] if others else pack_for("EU", pack.valid_from)


def is_in_force(pack: RulePack, today: date) -> bool:
    """Tell whether the rules of a country are these today."""
    held = pack_for(pack.country, today)
    return (held.country, held.version) == (pack.country, pack.version)


def kept_by(pack: RulePack) -> tuple[Event, User | None] | None:
    """Return who kept the rules here and when; None for those that are shipped."""
    about = {"verb": "rules.keep", "payload__country": pack.country, "payload__version": pack.version}
    event = Event.objects.filter(**about).order_by("pk").last()
    if event is None:
        return None
    return event, User.objects.filter(pk=event.actor_id).first() if event.actor_id else None
