"""A firm mends its file: changes facts, answers remarks, and hands it in again, all in one deed."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.lifecycle import Refused
from suppliers.filing.actions import hand_in
from suppliers.models import Application, Remark, Submission, Supplier
from suppliers.onboarding.actions import Facts, change_firm
from suppliers.vetting.queries import last_of

CHANGED_HERE = tuple(field.name for field in fields(Facts) if field.name != "language")


def remarks_of(application: Application) -> list[Remark]:
    """Return what is to be mended now."""
    submission = last_of(application)
    return list(submission.remarks.all()) if submission else []


def is_mended(remark: Remark, value: Any, answer: str) -> bool:
    """Tell whether a remark was followed (the fact has another value now) or answered in words."""
    said = remark.submission.said
    return bool(answer.strip()) or (remark.field in said and value != said[remark.field])


@transaction.atomic
def mend(
    application: Application, *, changes: Mapping[str, Any], answers: Mapping[str, str], by: User, now: datetime
) -> Submission:
    """Change the facts, keep the answers (fact → words), and hand the file in again.

    Raises:
        Refused: as `change_firm` and `hand_in`, or a remark was neither followed nor answered.
    """
    firm = Supplier.objects.select_for_update().get(pk=application.supplier_id)
    known = Facts(**{field.name: getattr(firm, field.name) for field in fields(Facts)})
    wanted = replace(known, **{name: value for name, value in changes.items() if name in CHANGED_HERE})
    if wanted != known:
        change_firm(firm, wanted, by=by, now=now)
    for remark in remarks_of(application):
        answer = answers.get(remark.field, "").strip()
        if not is_mended(remark, getattr(firm, remark.field, None), answer):
            raise Refused(_("Change what was remarked on, or answer: %(field)s.") % {"field": remark.label})
        remark.answer = answer
        remark.save(update_fields=["answer"])
    return hand_in(application, by=by, now=now)
