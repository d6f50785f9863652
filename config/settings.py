"""One file of settings, read from the environment.

Development and the demonstration run with what stands here. An installation for others sets ``PADAN_HTTPS=1``,
``PADAN_SECRET_KEY``, ``PADAN_SEAL_KEY`` and ``PADAN_HOSTS``, usually also ``PADAN_DATABASE_URL``; without them it
refuses to start (``padan.base.checks``).
"""

import base64
import hashlib
import os
import re
import secrets
import sqlite3
from datetime import date
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF


def flag(name, default="0"):
    return os.environ.get(name, default) == "1"


BASE = Path(__file__).resolve().parent.parent
HOME = Path(
    os.environ.get("PADAN_HOME") or BASE / "var"
).resolve()  # an empty name is no name, not the folder we are in
HOME.mkdir(parents=True, exist_ok=True)
HTTPS = flag("PADAN_HTTPS")
DEBUG = False


def kept_secret(name):
    """A secret from the environment; without HTTPS one is made once and kept in ``HOME``, for its owner only."""
    if value := os.environ.get(name):
        return value
    if HTTPS:
        return ""
    file = HOME / f"{name.lower()}.txt"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    return file.read_text().strip()


SECRET_KEY = kept_secret("PADAN_SECRET_KEY") or "unset"
PADAN_SEAL_KEY = hashlib.sha256(kept_secret("PADAN_SEAL_KEY").encode()).digest()
SUGGEST_WITH = os.environ.get("PADAN_SUGGEST_WITH", "")  # package.module:function; none is shipped
PADAN_PAID_CHANNEL = os.environ.get("PADAN_PAID_CHANNEL", "")  # package.module.Class of a paid service; none is shipped
PADAN_TODAY = date.fromisoformat(os.environ["PADAN_TODAY"]) if os.environ.get("PADAN_TODAY") else None
PADAN_MAX_UPLOAD_BYTES = 50 * 2**20
PADAN_PAGES_AT_ONCE = 4  # per process; more would only wait for each other
PADAN_MOST_LISTENERS = 240  # to boards, per process: each holds a thread and waits
PADAN_STREAM_SECONDS = 55  # then a listener is let go, and its browser comes back

ALLOWED_HOSTS = os.environ.get("PADAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
PADAN_ADDRESS = os.environ.get("PADAN_ADDRESS", f"https://{ALLOWED_HOSTS[0]}" if HTTPS else "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
PADAN_DATA_LICENCE = os.environ.get("PADAN_DATA_LICENCE", "CC BY 4.0")  # of the published figures
PADAN_DATA_LICENCE_URL = os.environ.get("PADAN_DATA_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")

ROOMS = [
    "trail",
    "reference",
    "people",
    "organisations",
    "forum",
    "needs",
    "curricula",
    "agreements",
    "training",
    "graduates",
    "openings",
    "matching",
    "placements",
    "outcomes",
    "overseas",
    "ventures",
    "figures",
    "intake",
    "chores",
]
INSTALLED_APPS = [
    "padan.web",
    *[f"padan.{room}" for room in ROOMS],
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "padan.web.preferences.speak",
    "padan.web.middleware.clean_input",
    "padan.web.middleware.uploads_in_memory",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "padan.web.middleware.session_end",
    "padan.web.middleware.viewer",
    "padan.web.middleware.unprintable",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "padan" / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": ["padan.web.templatetags.padan"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "padan.web.context.frame",
            ],
        },
    }
]

# --- data -----------------------------------------------------------------------------------------

# SQLite up to 3.51.2 can lose committed writes when two connections write and checkpoint in WAL mode (fixed in 3.51.3,
# 3.50.7 and 3.44.6). With such a library the rollback journal is used, with every write on the disk before it counts.
_v = sqlite3.sqlite_version_info
SQLITE_WAL_IS_SAFE = _v >= (3, 51, 3) or (3, 50, 7) <= _v < (3, 51) or (3, 44, 6) <= _v < (3, 45)
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
    if SQLITE_WAL_IS_SAFE
    else "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA foreign_keys=ON"
)


def database(url):
    found = dj_database_url.parse(url)
    found["ATOMIC_REQUESTS"] = False
    if found["ENGINE"].endswith("sqlite3"):
        found["ENGINE"] = "padan.base.sqlite"
        found["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}
    else:
        found["CONN_HEALTH_CHECKS"] = True
        found["OPTIONS"] = {
            "pool": {"min_size": 1, "max_size": 8},
            "options": "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s",
        }
    return found


DATABASE_URL = os.environ.get("PADAN_DATABASE_URL", f"sqlite:///{HOME / 'padan.sqlite3'}")
DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "padan.web.forms.Renderer"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # counters of guesses are not to be washed out by many addresses
    },
}

# --- who ------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "padan.web.account.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"login": "padan.web.account.forms.SignInForm"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "public-home"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "padan.web.account.forms.PasskeyForm",
    "edit_webauthn": "padan.web.account.forms.PasskeyNameForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
PADAN_SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
CSRF_FAILURE_VIEW = "padan.web.errors.csrf_failure"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("PADAN_BEHIND_PROXY") else None
    SECURE_HSTS_SECONDS = 31536000
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
FILE_UPLOAD_TEMP_DIR = HOME
MEDIA_ROOT = HOME / "files"  # outside the web root; served only by views

# --- signatures -----------------------------------------------------------------------------------

PADAN_TRUST = Path(os.environ.get("PADAN_TRUST", HOME / "trust"))  # roots *.pem, lists *.crl, intermediate/*.pem
PADAN_TSA_URL = os.environ.get("PADAN_TSA_URL", "")  # a timestamp authority (RFC 3161)
PADAN_PKCS11_LIBRARY = os.environ.get("PADAN_PKCS11_LIBRARY", "")  # of a token in this server
PADAN_PKCS11_TOKEN = os.environ.get("PADAN_PKCS11_TOKEN", "")  # its label
PADAN_DEMAND_REVOCATION = flag("PADAN_DEMAND_REVOCATION")  # nothing passes without word on revocation

# --- words ----------------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LOCALE_PATHS = [BASE / "padan" / place / "locale" for place in ("base", "cli")]  # these are no rooms
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
USE_THOUSAND_SEPARATOR = False  # numbers pass through one filter of ours

# --- files and work -------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not HTTPS
if HTTPS:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

EMAIL_BACKEND = os.environ.get("PADAN_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = HOME / "mail"
DEFAULT_FROM_EMAIL = os.environ.get("PADAN_MAIL_FROM", "padan@contoh.padan.example")


def without_tokens(record):
    """The token of a signed link opens a door: it stands in no log."""
    record.msg, record.args = re.sub(r"/t/[\w-]+", "/t/…", record.getMessage()), ()
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"tokens": {"()": "django.utils.log.CallbackFilter", "callback": without_tokens}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["tokens"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("PADAN_LOG", "WARNING")},
    "loggers": {"PIL": {"level": "WARNING"}},  # below it tells what a camera wrote into a picture: who, and where
}
