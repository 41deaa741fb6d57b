"""Vectors of entries, filled in the background."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from zhengtong.platform.ai import service as ai
from zhengtong.platform.search.entries import NO_VECTOR
from zhengtong.platform.search.statement import literal
from zhengtong.platform.search.writing import embedded_text

_BATCH = 8
# what was computed lately, so that a transaction that is undone and tried again need not compute it again (8 MB)
_MOST_KEPT = 2_000
_kept: dict[tuple[str, bytes], str] = {}


def fill_vectors(
    *,
    limit: int | None = None,
    kinds: Sequence[str] | None = None,
    progress: Callable[[int], None] | None = None,
    deadline: float | None = None,
) -> int:
    """Embed entries that wait, most urgent first; returns how many got a vector.

    Each batch is its own transaction with its rows locked, so that several fillers share the work and a killed one
    loses at most a batch. ``deadline`` is a ``time.monotonic()`` value; ``progress`` gets the number done so far.
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


def fill_entries(pairs: Collection[tuple[str, str]]) -> int:
    """Embed those of these (kind, key) that have no vector yet, whatever their priority; returns how many."""
    embedder = ai.embedder()
    if embedder is None or not pairs:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, title, text, vector_digest FROM search_entry
               WHERE vector IS NULL AND (kind, key) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
               ORDER BY id FOR UPDATE SKIP LOCKED""",
            [[kind for kind, _ in pairs], [key for _, key in pairs]],
        )
        return _embed(embedder, cursor, cursor.fetchall())


def vector_progress(kinds: Sequence[str] | None = None) -> tuple[int, int]:
    """(entries with a vector, entries that have or are to have one)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(vector), count(*) FROM search_entry
               WHERE (vector_priority < %s OR vector IS NOT NULL) AND (%s::text[] IS NULL OR kind = ANY(%s::text[]))""",
            [NO_VECTOR, *[list(kinds) if kinds is not None else None] * 2],
        )
        done, total = cursor.fetchone()
    return int(done), int(total)


def _fill_batch(embedder: ai.Embedder, size: int, kinds: Sequence[str] | None) -> int:
    of_kinds = "" if kinds is None else "AND kind = ANY(%s)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT id, title, text, vector_digest FROM search_entry
                WHERE vector IS NULL AND vector_priority < 99 {of_kinds}
                ORDER BY vector_priority, id LIMIT %s FOR UPDATE SKIP LOCKED""",
            [*([] if kinds is None else [list(kinds)]), size],
        )
        return _embed(embedder, cursor, cursor.fetchall())


def _embed(embedder: ai.Embedder, cursor: CursorWrapper, rows: Sequence[tuple[int, str, str, bytes]]) -> int:
    """Give these locked rows their vectors: from an entry with the same text where there is one, else computed."""
    if not rows:
        return 0
    texts = {bytes(digest): embedded_text(title, text) for _, title, text, digest in rows}
    cursor.execute(
        """SELECT DISTINCT ON (vector_digest) vector_digest, vector::text FROM search_entry
           WHERE vector_digest = ANY(%s) AND vector IS NOT NULL""",
        [list(texts)],
    )
    known = {bytes(digest): str(vector) for digest, vector in cursor.fetchall()}
    known |= _computed(embedder, {digest: text for digest, text in texts.items() if digest not in known})
    cursor.execute(
        """UPDATE search_entry e SET vector = given.vector::halfvec
           FROM unnest(%s::bigint[], %s::text[]) AS given (id, vector) WHERE e.id = given.id""",
        [[row[0] for row in rows], [known[bytes(row[3])] for row in rows]],
    )
    return len(rows)


def _computed(embedder: ai.Embedder, texts: Mapping[bytes, str]) -> dict[bytes, str]:
    """Vectors of texts by their digest."""
    found = {digest: _kept[embedder.name, digest] for digest in texts if (embedder.name, digest) in _kept}
    new = [digest for digest in texts if digest not in found]
    if new:
        made = dict(zip(new, map(literal, embedder.passages([texts[digest] for digest in new])), strict=True))
        if len(_kept) + len(made) > _MOST_KEPT:
            _kept.clear()
        _kept.update({(embedder.name, digest): vector for digest, vector in made.items()})
        found |= made
    return found
