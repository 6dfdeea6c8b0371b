"""Call templates: kept by the officers of a buyer, begun from, archived. They are written on the pages of a draft."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenders.admin.base import SPACE, DeedPage
from tenders.admin.writing import BeginPage
from tenders.calls import actions
from tenders.calls.deed_forms import FromTemplateForm, NoForm, TemplateForm
from tenders.calls.queries import templates_of
from tenders.calls.showing import typed
from tenders.models import Tender


class TemplatesPage(BeginPage):
    """The templates of the officer's buyers, those that are archived last."""

    http_method_names = ["get"]
    template_name = "admin/templates.html"
    page_title = _("Call templates")
    lead = _("A template is never published: drafts begin with its texts, lots and criteria.")

    def make_form(self) -> NoForm:
        return NoForm()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(templates=templates_of(self.person), **kwargs)


class FromTemplatePage(BeginPage):
    """A new call from a template of the same buyer."""

    page_title = _("Start from a template")
    lead = _("Only templates of your own offices are listed.")
    button = _("Start the draft")
    said = _("The draft is made from the template. Say now until when bids may come in.")

    def make_form(self) -> FromTemplateForm:
        offered = templates_of(self.person).filter(archived_at=None)
        chosen = {"source": self.request.GET.get("from")}
        return FromTemplateForm(**typed(self.request), templates=offered, initial=chosen)

    def act(self, form: FromTemplateForm) -> None:
        data = form.cleaned_data
        self.tender = actions.copy_call(data["source"], title=data["title"], by=self.person, now=self.now)


class MakeTemplatePage(DeedPage):
    """Keep a call as a template."""

    page_title = _("Use this call as a template?")
    lead = _("Its texts, lots and criteria are kept as a template of your office. The call itself stays as it is.")
    button = _("Make the template")
    said = _("The template is made.")

    def make_form(self) -> TemplateForm:
        return TemplateForm(**typed(self.request), initial={"title": self.tender.title})

    def act(self, form: TemplateForm) -> None:
        title = form.cleaned_data["title"]
        self.made = actions.make_template(self.tender, title=title, by=self.person, now=self.now)

    def get_success_url(self) -> str:
        return reverse(f"{SPACE}:write", args=[self.made.reference])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(blockers=actions.why_no_template(self.tender), **kwargs)


class ArchivePage(DeedPage):
    """Ask, then offer a template no more; or again."""

    form_class = NoForm

    @property
    def template(self) -> Tender:
        """The template; a call is none."""
        if not self.tender.template:
            raise Http404
        return self.tender

    def come_in(self) -> object:
        self.archives = self.template.archived_at is None
        return self.template

    def get_page_title(self) -> Any:
        return _("Archive this template?") if self.archives else _("Bring this template back?")

    def act(self, form: NoForm) -> None:
        deed = actions.archive_template if self.archives else actions.restore_template
        deed(self.template, by=self.person, now=self.now)

    def form_valid(self, form: NoForm) -> HttpResponse:
        self.said = _("The template is archived.") if self.archives else _("The template is offered again.")
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse(f"{SPACE}:templates")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.button = _("Archive the template") if self.archives else _("Bring the template back")
        if self.archives:
            self.lead = _(
                "No draft is begun from it any more. What was begun from it stays, and it can be brought back."
            )
        return super().get_context_data(thing=self.template, **kwargs)
