"""The product's settings, for tests: own home, fast passwords, a database address of its own."""

import os
import tempfile

HOME_OF_TESTS = os.environ["PADAN_HOME"] = os.environ.get("PADAN_HOME") or tempfile.mkdtemp(prefix="padan-test-")

from config.settings import *  # noqa: F403
from config.settings import DATABASES, TEMPLATES, database

SECRET_KEY = "tests only"
PADAN_SEAL_KEY = b"t" * 32
PADAN_TODAY = None
PADAN_STREAM_SECONDS = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
ACCOUNT_RATE_LIMITS = False
if url := os.environ.get("PADAN_TEST_DATABASE_URL"):
    DATABASES = {"default": database(url)}
    DATABASES["default"]["OPTIONS"].pop("pool")
    DATABASES["default"]["OPTIONS"]["options"] += " -c statement_timeout=600s"  # a machine of others may stand still
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("PADAN_TEST_TEMPLATE")}  # a migrated database
else:
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # said, or several workers ask for files
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "!!undefined %s!!"
