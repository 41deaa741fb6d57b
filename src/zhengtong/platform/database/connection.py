"""How Django reaches the database: DATABASE_URL, or the socket of the embedded server."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from zhengtong.kernel.errors import Fault
from zhengtong.platform.database.layout import SOCKET_PORT, Layout, data_directory
from zhengtong.platform.database.translation import noop as N_

DATABASE = USER = "zhengtong"


def external_url() -> str | None:
    """DATABASE_URL, when a city brings its own PostgreSQL; the embedded server is then never touched."""
    return os.environ.get("DATABASE_URL") or None


def django_settings() -> dict[str, Any]:
    """The ``default`` entry of Django's DATABASES. Reads the environment only.

    Raises:
        Fault: ``database-url-invalid``.
    """
    url = external_url()
    place = _from_url(url) if url else _embedded()
    return {
        "ENGINE": "zhengtong.platform.database.backend",
        # One connection for each serving thread, kept; checked at its first use in a request, so that no
        # thread goes on with a connection to a server that has been killed since.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        **place,
    }


def _embedded() -> dict[str, Any]:
    return {
        "NAME": DATABASE,
        "USER": USER,
        "PASSWORD": "",
        "HOST": str(Layout(data_directory()).sockets),
        "PORT": str(SOCKET_PORT),
        "OPTIONS": {"connect_timeout": 10},
    }


def _from_url(text: str) -> dict[str, Any]:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as error:
        raise _invalid(str(error)) from error
    if url.scheme not in ("postgresql", "postgres"):
        raise _invalid(f"{url.scheme or '?'}://")
    name = unquote(url.path[1:])
    if not name:
        raise _invalid("no database name")
    options: dict[str, Any] = {"connect_timeout": 10, **dict(parse_qsl(url.query))}
    return {
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        # libpq also takes a socket folder as ?host=/path or as a percent-encoded host
        "HOST": options.pop("host", None) or unquote(url.hostname or ""),
        "PORT": str(options.pop("port", None) or port or ""),
        # a pooler that gives each transaction another connection may know nothing of prepared statements
        "PREPARED": options.pop("prepared", "yes") != "no",
        "OPTIONS": options,
    }


def _invalid(reason: str) -> Fault:
    return Fault(
        "database-url-invalid",
        N_("DATABASE_URL cannot be used: %(reason)s."),
        N_("Its form is postgresql://user:password@host:5432/name; without it the embedded database is used."),
        {"reason": reason},
    )
