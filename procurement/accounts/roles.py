"""The parts that people play. One list for both sides, so that a move can name who may make it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Buyer side first, then what is given per call, then the supplier's side."""

    OFFICER = "officer", _("procurement officer")
    APPROVER = "approver", _("approver")
    SIGNATORY = "signatory", _("signatory of decisions")
    AUDITOR = "auditor", _("auditor")
    OMBUDSPERSON = "ombudsperson", _("ombudsperson")
    EDITOR = "editor", _("editor")
    ADMINISTRATOR = "administrator", _("administrator")
    COMMITTEE = "committee", _("opening committee member")
    EVALUATOR = "evaluator", _("evaluator")
    CHAIR = "chair", _("chair of the panel")
    OWNER = "owner", _("owner of the firm's account")
    CONTRIBUTOR = "contributor", _("contributor")
    BID_SIGNATORY = "bid_signatory", _("signatory of bids")


BUYER_ROLES = (
    Role.OFFICER,
    Role.APPROVER,
    Role.SIGNATORY,
    Role.COMMITTEE,
    Role.EVALUATOR,
    Role.AUDITOR,
    Role.OMBUDSPERSON,
    Role.EDITOR,
    Role.ADMINISTRATOR,
)
SUPPLIER_ROLES = (Role.OWNER, Role.CONTRIBUTOR, Role.BID_SIGNATORY)
