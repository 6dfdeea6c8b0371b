"""How the room's pages answer a form: what was typed, what was refused, and under which status."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from procurement.lifecycle import Refused
from tenders.evaluation.forms import ScoreForm
from tenders.evaluation.marks import Overtaken, mark_of
from tenders.models import Consensus, Score

NOT_YET = 422
ROWS = 50


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also when nothing was filled in; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def tell(form: Form, refusal: Refused, field: str | None = None) -> None:
    """Put the sentences of a refusal into the form."""
    for sentence in refusal.sentences:
        form.add_error(field, str(sentence))


def standing_in(standing: Score | Consensus | None) -> dict[str, Any]:
    """Return what a form on a score starts with: what stands there, and its mark."""
    known = {"value": standing.value, "reason": standing.reason} if standing else {}
    return {**known, "seen": mark_of(standing)}


def overtaken(form: ScoreForm, refusal: Refused) -> None:
    """Tell what was refused. Who was overtaken gets the mark of what stands there, so that a second try is knowing."""
    if isinstance(refusal, Overtaken):
        form.data = dict(form.data.items(), seen=refusal.mark)
    tell(form, refusal)


def answer(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """Render a page with its form; it was not processed when there are errors."""
    form = page.get("form")
    return render(request, template, page, status=NOT_YET if form is not None and form.errors else 200)
