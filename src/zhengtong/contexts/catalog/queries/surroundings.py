"""Names that items refer to by key: words, themes, halls. Small tables, kept in memory for a few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from zhengtong.contexts.catalog.domain.item import Hall
from zhengtong.contexts.catalog.domain.reading import hall_of
from zhengtong.contexts.catalog.models import Hall as HallRow
from zhengtong.contexts.catalog.models import Theme as ThemeRow
from zhengtong.contexts.catalog.models import Word as WordRow
from zhengtong.kernel.text import Bilingual

KEEP_SECONDS = 5.0


@dataclass(frozen=True)
class Names:
    """``terms`` has ``kind:<key>`` and ``audience:<key>``."""

    terms: dict[str, Bilingual]
    themes: dict[str, Bilingual]
    halls: dict[str, Hall]


_kept: tuple[float, Names] | None = None


def forget_names() -> None:
    """Read the words, themes and halls again on the next use."""
    global _kept  # noqa: PLW0603 - one value per process
    _kept = None


def forget_names_after_commit() -> None:
    """For those who change them: now, and once more when the change is visible to others."""
    forget_names()
    transaction.on_commit(forget_names)


def names(read: Callable[[], Names] | None = None) -> Names:
    """All names. Three small queries at most every few seconds; inside a transaction always fresh."""
    global _kept  # noqa: PLW0603
    now = time.monotonic()
    if _kept is not None and now - _kept[0] < KEEP_SECONDS and not connection.in_atomic_block:
        return _kept[1]
    fresh = (read or _read)()
    if not connection.in_atomic_block:
        if _kept is not None and _kept[1] == fresh:
            fresh = _kept[1]  # the same object as long as nothing changed: what is built with it stays good
        _kept = (now, fresh)
    return fresh


def halls() -> tuple[Hall, ...]:
    """All halls that are open to people."""
    return tuple(names().halls.values())


def _read() -> Names:
    return Names(
        terms={f"{row.group}:{row.key}": Bilingual(row.name_zh, row.name_en) for row in WordRow.objects.all()},
        themes={row.key: Bilingual(row.name_zh, row.name_en) for row in ThemeRow.objects.all()},
        halls={row.key: hall_of(row.content) for row in HallRow.objects.filter(active=True)},
    )
