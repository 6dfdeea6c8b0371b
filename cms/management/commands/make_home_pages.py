"""`manage.py make_home_pages`: home page, guidance and news in each language, where there are none.

From then on they belong to the editors.
"""

from typing import Any

from cms.actions import ensure_home_pages, ensure_words
from procurement import clock
from procurement.commands import PlainCommand


class Command(PlainCommand):
    """Exit 0: they are there."""

    help = "Make the site, and home page, guidance and news in each language, where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_home_pages()
        ensure_words(clock.now().date())
