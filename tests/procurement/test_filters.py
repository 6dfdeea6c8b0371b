"""The filters that every template has."""

from procurement.filters import unbroken


def test_a_code_in_a_heading_keeps_to_one_line_and_reads_the_same():
    assert "-" not in unbroken("B-729D-KBTK")
    assert unbroken("B-729D-KBTK").replace("\N{NON-BREAKING HYPHEN}", "-") == "B-729D-KBTK"
