"""Django settings. Everything a city changes comes from its pack or from the environment, never from here."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from zhengtong.config import environment
from zhengtong.platform.database import service as database

BASE_DIR = Path(__file__).resolve().parents[1]
REPOSITORY = BASE_DIR.parents[1]
DATA_DIR = database.data_directory()

DEBUG = os.environ.get("ZHENGTONG_DEBUG") == "1"
SECRET_KEY = database.secret_key()
ALLOWED_HOSTS = os.environ.get("ZHENGTONG_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("ZHENGTONG_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.postgres",
    "django_htmx",
    "ninja",
    "axes",
    "csp",
    "procrastinate.contrib.django",
    "zhengtong.platform.database",
    "zhengtong.platform.ledger",
    "zhengtong.platform.search",
    "zhengtong.platform.ai",
    "zhengtong.platform.jobs",
    "zhengtong.platform.packs",
    "zhengtong.platform.ui",
    "zhengtong.contexts.people",
    "zhengtong.contexts.catalog",
    "zhengtong.contexts.knowledge",
    "zhengtong.contexts.guidance",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhengtong.config.on_pages.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "zhengtong.platform.ui.middleware.Largest",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zhengtong.config.on_pages.SignedIn",
    "zhengtong.config.on_pages.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhengtong.config.on_pages.ScriptPolicy",
    "axes.middleware.AxesMiddleware",
    "zhengtong.platform.ui.middleware.ProblemPages",
    "zhengtong.config.page_rates.AskingLimit",
]

ROOT_URLCONF = "zhengtong.config.urls"
WSGI_APPLICATION = "zhengtong.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(BASE_DIR.glob("contexts/*/web/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhengtong.platform.ui.context.shell",
            ],
        },
    }
]

DATABASES = {"default": database.django_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "zhengtong.contexts.people.queries.backend.RolePermissions",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_LOCKOUT_CALLABLE = "zhengtong.platform.ui.views.locked_out"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
LOGIN_URL = "/staff/sign-in/"
LOGIN_REDIRECT_URL = "/staff/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
# no Django apps, so named here
LOCALE_PATHS = [BASE_DIR / "config/locale", BASE_DIR / "kernel/locale", BASE_DIR / "platform/rules/locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 24 * 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "zhengtong.platform.ui.assets.VersionedAssets"},
}

LARGEST_REQUEST = 64 * 1024 * 1024  # bytes; a document may have 50 MB
# characters; a question of 2,000 Chinese characters makes an address of 18,000
LONGEST_ADDRESS = LONGEST_HEADERS = 32 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

CSRF_FAILURE_VIEW = "zhengtong.platform.ui.views.csrf_failure"
# cookies go over HTTPS only where the site is told that people reach it so
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = bool(CSRF_TRUSTED_ORIGINS) and all(
    origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS
)
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"short": {"()": "zhengtong.config.log_lines.ShortRefusals"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["short"]}},
    # what is wrong with a file is told to the one who sent it
    "loggers": {"pypdf": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": environment.log_level()},
}
