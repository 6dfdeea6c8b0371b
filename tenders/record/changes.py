"""What changed after the publication, and why: amendments, moved promises and pauses, newest first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.accounts.models import User
from procurement.audit.models import Event
from procurement.dates import date_format
from tenders.lifecycle.tender import TenderState
from tenders.models import Amendment, Pause, Revision, Tender
from tenders.record.queries import stages_of_earlier_rounds
from tenders.timetable.kinds import StageKind


@dataclass(frozen=True, slots=True)
class Change:
    """A change: what, why in the words of who made it, and who and when as text."""

    moment: datetime
    title: str
    sentence: str
    by: str
    parts: Sequence[Mapping[str, str]] = ()  # what, old and new, of an amendment


def changes_of(tender: Tender) -> list[Change]:
    """Return every change, newest first. The revisions that one deed made are one change."""
    amendments = {amendment.made_at: amendment for amendment in tender.amendments.all()}
    moved: dict[datetime, list[Revision]] = defaultdict(list)
    for stage in [*stages_of_earlier_rounds(tender), *tender.stages.all()]:
        for revision in stage.revisions.all():
            moved[revision.made_at].append(revision)
    found = [_revised(tender, together, amendments) for together in moved.values()]
    found += [_amended(tender, amendment) for at, amendment in amendments.items() if at not in moved]
    found += [*_pauses(tender), *_cancellation(tender)]
    return sorted(found, key=lambda change: change.moment, reverse=True)


def _revised(tender: Tender, together: Sequence[Revision], amendments: dict[datetime, Amendment]) -> Change:
    """Name the first stage that moved; the later ones follow from it."""
    first = min(together, key=lambda revision: list(StageKind).index(StageKind(revision.stage.kind)))
    title = _("%(stage)s: from %(old)s to %(new)s") % {
        "stage": first.stage.get_kind_display(),
        "old": date_format(first.old),
        "new": date_format(first.new),
    }
    if others := len(together) - 1:
        more = ngettext("%(count)s later stage moves too", "%(count)s later stages move too", others)
        title = f"{title}; {more % {'count': others}}"
    amendment = amendments.get(first.made_at)
    sentence = amendment.reason if amendment else first.sentence
    by = _by(tender, first.made_at, first.made_by)
    return Change(first.made_at, title, sentence, by, _side_by_side(amendment))


def _amended(tender: Tender, amendment: Amendment) -> Change:
    return Change(
        amendment.made_at,
        _("The call was changed"),
        amendment.reason,
        _by(tender, amendment.made_at, amendment.made_by),
        _side_by_side(amendment),
    )


def _side_by_side(amendment: Amendment | None) -> list[Mapping[str, str]]:
    """Return what was written otherwise; a deadline that moved stands in the title."""
    return [change for change in amendment.changes if "what" in change] if amendment else []


def _pauses(tender: Tender) -> Iterator[Change]:
    for pause in tender.pauses.all():
        yield Change(pause.starts_at, _pause_title(tender, pause), pause.legal_basis, _by(tender, pause.starts_at))


def _pause_title(tender: Tender, pause: Pause) -> str:
    first = date_format(tender.local_day(pause.starts_at))
    kind = pause.get_kind_display()
    if pause.ends_at is None:
        return _("Paused since %(first)s: %(kind)s") % {"first": first, "kind": kind}
    last = date_format(tender.local_day(pause.ends_at))
    return _("Paused from %(first)s to %(last)s: %(kind)s") % {"first": first, "last": last, "kind": kind}


def _cancellation(tender: Tender) -> Iterator[Change]:
    if reason := why_cancelled(tender):
        moment = tender.ended_at or reason.moment
        yield Change(moment, _("The call was cancelled"), reason.payload["reason"], _by(tender, moment))


def why_cancelled(tender: Tender) -> Event | None:
    """Return the deed that cancelled the call; its reason is public (`procurement.lifecycle.perform`)."""
    if tender.state != TenderState.CANCELLED:
        return None
    deeds = Event.objects.filter(verb="tender.cancel", object_type="tender", object_id=str(tender.pk))
    return deeds.order_by("pk").last()


def _by(tender: Tender, moment: datetime, person: User | None = None) -> str:
    day = date_format(tender.local_day(moment))
    return f"{day}, {person}, {tender.buyer}" if person else f"{day}, {tender.buyer}"
