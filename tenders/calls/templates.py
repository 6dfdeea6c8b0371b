"""A buyer keeps templates: calls that stay drafts for ever, from which its officers begin others.

A template is a row like a call, so that it is written on the same pages. That it is never published does not hang on a
list that somebody may forget to filter: the database refuses a template that is anything but a draft, everything
public asks for a moment of publication, and `tenders.access` gives it to nobody as a call.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from procurement.audit.log import record
from procurement.lifecycle import Sentence
from tenders.calls.copying import copy_call
from tenders.calls.refusals import lock_for, refuse_if
from tenders.models import Tender


@transaction.atomic
def make_template(source: Tender, *, title: str = "", by: User, now: datetime) -> Tender:
    """Keep the words, lots and criteria of a call, in whatever state, as a template of its buyer; see `copy_call`.

    Raises:
        Refused: not an officer of the buyer, or a template already.
    """
    refuse_if(why_no_template(source))
    made = copy_call(source, by=by, now=now, title=title, template=True)
    record("tender.make_template", made, by=by, now=now, payload={"from": source.reference})
    return made


def why_no_template(source: Tender) -> list[Sentence]:
    """Return why no template is made of it; empty where one can be."""
    return [_("This is a template already.")] if source.template else []


@transaction.atomic
def archive_template(template: Tender, *, by: User, now: datetime) -> None:
    """Offer it no more. What was begun from it stays. Raises Refused."""
    _put(template, now, by=by)
    record("tender.archive_template", template, by=by, now=now)


@transaction.atomic
def restore_template(template: Tender, *, by: User, now: datetime) -> None:
    """Offer an archived template again. Raises Refused."""
    _put(template, None, by=by)
    record("tender.restore_template", template, by=by, now=now)


def _put(template: Tender, archived_at: datetime | None, *, by: User) -> None:
    locked = lock_for(template, Role.OFFICER, by=by)
    refuse_if([None if locked.template else _("This is no template.")])
    locked.archived_at = archived_at
    locked.save(update_fields=["archived_at"])
    template.refresh_from_db()
