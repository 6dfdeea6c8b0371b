"""What an officer, and who runs the portal, says of an outage."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from procurement.calendar.moments import NonexistentTimeError, to_utc
from procurement.forms import DayInput
from tenders.calls.deed_forms import words
from tenders.calls.forms import ClockInput


class DeclineForm(forms.Form):
    """Why the deadline stands."""

    reason = words(_("Reason"), help_text=_("It is kept in the log of the call."))


class OutageForm(forms.Form):
    """From when until when, at the clocks of the portal, and what happened."""

    began_day = forms.DateField(label=_("Began, day"), widget=DayInput)
    began_time = forms.TimeField(label=_("Began, time"), widget=ClockInput)
    ended_day = forms.DateField(label=_("Ended, day"), widget=DayInput)
    ended_time = forms.TimeField(label=_("Ended, time"), widget=ClockInput)
    reason = words(_("What happened"), help_text=_("Everybody can read it."))

    def facts(self) -> dict[str, Any]:
        """Return the two moments (UTC) and the reason."""
        data = self.cleaned_data
        return {"began_at": data["began_at"], "ended_at": data["ended_at"], "reason": data["reason"]}

    def clean(self) -> dict[str, Any]:
        """Make moments of days and times."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("began", "ended"):
            data[f"{name}_at"] = self._moment(name, data)
        return data

    def _moment(self, name: str, data: dict[str, Any]) -> datetime | None:
        day, at = data.get(f"{name}_day"), data.get(f"{name}_time")
        if day is None or at is None:
            return None
        try:
            return to_utc(day, at, settings.TIME_ZONE)
        except NonexistentTimeError as error:
            self.add_error(f"{name}_time", str(error))
            return None
