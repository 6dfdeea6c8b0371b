"""The shape of what a draft asks of the firms."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.paginator import Page
from django.utils.translation import gettext_lazy as _

from tenders.calls.selection import ALL, SelectionFacts
from tenders.calls.selection_pages import ROWS
from tenders.models import SelectionCriterion

MOST = 50  # in one sending: a page and what was added to it


class SelectionForm(forms.Form):
    """One selection criterion. An empty row counts for nothing."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SelectionCriterion.Kind.choices, initial="technical")
    name = forms.CharField(label=_("What is asked of the firm"), max_length=600, required=False)
    level = forms.CharField(label=_("Minimum level"), max_length=600, required=False)
    proof = forms.CharField(label=_("Means of proof"), max_length=600, required=False)
    lot = forms.ChoiceField(label=_("For which lot"), required=False)

    def __init__(self, *args: Any, lots: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lot"].choices = lots  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A level and a proof are of something."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("name") and (data.get("level") or data.get("proof")):
            self.add_error("name", _("Say what is asked."))
        return data


class BaseSelection(forms.BaseFormSet[SelectionForm]):
    """The selection criteria of a call: all of them, or one `page` where there are many."""

    page: Page[SelectionFacts]

    @property
    def first(self) -> int:
        """How many criteria stand before those of this page."""
        return max(0, self.page.start_index() - 1)

    @property
    def place(self) -> slice:
        """Which of the call's criteria these rows are."""
        return slice(self.first, self.first + ROWS) if self.page.has_other_pages() else ALL

    def facts(self) -> list[SelectionFacts]:
        """Return what was written, without the rows that are empty or to be removed."""
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        names = ("kind", "name", "level", "proof", "lot")
        return [SelectionFacts(**{name: row[name] for name in names}) for row in rows if row.get("name")]


Selection: type[BaseSelection] = forms.formset_factory(  # type: ignore[assignment]  # of the `formset` that is given
    SelectionForm, formset=BaseSelection, extra=0, can_delete=True, max_num=MOST, validate_max=True
)
