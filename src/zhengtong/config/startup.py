"""What a command needs before it runs: the database up, Django set up, the schema current, a pack loaded."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

_LOADING = "Loading the city's pack"


def start(*, migrate: bool = True, say: Callable[[str], None] | None = None) -> None:
    """Bring up the database of this data folder, set Django up and, unless told not to, migrate.

    ``say`` hears the message ids of slow steps.

    Raises:
        Fault: the database cannot be started; says why and what to do.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengtong.config.settings")
    from zhengtong.platform.database import service as database

    database.ensure_running(say=say)
    import django

    django.setup()
    from django.utils import translation

    from zhengtong.config.language import terminal_language

    translation.activate(terminal_language())
    if migrate:
        database.migrate(say=say)
        from zhengtong.platform.packs import service as packs

        packs.ensure_core()


def load_pack(folder: Path | None, *, default: Path, say: Callable[[str], None]) -> None:
    """Load the pack that is asked for. Without one, ``default`` when no city is loaded yet or it is that
    city's.

    Raises:
        Fault: the pack that was asked for is refused. A refused default is told and left out.
    """
    from zhengtong.kernel.actors import system
    from zhengtong.kernel.errors import Fault
    from zhengtong.platform.packs import service as packs

    loaded = packs.current()
    chosen = folder or default
    is_other_city = loaded is not None and loaded.pack_id != default.name
    if folder is None and (is_other_city or not default.is_dir()):
        return
    if packs.is_current(chosen):
        return
    say(_LOADING)
    try:
        packs.load(chosen, actor=system("serve"), patient=False)
    except Fault as fault:
        if folder is not None:
            raise
        from zhengtong.config.language import in_users_language

        say(in_users_language(fault))
