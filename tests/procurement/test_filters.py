"""The filters that every template has."""

import pytest
from django.utils.translation import override

from procurement.filters import country_name, unbroken


def test_a_code_in_a_heading_keeps_to_one_line_and_reads_the_same():
    assert "-" not in unbroken("B-729D-KBTK")
    assert unbroken("B-729D-KBTK").replace("\N{NON-BREAKING HYPHEN}", "-") == "B-729D-KBTK"


@pytest.mark.parametrize(
    ("language", "name"), [("fr", "Belgique"), ("nl", "België"), ("de", "Belgien"), ("en", "Belgium")]
)
def test_a_country_has_its_name_in_the_readers_language(language, name):
    with override(language):
        assert country_name("BE") == name
        assert country_name("ZZ") == "ZZ"
