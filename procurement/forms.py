"""How every form of the site is written into a page: label above, hint, why we ask, error by its field, no script."""

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from procurement.data_use.entry import Use
from procurement.data_use.registry import use_of


class ExplainedField(BoundField):
    """A field that knows why it is asked, where its form says which model keeps it.

    `kept_in = "suppliers.Supplier"` on the form; `kept_as = {"own_name": "accounts.User.name"}` for fields of other
    names, "" for one that is not kept.
    """

    @property
    def why(self) -> Use | None:
        """What the registry says of it; None for a form that keeps nothing of people or firms."""
        model: str = getattr(self.form, "kept_in", "")
        label: str = getattr(self.form, "kept_as", {}).get(self.name, f"{model}.{self.name}" if model else "")
        return use_of(label) if label else None


class FormRenderer(TemplatesSetting):
    """Django's renderer with our templates: `templates/forms/`, controls in `templates/django/forms/widgets/`."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = ExplainedField


class DayInput(forms.DateInput):
    """The browser's own calendar; without one, a day is typed as 2027-03-15."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__({"class": "govuk-input--width-10"}, format="%Y-%m-%d")
