"""Taking away what is held, closing a firm's account, erasing one's own. What the law keeps, stays and is named."""

from datetime import datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import FailedSignIn, Post, PostInvitation, User
from procurement.audit.log import record
from procurement.entrance.throttling import account_digest
from procurement.lifecycle import Refused, Sentence
from procurement.outbox.models import Mail
from suppliers.access import firms_owned_by, owners_of
from suppliers.models import (
    CredentialVersion,
    Invitation,
    JoinRequest,
    Membership,
    NumberAsked,
    Supplier,
    Takeover,
)
from suppliers.onboarding.actions import let_owners_in
from suppliers.vault import files as vault
from tenders import access
from tenders.bids.deleting import delete_draft
from tenders.holdings import closing, emails
from tenders.holdings.queries import bids_of, bids_still_running, consents_of, kept_by_law, mails_to, practices_of
from tenders.lifecycle.bid import BidState
from tenders.models import Reader, Tender

JUST_NOW = timedelta(hours=1)  # the worker looks every minute, unless it stood still
# What a firm said so that it is found or helped: none of it is needed for the papers that stay.
CHOSEN = {"email": "", "size": "", "nuts": "", "activity": "", "interests": []}


@transaction.atomic
def note_download(firm: Supplier, *, by: User, now: datetime) -> None:
    """Keep in the log that an owner took everything along.

    Raises:
        Refused: no owner.
    """
    let_owners_in(firm, by)
    record("supplier.download", firm, by=by, now=now)


@transaction.atomic
def close_firm(firm: Supplier, *, by: User, now: datetime) -> None:
    """Close the firm's account: its people leave, what it chose to say goes, and drafts of bids with it.

    What it handed in stays, with its name, number, address, and what authorities settled about it (`closing`). A firm
    that never handed anything in goes as a whole.

    Raises:
        Refused: no owner, or a bid is still in a call that has not ended.
    """
    let_owners_in(firm, by)
    if sentences := against_closing(firm, by):
        raise Refused(*sentences)
    for draft in [*bids_of(by, firm).filter(state=BidState.DRAFT), *practices_of(by, firm)]:
        delete_draft(draft, by=by, now=now)
    consents_of(firm).filter(bid=None).delete()
    for member in Membership.objects.filter(supplier=firm, person__is_active=True).select_related("person"):
        emails.firm_closed(member.person, firm, by=by, now=now)
    record("supplier.close", firm, by=by, now=now)
    mails_to(firm, by).filter(person=None, sent_at__isnull=False).delete()
    handed_in = bids_of(by, firm).exclude(state=BidState.DRAFT).exists()
    for rows in closing.rows_that_go(firm, settled=closing.settled_files(firm) if handed_in else []):
        _delete_unneeded(rows)
    firm.closed_at = now
    for name, empty in CHOSEN.items():
        setattr(firm, name, empty)
    firm.save()
    _delete_unneeded(Supplier.objects.filter(pk=firm.pk))


@transaction.atomic
def erase_person(person: User, *, now: datetime) -> None:
    """Erase one's own account. Who handed in a bid is still named by it as long as its papers are kept.

    Raises:
        Refused: a firm would have no owner, or the person works for an authority.
    """
    User.objects.select_for_update().get(pk=person.pk)
    if sentences := against_erasing(person):
        raise Refused(*sentences)
    record("person.erase", person, by=person, now=now)
    email, kept = person.email, kept_by_law(access.bids_handed_in_by(person), now)
    _forget(person, email)
    if _delete_unneeded(User.objects.filter(pk=person.pk)):
        return
    person.email, person.is_active, person.erased_at = f"erased-{person.pk}@erased.invalid", False, now
    person.set_unusable_password()
    if kept:
        person.name_kept_until = max(call.until for call in kept)
    else:
        person.name = ""
    person.save()


@transaction.atomic
def change_person(person: User, *, name: str, language: str, now: datetime) -> None:
    """Correct what a person says of itself. The log keeps which facts changed, not what they were."""
    given = {"name": name, "language": language}
    changed = [fact for fact, value in given.items() if getattr(person, fact) != value]
    for fact in changed:
        setattr(person, fact, given[fact])
    person.save(update_fields=changed)
    record("person.change", person, by=person, now=now, payload={"changed": changed})


@transaction.atomic
def forget_names(*, now: datetime) -> int:
    """Blank the names of erased people whose papers need not be kept any more; returns how many. The clock's deed.

    The day of a call that ran was reckoned from its plan: it is reckoned anew when it comes, and when a call ends.
    """
    named = User.objects.select_for_update().filter(erased_at__isnull=False).exclude(name="")
    if not Tender.objects.filter(ended_at__gt=now - JUST_NOW, ended_at__lte=now).exists():
        named = named.filter(models.Q(name_kept_until__lt=now.date()) | models.Q(name_kept_until=None))
    return sum(_forget_name(person, now) for person in named)


def _forget_name(person: User, now: datetime) -> bool:
    """Blank the name if its time is over, else keep until when it stays."""
    kept = kept_by_law(access.bids_handed_in_by(person), now)
    until = max((call.until for call in kept), default=None)
    over = until is None or until < now.date()
    if over:
        person.name = ""
    elif person.name_kept_until != until:
        person.name_kept_until = until
    else:
        return False
    person.save(update_fields=["name", "name_kept_until"])
    return over


def against_closing(firm: Supplier, by: User) -> list[Sentence]:
    """Say what stands in the way of closing a firm's account."""
    return [
        _("Bid %(number)s is in a call that has not ended: withdraw it, or wait for the decision.")
        % {"number": bid.number}
        for bid in bids_still_running(by, firm)
    ]


def against_erasing(person: User) -> list[Sentence]:
    """Say what stands in the way of erasing a person's account."""
    sentences: list[Sentence] = [
        _("You alone own the account of %(firm)s: make somebody else owner, or close it first.") % {"firm": firm.name}
        for firm in firms_owned_by(person)
        if not owners_of(firm).exclude(person=person).exists()
    ]
    if person.is_superuser or Post.objects.filter(person=person).exists():
        sentences.append(_("You work for an authority here: have its administrator take your roles away first."))
    return sentences


def _forget(person: User, email: str) -> None:
    """Delete what is the person's alone."""
    Membership.objects.filter(person=person).delete()
    JoinRequest.objects.filter(person=person).delete()
    NumberAsked.objects.filter(person=person).delete()
    Takeover.objects.filter(person=person).delete()
    Mail.objects.filter(models.Q(person=person) | models.Q(to=email)).delete()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    Reader.objects.filter(models.Q(person=person) | models.Q(email=email)).delete()
    for model in (Invitation, PostInvitation):
        model._default_manager.filter(email=email).delete()
    SocialAccount.objects.filter(user=person).delete()
    FailedSignIn.objects.filter(account=account_digest(email)).delete()


def _delete_unneeded(rows: models.QuerySet[models.Model]) -> bool:
    """Delete the rows of which nothing that is kept depends; tell whether all went."""
    gone = [_gone(row) for row in rows]
    return all(gone)


def _gone(row: models.Model) -> bool:
    """Delete one row, and once that is certain its files."""
    files = [getattr(row, field.name) for field in row._meta.local_fields if isinstance(field, models.FileField)]
    try:
        with transaction.atomic():
            row.delete()
    except models.ProtectedError:
        return False
    for file in filter(None, files):
        transaction.on_commit(partial(file.storage.delete, file.name))
    if isinstance(row, CredentialVersion) and row.stored_as:
        transaction.on_commit(partial(vault.forget, row.stored_as))
    return True
