"""Facts that an authority fetches about a firm, which is told at once and can contest each before anyone decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.audit.log import record
from procurement.lifecycle import Refused
from suppliers.access import disclosures_to, files_read_at, proofs_of
from suppliers.models import Application, Contest, Credential, CredentialVersion, Disclosure, Supplier
from suppliers.vault import emails, queries
from suppliers.vault.actions import let_keepers_in, write_version
from suppliers.vault.files import Kept
from suppliers.vault.said import Said

Source = CredentialVersion.Source
MOST_ANSWERS = 20


@transaction.atomic
def fetch_fact(
    application: Application, *, kind: str, title: str, said: Said, by: User, now: datetime
) -> CredentialVersion:
    """Keep what an authority found in a register or with another authority, in the firm's file there.

    Raises:
        Refused: no officer of this authority, the file is not handed in, or nothing is said.
    """
    if not files_read_at(by).filter(pk=application.pk).exists():
        raise Refused(_("Only an officer of the authority that has the firm's file may do this."))
    facts = {"supplier": application.supplier, "kind": kind, "title": title, "fetched_by": application.buyer}
    fact = Credential.objects.create(**facts)
    version = _write(fact, said, by=by, now=now)
    given = {"first_number": version.number, "given_at": now, "given_by": by}
    Disclosure.objects.create(credential=fact, application=application, **given)
    return version


@transaction.atomic
def correct_fact(given: Disclosure, *, said: Said, by: User, now: datetime) -> CredentialVersion:
    """Say a fact anew, as after the firm's answer. What was said before stays, with the answer beside it.

    Raises:
        Refused: no officer of this authority, not a fact that it fetched, or nothing is said.
    """
    fact = Credential.objects.select_for_update().get(pk=given.credential_id)
    if not disclosures_to(by).filter(pk=given.pk).exists() or fact.fetched_by_id != given.application.buyer_id:
        raise Refused(_("Only an officer of the authority that fetched the fact may correct it."))
    return _write(fact, said, by=by, now=now)


@transaction.atomic
def contest_fact(version: CredentialVersion, *, text: str, by: User, now: datetime) -> Contest:
    """Say what is wrong with a fact. It stands beside the fact from then on; the authority is told.

    Raises:
        Refused: neither owner nor contributor, not a fetched fact, a newer version counts, or nothing is written.
    """
    fact = Credential.objects.select_for_update(of=("self",)).select_related("supplier").get(pk=version.credential_id)
    let_keepers_in(fact.supplier, by)
    _refuse_odd_answers(fact.supplier, fact, version, text)
    answer = Contest.objects.create(version=version, text=text.strip(), contested_at=now, contested_by=by)
    record("credential.contest", fact, by=by, now=now, payload={"version": version.number})
    emails.contested(answer, now=now)
    return answer


def _refuse_odd_answers(firm: Supplier, fact: Credential, version: CredentialVersion, text: str) -> None:
    if version.source != Source.FETCHED or not proofs_of(firm).filter(pk=fact.pk).exists():
        raise Refused(_("Only a fact that was fetched about your firm can be contested."))
    if queries.newest(fact) != version:
        raise Refused(_("This fact was said anew meanwhile. Read its newest version."))
    if not text.strip():
        raise Refused(_("Write what is wrong with the fact."))
    if version.contests.count() >= MOST_ANSWERS:
        raise Refused(_("You have answered often enough: ask the authority for help instead."))


def _write(fact: Credential, said: Said, *, by: User, now: datetime) -> CredentialVersion:
    version = write_version(fact, said, Source.FETCHED, Kept(), by=by, now=now)
    record("credential.fetch", fact, by=by, now=now, payload={"version": version.number})
    emails.fetched(version, now=now)
    return version
