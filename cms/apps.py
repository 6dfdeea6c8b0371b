"""The app's address."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """cms."""

    name = "cms"
