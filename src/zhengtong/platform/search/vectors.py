"""Vectors of entries, filled in the background."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from django.db import connection, transaction

from zhengtong.platform.ai import service as ai
from zhengtong.platform.search.writing import embedded_text

_BATCH = 8


def fill_vectors(
    *,
    limit: int | None = None,
    kinds: Sequence[str] | None = None,
    progress: Callable[[int], None] | None = None,
    deadline: float | None = None,
) -> int:
    """Embed entries that wait, most urgent first; returns how many got a vector.

    Each batch is its own transaction with its rows locked, so that several fillers share the work and a killed one
    loses at most a batch. ``deadline`` is a ``time.monotonic()`` value.
    """
    embedder = ai.embedder()
    done = 0
    while embedder is not None and (limit is None or done < limit):
        if deadline is not None and time.monotonic() >= deadline:
            break
        number = _fill_batch(embedder, _BATCH if limit is None else min(_BATCH, limit - done), kinds)
        if not number:
            break
        done += number
        if progress:
            progress(done)
    return done


def vector_progress(kinds: Sequence[str] | None = None) -> tuple[int, int]:
    """(entries with a vector, entries that are to have one)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(vector), count(*) FROM search_entry
               WHERE vector_priority < 99 AND (%s::text[] IS NULL OR kind = ANY(%s::text[]))""",
            [list(kinds) if kinds is not None else None] * 2,
        )
        done, total = cursor.fetchone()
    return int(done), int(total)


def _fill_batch(embedder: ai.Embedder, size: int, kinds: Sequence[str] | None) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, title, text FROM search_entry
               WHERE vector IS NULL AND vector_priority < 99 AND (%s::text[] IS NULL OR kind = ANY(%s::text[]))
               ORDER BY vector_priority, id LIMIT %s FOR UPDATE SKIP LOCKED""",
            [list(kinds) if kinds is not None else None] * 2 + [size],
        )
        rows = cursor.fetchall()
        if not rows:
            return 0
        vectors = embedder.passages([embedded_text(title, text) for _, title, text in rows])
        literals = ["[" + ",".join(f"{value:.5f}" for value in vector.tolist()) + "]" for vector in vectors]
        cursor.execute(
            """UPDATE search_entry e SET vector = given.vector::halfvec
               FROM unnest(%s::bigint[], %s::text[]) AS given (id, vector) WHERE e.id = given.id""",
            [[row[0] for row in rows], literals],
        )
        return len(rows)
