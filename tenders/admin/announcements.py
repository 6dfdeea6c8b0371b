"""Coming calls in the admin: announced, withdrawn, begun."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from procurement.lifecycle import Refused
from tenders.admin.base import SPACE
from tenders.admin.writing import BeginPage
from tenders.calls import announcing
from tenders.calls.announcing_forms import AnnouncementForm
from tenders.calls.deed_forms import NoForm, ReasonForm
from tenders.calls.showing import typed
from tenders.models import Announcement


class AnnouncementsPage(BeginPage):
    """What the officer's buyers announced, the newest first."""

    http_method_names = ["get"]
    template_name = "admin/announcements.html"
    page_title = _("Coming calls")
    lead = _("Firms read early what your office will buy. An announcement promises nothing and shortens no period.")

    def make_form(self) -> NoForm:
        return NoForm()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(announcements=announcing.announced_by(self.person), **kwargs)


class AnnouncePage(BeginPage):
    """Announce a coming call."""

    page_title = _("Announce a coming call")
    lead = _("It is published at once, and can't be changed after: withdraw it with a reason, and announce anew.")
    button = _("Publish the announcement")
    said = _("The announcement is published.")

    def make_form(self) -> AnnouncementForm:
        first = self.buyers[0]
        usual = {"language": first.language, "nuts": first.nuts, "year": self.now.year}
        return AnnouncementForm(**typed(self.request), buyers=self.buyers, initial=usual)

    def act(self, form: AnnouncementForm) -> None:
        buyer = form.cleaned_data.get("buyer") or self.buyers[0]
        announcing.announce(buyer, form.facts(), by=self.person, now=self.now)

    def crumbs(self) -> Any:
        yield from super().crumbs()
        yield {"url": reverse(f"{SPACE}:announcements"), "label": _("Coming calls")}

    def get_success_url(self) -> str:
        return reverse(f"{SPACE}:announcements")


class WithdrawPage(AnnouncePage):
    """Withdraw an announcement, and say why."""

    page_title = _("Withdraw this announcement?")
    lead = _("It stays to be read, with your reason.")
    button = _("Withdraw the announcement")
    said = _("The announcement is withdrawn.")

    @cached_property
    def announcement(self) -> Announcement:
        """What was announced; there is none for whoever is no officer of its buyer."""
        return get_object_or_404(announcing.announced_by(self.person), reference=self.kwargs["announcement"])

    def come_in(self) -> object:
        return self.announcement

    def make_form(self) -> ReasonForm:  # type: ignore[override]  # only a reason
        return ReasonForm(**typed(self.request))

    def act(self, form: ReasonForm) -> None:  # type: ignore[override]
        announcing.withdraw(self.announcement, **form.cleaned_data, by=self.person, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        against = announcing.why_not_withdrawn(self.announcement)
        return super().get_context_data(thing=self.announcement, blockers=against, serious=True, **kwargs)


class BeginCallPage(WithdrawPage):
    """Begin the call that was announced."""

    http_method_names = ["post"]

    def post(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            made = announcing.begin_call(self.announcement, by=self.person, now=self.now)
        except Refused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.get_success_url())
        messages.success(self.request, str(_("The draft is made from the announcement.")))
        return redirect(reverse(f"{SPACE}:write", args=[made.reference]))
