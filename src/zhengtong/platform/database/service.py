"""The door of the database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def data_directory() -> Path:
    return Path(os.environ.get("ZHENGTONG_DATA") or "var").resolve()


def secret_key() -> str:
    return "development"


def django_settings() -> dict[str, Any]:
    url = urlsplit(os.environ["DATABASE_URL"])
    return {"ENGINE": "django.db.backends.postgresql", "NAME": url.path[1:], "USER": url.username or "",
            "PASSWORD": url.password or "", "HOST": url.hostname or "", "PORT": url.port or ""}


def ensure_running() -> None:
    return None


def migrate() -> None:
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
