"""The draft of a call becomes rows: buyer, call, round, lots and criteria, in one transaction."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer, User
from procurement.audit.log import record
from tenders.calls.actions import create_buyer
from tenders.calls.importing.deadline import Place
from tenders.calls.importing.draft import FALLBACK_LANGUAGE, SPOKEN, DraftCall, DraftLot, draft_of
from tenders.calls.notices import codes
from tenders.calls.notices.notice import Notice, NoticeBuyer
from tenders.calls.notices.refusals import NoticeRefused
from tenders.models import AwardCriterion, CallTerms, Lot, LotTerms, NoticeKey, Round, Tender

LONGEST_TITLE, LONGEST_NAME, LONGEST_IDENTIFIER = 600, 400, 60
REFERENCE_LENGTH = 6
OCID_PREFIX = "ocds-parvis"
USUAL_CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Imported:
    """A call made of a notice, or the one that was made of it before (`created` is False).

    `unmapped` names what the notice says and the call does not hold; `assumptions` what a rehearsal took for granted.
    """

    tender: Tender
    created: bool
    unmapped: tuple[str, ...]
    assumptions: tuple[str, ...]


def import_notice(
    notice: Notice, *, buyer: Buyer | None = None, by: User | None, now: datetime, rehearsal: bool = False
) -> Imported:
    """Make a draft call of a contract notice, once: a notice that shares a key with a call, or
    changes a notice that does, is that call's, and changes nothing of it.

    The buyer is found by its number, or by its name, in its country; otherwise it is entered. What the notice leaves
    open stays open in a draft; a rehearsal assumes it, and its call is marked as a rehearsal.

    Raises:
        NoticeRefused: the notice names no buyer; or it lacks what even a rehearsal can't assume.
    """
    try:
        return _known(notice) or _import(notice, buyer, by=by, now=now, rehearsal=rehearsal)
    except IntegrityError:
        # Another process was importing the same notice, and was quicker.
        if known := _known(notice):
            return known
        raise


def _known(notice: Notice) -> Imported | None:
    names = [*notice.identities, notice.changed_key]
    key = NoticeKey.objects.filter(key__in=filter(None, names)).select_related("tender__buyer").first()
    if key is None:
        return None
    _keep_keys(notice, key.tender)  # what changes this change notice is that call's too
    return Imported(key.tender, created=False, unmapped=tuple(key.tender.unmapped), assumptions=())


def _keep_keys(notice: Notice, tender: Tender) -> None:
    rows = [NoticeKey(tender=tender, key=key) for key in notice.identities]
    NoticeKey.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def _import(notice: Notice, buyer: Buyer | None, *, by: User | None, now: datetime, rehearsal: bool) -> Imported:
    buyer = buyer or _find_buyer(notice.buyer) or create_buyer(_buyer(notice), by=by, now=now)
    place = Place(buyer.country, buyer.subdivision or buyer.nuts, buyer.time_zone)
    draft = draft_of(notice, place, rehearsal=rehearsal)
    tender = _write_call(notice, buyer, draft, rehearsal=rehearsal, now=now)
    NoticeKey.objects.bulk_create(NoticeKey(tender=tender, key=key) for key in notice.identities)
    _write_round(tender, draft)
    _write_lots(tender, draft.lots)
    if draft.terms:
        CallTerms.objects.create(tender=tender, **{**asdict(draft.terms), "languages": list(draft.terms.languages)})
    facts = {"notice": notice.identity, "format": notice.format, "form": notice.form, "rehearsal": rehearsal}
    record("tender.import", tender, by=by, now=now, payload=facts)
    return Imported(tender, created=True, unmapped=draft.unmapped, assumptions=draft.assumptions)


def _find_buyer(published: NoticeBuyer) -> Buyer | None:
    """Find a buyer by its number in its country; or by its name there, unless both have numbers and these differ."""
    in_country = Buyer.objects.filter(country=published.country or "")
    number, name = _cut(published.national_id, LONGEST_IDENTIFIER), _cut(published.name, LONGEST_NAME)
    if number and (found := in_country.filter(identifier=number).order_by("pk").first()):
        return found
    named = in_country.filter(name__iexact=name).order_by("pk") if name else Buyer.objects.none()
    return (named.filter(identifier="") if number else named).first()


def _buyer(notice: Notice) -> Buyer:
    published = notice.buyer
    if not published.name:
        raise NoticeRefused(_("The notice does not name its buyer."))
    return Buyer(
        name=_cut(published.name, LONGEST_NAME),
        identifier=_cut(published.national_id, LONGEST_IDENTIFIER),
        country=published.country or "",
        nuts=published.nuts or "",
        address=published.address,
        email=published.email or "",
        language=notice.language if notice.language in SPOKEN else FALLBACK_LANGUAGE,
        time_zone=codes.zone_of(published.country, published.nuts),
    )


def _write_call(notice: Notice, buyer: Buyer, draft: DraftCall, *, rehearsal: bool, now: datetime) -> Tender:
    reference = _reference(notice, (notice.sent or now).year)
    return Tender.objects.create(
        buyer=buyer,
        reference=reference,
        ocid=f"{OCID_PREFIX}-{reference}",
        title=_cut(notice.title, LONGEST_TITLE),
        description=notice.description or "",
        language=draft.language,
        procedure=notice.procedure or Tender.Procedure.OTHER,
        cpv=notice.cpv or "",
        additional_cpv=list(notice.cpv_additional),
        nuts=next(iter(notice.nuts), ""),
        value=notice.value,
        currency=notice.currency or _currency_of_lots(notice) or USUAL_CURRENCY,
        documents_url=notice.documents_url or "",
        urgent=notice.accelerated,
        sent_on=draft.deadline.sent,
        notice_identity=notice.identity,
        procedure_id=notice.procedure_id or "",
        unmapped=list(draft.unmapped),
        rehearsal=rehearsal,
        **_nature(notice),
    )


def _nature(notice: Notice) -> dict[str, Any]:
    return {"nature": notice.nature.value} if notice.nature else {}


def _currency_of_lots(notice: Notice) -> str | None:
    return next((lot.currency for lot in notice.lots if lot.currency), None)


def _write_round(tender: Tender, draft: DraftCall) -> None:
    """Give the call its deadline; one without a day or a time waits for an officer."""
    deadline = draft.deadline
    if deadline.day and deadline.time and deadline.at:
        Round.objects.create(
            tender=tender,
            kind=deadline.asks_for,
            deadline_date=deadline.day,
            deadline_time=deadline.time,
            time_zone=tender.buyer.time_zone,
            deadline_at=deadline.at,
        )


def _write_lots(tender: Tender, drafts: Sequence[DraftLot]) -> None:
    lots = Lot.objects.bulk_create(
        Lot(
            tender=tender,
            identifier=draft.identifier,
            position=position,
            title=draft.title,
            description=draft.description,
            cpv=draft.cpv,
            nuts=draft.nuts,
            value=draft.value,
        )
        for position, draft in enumerate(drafts, start=1)
    )
    LotTerms.objects.bulk_create(
        LotTerms(lot=lot, **asdict(draft.terms)) for lot, draft in zip(lots, drafts, strict=True) if draft.terms
    )
    AwardCriterion.objects.bulk_create(
        AwardCriterion(
            lot=lot,
            position=position,
            code=criterion.code,
            kind=criterion.kind,
            name=criterion.name,
            weight=criterion.weight,
            weight_text=criterion.weight_text,
            flagged=criterion.flagged,
            heading=criterion.heading,
        )
        for lot, draft in zip(lots, drafts, strict=True)
        for position, criterion in enumerate(draft.criteria, start=1)
    )


def _reference(notice: Notice, year: int) -> str:
    """Return a short name that follows from the notice: imported anywhere, it has the same. No counter, no rush."""
    digest = hashlib.sha256(notice.identity.encode()).digest()
    return f"{year}-{base64.b32encode(digest).decode()[:REFERENCE_LENGTH]}"


def _cut(text: str | None, length: int) -> str:
    return (text or "")[:length]
