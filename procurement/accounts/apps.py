"""The app's address."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.module_loading import import_string


class AccountsConfig(AppConfig):
    """procurement.accounts."""

    name = "procurement.accounts"

    def ready(self) -> None:
        """Add the check of the groups, once its models are there."""
        register(import_string("procurement.accounts.checks.groups_follow_posts"), Tags.database)
