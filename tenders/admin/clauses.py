"""The library of clauses in the admin, and the page that puts one into a draft."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tenders.admin.base import SPACE, DeedPage
from tenders.admin.writing import BeginPage
from tenders.calls import actions, clauses
from tenders.calls.clause_forms import ClauseForm, InsertForm, WordsForm
from tenders.calls.deed_forms import NoForm
from tenders.calls.showing import typed
from tenders.models import ClauseVersion


class ClausesPage(BeginPage):
    """The clauses of the officer's buyers, each in its last version; those that are archived last."""

    http_method_names = ["get"]
    template_name = "admin/clauses.html"
    page_title = _("Clause library")
    lead = _("Passages that your office uses again and again. While a call is written, one is added to its text.")

    def make_form(self) -> NoForm:
        return NoForm()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=clauses.clauses_of(self.buyers), **kwargs)


class NewClausePage(BeginPage):
    """Add a passage to the library."""

    page_title = _("Write a clause")
    lead = _("One clause a language. Every change makes a new version; calls keep the version that they used.")
    button = _("Save the clause")
    said = _("The clause is in the library.")

    def make_form(self) -> ClauseForm:
        return ClauseForm(**typed(self.request), buyers=self.buyers, initial={"language": self.buyers[0].language})

    def act(self, form: ClauseForm) -> None:
        buyer = form.cleaned_data.pop("buyer", None) or self.buyers[0]
        clauses.write_clause(buyer, **form.cleaned_data, by=self.person, now=self.now)

    def crumbs(self) -> Any:
        yield from super().crumbs()
        yield {"url": reverse(f"{SPACE}:clauses"), "label": _("Clause library")}

    def get_success_url(self) -> str:
        return reverse(f"{SPACE}:clauses")


class ClausePage(NewClausePage):
    """Write the next version of a clause; all earlier ones stay to be read."""

    template_name = "admin/clause.html"
    lead = _("A change makes a new version. Drafts that used an earlier one say so.")
    button = _("Save as a new version")
    said = _("The clause is saved.")

    @cached_property
    def versions(self) -> QuerySet[ClauseVersion]:
        """Every version, the last first; none for whoever writes no calls for its buyer."""
        mine = ClauseVersion.objects.filter(clause=self.kwargs["clause"], clause__buyer__in=self.buyers)
        return mine.select_related("clause", "made_by").order_by("-number")

    @cached_property
    def last(self) -> ClauseVersion:
        """The version that is offered."""
        return get_object_or_404(self.versions[:1])

    def come_in(self) -> object:
        return super().come_in() and self.last

    def get_page_title(self) -> str:
        return self.last.title

    def make_form(self) -> WordsForm:  # type: ignore[override]  # the buyer and the language stay
        return WordsForm(**typed(self.request), initial={"title": self.last.title, "text": self.last.text})

    def act(self, form: WordsForm) -> None:
        clauses.revise_clause(self.last.clause, **form.cleaned_data, by=self.person, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=self.versions, last=self.last, **kwargs)


class ArchiveClausePage(ClausePage):
    """Ask, then offer a clause no more; or again."""

    template_name = "admin/deed.html"
    lead = _("Calls that used it keep their text.")

    @property
    def archives(self) -> bool:
        """Whether the clause is offered now."""
        return self.last.clause.archived_at is None

    def get_page_title(self) -> Any:
        return _("Archive this clause?") if self.archives else _("Bring this clause back?")

    def make_form(self) -> NoForm:  # type: ignore[override]  # only a yes
        return NoForm(**typed(self.request))

    def act(self, form: NoForm) -> None:  # type: ignore[override]
        clauses.archive_clause(self.last.clause, by=self.person, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.button = _("Archive the clause") if self.archives else _("Bring the clause back")
        return super().get_context_data(thing=self.last, **kwargs)


class InsertPage(DeedPage):
    """Put a clause into a text of the draft."""

    template_name = "admin/insert_clause.html"
    page_title = _("Add a clause")
    lead = _("It is added at the end of the text that you choose, and can be changed there.")
    button = _("Add the clause")
    said = _("The clause is added. Read the text again where it stands now.")

    def make_form(self) -> InsertForm:
        offered, places = clauses.offered_to(self.tender), clauses.places_of(self.tender)
        return InsertForm(
            **typed(self.request), versions=offered, places=places, initial={"place": self.request.GET.get("place")}
        )

    def act(self, form: InsertForm) -> None:
        clauses.insert_clause(self.tender, **form.cleaned_data, by=self.person, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        against = actions.why_not_edited(self.tender)
        return super().get_context_data(
            blockers=against, offered=clauses.offered_to(self.tender), used=clauses.used_in(self.tender), **kwargs
        )
