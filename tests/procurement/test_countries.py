"""Countries are named, and sorted, in the reader's language."""

import pytest
from django.utils.translation import override

from procurement.countries import choices, name_of


@pytest.mark.parametrize(
    ("language", "name"), [("fr", "Belgique"), ("nl", "België"), ("de", "Belgien"), ("en", "Belgium")]
)
def test_a_country_is_named_in_the_readers_language(language, name):
    with override(language):
        assert name_of("BE") == name
        assert ("BE", name) in choices()


def test_accents_do_not_send_a_country_to_the_end():
    with override("fr"):
        names = [name for _code, name in choices()]
    assert names[0] == ""
    assert names.index("Égypte") < names.index("Espagne")
    assert len(names) == len(set(names)) > 240


def test_a_code_that_is_no_country_names_itself():
    assert name_of("XX") == "XX"
