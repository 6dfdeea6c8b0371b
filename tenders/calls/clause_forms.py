"""The shape of a clause, and of putting one into a draft."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import LANGUAGES, Buyer
from tenders.calls.clauses import Place
from tenders.models import Clause, ClauseVersion


class WordsForm(forms.Form):
    """What a version says."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy("As it will stand in the call. It can be changed there."),
    )


class ClauseForm(WordsForm):
    """A new clause."""

    buyer = forms.ModelChoiceField(Buyer.objects.none(), label=gettext_lazy("Buyer"), empty_label=None)
    subject = forms.ChoiceField(label=gettext_lazy("Subject"), choices=Clause.Subject.choices)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)
    field_order = ["buyer", "subject", "language", "title", "text"]

    def __init__(self, *args: Any, buyers: QuerySet[Buyer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(buyers) > 1:
            self.fields["buyer"].queryset = buyers  # type: ignore[attr-defined]
        else:
            del self.fields["buyer"]


class VersionChoice(forms.ModelChoiceField):
    """A clause to choose, named by its subject and title."""

    def label_from_instance(self, version: ClauseVersion) -> str:
        named = {"title": version.title, "number": version.number, "subject": version.clause.get_subject_display()}
        return _("%(subject)s: %(title)s (version %(number)s)") % named


class InsertForm(forms.Form):
    """Which clause, and where."""

    version = VersionChoice(ClauseVersion.objects.none(), label=gettext_lazy("Clause"))
    place = forms.ChoiceField(label=gettext_lazy("Add it at the end of"))

    def __init__(self, *args: Any, versions: QuerySet[ClauseVersion], places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]
        self.fields["place"].choices = [(place.key, place.label) for place in places]  # type: ignore[attr-defined]
