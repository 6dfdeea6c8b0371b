"""The evidence of a call as one ZIP: tables, a list of their hashes signed by the portal, and how to check them."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.audit.log import batched, record
from procurement.audit.models import Event, Link
from procurement.keyring import Keyring
from procurement.lifecycle import Refused
from tenders.bids.attempts import as_csv, plain
from tenders.bids.receipts import key_fingerprint
from tenders.decisions.evidence import attempts_in, names_of_firms, opened_rounds
from tenders.decisions.logbook import events_of
from tenders.models import Round, Tender
from tenders.outages.beats import minutes_before, outages_before

SUMS, SIGNATURE = "SHA256SUMS", "signature.json"
LOG = ["position", "moment", "verb", "thing", "id", "digest", "chain"]
Tables = Iterator[tuple[str, str]]


@transaction.atomic
def export_evidence(tender: Tender, *, by: User, now: datetime) -> IO[bytes]:
    """Return the open ZIP, at its beginning; that it was fetched, and by whom, stands in the log.

    Raises:
        Refused: no round of the call was opened yet.
    """
    rounds = list(opened_rounds(tender))
    if not rounds:
        raise Refused(_("The evidence is there once the bids are opened: before, it would tell how many there are."))
    whole: IO[bytes] = TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    sums = []
    with ZipFile(whole, "w", ZIP_DEFLATED) as parcel:
        for name, text in _tables(tender, rounds, by, now):
            content = text.encode()
            parcel.writestr(name, content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        listed = "".join(sums).encode()
        parcel.writestr(SUMS, listed)
        parcel.writestr(SIGNATURE, _signature(listed))
    facts = {"sha256": hashlib.sha256(listed).hexdigest()}
    record("tender.export_evidence", tender, by=by, now=now, payload=facts)
    whole.seek(0)
    return whole


def _tables(tender: Tender, rounds: Iterable[Round], reader: User, now: datetime) -> Tables:
    told = {"tender": tender, "rounds": rounds, "now": now, "minutes": settings.OUTAGE_MINUTES}
    yield "README.txt", render_to_string("decisions/evidence.txt", told)
    names = names_of_firms(tender, reader, now)
    for round_ in rounds:
        yield f"round-{round_.number}/attempts.csv", as_csv(attempts_in(round_), names)
        yield f"round-{round_.number}/health.csv", _health(round_)
        yield f"round-{round_.number}/outages.csv", _outages(round_)
    yield "log.csv", _log(events_of(tender, reader, now).iterator())


def _health(round_: Round) -> str:
    rows = ([_moment(minute.begins), minute.answers, minute.health] for minute in minutes_before(round_.deadline_at))
    return _table(["minute", "answers", "health"], rows)


def _outages(round_: Round) -> str:
    rows = (
        [row.kind, _moment(row.began_at), _moment(row.ended_at), _moment(row.found_at), plain(row.reason)]
        for row in outages_before(round_.deadline_at)
    )
    return _table(["kind", "began", "ended", "found", "reason"], rows)


def _log(events: Iterable[Event]) -> str:
    return _table(LOG, (row for batch in batched(events, 1000) for row in _places(batch)))


def _places(events: list[Event]) -> Iterator[list[object]]:
    """Yield events with their places in the chain; what waits for one has none yet."""
    links = {link.event_id: link for link in Link.objects.filter(event_id__in=[event.pk for event in events])}
    for event in events:
        link = links.get(event.pk)
        place, chain = (link.sequence, link.digest) if link else ("", "")
        thing = [event.object_type, event.object_id]
        yield [place, _moment(event.moment), event.verb, *thing, event.digest, chain]


def _signature(listed: bytes) -> str:
    key = Keyring(Path(settings.KEYS_ROOT)).portal
    public = bytes(key.verify_key)
    told = {"signs": SUMS, "algorithm": "Ed25519", "portal_key": key_fingerprint(public), "public_key": public.hex()}
    return json.dumps({**told, "signature": key.sign(listed).signature.hex()}, indent=1) + "\n"


def _table(columns: list[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    write = csv.writer(text).writerow
    write(columns)
    for row in rows:
        write(row)
    return text.getvalue()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
