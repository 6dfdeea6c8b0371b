"""`DATA_USE`: for each field that tells of a person or a firm, why it is kept, on what basis, for whom, how long.

A test fails for a field of a model of ours that is neither here nor among `WITHOUT`. The registry feeds "Why we ask"
beside the fields of forms, the public page, and the download of what is held about a firm.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from procurement.data_use import calls, firms, people
from procurement.data_use.entry import Subject, Use
from procurement.data_use.without import WITHOUT

DATA_USE: tuple[Use, ...] = (*people.USES, *firms.USES, *calls.USES)

_USE_OF = {label: use for use in DATA_USE for label in use.of}


def use_of(label: str) -> Use | None:
    """Return why the field "app.Model.field" is kept; what is said of the field goes before what of its model."""
    return _USE_OF.get(label) or _USE_OF.get(label.rpartition(".")[0])


def by_subject() -> list[tuple[Subject, list[Use]]]:
    """Return the whole registry under its headings."""
    return [(subject, [use for use in DATA_USE if use.about == subject]) for subject in Subject]


def fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the model's own fields that could tell something: all but its keys, and what it inherits of a page."""
    own = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [field for field in own if not field.primary_key]


def kept_fields(model: type[models.Model]) -> list[str]:
    """Return the names of the model's fields that are kept for a purpose, as DATA_USE names them."""
    labels = {field.name: f"{model._meta.label}.{field.name}" for field in fields_of(model)}
    return [name for name, label in labels.items() if use_of(label) and label not in WITHOUT]


def unexplained(model_classes: Iterable[type[models.Model]]) -> Iterator[str]:
    """Yield every field ("app.Model.field") of which nobody has said why it is kept."""
    for model in model_classes:
        for field in fields_of(model):
            label = f"{model._meta.label}.{field.name}"
            if not use_of(label) and label not in WITHOUT and model._meta.label not in WITHOUT:
                yield label
