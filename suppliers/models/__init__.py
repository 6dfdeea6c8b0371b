"""Firms, their people, and their onboarding files."""

from suppliers.models.application import OPEN, WAITING, Application
from suppliers.models.credential import Credential, CredentialVersion
from suppliers.models.declaration import Declaration
from suppliers.models.disclosure import Contest, CredentialReminder, Disclosure
from suppliers.models.intake import CodeTried, Intake
from suppliers.models.invitation import Invitation
from suppliers.models.join_request import JoinRequest, NumberAsked
from suppliers.models.partner import NEED_CONSENT, Part, Partner
from suppliers.models.register import RegisterEntry, RegisterImport, RegisterLabel, Source
from suppliers.models.supplier import Membership, Supplier
from suppliers.models.takeover import Takeover
from suppliers.models.vetting import FACTS, OTHER, Hearing, Remark, Submission, label_of

__all__ = [
    "FACTS",
    "NEED_CONSENT",
    "OPEN",
    "OTHER",
    "WAITING",
    "Application",
    "CodeTried",
    "Contest",
    "Credential",
    "CredentialReminder",
    "CredentialVersion",
    "Declaration",
    "Disclosure",
    "Hearing",
    "Intake",
    "Invitation",
    "JoinRequest",
    "Membership",
    "NumberAsked",
    "Part",
    "Partner",
    "RegisterEntry",
    "RegisterImport",
    "RegisterLabel",
    "Remark",
    "Source",
    "Submission",
    "Supplier",
    "Takeover",
    "label_of",
]
