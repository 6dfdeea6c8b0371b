"""How this room's pages answer: a deed is tried with what was typed; a refusal stands beside it, nothing is lost."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from procurement.lifecycle import Refused

NOT_YET = 422


def typed(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed and attached, as the first arguments of a form; nothing where the page is only read."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def done(form: forms.Form, deed: Callable[[], object], *, field: str | None = None) -> bool:
    """Try the deed of a valid form; what is refused is said beside `field`, or above all fields."""
    if not form.is_valid():
        return False
    try:
        deed()
    except Refused as refusal:
        for sentence in refusal.sentences:
            form.add_error(field, str(sentence))
        return False
    return True


def show(request: HttpRequest, template: str, page: Mapping[str, Any]) -> HttpResponse:
    """Show a page with its form; with 422 where there is something to mend."""
    return render(request, template, dict(page), status=NOT_YET if page["form"].errors else 200)


def handed(name: str, content: Callable[[], bytes]) -> FileResponse:
    """Hand out a file, never to be shown by the browser itself. What may not be read, or can't, is not there."""
    try:
        file = BytesIO(content())
    except Refused:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
