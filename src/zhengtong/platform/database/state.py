"""Looking at the database without touching it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from zhengtong.platform.database.layout import Layout
from zhengtong.platform.database.locks import is_held


@dataclass(frozen=True)
class Status:
    """``embedded`` is False with DATABASE_URL. Sizes are bytes; what is unknown is None."""

    embedded: bool
    running: bool
    data: Path
    free: int | None
    error: str = ""
    version: str = ""
    vector: str = ""
    size: int | None = None
    connections: int | None = None
    limit: int | None = None


def look(layout: Layout, settings: dict[str, Any], *, embedded: bool) -> Status:
    """Ask the server, if there is one."""
    place = layout.root
    while not place.exists():
        place = place.parent
    known: dict[str, Any] = {"embedded": embedded, "data": layout.root, "free": shutil.disk_usage(place).free}
    reach = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    given = {key: value for key, value in {**reach, "password": settings["PASSWORD"]}.items() if value}
    try:
        with psycopg.connect(
            dbname=settings["NAME"], **given, **{**settings["OPTIONS"], "connect_timeout": 3}
        ) as asked:
            row = asked.execute(
                "SELECT current_setting('server_version'), pg_database_size(current_database()),"
                " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),"
                " current_setting('max_connections')::int,"
                " coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'), '')"
            ).fetchone()
    except psycopg.OperationalError as error:
        stopped = embedded and not is_held(layout.lock("keeper"))
        return Status(running=False, error="" if stopped else str(error).strip(), **known)
    assert row is not None
    return Status(running=True, version=row[0], size=row[1], connections=row[2], limit=row[3], vector=row[4], **known)
