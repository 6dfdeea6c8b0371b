"""How the room's pages find their call and its lots, ask before a deed, and answer a refusal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from procurement.access import SignedIn
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused
from tenders import access
from tenders.decisions.pages import Told
from tenders.decisions.standing import Standing, standings_of
from tenders.decisions.steps import Asker, Reason, asker_of
from tenders.models import Tender

NOT_YET = 422


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a deed, on a page of its own: what follows, in sentences, and what stands in its way.

    `grave`: it can't be undone. `told`: the decision that is read before saying yes.
    """

    tender: Tender
    title: str
    sentences: Sequence[str]
    button: str
    back: str
    reasons: Sequence[Reason] = ()
    grave: bool = False
    told: Told | None = None


def call_for(request: SignedIn, reference: str, *roles: Role) -> Tender:
    """Return the call, if the person decides on it in one of these roles; else the page is not there."""
    return get_object_or_404(access.calls_decided_by(request.user, *roles), reference=reference)


def lot_for(request: SignedIn, reference: str, lot: int, now: datetime, *roles: Role) -> tuple[Standing, Asker]:
    """Return where a lot of such a call stands, and who asks."""
    tender = call_for(request, reference, *roles)
    found = get_object_or_404(tender.lots.all(), pk=lot)
    return standings_of(tender, [found])[0], asker_of(tender, request.user, now)


def page_of(standing: Standing) -> str:
    """Return the address of the page where the lot is shown."""
    return reverse("decisions:lot", args=[standing.lot.tender.reference, standing.lot.pk])


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also when nothing was filled in; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def tell(form: Form, refusal: Refused) -> None:
    """Put the sentences of a refusal into the form."""
    for sentence in refusal.sentences:
        form.add_error(None, str(sentence))


def answer(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """Render a page with its form; it was not processed when there are errors."""
    return render(request, template, page, status=NOT_YET if page["form"].errors else 200)


def ask(request: SignedIn, question: Question, form: Form, *, deed: Callable[..., object], done: str) -> HttpResponse:
    """Show the question; upon a yes do the deed with what was typed, say that it is `done`, and go back."""
    if request.method == "POST" and form.is_valid():
        try:
            deed(**form.cleaned_data)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, done)
            return redirect(question.back)
    return answer(request, "decisions/ask.html", {"question": question, "form": form})
