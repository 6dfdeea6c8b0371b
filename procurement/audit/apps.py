"""The app's address."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """procurement.audit."""

    name = "procurement.audit"
