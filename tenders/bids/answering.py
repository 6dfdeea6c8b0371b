"""How the committee's pages take what was typed, tell what is wrong with it, and answer."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from procurement.lifecycle import Refused

NOT_YET = 422


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was sent; None while the page is only looked at."""
    return request.POST if request.method == "POST" else None


def tell(form: Form, refusal: Refused, field: str | None = None) -> None:
    """Let the form say why a deed was refused, by a field or for the whole."""
    for sentence in refusal.sentences:
        form.add_error(field, str(sentence))


def answered(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """Answer with a page that holds a form; with 422 where it was refused."""
    return render(request, template, page, status=NOT_YET if page["form"].errors else 200)
