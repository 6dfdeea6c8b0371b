"""What the pages of this room do alike: hand a form to a deed, and answer with what is wrong beside its field."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from procurement.lifecycle import Refused
from suppliers.onboarding.actions import Facts
from suppliers.onboarding.forms import FirmForm

NOT_YET = 422


def facts_of(form: forms.Form) -> Facts:
    """Return what a valid form says of the firm."""
    return Facts(**{name: form.cleaned_data[name] for name in FirmForm.base_fields})


def typed(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed, as the first argument of a form; nothing where the page is only read."""
    return {"data": request.POST} if request.method == "POST" else {}


def tell(form: forms.Form, refusal: Refused, field: str | None = None) -> None:
    """Put the sentences of a refusal beside the field, or above all of them."""
    for sentence in refusal.sentences:
        form.add_error(field, str(sentence))


def answered(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """Return the page; a form with something to mend is not accepted yet."""
    return render(request, template, page, status=NOT_YET if page["form"].errors else 200)


def following(request: HttpRequest) -> str:
    """Return where to go afterwards, if it is one of our own pages."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(asked, request.get_host(), require_https=request.is_secure())
    return asked if own else ""
