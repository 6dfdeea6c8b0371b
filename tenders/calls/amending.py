"""A published call is changed in public: prepared aside, then live at one moment, old and new side by side."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.calendar import rulepacks
from procurement.lifecycle import Refused, Sentence
from tenders.calls import emails, queries
from tenders.calls.amendable import Places
from tenders.calls.enclosures import keep_file
from tenders.calls.extending import move_deadline, why_not_extended
from tenders.calls.refusals import lock_for, refuse_if
from tenders.following.telling import tell_followers
from tenders.lifecycle.tender import weights_add_up
from tenders.models import Amendment, AmendmentDraft, Document, LotTerms, News, Tender

# What a bid is written against: whoever prepares one must have time to take it in.
WEIGHTY = ("criterion:", "contract:", "terms:validity", "asked:", "document")


@transaction.atomic
def draft_changes(tender: Tender, wanted: Mapping[str, str], *, by: User, now: datetime) -> AmendmentDraft:
    """Prepare other words, codes, values or weights, by the keys of `amendable`; the call itself stays as it is.

    What stands there already is taken out of the draft. Raises Refused: the call can't be changed, a value is wrong,
    or it does not fit to the others.
    """
    locked, draft = _locked(tender, by=by, now=now)
    changes = {change["field"]: change for change in draft.changes}
    places, words = Places(locked), Places(locked)
    for key, text in wanted.items():
        changes.pop(key, None)
        place = places.at(key)
        if place is None:
            raise Refused(_("This can't be changed any more: cancel the call, and begin again from it."))
        if place.read(text) != place.read(place.text):
            new = str(place.read(text) or "")
            changes[key] = {"field": key, "what": _named(words, key, locked.language), "old": place.text, "new": new}
    prepared = list(changes.values())
    list(_changed(locked, prepared))
    _keep(draft, prepared, by=by, now=now)
    return draft


@transaction.atomic
def draft_document(
    tender: Tender, *, title: str, language: str, file: UploadedFile, replaces: Document | None = None, by: User,
    now: datetime,
) -> Document:  # fmt: skip
    """Prepare another document, or a new version of one. Nobody outside the office has it before the amendment."""
    locked, draft = _locked(tender, by=by, now=now)
    row = Document(tender=locked, title=title, language=language, added_at=now, pending=True, replaces=replaces)
    keep_file(row, file)
    change = {"field": "document", "what": title, "old": replaces.title if replaces else "", "new": title}
    _keep(draft, [*draft.changes, change], by=by, now=now)
    return row


@transaction.atomic
def drop_amendment(tender: Tender, *, by: User, now: datetime) -> None:
    """Forget what was prepared, with its documents. The call stays as it is."""
    locked = lock_for(tender, Role.OFFICER, by=by)
    AmendmentDraft.objects.filter(tender=locked).delete()
    for document in Document.every.filter(tender=locked, pending=True):
        file = document.file
        document.delete()
        transaction.on_commit(lambda file=file: file.delete(save=False))  # type: ignore[misc]
    record("tender.drop_amendment", locked, by=by, now=now)


@transaction.atomic
def publish_amendment(
    tender: Tender, *, reason: str, asks_to_confirm: bool = False, day: date | None = None, time: time | None = None,
    by: User, now: datetime,
) -> Amendment:  # fmt: skip
    """Let what was prepared become the call, with its public reason; `day` and `time` move the deadline along.

    `asks_to_confirm`: a bid that is handed in stands only once its firm confirms or replaces it.

    Raises:
        Refused: nothing was prepared, the weights do not add up, firms get too little time, or no lawful deadline.
    """
    locked, draft = _locked(tender, by=by, now=now)
    refuse_if([
        None if draft.changes else _("Nothing was prepared: change something first."),
        None if reason.strip() else _("Give a reason: it is published and kept."),
    ])  # fmt: skip
    changes = list(draft.changes)
    if day and time:
        changes.append(move_deadline(locked, day=day, time=time, reason=reason, by=by, now=now))
    refuse_if(_too_late(locked, changes, now, asks_to_confirm=asks_to_confirm))
    _make_live(locked, draft, now)
    refuse_if([weights_add_up(locked, by=by, now=now)])
    amendment = Amendment.objects.create(
        tender=locked, made_at=now, made_by=by, reason=reason.strip(), changes=changes, asks_to_confirm=asks_to_confirm
    )
    fields = [change["field"] for change in changes]
    record("tender.amend", locked, by=by, now=now, payload={"reason": reason.strip(), "changed": fields})
    draft.delete()
    locked.refresh_from_db()
    amendment.tender = locked
    emails.call_amended(amendment, now=now)
    tell_followers(locked, News.CHANGED, now=now)
    return amendment


def prepared_for(tender: Tender) -> list[dict[str, str]]:
    """Return what is prepared for a call: what, old and new."""
    draft = AmendmentDraft.objects.filter(tender=tender).first()
    return draft.changes if draft else []


def why_not_amended(tender: Tender, now: datetime) -> list[Sentence]:
    """Return why a call can't be changed at this instant; empty where it can."""
    if why_not_extended(tender, now):
        return [_("Only a published call can be changed, before its deadline and before anything of it is opened.")]
    return []


def _locked(tender: Tender, *, by: User, now: datetime) -> tuple[Tender, AmendmentDraft]:
    locked = lock_for(tender, Role.OFFICER, by=by)
    refuse_if(why_not_amended(locked, now))
    draft = AmendmentDraft.objects.filter(tender=locked).first()
    return locked, draft or AmendmentDraft(tender=locked, begun_at=now, begun_by=by)


def _named(places: Places, key: str, language: str) -> str:
    """Return what changes in the call's own language: everybody reads it there, whoever prepared it."""
    with override(language):
        place = places.at(key)
        return place.what if place else key


def _keep(draft: AmendmentDraft, changes: list[dict[str, Any]], *, by: User, now: datetime) -> None:
    draft.changes = changes
    draft.save()
    payload = {"changed": [change["field"] for change in changes]}
    record("tender.draft_amendment", draft.tender, by=by, now=now, payload=payload)


def _too_late(
    tender: Tender, changes: list[dict[str, Any]], now: datetime, *, asks_to_confirm: bool
) -> Iterator[Sentence]:
    """Firms have as much time after a change as after an answer (arts 47(3) and 53(2))."""
    weighty = asks_to_confirm or any(change["field"].startswith(WEIGHTY) for change in changes)
    last = rulepacks.answers_due(queries.rules_of(tender, now), tender.round.deadline_date, urgent=tender.urgent)
    if weighty and tender.local_day(now) > last:
        yield _("This change comes too close to the deadline: give firms time to take it in, and move the deadline.")


def _make_live(tender: Tender, draft: AmendmentDraft, now: datetime) -> None:
    _write(tender, draft)
    for document in Document.every.filter(tender=tender, pending=True):
        if document.replaces_id:
            Document.every.filter(pk=document.replaces_id).update(replaced_at=now)
        Document.every.filter(pk=document.pk).update(pending=False, added_at=now)


def _write(tender: Tender, draft: AmendmentDraft) -> None:
    """Write each row once, with all that changes in it; terms that say their first thing get a row.

    Raises Refused where what was prepared does not fit together.
    """
    for row, columns in _changed(tender, draft.changes):
        row.save(update_fields=columns if row.pk else None)


def _changed(tender: Tender, changes: list[dict[str, Any]]) -> Iterator[tuple[Model, list[str]]]:
    """Yield each row that changes, with its new values, and which they are. Raises Refused: they don't fit together."""
    rows: dict[str, tuple[Model, list[str]]] = {}
    places = Places(tender)
    for change in changes:
        if place := places.at(change["field"]):
            row, columns = rows.setdefault(change["field"].rpartition(":")[0], (place.row, []))
            setattr(row, place.column, place.read(change["new"]))
            columns.append(place.column)
    for row, columns in rows.values():
        try:
            row.validate_constraints()
        except ValidationError as error:
            raise Refused(*error.messages) from None
        # Only where one of them changes: a notice that was read may have given both.
        if {"length", "ends_on"} & {*columns} and isinstance(row, LotTerms) and row.length and row.ends_on:
            raise Refused(_("Give the length or the last day, not both."))
        yield row, columns
