"""What keeps the index quick and its weights right; run in the background, safe to run at any time and twice."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

from django.db import connection, transaction

from zhengtong.platform.search.entries import Entry
from zhengtong.platform.search.writing import write

_BATCH = 1_000
DRIFT = 0.2
"""Weights are computed anew when the mean length they rest on is off by more than this share."""
_INDEXED_FROM = 2_000
"""Vectors of a smaller kind are compared one by one: exact, and quick enough."""

_FOLD_FREQUENCIES = """
WITH gone AS (
    DELETE FROM search_frequency WHERE term IN
        (SELECT term FROM search_frequency GROUP BY term HAVING count(*) > 1 LIMIT %s)
    RETURNING term, entries
)
INSERT INTO search_frequency SELECT term, sum(entries) FROM gone GROUP BY term HAVING sum(entries) <> 0
"""
_FOLD_WORDS = """
WITH gone AS (
    DELETE FROM search_word WHERE text IN (SELECT text FROM search_word GROUP BY text HAVING count(*) > 4)
    RETURNING text, sound, entries
)
INSERT INTO search_word (text, sound, entries) SELECT text, min(sound), sum(entries) FROM gone GROUP BY text
"""
_FOLD_SIZES = """
WITH gone AS (DELETE FROM search_size RETURNING *)
INSERT INTO search_size SELECT kind, role, sum(entries), sum(length) FROM gone GROUP BY kind, role
HAVING sum(entries) <> 0
"""
_FOLD_CHANGES = """
WITH gone AS (DELETE FROM search_change RETURNING *)
INSERT INTO search_change SELECT kind, sum(step) FROM gone GROUP BY kind
"""

_DRIFTED = """
WITH means AS (
    SELECT kind, role, sum(length) / sum(entries) AS mean FROM search_size
    GROUP BY kind, role HAVING sum(entries) > 0
)
SELECT id, kind, key, object, title, text, role, language, region, audience, valid_from, valid_to, attributes::text,
    vector_priority
FROM search_entry e JOIN means USING (kind, role)
WHERE id > %s AND abs(average / greatest(mean, 1) - 1) >= %s AND (%s::text[] IS NULL OR kind = ANY(%s::text[]))
ORDER BY id LIMIT %s FOR UPDATE OF e
"""


def fold(*, most: int = 200_000) -> bool:
    """Make one row of the many that writers added for a term; False when another process is at it.

    Rows that other transactions have not committed yet are left for next time; readers always see the same sums.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('search.fold'))")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(_FOLD_FREQUENCIES, [most])
        cursor.execute(_FOLD_WORDS)
        cursor.execute(_FOLD_SIZES)
        cursor.execute(_FOLD_CHANGES)
        cursor.execute("SELECT gin_clean_pending_list('search_entry_terms')")
    return True


def rebuild(kinds: Collection[str] | None = None, *, drift: float = 0.0) -> int:
    """Compute terms and weights anew where the mean length of the kind and role moved by at least ``drift``.

    With 0, everything: after a change of the segmentation. Vectors stay. Returns how many entries were written.
    """
    done, after = 0, 0
    fold()
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_DRIFTED, [after, drift, *[None if kinds is None else sorted(kinds)] * 2, _BATCH])
            rows = cursor.fetchall()
            if not rows:
                return done
            entries = [_entry(row[1:]) for row in rows]
            write(cursor, sorted(entries, key=lambda entry: (entry.kind, entry.key)))
        after, done = rows[-1][0], done + len(rows)


def _entry(row: tuple[Any, ...]) -> Entry:
    kind, key, group, title, text, role, language, region, audience, start, end, attributes, priority = row
    return Entry(
        kind, key, group, title, text, role, language, region, tuple(audience), start, end,
        json.loads(attributes), priority,
    )  # fmt: skip


def index_vectors(*, least: int = _INDEXED_FROM) -> list[str]:
    """Give each kind with that many vectors an HNSW index of its own; returns the kinds that got one now.

    An index a kind, so that a search in a small kind never wades through a large one. Built without blocking
    writers; must not be called inside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT kind, count(*), min(vector_dims(vector)) FROM search_entry WHERE vector IS NOT NULL
               GROUP BY kind HAVING count(*) >= %s""",
            [least],
        )
        built = []
        for kind, _, dimensions in cursor.fetchall():
            name = index_name(kind)
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name])
            row = cursor.fetchone()
            if row and row[0]:
                continue
            if row:  # a build that was interrupted
                cursor.execute(f'DROP INDEX CONCURRENTLY "{name}"')
            literal = kind.replace("'", "''").replace("%", "%%")
            cursor.execute(
                f"""CREATE INDEX CONCURRENTLY "{name}" ON search_entry
                    USING hnsw ((vector::halfvec({dimensions})) halfvec_cosine_ops)
                    WHERE kind = '{literal}' AND vector IS NOT NULL""",
            )
            built.append(kind)
    return built


def index_name(kind: str) -> str:
    """The name of a kind's vector index."""
    return "search_entry_vector_" + re.sub(r"[^a-z0-9]+", "_", kind.lower())[:40]
