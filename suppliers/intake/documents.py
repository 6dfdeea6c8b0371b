"""What is printed of a registration: a summary that the firm signs, and the letter with the code of its account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from procurement.accounts.models import Buyer
from procurement.paper import PaperBase, Party, printed
from suppliers.models import FACTS, Intake, Supplier, label_of
from suppliers.vetting.facts import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(PaperBase):
    """What the officer typed, for the firm to read and sign. `facts` are pairs of words."""

    kind: ClassVar[str] = "registration"
    template: ClassVar[str] = "pdf/registration.html"

    facts: tuple[tuple[str, str], ...]
    attention: str
    channel: str
    officer: str

    @property
    def title(self) -> str:
        """What the document is, in the active language."""
        return _("Registration of a firm")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLetter(PaperBase):
    """The letter by post: the code, where to type it, and until when."""

    kind: ClassVar[str] = "account-letter"
    template: ClassVar[str] = "pdf/account_letter.html"

    recipient: Party
    attention: str
    code: str
    address: str
    valid_until: datetime

    @property
    def title(self) -> str:
        """What the document is, in the active language."""
        return _("The code of your firm's account")


def summary(intake: Intake, *, now: datetime) -> bytes:
    """Print what was typed, in the firm's language."""
    firm = intake.supplier
    with override(firm.language):
        facts = tuple((str(label_of(name)), in_words(name, getattr(firm, name))) for name in FACTS)
        words: dict[str, Any] = {"channel": intake.get_channel_display(), "officer": str(intake.taken_by)}
    told = tuple(pair for pair in facts if pair[1])
    return printed(Summary(**_frame(intake, now), facts=told, attention=intake.attention, **words))


def code_letter(intake: Intake, code: str, *, now: datetime, valid_until: datetime) -> bytes:
    """Print the letter with the code. Nothing of it is kept: who prints it puts it into an envelope."""
    with override(intake.supplier.language):
        address = f"{settings.BASE_URL}{reverse('intake:claim')}"
    whom: dict[str, Any] = {"recipient": _party(intake.supplier), "attention": intake.attention}
    return printed(CodeLetter(**_frame(intake, now), **whom, code=code, address=address, valid_until=valid_until))


def _frame(intake: Intake, now: datetime) -> dict[str, Any]:
    return {
        "language": intake.supplier.language,
        "buyer": _party(intake.buyer),
        "reference": intake.reference,
        "tender": "",
        "made_at": now,
        "time_zone": intake.buyer.time_zone,
        "rehearsal": settings.REHEARSAL,
        "demo": settings.DEMO,
    }


def _party(one: Buyer | Supplier) -> Party:
    lines = one.address.splitlines() if "\n" in one.address.strip() else one.address.split(",")
    return Party(one.name, tuple(line.strip() for line in lines if line.strip()), one.identifier, one.email)
