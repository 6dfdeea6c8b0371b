"""What the room's tests share: its sentences in English, and a worker that runs inside the test's transaction."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield
