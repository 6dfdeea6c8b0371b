"""Two notices in the real shape, with invented content, as text to be changed by a test."""

from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def eforms_text():
    return (SAMPLES / "eforms.xml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def ted_text():
    return (SAMPLES / "ted.xml").read_text(encoding="utf-8")
