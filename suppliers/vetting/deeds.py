"""What an officer can do with a file from where it stands: the words of each deed's page, and what it needs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.accounts.models import User
from procurement.lifecycle import Sentence, blockers, moves_of
from suppliers.filing.queries import officers_of
from suppliers.lifecycle import ApplicationState
from suppliers.models import WAITING, Application
from suppliers.vetting import actions, hearings
from suppliers.vetting.forms import ChangesForm, HearingForm, NoForm, OfficerForm, RefuseForm, SuspendForm
from suppliers.vetting.queries import open_hearing

S = ApplicationState


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed with the words of its page, and the states in which it is offered."""

    act: Callable[..., object]
    form: type[forms.Form]
    states: tuple[str, ...]
    title: Sentence
    follows: Sentence
    button: Sentence
    done: Sentence


DEEDS: Mapping[str, Deed] = {
    "take_up": Deed(
        actions.take_up,
        NoForm,
        (S.SUBMITTED,),
        _("Take the file up?"),
        _("You are in charge of it. The promised day stays."),
        _("Take up"),
        _("The file is yours."),
    ),
    "verify": Deed(
        actions.verify,
        NoForm,
        (S.UNDER_REVIEW,),
        _("Verify the file?"),
        _("You say that what the firm said of itself is true. It holds for a year, and the firm is told."),
        _("Verify"),
        _("The file is verified."),
    ),
    "request_changes": Deed(
        actions.request_changes,
        ChangesForm,
        (S.UNDER_REVIEW,),
        _("Ask for changes"),
        _("Write beside a field what is to be mended. The firm reads it there, changes or answers, hands in again."),
        _("Send to the firm"),
        _("The firm is told what to mend."),
    ),
    "refuse": Deed(
        actions.refuse,
        RefuseForm,
        (S.UNDER_REVIEW,),
        _("Refuse the file"),
        _("The firm may still bid, and ask again. It reads your reason, and what it can do."),
        _("Refuse"),
        _("The file is refused, with your reason."),
    ),
    "assign": Deed(
        actions.assign,
        OfficerForm,
        tuple(WAITING),
        _("Give the file to an officer"),
        _("Whoever gets it is told. The promised day stays."),
        _("Give"),
        _("The file is given."),
    ),
    "announce_hearing": Deed(
        hearings.announce_hearing,
        HearingForm,
        (S.VERIFIED,),
        _("Hear the firm before suspending"),
        _("Nothing is decided yet. The firm reads the grounds and can answer until the day that you name."),
        _("Announce to the firm"),
        _("The firm is told, and can answer."),
    ),
    "suspend": Deed(
        hearings.suspend,
        SuspendForm,
        (S.VERIFIED,),
        _("Suspend the check"),
        _("The firm may still bid, and ask for a new check. It reads your reason."),
        _("Suspend"),
        _("The check is suspended, with your reason."),
    ),
    "drop_hearing": Deed(
        hearings.drop_hearing,
        NoForm,
        (S.VERIFIED,),
        _("Close the matter?"),
        _("The check stays valid, and the firm is told."),
        _("Close the matter"),
        _("The matter is closed: the check stays valid."),
    ),
}
# Of these, the ones that need a hearing, and the one that needs none to run.
DURING_A_HEARING, WITHOUT = {"suspend", "drop_hearing"}, {"announce_hearing"}


def deeds_for(application: Application) -> Iterator[tuple[str, Deed]]:
    """Yield name and words of what can be done with a file now."""
    heard = application.state == S.VERIFIED and open_hearing(application) is not None
    for name, deed in DEEDS.items():
        if application.state in deed.states and name not in (WITHOUT if heard else DURING_A_HEARING):
            yield name, deed


def form_of(deed: Deed, application: Application, typed: Mapping[str, Any]) -> forms.Form:
    """Return the form of a deed, with what was typed."""
    if deed.form is OfficerForm:
        return OfficerForm(**typed, officers=officers_of(application.buyer))
    return deed.form(**typed)


def act(name: str, application: Application, form: forms.Form, *, by: User, now: datetime) -> None:
    """Do what the form says."""
    data = form.cleaned_data
    facts = {"remarks": data} if name == "request_changes" else data
    DEEDS[name].act(application, **facts, by=by, now=now)


def against(name: str, application: Application, *, by: User, now: datetime) -> list[Sentence]:
    """Return what stands in the way of a deed before anything is typed."""
    if name in moves_of(Application):
        return blockers(application, name, by=by, now=now)
    return [_("You belong to this firm: a colleague checks its file.")] if application.is_of_the_firm(by) else []
