"""One press of a button on a draft's page: whatever was typed and chosen is kept, and what is refused says why."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.lifecycle import Refused
from suppliers.access import partners_of
from tenders.bids.arriving import give_up, upload_of
from tenders.bids.attempts import What, attempting
from tenders.bids.draft_files import add_file, remove_file
from tenders.bids.drafting import save_draft
from tenders.bids.files import MAX_FILE
from tenders.bids.forms import LotForm, WholeForm
from tenders.bids.from_vault import take_from_vault
from tenders.bids.workspace import Filled
from tenders.groups.actions import ask
from tenders.models import Bid

Form: TypeAlias = LotForm | WholeForm
NO_KEY = _(
    "Nothing was saved: this browser does not hold the key of the draft any more. Copy what you typed, and open the"
    " draft again."
)


def keep(filled: Filled, bid: Bid, *, key: bytes | None, by: User, now: datetime, pressed: Mapping[str, str]) -> None:
    """Seal the files, do what the pressed button says, save what was typed. A refusal stands in its form.

    `pressed`: "remove" with the file to take out, "drop" with the upload to give up, "from_vault" with the proof to put
    in, "ask" with the partner to ask.
    """
    typed = filled.is_valid()
    if key is None:
        tell(filled.whole, Refused(NO_KEY))
        return
    how: dict[str, Any] = {"draft_key": key, "by": by, "now": now}
    if proof := pressed.get("from_vault"):
        _take(bid, filled.whole, proof, how)
    for form, field, purpose, upload in _uploads(filled):
        _seal(bid, form, upload, {**how, "purpose": purpose}, field=field)
    try:
        if remove := pressed.get("remove"):
            remove_file(bid, stored_as=remove, **how)
        if drop := pressed.get("drop"):
            _drop(bid, drop, by=by, now=now)
        if typed:
            said = filled.declaration()
            how |= {"shown": filled.shown(), "discounts": filled.discounts_offered()}
            save_draft(bid, offers=filled.offers(), declaration=said, **how)
            _ask(bid, said, pressed.get("ask", ""), by=by, now=now)
    except Refused as refusal:
        tell(filled.whole, refusal)


def tell(form: forms.Form, refusal: Refused, *, field: str | None = None, about: str = "") -> None:
    """Write the sentences of a refusal into a form."""
    for sentence in refusal.sentences:
        form.add_error(field, f"{about}: {sentence}" if about else str(sentence))


def tell_left_out(filled: Filled, left_out: list[tuple[str, str]]) -> None:
    """Say beside its field which file was too large to be taken; all the others were."""
    sentence = _("Too large. At most %(limit)s MB are taken at once.") % {"limit": MAX_FILE // 10**6}
    for field, name in left_out:
        for form in _forms(filled):
            for own, _purpose in form.uploads_for():
                if field == form.add_prefix(own):
                    tell(form, Refused(sentence), field=own, about=name)


def _seal(bid: Bid, form: Form, upload: UploadedFile, how: dict[str, Any], *, field: str) -> None:
    name = upload.name or ""
    try:
        with attempting(bid, What.UPLOAD_REFUSED, done=What.FILE_SEALED):
            add_file(bid, name=name, chunks=upload.read(), lot=_lot_of(form), **how)
    except Refused as refusal:
        tell(form, refusal, field=field, about=name)


def place_of(filled: Filled, field: str) -> tuple[str | None, str] | None:
    """Return the lot and the purpose of files that are chosen in this field of the page."""
    for form in _forms(filled):
        for own, purpose in form.uploads_for():
            if field == form.add_prefix(own):
                return _lot_of(form), purpose
    return None


def _lot_of(form: Form) -> str | None:
    """Tell to which lot a form's files belong. In a call with one lot they belong to the whole bid."""
    return form.lot.identifier if isinstance(form, LotForm) and not form.only else None


def _take(bid: Bid, form: forms.Form, proof: str, how: dict[str, Any]) -> None:
    try:
        with attempting(bid, What.UPLOAD_REFUSED, done=What.FILE_SEALED):
            take_from_vault(bid, proof, **how)
    except Refused as refusal:
        tell(form, refusal)


def _drop(bid: Bid, code: str, *, by: User, now: datetime) -> None:
    if upload := upload_of(bid, code):
        give_up(upload, by=by, now=now)


def _ask(bid: Bid, said: Mapping[str, Any], pressed: str, *, by: User, now: datetime) -> None:
    """Ask a partner that the draft names for its consent: to the part that it has there."""
    parts = {str(row["partner"]): row["part"] for row in said.get("team", ())}
    if pressed in parts and bid.practice:
        raise Refused(_("This is a practice: no firm is asked. Ask it on the page of your bid."))
    if pressed in parts:
        partner = partners_of(bid.supplier).get(pk=pressed)
        ask(bid.round, partner, part=parts[pressed], by=by, now=now)


def _forms(filled: Filled) -> list[Form]:
    return [*filled.lots, filled.whole]


def _uploads(filled: Filled) -> Iterator[tuple[Form, str, str, UploadedFile]]:
    """Yield every file with its form, its field and its purpose."""
    for form in _forms(filled):
        for field, purpose in form.uploads_for():
            for upload in form.cleaned_data.get(field, []):
                yield form, field, purpose, upload
