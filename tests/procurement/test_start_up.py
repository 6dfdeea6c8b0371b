"""What a process loads before it has anything to do: `make run` starts six of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
LOADED = """
import sys, django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The packages that every address of the site needs, before the first request."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "procurement.settings.development"}
    command = [sys.executable, "-c", LOADED]
    done = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_site_itself_is_loaded(loaded):
    assert {"django", "wagtail", "procurement", "suppliers", "tenders", "cms"} <= loaded


@pytest.mark.parametrize("package", ["weasyprint", "fontTools", "pyhanko", "aiohttp"])
def test_what_only_printing_and_signing_need_waits_until_someone_does(loaded, package):
    assert package not in loaded
