"""The way into the room: for those who judge the call, once they declared to have no conflict of interest."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers

from procurement.access import SignedIn
from tenders import access
from tenders.models import Tender

P = ParamSpec("P")


def judging(
    view: Callable[Concatenate[SignedIn, Tender, P], HttpResponseBase],
) -> Callable[Concatenate[SignedIn, str, P], HttpResponseBase]:
    """Hand the view its call. Who has no part in it finds nothing; who has not declared is led to do so first.

    No browser keeps what it got here.
    """

    @wraps(view)
    def wrapper(request: SignedIn, reference: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        tender = get_object_or_404(access.calls_judged_by(request.user), reference=reference)
        tender.ask_once_about(request.user)
        if not access.may_judge(request.user, tender):
            return redirect("evaluation:declaration", reference)
        answer = view(request, tender, *args, **kwargs)
        add_never_cache_headers(answer)
        return answer

    return wrapper
