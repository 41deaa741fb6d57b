"""Bringing the schema up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zhengtong.platform.database.translation import noop as N_

# any number, the same in every process of ours
_MIGRATION_LOCK = 5_201_314_001


def migrate(*, say: Callable[[str], None] | None = None) -> None:
    """Apply what is missing, one process at a time; a current schema costs one query."""
    if not is_behind():
        return
    with _alone():
        if is_behind():
            if say:
                say(N_("Bringing the database's tables up to date"))
            call_command("migrate", verbosity=0, interactive=False)


def is_behind() -> bool:
    """Whether a migration is missing."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])
