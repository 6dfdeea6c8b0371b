"""The app's address."""

from django.apps import AppConfig


class AvailabilityConfig(AppConfig):
    """procurement.availability."""

    name = "procurement.availability"
