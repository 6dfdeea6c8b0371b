"""The shape of what is said about a call before it is published: a comment, its answer, an approval."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenders.calls.deed_forms import words


class CommentForm(forms.Form):
    """A comment on one part of a call."""

    about = forms.CharField(max_length=120, widget=forms.HiddenInput)
    text = words(
        _("Your comment"), help_text=_("Say what is to be changed, and why. The author reads it beside the field.")
    )


class AnswerForm(forms.Form):
    """What became of a comment."""

    answer = words(_("Your answer"), required=False)
    is_done = forms.BooleanField(
        label=_("It is done"), required=False, help_text=_("A comment that is done stays in the history.")
    )


class ApproveForm(forms.Form):
    """A yes; where comments are open, one that says so."""

    all_the_same = forms.BooleanField(
        label=_("I approve the call all the same"),
        error_messages={"required": _("Comments are open: tick that you approve all the same, or send the call back.")},
    )

    def __init__(self, *args: Any, comments: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not comments:
            del self.fields["all_the_same"]
