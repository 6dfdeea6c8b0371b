"""One person's start page: what waits for it, in every part that it plays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.accounts.models import PostInvitation, User
from procurement.accounts.roles import Role
from procurement.accounts.standing_in import DEPUTISED, StandIn
from procurement.administration import access as administration
from suppliers.access import firms_of, invitations_to
from suppliers.models import WAITING, Invitation, Supplier
from suppliers.vetting.queries import files_checked_by
from tenders.bids.own import letters_of
from tenders.calls.own_invitations import invitations_of
from tenders.desk.bids import bid_rows
from tenders.desk.queries import bids_at_work, posts_of, watched, work_of
from tenders.desk.rows import Row, late_stages, own_key, tasks_of
from tenders.help.queries import HELPERS, Kept, kept_by
from tenders.models import InvitedFirm, Paper

LATEST_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """What a start page holds. None of a list: this part is not the person's."""

    tasks: Sequence[Row] | None
    late: Sequence[Row] | None
    help: Kept | None
    files: int | None
    key: str
    firms: Sequence[Supplier]
    invitations: Sequence[Invitation]
    offers: Sequence[PostInvitation]
    invited: Sequence[InvitedFirm]  # to calls that its firms may still bid for, or decline
    bids: Sequence[Row]
    letters: Sequence[Paper]
    writes: bool
    administers: bool
    edits: bool
    lends: bool
    stand_ins: Sequence[StandIn]

    @property
    def is_bare(self) -> bool:
        """Tell whether the person plays no part here yet."""
        return self.tasks is None and not (
            self.firms or self.invitations or self.offers or self.administers or self.edits
        )


def desk_of(person: User, now: datetime) -> Desk:
    """Return the start page of a person at this instant."""
    posts, calls, firms = posts_of(person), list(work_of(person)), list(firms_of(person))
    roles = frozenset(role for held in posts.values() for role in held)
    return Desk(
        tasks=tasks_of(person, calls, posts, now) if calls or roles - {Role.ADMINISTRATOR, Role.EDITOR} else None,
        late=late_stages(watched(calls, posts), now) if roles & {Role.AUDITOR, Role.OMBUDSPERSON} else None,
        help=kept_by(person, now) if roles & {*HELPERS} else None,
        files=files_checked_by(person).filter(state__in=WAITING).count() if Role.OFFICER in roles else None,
        key=own_key(person, posts, now),
        firms=firms,
        invitations=list(invitations_to(person, now)),
        offers=list(administration.invitations_to(person, now)),
        invited=list(invitations_of(person, now).filter(declined_at=None)) if firms else [],
        bids=bid_rows(bids_at_work(person, now), now) if firms else [],
        letters=list(letters_of(person)[:LATEST_LETTERS]) if firms else [],
        writes=Role.OFFICER in roles,
        administers=Role.ADMINISTRATOR in roles or person.is_superuser,
        edits=Role.EDITOR in roles,
        lends=bool(roles & {*DEPUTISED}),
        stand_ins=list(administration.stand_ins_of(person).filter(ends_at__gt=now)) if roles else [],
    )
