"""The app's address."""

from django.apps import AppConfig


class TendersConfig(AppConfig):
    """tenders."""

    name = "tenders"
