"""Names that items refer to by key: words, themes, halls. Small tables, kept in memory for a few seconds."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from zhengtong.contexts.catalog.domain.item import Hall
from zhengtong.contexts.catalog.domain.reading import hall_of
from zhengtong.contexts.catalog.models import Hall as HallRow
from zhengtong.contexts.catalog.models import Theme as ThemeRow
from zhengtong.contexts.catalog.models import Word as WordRow
from zhengtong.kernel.kept import Kept
from zhengtong.kernel.text import Bilingual

KEEP_SECONDS = 5.0


@dataclass(frozen=True)
class Names:
    """``terms`` has ``kind:<key>`` and ``audience:<key>``."""

    terms: dict[str, Bilingual]
    themes: dict[str, Bilingual]
    halls: dict[str, Hall]


def names() -> Names:
    """All names: three small queries at most every few seconds; inside a transaction always as of now."""
    return _read(None) if connection.in_atomic_block else _names()


def forget_names_after_commit() -> None:
    """For those who change them."""
    transaction.on_commit(_names.forget)


def halls() -> tuple[Hall, ...]:
    """All halls that are open to people."""
    return tuple(names().halls.values())


def _read(known: Names | None) -> Names:
    fresh = Names(
        terms={f"{row.group}:{row.key}": Bilingual(row.name_zh, row.name_en) for row in WordRow.objects.all()},
        themes={row.key: Bilingual(row.name_zh, row.name_en) for row in ThemeRow.objects.all()},
        halls={row.key: hall_of(row.content) for row in HallRow.objects.filter(active=True)},
    )
    # the same object as long as nothing changed: what is built with it stays good
    return known if known == fresh and known is not None else fresh


_names = Kept(_read, seconds=KEEP_SECONDS)
