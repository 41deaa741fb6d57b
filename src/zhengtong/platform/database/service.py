"""The door of the database: embedded PostgreSQL 18 in the data folder, or the one of DATABASE_URL.

Importing this module is cheap and starts nothing; ``ensure_running`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zhengtong.platform.database.connection import django_settings, external_url
from zhengtong.platform.database.layout import Layout, data_directory, secret_key

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from zhengtong.platform.database.archive import Summary
    from zhengtong.platform.database.state import Status

__all__ = [
    "backup",
    "beside",
    "data_directory",
    "django_settings",
    "end_beside",
    "ensure_running",
    "is_behind",
    "is_kept",
    "migrate",
    "prepared_cursor",
    "restore",
    "secret_key",
    "status",
    "stop",
]


def ensure_running(
    *,
    say: Callable[[str], None] | None = None,
    idle_seconds: float | None = None,
    extra_options: Sequence[str] = (),
) -> bool:
    """Bring the embedded server up, or find it up, and use it until this process ends. True when this call
    started it.

    With DATABASE_URL set nothing is touched. ``say`` hears English message ids of slow steps.
    ``idle_seconds``: how long the server outlives its last user.

    Raises:
        Fault: why it cannot start, and what to do.
    """
    if external_url():
        return False
    from zhengtong.platform.database import embedded  # noqa: PLC0415 - settings import this module and must stay lean

    return embedded.ensure_running(
        Layout(data_directory()),
        say=say,
        idle_seconds=embedded.IDLE_SECONDS if idle_seconds is None else idle_seconds,
        extra_options=extra_options,
    ).started


def stop(*, if_unused: bool = False) -> bool:
    """Shut the embedded server down; with ``if_unused`` only when no other process uses it. True when it is
    down."""
    if external_url():
        return False
    from zhengtong.platform.database import embedded  # noqa: PLC0415

    return embedded.stop(Layout(data_directory()), if_unused=if_unused)


def is_kept() -> bool:
    """Whether the embedded server has its keeper, which brings it back when it dies; true with
    DATABASE_URL."""
    if external_url():
        return True
    from zhengtong.platform.database.locks import is_held  # noqa: PLC0415

    return is_held(Layout(data_directory()).lock("keeper"))


def backup(target: Path, *, say: Callable[[str], None]) -> Summary:
    """Write the database and the data folder's files into one checked file; the database may be in use
    meanwhile.

    Raises:
        Fault: what is in the way; no file is left then.
    """
    from zhengtong.platform.database import archive  # noqa: PLC0415

    ensure_running(say=say)
    return archive.backup(Layout(data_directory()), django_settings(), target, say)


def restore(source: Path, *, replace: bool, say: Callable[[str], None]) -> Summary:
    """Read a backup into an empty data folder or database; with ``replace`` in place of what is there.

    Raises:
        Fault: the backup is damaged or there is data already; nothing was changed then.
    """
    from zhengtong.platform.database import archive  # noqa: PLC0415

    ensure_running(say=say)
    return archive.restore(Layout(data_directory()), django_settings(), source, say, replace=replace)


def status() -> Status:
    """What there is to know about the database. Starts nothing; a database that is down is a state, not an
    error."""
    from zhengtong.platform.database import state  # noqa: PLC0415

    return state.look(Layout(data_directory()), django_settings(), embedded=external_url() is None)


def prepared_cursor() -> CursorWrapper:
    """A cursor for statements that are sent again and again: the server reads and plans each of them once for a
    connection. The same text each time, one statement in it; values are sent apart, so a list is ``= ANY(%s)``."""
    from django.db import connection  # noqa: PLC0415

    cursor: CursorWrapper = connection.prepared_cursor()  # type: ignore[attr-defined]  # of our own backend
    return cursor


def beside(work: Callable[[], None]) -> None:
    """Do ``work`` at once in another thread, with a database connection of its own that is kept for the next work."""
    from zhengtong.platform.database import beside as threads  # noqa: PLC0415

    threads.run(work)


def end_beside() -> None:
    """End the threads of ``beside`` and their connections; those at work after it."""
    from zhengtong.platform.database import beside as threads  # noqa: PLC0415

    threads.end()


def is_behind() -> bool:
    """Whether the schema lacks a migration of this version."""
    from zhengtong.platform.database import schema  # noqa: PLC0415

    return schema.is_behind()


def migrate(*, say: Callable[[str], None] | None = None) -> None:
    """Bring the schema up to date; of several processes at once, one does it and the others wait."""
    from zhengtong.platform.database.schema import migrate as bring_up_to_date  # noqa: PLC0415

    bring_up_to_date(say=say)
