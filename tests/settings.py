"""Settings under test: those of the house, with quick passwords and plain static files."""

from __future__ import annotations

from pilin.config.settings import *  # noqa: F403
from pilin.config.settings import LOGGING, SITE, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a thousand sign-ins need no slow hash
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]
SITE = {
    **SITE,
    "limit_percent": 0,
    "second_factor_for": [],
}  # what needs one, and limits, are tried by the tests that are about them
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING = {**LOGGING, "root": {"handlers": ["stderr"], "level": "ERROR"}}
DUMMY = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}  # factories write without deeds
CACHES = {"default": DUMMY, "pages": DUMMY}
