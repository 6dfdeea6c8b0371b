"""What every installation shares. Secrets and addresses come from the environment."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from procurement.entrance.openid import configuration

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("VAR_ROOT", BASE_DIR / "var"))

SITE_NAME = "Parvis"
BASE_URL = os.environ.get("BASE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_SITE_NAME = SITE_NAME

ROOT_URLCONF = "procurement.urls"
WSGI_APPLICATION = "procurement.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "procurement.accounts",
    "procurement.audit",
    "procurement.availability",
    "procurement.outbox",
    "suppliers",
    "tenders",
    "cms",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "procurement.second_factor.SecondFactor",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "procurement.context.site",
                "procurement.context.parts",
            ],
            "builtins": ["procurement.filters"],
        },
    },
]
FORM_RENDERER = "procurement.forms.FormRenderer"

# --- Data -------------------------------------------------------------------------------------------------------------

# SQLite by default. IMMEDIATE and WAL: concurrent writers wait instead of failing. FULL: a receipt is evidence.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{VAR / 'db.sqlite3'}", conn_max_age=60)}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # after the database was restarted nobody sees an error
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS

MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR / "media"))
# The portal's own keys stand beside the media, never in the database: a rehearsal carries its own.
KEYS_ROOT = Path(os.environ.get("KEYS_ROOT", MEDIA_ROOT.parent / "keys"))
# The rules of law that this site keeps beside those that are shipped: see procurement/rulebook.
RULES_ROOT = Path(os.environ.get("RULES_ROOT", MEDIA_ROOT.parent / "rules"))
# Where the custodian listens when it is a process of its own (`manage.py custodian`); empty: this machine plays it.
CUSTODIAN_SOCKET = os.environ.get("CUSTODIAN_SOCKET", "")
# The key that signs papers: a PKCS#12 or PEM file. Without one, a demonstration certificate that says so.
SIGNING_KEY = os.environ.get("SIGNING_KEY", "")
SIGNING_PASSPHRASE = os.environ.get("SIGNING_PASSPHRASE", "")
# Who carries notices to the Official Journal (tenders/calls/sending.py); empty: they are downloaded.
NOTICE_SENDER = os.environ.get("NOTICE_SENDER", "")
NOTICE_FOLDER = Path(os.environ.get("NOTICE_FOLDER", VAR / "notices"))
TIMESTAMP_URL = os.environ.get("TIMESTAMP_URL", "")
# Sealed bids and signed papers are never served as files: every download goes through a view that asks who is there.
MEDIA_URL = ""

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o600
# How much one bid, and all running bids of a firm, may hold; and what stays free on the disk whoever uploads. In MB.
UPLOAD_BID_MB = int(os.environ.get("UPLOAD_BID_MB", "2000"))
UPLOAD_FIRM_MB = int(os.environ.get("UPLOAD_FIRM_MB", "10000"))
UPLOAD_RESERVE_MB = int(os.environ.get("UPLOAD_RESERVE_MB", "500"))
# How many files a person, and a firm, may send in an hour; not counted in the last hours before a deadline.
UPLOADS_AN_HOUR_PERSON = int(os.environ.get("UPLOADS_AN_HOUR_PERSON", "500"))
UPLOADS_AN_HOUR_FIRM = int(os.environ.get("UPLOADS_AN_HOUR_FIRM", "2000"))

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Only rehearsals and tests may set the clock, and only a rehearsal marks what it makes as one.
CLOCK_MAY_BE_SET = False
REHEARSAL = False
DEMO = False

# --- People -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
# Who must have a second factor, procurement/second_factor.py says. Anybody may set one up.
SECOND_FACTOR_REQUIRED = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # seconds
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "procurement.accounts.passkeys.PasskeyForm"}
MFA_TOTP_ISSUER = SITE_NAME
MFA_RECOVERY_CODES_SHOW_ONCE = True
# How often a password may be tried, procurement/entrance/throttling.py says; here, the codes that come after it.
ACCOUNT_ADAPTER = "procurement.entrance.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# In the browser in which the address was typed, that is.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Who else may say who somebody is: docs/production.md.
OPENID_PROVIDERS = configuration.providers(os.environ)
SOCIALACCOUNT_ADAPTER = "procurement.entrance.openid.adapter.OpenIdAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"provider_class": "procurement.entrance.openid.provider.Provider", "APPS": OPENID_PROVIDERS},
}
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

# --- Registers --------------------------------------------------------------------------------------------------------

# The EU's VAT service, asked when a firm gives its number; "" asks nobody. docs/production.md has the official address.
VIES_URL = os.environ.get("VIES_URL", "")
VIES_TIMEOUT = 4  # seconds, for the whole question

# --- Availability -----------------------------------------------------------------------------------------------------

# The address that the worker asks each minute whether the portal answers; "" asks nobody. docs/production.md says more.
HEALTH_URL = os.environ.get("HEALTH_URL", f"{BASE_URL}/health/")
# What a monitor of yours says in the header X-Health-Secret, so that its question counts; "": only the worker's does.
HEALTH_SECRET = os.environ.get("HEALTH_SECRET", "")
# More minutes than this without an answer are an outage.
OUTAGE_MINUTES = int(os.environ.get("OUTAGE_MINUTES", "5"))
# A call that is due in an outage, or so many minutes after it, may get more time: so many days.
OUTAGE_AFTER_MINUTES = int(os.environ.get("OUTAGE_AFTER_MINUTES", "240"))
OUTAGE_DAYS = int(os.environ.get("OUTAGE_DAYS", "2"))
# Where the worker writes how the portal does, for the web server to show when the portal does not answer.
STATUS_FOLDER = Path(os.environ.get("STATUS_FOLDER", VAR / "status"))

# --- Words ------------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("de", _("German")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
# The second holds what django-allauth says otherwise than we do.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "procurement" / "entrance" / "wording"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["procurement.formats"]
TIME_ZONE = "Europe/Brussels"

# --- Files and mail ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "parvis@localhost")
# Who answers about the portal itself, and where the source of what runs here can be had.
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", DEFAULT_FROM_EMAIL)
SOURCE_URL = os.environ.get("SOURCE_URL", "")

# --- Security ---------------------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    # Wagtail's own edit pages hold inline scripts; bids are never shown there. Everything else is strict.
    "EXCLUDE_URL_PREFIXES": ["/admin/"],
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *configuration.origins(OPENID_PROVIDERS)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Nobody sets another person's password, not even who runs the portal.
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False
# One door: passwords, addresses and second factors are looked after at /accounts/ alone.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# Nothing of a request's body, and no variable of a frame, is ever written to a log.
DEFAULT_EXCEPTION_REPORTER_FILTER = "django.views.debug.SafeExceptionReporterFilter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # They tell of every oddity in a stranger's PDF, with tracebacks; what it means is the caller's answer.
    "loggers": {
        "pyhanko": {"level": "CRITICAL"},
        "pikepdf": {"level": "CRITICAL"},
        # On DEBUG it writes the whole context of a page when one name is missing: prices and answers too.
        "django.template": {"level": "INFO"},
    },
}
