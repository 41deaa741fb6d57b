"""Which revision of each item is current, and all else outside the revision that an item is built from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from zhengtong.kernel.kept import Kept

KEEP_SECONDS = 1.0
_MOST_KEPT = 50_000
# written out: every answer needs it, and composing it anew takes longer than running it
_ROWS = """
SELECT item.code, item.current_id, item.in_force, item.origin,
    department.key, department.name_zh, department.name_en, department.phone
FROM catalog_item item JOIN people_department department ON department.key = item.department_id
WHERE item.current_id IS NOT NULL
"""
_DIGEST = f"SELECT count(*), coalesce(sum(hashtextextended(standing::text, 0)), 0) FROM ({_ROWS}) AS standing"

Standing = tuple[Any, ...]
"""(code, number of the revision's row, in force, origin, the department's key, names and telephone)"""


@dataclass(frozen=True)
class _All:
    digest: tuple[int, int]
    of: Mapping[str, Standing] | None  # None: too many to keep


def standings(codes: Collection[str]) -> dict[str, Standing]:
    """Of those of ``codes`` that exist. As of at most a second ago; inside a transaction, and where this process
    changed items, as of now."""
    known = None if connection.in_atomic_block else _every().of
    if known is not None:
        return {code: known[code] for code in codes if code in known}
    with connection.cursor() as cursor:
        cursor.execute(f"{_ROWS} AND item.code = ANY(%s)", [list(codes)])
        return {row[0]: row for row in cursor.fetchall()}


def state() -> tuple[int, int]:
    """Changes with every change of an item or its department; as of at most a second ago."""
    return _every().digest


def _read(known: _All | None) -> _All:
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST)
        digest = tuple(cursor.fetchone())
        if known is not None and known.digest == digest:
            return known
        if digest[0] > _MOST_KEPT:
            return _All(digest, None)
        cursor.execute(_ROWS)
        return _All(digest, {row[0]: row for row in cursor.fetchall()})


_every = Kept(_read, seconds=KEEP_SECONDS)


def forget_standings_after_commit() -> None:
    """For those who change items."""
    transaction.on_commit(_every.forget)
