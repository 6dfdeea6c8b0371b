"""What the pages of this room do alike: find a declaration of one's own firm, and answer a form."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from procurement.access import SignedIn
from procurement.lifecycle import Refused
from suppliers.access import declarations_of
from suppliers.models import Declaration

NOT_YET = 422


def found_for(request: SignedIn, pk: int, declaration: int) -> Declaration:
    """Return a declaration of one of the person's firms; to others it is not there."""
    return get_object_or_404(declarations_of(request.user), supplier=pk, pk=declaration)


def tell(form: forms.Form, refusal: Refused, field: str | None = None) -> None:
    """Put the sentences of a refusal beside the field, or above all of them."""
    for sentence in refusal.sentences:
        form.add_error(field, str(sentence))


def answered(request: SignedIn, template: str, page: dict[str, Any]) -> HttpResponse:
    """Return the page; a form with something to mend is not accepted yet."""
    return render(request, template, page, status=NOT_YET if page["form"].errors else 200)
