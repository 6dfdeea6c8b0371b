"""Each field of ours that tells of a person or a firm has its reason; and the reason is told where it is asked."""

import re

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils.translation import override

from procurement.data_use.entry import Basis, Subject
from procurement.data_use.registry import DATA_USE, by_subject, unexplained, use_of
from procurement.data_use.without import WITHOUT
from suppliers.onboarding.forms import FirmForm, NewFirmForm, NumberForm, PersonForm, RoleForm
from suppliers.onboarding.profile_forms import ProfileForm
from tests.house.tree import PACKAGES
from tests.personas import Personas

WHAT_TO_DO = """
These fields have no entry in DATA_USE: nobody has said why they are kept, for whom, and how long.
Does a field tell of a person or a firm? Add it to a Use in procurement/data_use/ (people.py, firms.py or calls.py):
    Use(of=("app.Model",), what=_("…"), purpose=_("So that …"), basis=Basis.…, seen_by=(Reader.…,), kept=Term.…,
        about=Subject.…)
"app.Model" stands for all of the model's fields; one that fits an entry that is there is added to its `of`.
Does it tell of neither? Add "app.Model" or "app.Model.field" with the reason to procurement/data_use/without.py.
A form that asks for the fields gets `kept_in = "app.Model"`: "Why we ask" then stands beside them.
"""


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]


def label_exists(label: str) -> bool:
    app, model, *field = label.split(".")
    names = {each.name for each in apps.get_model(app, model)._meta.get_fields()}
    return set(field) <= names


def test_every_field_of_ours_is_explained():
    if found := list(unexplained(own_models())):
        pytest.fail("\n".join([WHAT_TO_DO, *found]), pytrace=False)


def test_a_new_field_is_found():
    class Shoe(models.Model):  # noqa: DJ008  nobody reads its name
        size = models.IntegerField()
        wearers = models.ManyToManyField("accounts.User", related_name="+")

        class Meta:
            app_label = "nowhere"
            managed = False

    apps.all_models.pop("nowhere")
    assert list(unexplained([Shoe])) == ["nowhere.Shoe.size", "nowhere.Shoe.wearers"]


def test_nothing_is_explained_that_is_not_there():
    named = [label for use in DATA_USE for label in use.of] + list(WITHOUT)
    assert [label for label in named if not label_exists(label)] == []
    assert sorted({label for label in named if named.count(label) > 1}) == []


def test_what_is_said_of_a_field_goes_before_what_is_said_of_its_model():
    assert use_of("accounts.User.email") != use_of("accounts.User.password")
    assert use_of("accounts.User.password").of[0] == "accounts.User"
    assert use_of("suppliers.RegisterLabel.text") is None


def test_every_heading_has_something_below_it():
    assert [subject for subject, uses in by_subject() if not uses] == []
    assert sum(len(uses) for _subject, uses in by_subject()) == len(DATA_USE)


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_the_public_page_says_all_of_it_in_each_language(db, language: str):
    page = Client().get(f"/{language}/what-we-know/").content.decode()
    assert page.count("<h3>") == len(DATA_USE)
    for use in DATA_USE:
        with override("en"):
            assert f">{use.purpose}<" not in page
    with override(language):
        assert all(f"<h2>{subject.label}</h2>" in page for subject in Subject)


@pytest.mark.parametrize("form", [FirmForm, NumberForm, ProfileForm, PersonForm])
def test_each_field_of_registration_and_profile_says_why_it_is_asked(form):
    asked = [field.name for field in form() if not field.why]
    assert asked == (["words"] if form is ProfileForm else [])


def test_a_form_that_keeps_nothing_explains_nothing():
    assert [field.why for field in RoleForm()] == [None]


def test_the_reason_stands_beside_its_field_folded_away(personas: Personas):
    personas.stranger.name = ""
    page = str(NewFirmForm(person=personas.stranger))
    group = page[page.index("Registered office") : page.index("Main activity")]
    assert re.search(r"<details.*Why we ask<span[^>]*> – Registered office</span>", group, re.DOTALL)
    assert str(use_of("suppliers.Supplier.address").purpose) in group
    assert "Public: once you win." in group
    assert page.count("<details") == len(NewFirmForm(person=personas.stranger).fields)


def test_what_may_stay_empty_is_optional_in_its_form():
    optional = [name for name, field in FirmForm.base_fields.items() if not field.required]
    chosen = [name for name in FirmForm.base_fields if use_of(f"suppliers.Supplier.{name}").basis == Basis.CONSENT]
    assert set(chosen) <= set(optional)
