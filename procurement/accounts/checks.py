"""What `manage.py check --database default` says of a site whose groups were never made."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import DatabaseError

from procurement.accounts.groups import groups_are_current


def groups_follow_posts(*, databases: Sequence[str] | None = None, **_options: Any) -> list[checks.CheckMessage]:
    """Warn when officers and editors could not enter the Wagtail admin, or somebody still could. Asks the database."""
    if not databases:
        return []
    try:
        current = groups_are_current()
    except DatabaseError:  # not migrated yet: `migrate` says so better
        return []
    hint = "Run “manage.py ensure_groups”: at every deployment, after “migrate”."
    return (
        []
        if current
        else [checks.Warning("The groups of the Wagtail admin do not follow the posts.", hint, id="parvis.W001")]
    )
