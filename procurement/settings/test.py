"""What the tests run under: the development settings, fast password hashing, a clock that can be set."""

import tempfile
from pathlib import Path

from procurement.settings.development import *  # noqa: F403  settings build on each other

DEBUG = False
DEMO = False
CLOCK_MAY_BE_SET = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # No test is evidence: it need not survive a power cut.
    journal = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    DATABASES["default"]["OPTIONS"] = {**SQLITE_OPTIONS, "init_command": journal}  # noqa: F405
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="parvis-test-")) / "media"
KEYS_ROOT = MEDIA_ROOT.parent / "keys"
STATUS_FOLDER = MEDIA_ROOT.parent / "status"
RULES_ROOT = MEDIA_ROOT.parent / "rules"
# Nothing is collected for the tests; an empty folder keeps WhiteNoise from warning of its absence.
STATIC_ROOT = MEDIA_ROOT.parent / "static"
STATIC_ROOT.mkdir()
