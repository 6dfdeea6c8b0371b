"""Tell everybody concerned, at the same moment, after having seen what each is told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from procurement import clock
from procurement.access import SignedIn, allow
from procurement.accounts.roles import Role
from procurement.lifecycle import Refused, Sentence
from tenders import access
from tenders.decisions import actions
from tenders.decisions.forms import ReadForm
from tenders.decisions.pages import ROWS
from tenders.decisions.steps import Asker, asker_of
from tenders.decisions.telling import Telling, telling_of
from tenders.decisions.views.asking import answer, call_for, tell, typed
from tenders.lifecycle.decision import DecisionState


@allow("officers of the buyer")
@never_cache
def notify(request: SignedIn, reference: str) -> HttpResponse:
    """List what each recipient gets and what is still owed; then send all letters at once: it can't be undone."""
    now, tender = clock.now(), call_for(request, reference, Role.OFFICER)
    telling = telling_of(tender, now) if access.may_decide(request.user, tender) else None
    form = ReadForm(typed(request), initial={"seen": telling.mark if telling else ""})
    if request.method == "POST" and form.is_valid() and telling:
        try:
            _require_as_seen(telling, form.cleaned_data["seen"])
            actions.notify(tender, decisions=telling.decisions, by=request.user, now=now)
        except Refused as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Everybody is told. The letters are being printed and signed."))
            return redirect("decisions:call", reference)
    page = Paginator(telling.recipients if telling else [], ROWS).get_page(request.GET.get("page"))
    asker = asker_of(tender, request.user, now)
    seen = {"tender": tender, "telling": telling, "reasons": asker.reasons(_against(telling, asker)), "page": page}
    return answer(request, "decisions/notify.html", {**seen, "form": form})


def _require_as_seen(telling: Telling, seen: str) -> None:
    """Refuse to tell more or less than the page has shown."""
    if seen and seen != telling.mark:
        raise Refused(_("Another decision was signed or told in the meantime. Look at this page again."))


def _against(telling: Telling | None, asker: Asker) -> list[Sentence]:
    if not asker.tender.decisions().filter(state=DecisionState.SIGNED).exists():
        return [_("No signed decision waits to be told.")]
    return asker.undeclared() if telling is None else list(telling.owed)
