"""Django's PostgreSQL backend that waits out the second or two in which a killed server comes back, and does not ask
the server before each request whether it is still there."""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base

# A killed embedded server is back within a second or two; a reply that comes late beats one that fails.
PATIENCE_SECONDS = 6.0
# What an ended server leaves is seen on the socket at once; what a network swallowed is found out by asking.
ASKED_EVERY_SECONDS = 5.0
_PASSING = (
    "No such file or directory",
    "Connection refused",
    "starting up",
    "shutting down",
    "not yet accepting",
    "recovery",
)


class PreparedCursor(base.ServerBindingCursor):
    """Every statement is prepared at its first use on a connection; the values go beside it."""

    connection: psycopg.Connection[Any]

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        # only for this statement: where the connection has a threshold, psycopg counts every other one as well
        self.connection.prepare_threshold = 0
        try:
            return super().execute(query, params, prepare=True, **more)  # type: ignore[misc]
        finally:
            self.connection.prepare_threshold = None


class DatabaseWrapper(base.DatabaseWrapper):
    """Only the opening of a connection is repeated: a statement is never sent twice."""

    health_check_done: bool
    _answered = float("-inf")

    def close_if_health_check_failed(self) -> None:
        """The check at a connection's first use in a request (``CONN_HEALTH_CHECKS``), mostly without a statement."""
        if self.health_check_done or self.connection is None:
            return
        if time.monotonic() - self._answered < ASKED_EVERY_SECONDS and _is_silent(self.connection):
            self.health_check_done = True
            return
        super().close_if_health_check_failed()

    def is_usable(self) -> bool:
        usable: bool = super().is_usable()
        if usable:
            self._answered = time.monotonic()
        return usable

    def prepared_cursor(self) -> Any:
        """As ``cursor()``, see ``database.service.prepared_cursor``."""
        if not self.settings_dict.get("PREPARED", True):
            return self.cursor()
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PreparedCursor(self.connection))  # type: ignore[attr-defined, call-arg]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        pause = 0.05
        while True:
            try:
                return super().get_new_connection(conn_params)
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline or not any(sign in str(error) for sign in _PASSING):
                    raise
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)


def _is_silent(connection: Any) -> bool:
    """Whether nothing came that was not asked for: the end of the connection does, before the server is gone."""
    try:
        watched = select.poll()
        watched.register(connection.pgconn.socket, select.POLLIN)
        return not watched.poll(0)
    except (psycopg.Error, OSError, ValueError):
        return False
