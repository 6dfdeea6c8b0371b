"""Two people write in one draft: the second is told, is shown what the first saved, and loses nothing that it typed.

A form carries a digest of each value that it began with. A deed compares them with what is there, the row locked.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from procurement.accounts.models import User
from procurement.audit.models import Event
from procurement.lifecycle import Refused

SEEN = "seen"
SIGNS = 12  # of the digest: enough to tell a change, which nobody tries to forge
Written = Mapping[str, object]


class Overtaken(Refused):
    """Somebody else saved after the form was opened. `now_there`: what it saved, by the names of the fields."""

    def __init__(self, who: str, now_there: Written) -> None:
        self.now_there = now_there
        said = _("%(who)s saved here while you were writing. Nothing that you typed is lost: see what was saved "
                 "meanwhile, then save again.")  # fmt: skip
        super().__init__(said % {"who": who})


def digests_of(written: Written) -> str:
    """Return a short digest of each value, as a form carries them: "title:0f3a… value:…"."""
    return " ".join(f"{name}:{_digest(value)}" for name, value in written.items())


def refuse_overtaken(seen: str, there: Written, *, verb: str, thing: Model) -> None:
    """Raise Overtaken where something else is there than the form has seen; "" was seen by nobody, and is not asked.

    `verb`: the deed that saves here; the log tells who did it last.
    """
    if not seen or seen == digests_of(there):
        return
    last = Event.objects.filter(object_type=thing._meta.model_name, object_id=str(thing.pk), verb=verb).last()
    person = User.objects.filter(pk=last.actor_id).first() if last and last.actor_id else None
    raise Overtaken(str(person or _("Somebody")), there)


def carry(form: forms.Form, seen: str) -> None:
    """Let the form carry what it began with."""
    form.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput, initial=seen)


def show_meanwhile(form: forms.Form, overtaken: Overtaken) -> None:
    """Show what was saved meanwhile: in the fields that were not touched; beside those that were, with its words.

    What the form then carries is what is there: saving again lets it hold.
    """
    typed, there = dict(form.cleaned_data), overtaken.now_there
    form.add_error(None, str(overtaken))
    seen = dict(pair.partition(":")[::2] for pair in typed.get(SEEN, "").split())
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # what a browser sends is kept from changes
    form.data = data
    for name, value in there.items():
        if seen.get(name) == _digest(value):
            continue
        if name in typed and seen.get(name) == _digest(typed[name]):
            data[form.add_prefix(name)] = form[name].field.prepare_value(value) if value is not None else ""
        elif name not in typed or _digest(typed[name]) != _digest(value):
            said = _("Saved meanwhile: %(text)s. What you typed takes its place if you save again.")
            form.add_error(name if name in typed else None, said % {"text": _plain(value) or "–"})
    data[form.add_prefix(SEEN)] = digests_of(there)


def _digest(value: object) -> str:
    return hashlib.sha256(_plain(value).encode()).hexdigest()[:SIGNS]


def _plain(value: Any) -> str:
    """Return a value as text, the same for what was typed and for what the database gave back."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list | tuple):
        return "; ".join(_plain(one) for one in value)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
