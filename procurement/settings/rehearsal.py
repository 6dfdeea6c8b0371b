"""What `manage.py rehearse` runs under: a clock it moves itself, and every paper marked as a rehearsal."""

from procurement.settings.development import *  # noqa: F403  settings build on each other

DEBUG = False
DEMO = False
REHEARSAL = True
CLOCK_MAY_BE_SET = True
# Nothing of a rehearsal is evidence: it need not survive a power cut.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {**SQLITE_OPTIONS, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"},  # noqa: F405
    },
}
