"""How a form is written into a page: labels, hints, errors by their field, one summary; no field without its name."""

import re

import pytest
from django import forms
from django.template import engines
from django.utils import translation


class Form(forms.Form):
    number = forms.CharField(label="Company number", help_text="Ten digits.", widget=forms.TextInput({"class": "wide"}))
    price = forms.DecimalField(label="Price", required=False)
    level = forms.ChoiceField(label="Level", choices=[("0", "None"), ("10", "Good")], widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(label="Kinds", choices=[("a", "Works")], widget=forms.CheckboxSelectMultiple)
    why = forms.CharField(label="Why", widget=forms.Textarea)
    lot = forms.ChoiceField(label="Lot", choices=[("1", "Lot 1")])
    file = forms.FileField(label="File")
    sure = forms.BooleanField(label="I declare", help_text="On your honour.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def html(data=None) -> str:
    return str(Form(data))


def summary(data=None) -> str:
    template = engines["django"].from_string('{% include "components/error_summary.html" with form=form only %}')
    return template.render({"form": Form(data)})


def test_every_control_has_a_label_or_a_legend():
    page = html()
    ids = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page)) - {"id_secret"}
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    assert len(ids) == len({"number", "price", "level_0", "level_1", "kinds_0", "why", "lot", "file", "sure"})
    assert ids == labelled
    assert page.count("<fieldset") == page.count("<legend") == 2


def test_a_file_is_asked_in_our_own_look():
    assert re.search(r'<input type="file" name="file" class="govuk-file-upload"', html())


def test_the_hint_of_a_box_stands_below_its_words_and_its_error_above():
    page = html({})
    places = [page.index(sign) for sign in ('id="id_sure_error"', 'for="id_sure"', 'id="id_sure_helptext"')]
    assert places == sorted(places)


def test_a_hint_and_an_error_describe_their_field():
    page = html({})
    described = re.search(
        r'id="id_number"[^>]*aria-describedby="([^"]+)"|aria-describedby="([^"]+)"[^>]*id="id_number"', page
    )
    assert (described[1] or described[2]).split() == ["id_number_helptext", "id_number_error"]
    assert 'id="id_number_helptext"' in page
    assert 'id="id_number_error"' in page


def test_an_error_says_so_in_words_and_only_at_its_field():
    page = html({"price": "many"})
    assert page.count("Error:") == 8
    group = page[page.index('for="id_price"') :]
    assert group.index("Enter a number.") < group.index('for="id_level_0"')
    assert "Error:" not in html()


def test_what_may_be_left_out_says_so():
    assert re.findall(r">([^<]+) \(optional\)", html()) == ["Price"]


def test_a_class_of_ones_own_is_kept_beside_ours():
    assert 'class="govuk-input wide"' in html()
    assert 'class="govuk-input govuk-input--error wide"' in html({})


def test_what_was_typed_comes_back_as_text():
    page = html({"number": '"><script>', "why": "<b>", "level": "10", "lot": "1"})
    assert "<script>" not in page
    assert "<b>" not in page
    assert re.search(r'value="10"[^>]*checked', page)
    assert re.search(r'value="1"[^>]*selected', page)


def test_the_summary_links_to_each_field_by_name():
    page = summary({"price": "many"})
    targets = re.findall(r'href="#([^"]+)"', page)
    assert targets == ["id_number", "id_price", "id_level_0", "id_kinds_0", "id_why", "id_lot", "id_file", "id_sure"]
    assert "Price: Enter a number." in page
    form = html({"price": "many"})
    assert all(f'id="{target}"' in form for target in targets)


def test_a_form_without_errors_has_no_summary():
    assert summary().strip() == ""
