"""The parts of a draft: its lots with their criteria, what is asked of the firms, and its documents."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from procurement.lifecycle import Refused
from tenders.admin.base import DeedPage
from tenders.calls import actions
from tenders.calls.deed_forms import DocumentForm, NoForm
from tenders.calls.enclosures import MAX_BYTES
from tenders.calls.forms import BaseCriteria, LotForm, lot_facts
from tenders.calls.meanwhile import SEEN
from tenders.calls.rows import lot_forms, page_to_go_to, selection_form, selection_rows
from tenders.calls.selection_forms import BaseSelection
from tenders.calls.showing import typed
from tenders.models import Document, Lot


class AddLot(DeedPage):
    """Add an empty lot, and go to it."""

    http_method_names = ["post"]
    form_class = NoForm

    def post(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        try:
            lot = actions.add_lot(self.tender, by=self.person, now=self.now)
        except Refused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.address_of("write"))
        return redirect(self.address_of("lot", lot.pk))


class LotPage(DeedPage):
    """What a lot holds, and how bids for it are compared."""

    template_name = "admin/lot.html"
    button = gettext_lazy("Save the lot")

    @cached_property
    def lot(self) -> Lot:
        """The lot of this call."""
        return get_object_or_404(self.tender.lots, pk=self.kwargs["pk"])

    def come_in(self) -> object:
        return self.lot

    def get_page_title(self) -> str:
        return self.lot.label

    @cached_property
    def both(self) -> tuple[LotForm, BaseCriteria]:
        """The form of the lot, and the rows of its criteria."""
        return lot_forms(self.request, self.lot)

    def make_form(self) -> LotForm:
        return self.both[0]

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        form, criteria = self.both
        if not form.is_bound:
            return self.render_to_response(self.get_context_data())
        if form.is_valid() and criteria.is_valid():
            return self.form_valid(form)
        return self.form_invalid(form)

    def act(self, form: LotForm) -> None:
        facts, seen = lot_facts(form, self.both[1]), form.cleaned_data[SEEN]
        actions.edit_lot(self.lot, facts, seen=seen, by=self.person, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = self.tender.lots.count() == 1
        against = actions.why_not_edited(self.tender)
        rows = self.both[1]
        return super().get_context_data(
            rows=rows, last=last, lot=self.lot, blockers=against, tender=self.tender, **kwargs
        )


class RemoveLot(DeedPage):
    """Ask, then take a lot out."""

    page_title = gettext_lazy("Remove this lot?")
    button = gettext_lazy("Remove the lot")
    said = gettext_lazy("The lot is removed.")
    form_class = NoForm

    @cached_property
    def thing(self) -> Lot | Document:
        """What is taken out."""
        return get_object_or_404(self.tender.lots, pk=self.kwargs["pk"])

    def come_in(self) -> object:
        return self.thing

    def act(self, form: NoForm) -> None:
        assert isinstance(self.thing, Lot)  # noqa: S101  a document has a page of its own
        actions.remove_lot(self.thing, by=self.person, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        against = actions.why_not_edited(self.tender)
        return super().get_context_data(thing=self.thing, blockers=against, serious=True, **kwargs)


class SelectionPage(DeedPage):
    """What is asked of the firms."""

    template_name = "admin/selection.html"
    page_title = gettext_lazy("What is asked of the firms")
    said = gettext_lazy("What is asked of the firms is saved.")
    form_class = NoForm

    @cached_property
    def rows(self) -> BaseSelection:
        """The criteria as rows."""
        return selection_rows(self.request, self.tender)

    def make_form(self) -> NoForm:
        return selection_form(self.request, self.tender)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not self.rows.is_bound:
            return self.render_to_response(self.get_context_data(form=form))
        return self.form_valid(form) if form.is_valid() and self.rows.is_valid() else self.form_invalid(form)

    def act(self, form: NoForm) -> None:
        seen = form.cleaned_data[SEEN]
        place = self.rows.place
        actions.write_selection(
            self.tender, self.rows.facts(), instead_of=place, seen=seen, by=self.person, now=self.now
        )

    def get_success_url(self) -> str:
        """Return to the call, or stay for another page of the rows."""
        again = page_to_go_to(self.request)
        return f"{self.request.path}{again}" if again else super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        against = actions.why_not_edited(self.tender)
        return super().get_context_data(rows=self.rows, blockers=against, **kwargs)


class AddDocument(DeedPage):
    """Add a document to a draft."""

    page_title = gettext_lazy("Add a document")
    lead = gettext_lazy("Documents are free for everybody, and complete from the day of publication.")
    button = gettext_lazy("Add the document")
    said = gettext_lazy("The document is added.")
    limit = MAX_BYTES

    def come_in(self) -> object:
        """A template has no documents: they would not be taken over."""
        if self.tender.template:
            raise Http404
        return self.tender

    def make_form(self) -> DocumentForm:
        return DocumentForm(**typed(self.request), initial={"language": self.tender.language})

    def act(self, form: DocumentForm) -> None:
        actions.add_document(self.tender, **form.cleaned_data, by=self.person, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(blockers=actions.why_not_edited(self.tender), **kwargs)


class RemoveDocument(RemoveLot):
    """Ask, then take a document out."""

    page_title = gettext_lazy("Remove this document?")
    button = gettext_lazy("Remove the document")
    said = gettext_lazy("The document is removed.")

    @cached_property
    def thing(self) -> Document:
        """What is taken out."""
        return get_object_or_404(self.tender.documents, pk=self.kwargs["pk"])

    def act(self, form: NoForm) -> None:
        actions.remove_document(self.thing, by=self.person, now=self.now)
