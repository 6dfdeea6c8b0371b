"""A member's key on paper: for the day when the portal is gone and the file too. Useless without the passphrase.

What is printed is what lies in the portal's database anyway: the private half, locked by the passphrase (argon2id).
"""

import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils.translation import gettext as _

from procurement.accounts.models import Buyer
from procurement.accounts.roles import Role
from procurement.paper import PaperBase, Party, in_fours, printed
from tenders.models import MemberKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySheet(PaperBase):
    """The recovery sheet. `key` is the key file as it can be downloaded: its JSON goes with the PDF, too."""

    kind: ClassVar[str] = "recovery-sheet"
    template: ClassVar[str] = "pdf/key_sheet.html"

    member: str
    made_on: datetime
    fingerprint: str
    key: dict[str, str | int]

    @property
    def title(self) -> str:
        """What the document is, in the active language."""
        return _("Recovery sheet of a committee member")

    @property
    def fours(self) -> str:
        """The fingerprint, four by four."""
        return in_fours(self.fingerprint)

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What would have to be typed, name by name; bytes as hex, which nobody misreads."""
        coded = ("public", "salt", "box")
        return tuple(
            (name, in_fours(b64decode(str(value)).hex()) if name in coded else str(value))
            for name, value in self.key.items()
        )


def key_sheet(key: MemberKey, *, language: str, now: datetime) -> bytes:
    """Print the sheet, in the request and for its member only: nothing of it is kept."""
    buyer = Buyer.objects.filter(posts__person=key.person, posts__role=Role.COMMITTEE).order_by("pk")[0]
    paper = KeySheet(
        language=language,
        buyer=Party(buyer.name, tuple(line.strip() for line in buyer.address.split(",") if line.strip())),
        reference=key.fingerprint[:8],
        tender="",
        made_at=now,
        time_zone=buyer.time_zone,
        rehearsal=settings.REHEARSAL,
        demo=settings.DEMO,
        member=key.person.name,
        made_on=key.made_at,
        fingerprint=key.fingerprint,
        key=json.loads(bytes(key.wrapped)),
    )
    return printed(paper)
