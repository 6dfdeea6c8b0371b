"""The deeds of a firm in its vault: keep a proof, renew it, remove it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.models import Credential, CredentialVersion, Supplier
from suppliers.vault import files, queries
from suppliers.vault.files import Kept, Upload
from suppliers.vault.said import Said

MOST_PROOFS = 300
MOST_VERSIONS = 100
Source = CredentialVersion.Source


def add_proof(
    firm: Supplier, *, kind: str, title: str, said: Said, upload: Upload | None, by: User, now: datetime
) -> Credential:
    """Keep a new proof: a file, or the firm's own word.

    Raises:
        Refused: neither owner nor contributor, nothing said, a file that breaks a rule (each with its sentence), or no
            room left. Nothing is kept then.
    """
    let_keepers_in(firm, by)
    with _kept(upload) as kept, transaction.atomic():
        _make_room(firm, kept)
        if queries.newest_of(firm).count() >= MOST_PROOFS:
            raise Refused(_("Your vault holds as many proofs as it can. Remove those that you no longer need."))
        proof = Credential.objects.create(supplier=firm, kind=kind, title=title)
        version = write_version(proof, said, _source_of(kept), kept, by=by, now=now)
        record("credential.add", proof, by=by, now=now, payload=_told(version))
    return proof


def renew_proof(proof: Credential, *, said: Said, upload: Upload | None, by: User, now: datetime) -> CredentialVersion:
    """Add a version, which counts from now on; those before it stay.

    Raises:
        Refused: as `add_proof`, or the proof was removed, or it is a fact that an authority fetched.
    """
    let_keepers_in(proof.supplier, by)
    with _kept(upload) as kept, transaction.atomic():
        _make_room(proof.supplier, kept)
        own_proof(proof)
        if proof.versions.count() >= MOST_VERSIONS:
            raise Refused(_("This proof has as many versions as it can have. Add a new proof instead."))
        version = write_version(proof, said, _source_of(kept), kept, by=by, now=now)
        record("credential.renew", proof, by=by, now=now, payload=_told(version))
    return version


@transaction.atomic
def remove_proof(proof: Credential, *, by: User, now: datetime) -> None:
    """Take a proof out of the vault. Its files are deleted, unless an authority was given them for its file.

    Raises:
        Refused: neither owner nor contributor, removed already, or a fact that an authority fetched.
    """
    let_keepers_in(proof.supplier, by)
    row = own_proof(proof)
    row.removed_at, row.removed_by = now, by
    row.save(update_fields=["removed_at", "removed_by"])
    record("credential.remove", row, by=by, now=now)
    if row.disclosures.exists():
        return
    for name in row.versions.values_list("stored_as", flat=True):
        transaction.on_commit(partial(files.forget, name))


def let_keepers_in(firm: Supplier, by: User) -> None:
    """Refuse whoever may not write for the firm."""
    if not {Role.OWNER, Role.CONTRIBUTOR} & firm.roles_of(by):
        raise Refused(_("Only owners and contributors of the firm may do this."))


def own_proof(proof: Credential) -> Credential:
    """Lock the row, and refuse what the firm may not change: what is gone, and what an authority fetched."""
    row = Credential.objects.select_for_update().get(pk=proof.pk)
    if row.removed_at:
        raise Refused(_("This proof was removed."))
    if row.fetched_by_id:
        raise Refused(_("An authority fetched this fact. You can contest it, but not change or remove it."))
    return row


def write_version(
    proof: Credential, said: Said, source: Source, kept: Kept, *, by: User, now: datetime
) -> CredentialVersion:
    """Append a version. Call it inside the deed's transaction, behind a lock on the proof or its firm."""
    if not (kept.stored_as or said.statement):
        raise Refused(_("Choose a file, or write what the proof says."))
    last = proof.versions.first()
    facts = {"number": last.number + 1 if last else 1, "source": source, "added_at": now, "added_by": by}
    return proof.versions.create(**asdict(said), **asdict(kept), **facts)


@contextmanager
def _kept(upload: Upload | None) -> Iterator[Kept]:
    """Keep the file (the slow part, before the transaction); forget it again when the deed is refused."""
    kept = files.keep(upload)
    try:
        yield kept
    except BaseException:
        files.forget(kept.stored_as)
        raise


def _make_room(firm: Supplier, kept: Kept) -> None:
    """Lock the firm, so that two uploads at once don't share the same room."""
    Supplier.objects.select_for_update().get(pk=firm.pk)
    if kept.size and queries.used_by(firm) + kept.size > queries.QUOTA:
        sentence = _("Your vault has no room for this file: it holds %(quota)s MB. Remove what you no longer need.")
        raise Refused(sentence % {"quota": queries.QUOTA // queries.MB})


def _source_of(kept: Kept) -> Source:
    return Source.UPLOADED if kept.stored_as else Source.DECLARED


def _told(version: CredentialVersion) -> dict[str, object]:
    """What the log keeps: no word of the proof, but which content it was."""
    return {"version": version.number, "sha256": version.sha256}
