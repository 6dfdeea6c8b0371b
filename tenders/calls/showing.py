"""How this room's views answer: a deed is tried with what was typed; a refusal stands beside it, nothing is lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from procurement.lifecycle import Refused
from procurement.uploads import left_out
from tenders.calls.meanwhile import Overtaken, show_meanwhile

NOT_YET = 422


@dataclass(frozen=True, slots=True)
class Done:
    """A deed is done; `result` is what it gave."""

    result: Any


def typed(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed and attached, as the first arguments of a form; nothing where the page is only read."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def done(request: HttpRequest, form: forms.Form, deed: Callable[..., Any], *, field: str | None = None) -> Done | None:
    """Try the deed with the form's data; None when there was nothing to try, or it is not done.

    What the rules refuse is said beside `field`, or above all fields.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return Done(deed(**form.cleaned_data))
    except Overtaken as overtaken:
        show_meanwhile(form, overtaken)
        return None
    except Refused as refusal:
        for sentence in refusal.sentences:
            form.add_error(field, str(sentence))
        return None


def mind_the_size(request: HttpRequest, form: forms.Form, limit: int) -> None:
    """Say of a file that did not fit (`limit` in bytes) that it is too large, not that it is missing."""
    if left_out(request):
        sentence = _("The file is larger than %(size)d MB.") % {"size": limit // 1024 // 1024}
        form.fields["file"].error_messages["required"] = sentence


def show(request: HttpRequest, template: str, page: Mapping[str, Any]) -> HttpResponse:
    """Show a page with its form; with 422 where there is something to mend."""
    return render(request, template, dict(page), status=NOT_YET if page["form"].errors else 200)
