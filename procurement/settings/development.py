"""One machine, invented data, no secrets: what `make run` starts."""

from procurement.settings.base import *  # noqa: F403  settings build on each other

DEBUG = True
DEMO = True
HEALTH_URL = ""  # a machine that is put to sleep each night is no portal
SECRET_KEY = "development-only-and-known-to-everybody"  # noqa: S105  no secret: this file is public
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

VAR.mkdir(parents=True, exist_ok=True)  # noqa: F405  SQLite makes its file, not the folder
