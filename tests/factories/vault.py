"""What firms keep in their vaults, put there by the very deeds of the site."""

from datetime import date, datetime

from procurement.accounts.models import Buyer, User
from suppliers.models import Application, Credential, CredentialVersion, Disclosure, Supplier
from suppliers.vault.actions import add_proof
from suppliers.vault.facts import fetch_fact
from suppliers.vault.files import Upload
from suppliers.vault.giving import give_proof
from suppliers.vault.said import Said
from tests.personas import moment

NOW = moment("2027-02-01")
CONTENT = b"All taxes are paid."


def keep(
    firm: Supplier,
    by: User,
    *,
    title: str = "Tax certificate",
    kind: str = "tax",
    name: str = "taxes.txt",
    content: bytes = CONTENT,
    expires: date | None = None,
    now: datetime = NOW,
) -> Credential:
    """Keep a proof with a file."""
    upload = Upload(name, content)
    said = Said(issuer="SPF Finances", expires_on=expires)
    return add_proof(firm, kind=kind, title=title, said=said, upload=upload, by=by, now=now)


def file_at(buyer: Buyer, firm: Supplier, state: str = "submitted") -> Application:
    """Return a firm's file at an authority, in this state."""
    return Application.objects.create(buyer=buyer, supplier=firm, made_at=NOW, state=state)


def give(proof: Credential, application: Application, by: User, now: datetime = NOW) -> Disclosure:
    """Give a proof to an authority."""
    return give_proof(proof, application, by=by, now=now)


def fetch(
    application: Application, by: User, statement: str = "A debt of 900 euros.", now: datetime = NOW
) -> CredentialVersion:
    """Let an authority keep a fact about a firm."""
    said = Said(issuer="Register of debts", statement=statement)
    return fetch_fact(application, kind="tax", title="Tax debt", said=said, by=by, now=now)
