"""Write a decision about a lot, or write its draft anew. Nothing that was typed is lost."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused, Sentence
from tenders.decisions import actions
from tenders.decisions.forms import DecisionForm
from tenders.decisions.pages import lot_page
from tenders.decisions.queries import warnings
from tenders.decisions.standing import Standing
from tenders.decisions.steps import Asker, against_drafting, against_redrafting, is_early
from tenders.decisions.views.asking import answer, lot_for, page_of, tell, typed
from tenders.lifecycle.decision import DecisionState
from tenders.models import Decision


@allow("officers of the buyer")
@never_cache
def draft(request: SignedIn, reference: str, lot: int) -> HttpResponse:
    """Draft a decision: the first, one in the place of the one in force, or one's own draft anew."""
    now = clock.now()
    standing, asker = lot_for(request, reference, lot, now, Role.OFFICER)
    page, old = lot_page(standing, asker), _own_draft(standing)
    form = DecisionForm(typed(request), places=page.places, draft=old, initial=_usual(asker))
    if request.method == "POST" and form.is_valid():
        try:
            _keep(standing, old, form, asker)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The draft is kept. Another person reads and approves it."))
            return redirect(page_of(standing))
    reasons = asker.reasons(_against(standing, old, asker))
    doubts = [] if page.closed else warnings(old or Decision(lot=standing.lot, supersedes=standing.in_force))
    seen = {"page": page, "form": form, "reasons": reasons, "warnings": doubts, "old": old}
    title = _("Change the draft") if old else _("Draft a decision")
    return answer(request, "decisions/draft.html", {**seen, "title": f"{title} – {page.title}"})


def _own_draft(standing: Standing) -> Decision | None:
    prepared = standing.prepared
    return prepared if prepared and prepared.state == DecisionState.DRAFT else None


def _usual(asker: Asker) -> dict[str, str]:
    return {"outcome": Decision.Outcome.CANCELLATION if is_early(asker.tender) else Decision.Outcome.AWARD}


def _against(standing: Standing, old: Decision | None, asker: Asker) -> Sequence[Sentence]:
    return against_redrafting(old, asker) if old else against_drafting(standing, asker)


def _keep(standing: Standing, old: Decision | None, form: DecisionForm, asker: Asker) -> None:
    said = form.cleaned_data
    if old:
        actions.redraft_decision(old, **said, by=asker.person, now=asker.now)
    else:
        actions.draft_decision(standing.lot, **said, supersedes=standing.in_force, by=asker.person, now=asker.now)
