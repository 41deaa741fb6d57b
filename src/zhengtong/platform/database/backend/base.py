"""Django's PostgreSQL backend that waits out the second or two in which a killed server comes back."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base

# A killed embedded server is back within a second or two; a reply that comes late beats one that fails.
PATIENCE_SECONDS = 6.0
_PASSING = (
    "No such file or directory",
    "Connection refused",
    "starting up",
    "shutting down",
    "not yet accepting",
    "recovery",
)


class DatabaseWrapper(base.DatabaseWrapper):
    """Only the opening of a connection is repeated: a statement is never sent twice."""

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
