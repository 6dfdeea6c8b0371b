"""The app's address."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """procurement.outbox."""

    name = "procurement.outbox"
