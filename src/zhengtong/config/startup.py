"""What a command needs before it runs: the database up, Django set up, the schema current."""

from __future__ import annotations

import os


def start(*, migrate: bool = True) -> None:
    """Bring up the database of this data folder, set Django up and, unless told not to, migrate.

    Raises:
        Fault: the database cannot be started; says why and what to do.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengtong.config.settings")
    from zhengtong.platform.database import service as database

    database.ensure_running()
    import django

    django.setup()
    from django.utils import translation

    from zhengtong.config.language import terminal_language

    translation.activate(terminal_language())
    if migrate:
        database.migrate()
