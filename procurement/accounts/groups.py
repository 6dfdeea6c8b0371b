"""Who may enter the Wagtail admin, and what it finds there: groups that follow from posts.

Administrators of accounts are not among them: they have pages of their own, which know no password.
"""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from procurement.accounts.models import User
from procurement.accounts.roles import Role

# A post → the permissions it brings. What an officer sees of calls, its posts say; what an editor may write, its pages.
GROUPS: Mapping[Role, tuple[str, ...]] = {
    Role.OFFICER: ("wagtailadmin.access_admin",),
    Role.EDITOR: ("wagtailadmin.access_admin",),
}


@transaction.atomic
def ensure_groups() -> None:
    """Make each group, and let exactly those be its members who hold its post. Idempotent."""
    for role, permissions in GROUPS.items():
        group, _made = Group.objects.get_or_create(name=role.value)
        group.permissions.set([_permission(name) for name in permissions])
        group.user_set.set(User.objects.filter(posts__role=role).distinct())


def groups_are_current() -> bool:
    """Tell whether each group is there, with its permissions, and holds exactly those who hold its post."""
    return all(_is_current(role, permissions) for role, permissions in GROUPS.items())


def _is_current(role: Role, permissions: Iterable[str]) -> bool:
    group = Group.objects.filter(name=role.value).first()
    if group is None:
        return False
    held = {f"{app}.{name}" for app, name in group.permissions.values_list("content_type__app_label", "codename")}
    members = set(group.user_set.values_list("pk", flat=True))
    return held >= set(permissions) and members == set(
        User.objects.filter(posts__role=role).values_list("pk", flat=True)
    )


def _permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)
