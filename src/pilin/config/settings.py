"""Django's settings. What differs between instances stands in PILIN_HOME/settings.toml or in PILIN_* variables."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from pilin.config.home import DEFAULTS, home, key_passphrase, site_settings
from pilin.config.mail import SECONDS, mail_way
from pilin.config.reaching import live_way

PACKAGE = Path(__file__).resolve().parent.parent
HOME = home()
SITE = site_settings()
KEY_PASSPHRASE = key_passphrase()
SITE_DEFAULTS = DEFAULTS

SECRET_KEY = SITE["secret_key"]
DEBUG = False
ALLOWED_HOSTS = SITE["allowed_hosts"]
CSRF_TRUSTED_ORIGINS = [SITE["site_url"]] if SITE["site_url"].startswith("https") else []

ROOMS = [
    "pilin.foundation.journal",
    "pilin.foundation.ledger",
    "pilin.foundation.privacy",
    "pilin.foundation.identity",
    "pilin.foundation.places",
    "pilin.foundation.backups",
    "pilin.foundation.upkeep",
    "pilin.foundation.files",
    "pilin.foundation.notices",
    "pilin.foundation.search",
    "pilin.foundation.intake",
    "pilin.foundation.members",
    "pilin.foundation.observations",
    "pilin.foundation.bulletins",
    "pilin.foundation.cases",
    "pilin.domain.meetings",
    "pilin.domain.obstacles",
    "pilin.domain.enterprises",
    "pilin.domain.lines",
    "pilin.domain.benefits",
    "pilin.domain.drills",
    "pilin.domain.parks",
    "pilin.domain.visits",
    "pilin.domain.chains",
    "pilin.domain.services",
    "pilin.domain.oddjobs",
    "pilin.domain.enforcement",
    "pilin.domain.proposals",
    "pilin.domain.watch",
    "pilin.domain.investment",
    "pilin.domain.living",
    "pilin.domain.programme",
    "pilin.domain.handover",
    "pilin.domain.observatory",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    "django_prometheus",
    "django_tasks",
    "django_tasks_db",
    "ninja",  # so that the page of the API comes from here, not from another host
    "pilin.web",
    *ROOMS,
    "pilin.config",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "pilin.config.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "pilin.config.middleware.RevealMiddleware",
    "pilin.config.limits.FloodMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pilin.config.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pilin.config.sessions.SessionMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "pilin.config.middleware.StandingMiddleware",
    "pilin.config.keys.KeyMiddleware",
    "pilin.config.limits.LimitMiddleware",
    "pilin.config.middleware.ReadOnlyMiddleware",
    "pilin.config.middleware.PublicPagesMiddleware",
    "pilin.config.idempotency.IdempotencyMiddleware",
    "pilin.config.middleware.RefusalMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

CACHES = {  # both are keyed by the newest line of the journal, so a deed makes them stale everywhere
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "work"},
    "pages": {  # one for all processes: a page is reckoned once
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache" / "pages",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}

ROOT_URLCONF = "pilin.config.urls"
WSGI_APPLICATION = "pilin.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "pilin.config.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "pilin.web.templatetags.pilin"],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "pilin.sqlite3",
            "OPTIONS": {
                "timeout": SITE["lock_seconds"],
                "transaction_mode": "IMMEDIATE",  # deferred transactions fail by the thousand under four writers
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlparse(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "pilin.foundation.access.postgresql",  # PostgreSQL, told with each statement who asks
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,  # reconnecting for each request costs nine tenths of the throughput
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, "options": f"-c lock_timeout={SITE['lock_seconds']}s {query.get('options', '')}".strip()},
    }


DATABASES = {"default": _database(SITE["database_url"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "pilin.config.accounts.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "pilin.config.tokens.ResetTokens"  # noqa: S105  (a path)
ACCOUNT_RATE_LIMITS = {  # the guard of passwords stands in config/guard.py; these keep machines from flooding a page
    "login": "300/m/ip",  # a whole town hall may stand behind one address
    "login_failed": "5/5m/key",  # numbers of a second factor: by person, never by address
}
MFA_ADAPTER = "pilin.config.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "pilin.config.passkeys.AddPasskeyForm",
    "login_webauthn": "pilin.config.passkeys.LoginPasskeyForm",
    "authenticate_webauthn": "pilin.config.passkeys.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "pilin.config.passkeys.ReauthenticatePasskeyForm",
    "edit_webauthn": "pilin.config.passkeys.NamePasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_TOTP_ISSUER = "Pilin"
AXES_HANDLER = "pilin.config.guard.Guard"  # which tries count together stands in the room identity
AXES_CLIENT_IP_CALLABLE = "pilin.config.guard.address_of"
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "pilin.config.guard.locked_out"
SESSION_COOKIE_AGE = SITE["session_hours"] * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE["secure"]
SECURE_SSL_REDIRECT = SITE["secure"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE["secure"] else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SITE["secure"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE["secure"] else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "pilin.web.pages.forbidden"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
LIVE = live_way(SITE, ALLOWED_HOSTS)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [
            SELF,
            NONCE,
        ],  # places along a line are classes (web/css/places.css), so no style attribute is needed
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF, *LIVE.origins],
        "worker-src": [SELF, "blob:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "upgrade-insecure-requests": SITE["secure"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "web" / "locale", PACKAGE / "foundation" / "access" / "locale"]  # access is no app
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages name no other; packing each file twice doubles the first start
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "pilin.config.static.Storage"},
}
MEDIA_ROOT = HOME / "files"
HISTORY_ROOT = HOME / "history"  # readings of past months: foundation/observations
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_971_520

MAIL = mail_way(SITE["email_url"])
EMAIL_BACKEND = MAIL.backend_path
EMAIL_FILE_PATH = HOME / "outbox"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
EMAIL_TIMEOUT = SECONDS
DEFAULT_FROM_EMAIL = MAIL.sender

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"class": "pilin.config.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},
}
