"""What hangs on a call in open data: its documents, the answered questions, and what changed."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from tenders.calls.dispatching import FIRST
from tenders.models import Document, Tender
from tenders.record.answered import answered_of
from tenders.record.changes import why_cancelled
from tenders.record.encoding import Object, filled, instant, start_of


def address_of(tender: Tender) -> str:
    """Return the whole address of the call's page, in the active language."""
    return f"{settings.BASE_URL}{tender.get_absolute_url()}"


def enquiries_of(tender: Tender, now: datetime) -> list[Object]:
    """Return the answered questions in the order of their answers; who asked is known to nobody."""
    rows = [row for row in answered_of(tender) if row.answered_at <= now]
    return [
        filled(
            id=str(place),
            date=instant(row.asked_at),
            description="\n\n".join(row.texts),
            answer=row.answer or row.declined,
            dateAnswered=instant(row.answered_at),
            relatedLot=row.lot.identifier if row.lot else None,
        )
        for place, row in enumerate(rows, start=1)
    ]


def documents_of(tender: Tender, now: datetime) -> Iterator[Object]:
    """Yield the page of the call, and every document with its address."""
    yield {"id": "page", "documentType": "tenderNotice", "title": tender.title, "url": address_of(tender)}
    if urlsplit(tender.documents_url).scheme in {"http", "https"}:
        url = iri_to_uri(tender.documents_url)
        yield {"id": "elsewhere", "documentType": "biddingDocuments", "title": _("Documents of the call"), "url": url}
    yield from _in_the_journal(tender, now)
    for document in tender.documents.all():
        if document.added_at <= now:
            yield _document(document, tender)


def _in_the_journal(tender: Tender, now: datetime) -> Iterator[Object]:
    """Yield each notice of the call that appeared in the Official Journal, with its number there."""
    for row in tender.dispatches.all():
        if row.appeared_on and row.appeared_on <= tender.local_day(now):
            change = row.number > FIRST
            title = _("Change notice in the Official Journal") if change else _("Notice in the Official Journal")
            yield filled(
                id=f"journal-{row.number}",
                documentType="tenderNotice",
                title=f"{title}: {row.journal_reference}",
                url=row.journal_url,
                datePublished=start_of(row.appeared_on, tender.buyer.time_zone),
            )


def _document(document: Document, tender: Tender) -> Object:
    path = reverse("record:document", args=[tender.reference, document.pk])
    return filled(
        id=str(document.pk),
        documentType="biddingDocuments",
        title=document.title,
        url=f"{settings.BASE_URL}{path}",
        datePublished=instant(max(document.added_at, tender.published_at or document.added_at)),
        language=document.language,
    )


def amendments_of(tender: Tender, now: datetime) -> Iterator[Object]:
    """Yield every change after the publication, every pause, and the end of a cancelled call with its reason."""
    for place, amendment in enumerate(tender.amendments.all(), start=1):
        if amendment.made_at <= now:
            changes = [f"{row['field']}: {row['old']} → {row['new']}" for row in amendment.changes]
            yield filled(
                id=str(place),
                date=instant(amendment.made_at),
                rationale=amendment.reason,
                description="; ".join(changes),
            )
    yield from _pauses(tender, now)
    if cancelled := why_cancelled(tender):
        facts = {"date": instant(tender.ended_at), "rationale": cancelled.payload["reason"]}
        yield {"id": "cancellation", **facts, "description": _("The call was cancelled")}


def _pauses(tender: Tender, now: datetime) -> Iterator[Object]:
    for place, pause in enumerate(tender.pauses.all(), start=1):
        if pause.starts_at <= now:
            ended = instant(pause.ends_at) if pause.ends_at and pause.ends_at <= now else "…"
            yield filled(
                id=f"pause-{place}",
                date=instant(pause.starts_at),
                rationale=f"{pause.get_kind_display()}: {pause.legal_basis}",
                description=f"{instant(pause.starts_at)} → {ended}",
            )
