"""The room's papers, made in the worker after the deed: the motivated decision, and each letter."""

from django.db import IntegrityError
from django.utils.translation import override
from django_tasks import task

from tenders.decisions.letters import letter_on_paper
from tenders.decisions.motivated import motivated_decision
from tenders.issuing import issue, new_code
from tenders.models import Decision, Letter, Paper


@task()
def make_decision_paper(decision_id: int) -> None:
    """Print and sign a decision, once, in the buyer's language. Of two workers at once, the first one's stays."""
    decision = Decision.objects.select_related("lot__tender__buyer", "signed_by", "signed_for").get(pk=decision_id)
    if decision.papers.exists():
        return
    code, tender = new_code(), decision.lot.tender
    with override(tender.buyer.language):
        paper = motivated_decision(decision, code=code)
    row = Paper(tender=tender, kind=Paper.Kind.DECISION, code=code, lot=decision.lot, decision=decision)
    try:
        issue(paper, row)
    except IntegrityError:
        return


@task()
def make_letter(letter_id: int) -> None:
    """Print and sign a letter, once, in its recipient's language. Of two workers at once, the first one's stays."""
    letter = Letter.objects.select_related("notification__tender__buyer", "supplier").get(pk=letter_id)
    if letter.paper:
        return
    code = new_code()
    with override(letter.language):
        paper = letter_on_paper(letter, code=code)
    tender = letter.notification.tender
    row = issue(paper, Paper(tender=tender, kind=Paper.Kind.LETTER, code=code, supplier=letter.supplier))
    if not Letter.objects.filter(pk=letter.pk, paper=None).update(paper=row):
        row.file.delete(save=False)
        row.delete()
