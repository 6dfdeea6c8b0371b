"""The call itself: begun, written, and sent for approval. Once it is no draft, it is only read here."""

from typing import Any

from django import forms
from django.db.models import QuerySet, Sum
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from procurement.accounts.models import Buyer
from procurement.accounts.roles import Role
from procurement.lifecycle import blockers
from tenders.admin.base import SPACE, DeedPage, above
from tenders.calls import actions
from tenders.calls.beside import say_beside_call
from tenders.calls.clauses import used_in
from tenders.calls.comments import open_comments
from tenders.calls.deed_forms import CopyForm
from tenders.calls.drafting import written
from tenders.calls.forms import CallForm
from tenders.calls.meanwhile import SEEN, carry, digests_of
from tenders.calls.queries import buyers_written_for, calls_in_the_hands_of
from tenders.calls.showing import typed
from tenders.calls.told_terms import told_of_call
from tenders.calls.warnings import warnings_of
from tenders.decisions.logbook import Entry, log_of
from tenders.desk.office import LATEST
from tenders.lifecycle.tender import UNPUBLISHED, TenderState
from tenders.models import Lot, Tender

SEND = "submit_for_review"


class BeginPage(DeedPage):
    """A new call."""

    page_title = gettext_lazy("Write a call")
    lead = gettext_lazy("Only the title is needed to begin. Nobody outside your office sees a draft.")
    button = gettext_lazy("Save the draft")
    said = gettext_lazy("The draft is made. Say now what can be bid for, and how bids are compared.")

    @cached_property
    def buyers(self) -> QuerySet[Buyer]:
        """The buyers for which the person writes."""
        return buyers_written_for(self.person)

    def come_in(self) -> object:
        """Let those in who write for some buyer."""
        if not self.buyers:
            raise Http404
        return self.buyers

    def make_form(self) -> Any:
        first = self.buyers[0]
        usual = {"language": first.language, "nuts": first.nuts}
        return CallForm(**typed(self.request), buyers=self.buyers, initial=usual)

    def act(self, form: Any) -> None:
        buyer = form.cleaned_data.get("buyer") or self.buyers[0]
        self.tender = actions.create_tender(buyer, form.facts(), by=self.person, now=self.now)

    def crumbs(self) -> Any:
        yield {"url": reverse(f"{SPACE}:index"), "label": _("Calls")}


class CopyPage(BeginPage):
    """A new call from an earlier one of the same buyer."""

    page_title = gettext_lazy("Start from an earlier call")
    lead = gettext_lazy("Only calls of your own offices are listed.")
    button = gettext_lazy("Start the draft")
    said = gettext_lazy("The draft is made from the earlier call. Say now until when bids may come in.")

    def make_form(self) -> CopyForm:
        calls = calls_in_the_hands_of(self.person, Role.OFFICER).order_by("-pk")
        return CopyForm(**typed(self.request), calls=calls, initial={"source": self.request.GET.get("from")})

    def act(self, form: CopyForm) -> None:
        self.tender = actions.copy_call(form.cleaned_data["source"], by=self.person, now=self.now)


class WritePage(DeedPage):
    """A draft: its texts, its procedure and rounds; and the ways to everything else that belongs to it."""

    button = gettext_lazy("Save the draft")

    def get_page_title(self) -> str:
        return self.tender.title

    def get_template_names(self) -> list[str]:
        if self.tender.template:
            return ["admin/template.html"]
        return ["admin/write.html" if self.tender.state == TenderState.DRAFT else "admin/read.html"]

    def make_form(self) -> CallForm:
        form = CallForm(**typed(self.request), tender=self.tender)
        carry(form, digests_of(written(self.tender)))
        if self.tender.template:
            return form
        sent = self.tender.sent_on is not None
        form.say_the_earliest(self.tender.earliest_lawful_deadline(self.now), sent=sent)
        say_beside_call(form, self.tender)
        return form

    def act(self, form: CallForm) -> None:
        actions.edit_draft(self.tender, form.facts(), seen=form.cleaned_data[SEEN], by=self.person, now=self.now)

    def crumbs(self) -> Any:
        yield from above(self.tender)

    def get_header_buttons(self) -> list[HeaderButton]:
        """Lead to the page as everybody will see it, and to the office page."""
        reference = [self.tender.reference]
        if self.tender.template:
            started = f"{reverse(f'{SPACE}:from_template')}?from={self.tender.reference}"
            return [HeaderButton(_("Start a draft from it"), url=started, icon_name="copy")]
        buttons = [
            HeaderButton(_("Office page"), url=reverse("desk:call", args=reference), icon_name="folder-open-inverse"),
            HeaderButton(_("Use as a template"), url=self.address_of("make_template"), icon_name="copy"),
        ]
        if self.tender.state in UNPUBLISHED:
            seen = reverse("desk:preview", args=reference)
            buttons.append(HeaderButton(_("Preview of the public page"), url=seen, icon_name="view"))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tender = Tender.objects.select_related("buyer", "terms").get(pk=self.tender.pk)
        facts = {"tender": tender, "lots": lots_of(tender), "entries": self._history()}
        facts["blockers"] = [] if tender.template else blockers(tender, SEND, by=self.person, now=self.now)
        facts["used"] = used_in(tender)
        facts["comments"] = open_comments(tender)
        facts["comments"], facts["warnings"] = open_comments(tender), warnings_of(tender, self.now)
        facts["terms"] = told_of_call(tender, self.now)
        facts["selection"] = tender.selection.select_related("lot")
        return super().get_context_data(**facts, **kwargs)

    def _history(self) -> list[Entry]:
        _page, entries = log_of(self.tender, self.person, self.now, page=None)
        return entries[:LATEST]


class SendPage(DeedPage):
    """Ask, then send the call for approval."""

    page_title = gettext_lazy("Send the call for approval?")
    lead = gettext_lazy("A second person reads it, and approves it or sends it back. Until then nobody can change it.")
    button = gettext_lazy("Send for approval")
    said = gettext_lazy("The call is sent for approval.")
    form_class = forms.Form

    def act(self, form: forms.Form) -> None:
        actions.submit_for_review(self.tender, by=self.person, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        against = blockers(self.tender, SEND, by=self.person, now=self.now)
        return super().get_context_data(blockers=against, **kwargs)


def lots_of(tender: Tender) -> QuerySet[Lot]:
    """Return the lots of a call with the sum of their weights."""
    return tender.lots.annotate(total=Sum("criteria__weight")).order_by("position")
