"""The door of the database: embedded PostgreSQL 18 in the data folder, or the one of DATABASE_URL.

Importing this module is cheap and starts nothing; ``ensure_running`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zhengtong.platform.database.connection import django_settings, external_url
from zhengtong.platform.database.layout import Layout, data_directory, secret_key

__all__ = ["data_directory", "django_settings", "ensure_running", "is_kept", "migrate", "secret_key", "stop"]


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
    """Whether the embedded server has its keeper, which brings it back when it dies; true with DATABASE_URL."""
    if external_url():
        return True
    from zhengtong.platform.database.locks import is_held  # noqa: PLC0415

    return is_held(Layout(data_directory()).lock("keeper"))


def migrate(*, say: Callable[[str], None] | None = None) -> None:
    """Bring the schema up to date; of several processes at once, one does it and the others wait."""
    from zhengtong.platform.database.schema import migrate as bring_up_to_date  # noqa: PLC0415

    bring_up_to_date(say=say)
