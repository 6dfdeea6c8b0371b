"""What the pages of a call in the admin share: who may come in, and how a deed is tried with what was typed."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from procurement import clock
from procurement.accounts.models import User
from procurement.lifecycle import Refused, Sentence
from procurement.uploads import uploads_in_memory
from tenders.calls.meanwhile import Overtaken, show_meanwhile
from tenders.calls.queries import written_by
from tenders.calls.showing import NOT_YET, mind_the_size, typed
from tenders.models import Tender

SPACE = "office_calls"


def guarded(view: "type[DeedPage]") -> Callable[..., HttpResponseBase]:
    """Return the view as a function that names its rule, and takes as large a file as its page says."""
    function: Callable[..., HttpResponseBase] = view.as_view()
    if view.limit:
        function = uploads_in_memory(view.limit)(function)
    function.access_rule = "officers of the buyer"  # type: ignore[attr-defined]  # the mark that the test reads
    return function


def above(tender: Tender) -> Iterator[dict[str, Any]]:
    """Yield the lists in which the call stands, or the template."""
    yield {"url": reverse(f"{SPACE}:index"), "label": _("Calls")}
    if tender.template:
        yield {"url": reverse(f"{SPACE}:templates"), "label": _("Call templates")}


class DeedPage(WagtailAdminTemplateMixin, FormView[Any]):
    """A form whose saving is a deed. What the rules refuse is said above it, and nothing typed is lost."""

    form_class = forms.Form
    template_name = "admin/deed.html"
    header_icon = "doc-full"
    lead: Sentence = ""
    button: Sentence = _("Save")
    said: Sentence = _("Saved.")
    limit: int | None = None  # of a file that is sent along, in bytes

    @cached_property
    def tender(self) -> Tender:
        """The call, or the template; there is none for whoever is no officer of its buyer."""
        return get_object_or_404(written_by(self.person), reference=self.kwargs["reference"])

    @property
    def person(self) -> User:
        """Who writes: the admin has asked for a sign-in."""
        assert isinstance(self.request.user, User)  # noqa: S101  never somebody unknown
        return self.request.user

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask who may come in before anything else."""
        self.now = clock.now()
        self.come_in()
        answer: HttpResponseBase = super().dispatch(*args, **kwargs)
        return answer

    def come_in(self) -> object:
        """Raise Http404 for whom this page is not there."""
        return self.tender

    def get_form(self, form_class: Any = None) -> Any:
        """Return the form of this page; a file that did not fit is said to be too large."""
        form = self.make_form()
        if self.limit and "file" in form.fields:
            mind_the_size(self.request, form, self.limit)
        return form

    def make_form(self) -> Any:
        """Return the form, with what was typed."""
        return self.form_class(**typed(self.request))

    def act(self, form: Any) -> object:
        """Do it. Raises Refused."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Try the deed."""
        try:
            self.act(form)
        except Overtaken as overtaken:
            show_meanwhile(form, overtaken)
            return self.form_invalid(form)
        except Refused as refusal:
            for sentence in refusal.sentences:
                form.add_error("file" if self.limit else None, str(sentence))
            return self.form_invalid(form)
        messages.success(self.request, str(self.said))
        return redirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is to be mended."""
        return self.render_to_response(self.get_context_data(form=form), status=NOT_YET)

    def get_success_url(self) -> str:
        """Return to the call."""
        return self.address_of("write")

    def address_of(self, name: str, *args: object) -> str:
        """Return the address of another page of this call."""
        return reverse(f"{SPACE}:{name}", args=[self.tender.reference, *args])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.crumbs(), {"url": "", "label": str(self.get_page_title())}]

    def crumbs(self) -> Iterator[dict[str, Any]]:
        """Yield the pages above this one."""
        yield from above(self.tender)
        yield {"url": self.address_of("write"), "label": self.tender.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"lead": self.lead, "submit_button_label": self.button, "media": context["form"].media}
        return {**context, "action_url": "", "has_unsaved_changes": context["form"].is_bound}
