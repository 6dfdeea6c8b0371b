"""What a change notice says that changed: BT-758, BT-13716, BT-141, BT-718, BT-719, and why: BT-140, BT-762."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.calendar.moments import to_local
from procurement.dates import date_format
from tenders.calls.dispatching import FIRST
from tenders.models import Amendment, Tender
from tenders.record.changes import why_cancelled
from tenders.record.eforms.head import identity, language_of
from tenders.record.eforms.markup import Element, branch, leaf
from tenders.record.eforms.values import day

# The parts of a key of `tenders.calls.amendable` whose second word names a lot.
OF_LOTS = ("lot", "contract", "criterion")
PROCEDURE = "PROCEDURE"
UPDATE, CANCEL = "update-add", "cancel"
VERSION = "01"


@dataclass(frozen=True, slots=True)
class Correction:
    """A thing that happened to a public call: what changed, since when, why, and the code of the reason."""

    at: datetime
    code: str
    reason: str
    changes: Sequence[Mapping[str, str]] = ()


def notices_of(tender: Tender) -> list[Correction]:
    """Return what became of the notice after the first one, in order: a change notice for each."""
    amendments = sorted(tender.amendments.all(), key=lambda amendment: (amendment.made_at, amendment.pk))
    found = [_corrected(amendment) for amendment in amendments]
    if tender.published_at and (deed := why_cancelled(tender)):
        found.append(Correction(tender.ended_at or deed.moment, CANCEL, deed.payload["reason"]))
    return found


def name_of(tender: Tender, notice_type: str, number: int) -> str:
    """Return the identifier (BT-701) of the notice with this number, the first being 1."""
    return identity(tender.ocid, notice_type, number)


def changed_notice(tender: Tender, notice_type: str, number: int) -> str:
    """Return by which name the notice with this number is changed (BT-758).

    Our own notices have a name and a version. The first one of a call that was taken over bears the name that it was
    read under: its number in the Journal, or its own name and version; "" where the file had neither.
    """
    if number > FIRST or not tender.notice_identity:
        return f"{name_of(tender, notice_type, number)}-{VERSION}"
    kind, _colon, name = tender.notice_identity.partition(":")
    if kind == "notice":
        own, _slash, version = name.partition("/")
        return f"{own}-{version:0>2}"
    return name if kind == "ted" else ""


def changes(tender: Tender, corrections: Sequence[Correction], *, changed: str) -> Element | None:
    """Return the changes since the notice that was sent last; `changed` is its name."""
    return branch(
        "efac:Changes",
        leaf("efbc:ChangedNoticeIdentifier", changed),
        [
            _change(tender, part, correction)
            for correction in corrections
            for part in correction.changes or [{"field": "", "what": correction.reason}]
        ],
        branch(
            "efac:ChangeReason",
            leaf("cbc:ReasonCode", corrections[-1].code, listName="change-corrig-justification"),
            leaf(
                "efbc:ReasonDescription",
                " ".join(correction.reason for correction in corrections),
                languageID=language_of(tender),
            ),
        ),
    )


def _corrected(amendment: Amendment) -> Correction:
    return Correction(amendment.made_at, UPDATE, amendment.reason, list(amendment.changes))


def _change(tender: Tender, part: Mapping[str, str], correction: Correction) -> Element | None:
    documents = part["field"] == "document"
    return branch(
        "efac:Change",
        leaf("efbc:ChangeDescription", _said(tender, part), languageID=language_of(tender)),
        day("efbc:ProcurementDocumentsChangeDate", tender.local_day(correction.at), tender.buyer.time_zone)
        if documents
        else None,
        leaf("efbc:ProcurementDocumentsChangeIndicator", "true" if documents else None),
        [
            branch("efac:ChangedSection", leaf("efbc:ChangedSectionIdentifier", section))
            for section in _sections(tender, part["field"])
        ],
    )


def _sections(tender: Tender, field: str) -> Iterator[str]:
    """Yield where it stands in the notice: the deadline stands in each lot."""
    kind, _colon, rest = field.partition(":")
    if kind in OF_LOTS:
        yield rest.partition(":")[0]
    elif kind == "deadline":
        yield from (lot.identifier for lot in tender.lots.all())
    else:
        yield PROCEDURE


def _said(tender: Tender, part: Mapping[str, str]) -> str:
    """Return what, old and new, in the language of the call."""
    with override(tender.language):
        if part["field"] == "deadline":
            old, new = (_moment(tender, part[name]) for name in ("old", "new"))
            return _("%(what)s: %(old)s → %(new)s") % {"what": _("Deadline for bids"), "old": old, "new": new}
        if not part.get("old") and not part.get("new"):
            return part.get("what", "")
        said = {"what": part["what"], "old": part["old"] or _("nothing"), "new": part["new"] or _("nothing")}
        return _("%(what)s: %(old)s → %(new)s") % said


def _moment(tender: Tender, written: str) -> str:
    return date_format(to_local(datetime.fromisoformat(written), tender.buyer.time_zone), "DATETIME_FORMAT")
