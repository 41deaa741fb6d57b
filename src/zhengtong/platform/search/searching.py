"""One question: BM25 and vectors, filtered alike, fused by ranks or by scores."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from zhengtong.platform.search import questions, vectors
from zhengtong.platform.search.entries import Hit, Prepared, Query, Result
from zhengtong.platform.search.fusing import Scored, fused
from zhengtong.platform.search.preparation import prepare
from zhengtong.platform.search.questions import Vector
from zhengtong.platform.search.small_kinds import found_in_memory
from zhengtong.platform.search.statement import literal, statement


def search(query: Query, *, texts: bool = True) -> Result:
    """The best entries, or with ``group`` the best entry of each group, best first.

    Reads only (``embed_missing`` aside). An empty question, or one without letters and digits, finds nothing.
    ``texts=False``: hits come without their text, small kinds from memory: for callers that read it themselves.
    """
    started = time.perf_counter()
    prepared = prepare(query.text)
    ready = time.perf_counter()
    vector = _vector(query, prepared)
    embedded = time.perf_counter()
    if query.embed_missing and vector is not None:
        _embed_best(query, prepared)
    hits = _run(query, prepared, vector, texts=texts)
    done = time.perf_counter()
    timings = {"prepare": ready - started, "embed": embedded - ready, "database": done - embedded}
    return Result(hits, prepared, {name: seconds * 1000 for name, seconds in timings.items()})


def stored_similarities(kind: str, groups: Collection[str], vector: Vector) -> dict[str, dict[str, float]]:
    """Group -> role -> the best cosine of its entries with the vector; entries without a vector are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT object, role, max(1 - (vector::halfvec({len(vector)}) <=> %s::halfvec({len(vector)})))::float8
                FROM search_entry WHERE kind = %s AND object = ANY(%s) AND vector IS NOT NULL GROUP BY object, role""",
            [literal(vector), kind, list(groups)],
        )
        found: dict[str, dict[str, float]] = {}
        for group, role, similarity in cursor.fetchall():
            found.setdefault(group, {})[role] = similarity
    return found


def _vector(query: Query, prepared: Prepared) -> Vector | None:
    if query.mode == "lexical":
        return None
    if query.vector is not None:
        return query.vector
    return questions.vector(prepared) if prepared.weights else None


def _run(query: Query, prepared: Prepared, vector: Vector | None, *, texts: bool) -> tuple[Hit, ...]:
    use_words = query.mode != "vector" and bool(prepared.weights)
    if not query.kinds or query.limit < 1 or not (use_words or vector is not None):
        return ()
    both = use_words and vector is not None
    found = found_in_memory(query, prepared, vector) if use_words and vector is not None and not texts else None
    if found is None:
        found = _from_database(query, prepared if use_words else None, vector, texts=texts)
    return fused(found, query, both=both)


def _from_database(query: Query, prepared: Prepared | None, vector: Vector | None, *, texts: bool) -> list[Scored]:
    sql, params = statement(query, prepared, vector, texts=texts)
    with _within(query.longest_ms) as cursor:
        cursor.execute(sql, params)
        return [Scored(*row) for row in cursor.fetchall()]


@contextmanager
def _within(longest_ms: int | None) -> Iterator[CursorWrapper]:
    """A cursor whose statements the database stops when they take longer."""
    with transaction.atomic() if longest_ms else nullcontext(), connection.cursor() as cursor:
        if longest_ms:
            cursor.execute(f"SET LOCAL statement_timeout = {int(longest_ms)}")
        yield cursor


def _embed_best(query: Query, prepared: Prepared) -> None:
    wanted = replace(query, mode="lexical", limit=query.embed_missing, group=False)
    hits = _run(wanted, prepared, None, texts=False)
    vectors.fill_entries([(hit.kind, hit.key) for hit in hits])
