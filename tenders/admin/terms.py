"""The terms of a draft in the admin: of the call as a whole, and of the contract of each lot."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenders.admin.base import DeedPage
from tenders.calls import actions
from tenders.calls.beside_terms import say_beside_contract, say_beside_terms
from tenders.calls.pieces_forms import BasePieces, EverywhereForm
from tenders.calls.rows import MORE, piece_rows
from tenders.calls.showing import typed
from tenders.calls.terms_forms import LotTermsForm, TermsForm
from tenders.models import Lot


class TermsPage(DeedPage):
    """What holds for every bid."""

    page_title = gettext_lazy("Terms of the call")
    lead = gettext_lazy("What holds for every bid. All of it is published.")
    said = gettext_lazy("The terms are saved.")

    def make_form(self) -> TermsForm:
        form = TermsForm(**typed(self.request), tender=self.tender, now=self.now)
        say_beside_terms(form, self.tender)
        return form

    def act(self, form: TermsForm) -> None:
        actions.write_terms(self.tender, form.facts(), by=self.person, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(blockers=actions.why_not_edited(self.tender), **kwargs)


class LotTermsPage(TermsPage):
    """How the contract of a lot runs, and what may be offered for it."""

    lead = gettext_lazy("All of it is published.")

    @cached_property
    def lot(self) -> Lot:
        """The lot of this call."""
        return get_object_or_404(self.tender.lots.select_related("terms"), pk=self.kwargs["pk"])

    def come_in(self) -> object:
        return self.lot

    def get_page_title(self) -> str:
        return _("The contract of lot %(lot)s") % {"lot": self.lot.number}

    def make_form(self) -> LotTermsForm:  # type: ignore[override]  # of one lot
        form = LotTermsForm(**typed(self.request), lot=self.lot, several=self.tender.lots.count() > 1)
        say_beside_contract(form, self.lot)
        return form

    def act(self, form: LotTermsForm) -> None:  # type: ignore[override]
        everywhere = form.for_every_lot
        actions.write_lot_terms(self.lot, form.facts(), everywhere=everywhere, by=self.person, now=self.now)


class PiecesPage(LotTermsPage):
    """What a bid for a lot must hold."""

    template_name = "admin/pieces.html"
    lead = gettext_lazy("Firms read it before they start, and nobody can hand a bid in that lacks something.")
    said = gettext_lazy("What a bid must hold is saved.")

    def get_page_title(self) -> str:
        return _("What a bid for lot %(lot)s must hold") % {"lot": self.lot.number}

    @cached_property
    def rows(self) -> BasePieces:
        """The pieces as rows."""
        return piece_rows(self.request, self.lot)

    def make_form(self) -> EverywhereForm:  # type: ignore[override]
        more = MORE in self.request.POST
        return EverywhereForm(**({} if more else typed(self.request)), several=self.tender.lots.count() > 1)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not self.rows.is_bound:
            return self.render_to_response(self.get_context_data(form=form))
        return self.form_valid(form) if form.is_valid() and self.rows.is_valid() else self.form_invalid(form)

    def act(self, form: EverywhereForm) -> None:  # type: ignore[override]
        everywhere = form.for_every_lot
        actions.write_pieces(self.lot, self.rows.facts(), everywhere=everywhere, by=self.person, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=self.rows, **kwargs)
