"""While a call is written again, what approvers remarked stands beside the field that it is about."""

from collections.abc import Callable, Iterable

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from tenders.calls.comments import by_part, open_comments
from tenders.calls.forms import BaseCriteria
from tenders.calls.selection_forms import BaseSelection
from tenders.models import Comment, Lot, Tender


def say_beside_call(form: forms.Form, tender: Tender) -> None:
    """Say beside the fields of the call's own form what is remarked on each."""

    def key(name: str) -> str:
        return f"deadline:{name[3:] or 1}" if name.startswith("day") else name

    say_beside([(form, key)], tender)


def say_beside_lot(form: forms.Form, criteria: BaseCriteria, lot: Lot) -> None:
    """Say it beside the fields of a lot and of its criteria."""
    rows: list[tuple[forms.Form, Callable[[str], str]]] = [
        (row, lambda name, row=row: f"criterion:{lot.identifier}:{row['code'].value()}:{name}")  # type: ignore[misc]
        for row in criteria
    ]
    say_beside([(form, lambda name: f"lot:{lot.identifier}:{name}"), *rows], lot.tender)


def say_beside_selection(rows: BaseSelection, tender: Tender) -> None:
    """Say it beside the rows of what is asked of the firms."""
    numbered = enumerate(rows, start=rows.first + 1)
    say_beside([(row, lambda name, number=number: f"asked:{number}:{name}") for number, row in numbered], tender)  # type: ignore[misc]


def say_beside(pairs: Iterable[tuple[forms.Form, Callable[[str], str]]], tender: Tender) -> None:
    """Say beside each field what is remarked on the part whose key is made of its name."""
    found = by_part(open_comments(tender))
    if not found:
        return
    for form, key in pairs:
        for name, field in form.fields.items():
            for comment in found.get(key(name), ()):
                field.help_text = format_html("{} {}", field.help_text, _in_a_line(comment))


def _in_a_line(comment: Comment) -> str:
    url = reverse("calls:answer_comment", args=[comment.reading.tender.reference, comment.pk])
    said = _("%(who)s remarks: “%(text)s”") % {"who": comment.made_by, "text": comment.text}
    told = _("Answered: “%(text)s”") % {"text": comment.answer} if comment.answer else ""
    line = '<strong>{}</strong> {} <a href="{}">{}</a>'
    return format_html(line, said, told, url, _("Answer, or say that it is done"))
