"""Everything that is held about a firm, in one ZIP: `data.json`, with the reason for each part, and its files.

Made when it is asked for and kept nowhere: a copy that lay on the disk would tell who bids before bids are opened.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.data_use.entry import Use
from procurement.data_use.registry import kept_fields, use_of
from suppliers.models import Membership, Supplier
from tenders.holdings.log import events_of, in_words, insiders
from tenders.holdings.queries import more_of, rows_of

Files = dict[str, FieldFile]


def parcel_of(firm: Supplier, *, reader: User, now: datetime) -> IO[bytes]:
    """Return the open ZIP, at its beginning. It has no name on the disk, and goes when it is closed."""
    files: Files = {}
    said = {"portal": _("What is held about your firm"), "firm": firm.name, "made_at": now, "left_out": left_out()}
    said |= {"parts": list(_parts(firm, reader, files))}
    own = insiders(firm)
    said |= {"log": [_plain(deed) for deed in in_words(events_of(firm, reader, own), own)]}
    whole: IO[bytes] = TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    with ZipFile(whole, "w", ZIP_DEFLATED) as parcel:
        parcel.writestr("data.json", json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for name, file in files.items():
            with file.storage.open(file.name or "", "rb") as source, parcel.open(name, "w") as target:
                shutil.copyfileobj(source, target)
    whole.seek(0)
    return whole


def left_out() -> list[str]:
    """Name what the parcel can't hold, and why."""
    return [
        _("The content of bids: it lies under seal, or under keys that the portal has not. You have the originals."),
        _("What an authority notes of your bids: what it concludes, it writes to you in letters, which are here."),
        _("Names of people who work for an authority."),
    ]


def _parts(firm: Supplier, reader: User, files: Files) -> Iterator[Mapping[str, Any]]:
    people = set(Membership.objects.filter(supplier=firm).values_list("person_id", flat=True))
    for rows in chain(more_of(firm, reader), rows_of(firm)):
        if found := [_row(row, people, files) for row in _with_people(rows)]:
            model = rows.model
            uses = {use for name in kept_fields(model) if (use := use_of(f"{model._meta.label}.{name}"))}
            yield {"what": str(model._meta.verbose_name_plural), "why": [_reason(use) for use in uses], "rows": found}


def _with_people(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Fetch whom the rows name along with them."""
    named = [field.name for field in rows.model._meta.local_fields if field.many_to_one]
    return rows.select_related(*named) if named else rows


def _reason(use: Use) -> Mapping[str, str]:
    told = {"what": use.what, "what_for": use.purpose, "legal_basis": use.basis.label, "who_sees_it": use.readers()}
    return {name: str(word) for name, word in (told | {"how_long": use.kept.label, "public": use.public}).items()}


def _row(row: models.Model, people: set[int], files: Files) -> Mapping[str, Any]:
    return {name: _value(row, name, people, files) for name in kept_fields(type(row))}


def _value(row: models.Model, name: str, people: set[int], files: Files) -> Any:
    value = getattr(row, name)
    if isinstance(value, User):
        return {"name": value.name, "email": value.email} if value.pk in people else _("somebody outside the firm")
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, models.Manager):
        return [str(each) for each in value.all()]
    if isinstance(value, bytes | memoryview):
        return {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, FieldFile):
        return _filed(row, value, files)
    return value


def _filed(row: models.Model, file: FieldFile, files: Files) -> str | None:
    """Return where the file stands in the ZIP; None where the row has none."""
    if not file or not file.storage.exists(file.name or ""):
        return None
    end = get_valid_filename((file.name or "").rpartition("/")[2])
    place = f"files/{row._meta.model_name}-{row.pk}-{end}"
    files[place] = file
    return place


def _plain(deed: Any) -> Mapping[str, Any]:
    return {"when": deed.moment, "who": deed.who, "what": deed.what, "about": deed.about}
