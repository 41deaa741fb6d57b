"""Candidates of small kinds, from the copies in memory: the same as the statement of the database finds, some
milliseconds sooner. An index of vectors does not help it there, so it would compare every entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from zhengtong.platform.search import resident
from zhengtong.platform.search.entries import Prepared, Query
from zhengtong.platform.search.fusing import Scored
from zhengtong.platform.search.questions import Vector
from zhengtong.platform.search.segmentation import term_number
from zhengtong.platform.search.state import index_state
from zhengtong.platform.search.statement import candidates, with_ancestors

MOST_ENTRIES = 10_000
"""Of a kind: with more, the index of the database is as quick and needs no memory in each process."""
_DIGITS = 6  # equal texts get equal scores; the last digit of a product of matrices depends on the row
# what this transaction wrote itself may yet be undone
_SIZE = """
SELECT coalesce(sum(entries), 0), pg_current_xact_id_if_assigned() IS NOT NULL FROM search_size WHERE kind = %s
"""
_STATE = "SELECT sum(step)::bigint FROM search_change WHERE kind = %s"
# in the order of ``resident.Copy``
_READ = f"""
SELECT key, region, valid_from, valid_to, ({_STATE})
FROM search_entry WHERE kind = %s ORDER BY object, id
"""


class _ChangedError(Exception):
    """Not of the state asked for, so not to be kept for it."""


@dataclass(frozen=True)
class _Scope:
    """Where and when the entries of a kind hold, in the order of its copy. ``regions``: those that occur;
    ``region_of`` ``[entries]``: place among them; ``since``, ``until`` ``[entries]``: day numbers."""

    keys: tuple[str, ...]
    regions: tuple[str | None, ...]
    region_of: NDArray[np.intp]
    since: NDArray[np.int64]
    until: NDArray[np.int64]

    def admitted(self, query: Query) -> NDArray[np.bool_]:
        """Which entries answer the query at all, ``[entries]``."""
        admitted = np.ones(len(self.keys), np.bool_)
        if query.region:
            wanted = {None, *with_ancestors(query.region)}
            admitted &= np.array([region in wanted for region in self.regions])[self.region_of]
        if query.on:
            day = query.on.toordinal()
            admitted &= (self.since <= day) & (self.until > day)
        return admitted


@dataclass(frozen=True)
class _Compared:
    """Every entry of a kind compared with a question, ``[entries]`` each."""

    kind: str
    scope: _Scope
    copy: resident.Copy
    words: NDArray[np.float64]
    near: NDArray[np.float32]

    def scored(self, row: int) -> Scored:
        held = self.copy.entries[row]
        near = round(float(self.near[row]), _DIGITS) if self.copy.has_vector[row] else None
        words = round(float(self.words[row]), _DIGITS)
        return Scored(row, self.kind, self.scope.keys[row], held.group, held.role, held.title, words,
                      near, held.attributes)  # fmt: skip


def found_in_memory(query: Query, prepared: Prepared, vector: Vector) -> list[Scored] | None:
    """What either branch finds, without its text; None where the database has to be asked."""
    if query.audience:
        return None
    asked = _as_stored(vector)
    by_words: list[tuple[float, _Compared, int]] = []
    found: dict[tuple[str, int], Scored] = {}
    for kind in query.kinds:
        scope, copy = _held(kind)
        if scope is None:
            return None
        if not scope.keys:
            continue
        if copy is None or len(copy.entries) != len(scope.keys) or copy.vectors.shape[1] != len(vector):
            return None
        words, finds = copy.postings.weighed([(term_number(kind, term), weight) for term, weight in prepared.weights])
        compared = _Compared(kind, scope, copy, words, copy.similarities(asked))
        admitted = scope.admitted(query)
        by_words += [(float(words[row]), compared, row) for row in _best(words, finds & admitted, candidates(query))]
        for row in _best(compared.near, copy.has_vector & admitted, candidates(query)):
            found[kind, row] = compared.scored(row)
    by_words.sort(key=lambda each: -each[0])
    for _, compared, row in by_words[: candidates(query)]:
        found.setdefault((compared.kind, row), compared.scored(row))
    return [found[place] for place in sorted(found)]


def _as_stored(vector: Vector) -> Vector:
    """As exact as the vectors of the entries, so that near ties are told apart as the database tells them."""
    half = np.round(vector, 5).astype(np.float16).astype(np.float32)
    stored: Vector = half / (np.linalg.norm(half) or 1)
    return stored


def _best(values: NDArray[np.floating[Any]], among: NDArray[np.bool_], most: int) -> list[int]:
    rows = np.flatnonzero(among)
    best: list[int] = rows[np.argsort(-values[rows], kind="stable")[:most]].tolist()
    return best


def _held(kind: str) -> tuple[_Scope | None, resident.Copy | None]:
    state = index_state().get(kind, 0)
    try:
        scope = _scope(kind, state)
    except _ChangedError:
        return None, None
    return scope, resident.copy_of(kind, state) if scope is not None and scope.keys else None


@lru_cache(maxsize=8)
def _scope(kind: str, state: int) -> _Scope | None:
    """None where the kind is too large."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZE, [kind])
        size, undecided = cursor.fetchone()
        if undecided:
            raise _ChangedError
        if size > MOST_ENTRIES:
            return None
        cursor.execute(_READ, [kind, kind])
        rows = cursor.fetchall()
    if rows and rows[0][4] != state:
        raise _ChangedError
    regions = tuple(dict.fromkeys(row[1] for row in rows))
    place = {region: n for n, region in enumerate(regions)}
    return _Scope(
        keys=tuple(row[0] for row in rows),
        regions=regions,
        region_of=np.array([place[row[1]] for row in rows], np.intp),
        since=np.array([(row[2] or date.min).toordinal() for row in rows], np.int64),
        until=np.array([row[3].toordinal() if row[3] else date.max.toordinal() + 1 for row in rows], np.int64),
    )
