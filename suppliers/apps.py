"""The app's address."""

from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    """suppliers."""

    name = "suppliers"
