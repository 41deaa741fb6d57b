"""A copy of a small kind's words and vectors in memory: comparing a question with all of them there takes a fraction
of a millisecond, and asking the database for it several.

The copy only ever stands in for what the index holds: it is of one state of the index, and not used in another.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from zhengtong.platform.search import postings, tuning
from zhengtong.platform.search.entries import Held
from zhengtong.platform.search.postings import Postings
from zhengtong.platform.search.questions import Vector

Number = TypeVar("Number", bound=np.floating[Any])
MOST_ENTRIES = 40_000
MOST_TERMS = 8_000_000
"""Above (60 MB each, some milliseconds a question), the index of the database is quicker."""
_REST_SECONDS = 2.0
_STATE = "SELECT sum(step)::bigint FROM search_change WHERE kind = %s"
# the state and the rows in one statement, so of one moment; what this transaction wrote itself may yet be undone
_READ = f"""
SELECT id, object, role, title, attributes::text, halfvec_send(vector), sparsevec_send(weights),
    ({_STATE}), pg_current_xact_id_if_assigned() IS NOT NULL
FROM search_entry WHERE kind = %s ORDER BY object, id LIMIT %s
"""


@dataclass(frozen=True)
class Copy:
    """Entries of one kind, those of an object side by side. ``vectors`` ``[entries, dimensions]``, zeros where an
    entry has none; ``starts`` ``[objects]``: the row where each object begins; ``object_of`` ``[entries]``:
    the place of an entry's object among them; ``spans``: the rows of an object; ``roles``: of its entries, in their
    order, where each is there once and with a vector, as is most often so; ``numbers``: object -> its place."""

    state: int
    entries: tuple[Held, ...]
    has_vector: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    objects: tuple[str, ...]
    numbers: Mapping[str, int]
    starts: NDArray[np.intp]
    object_of: NDArray[np.intp]
    spans: tuple[slice, ...]
    roles: tuple[tuple[str, ...] | None, ...]
    postings: Postings

    def similarities(self, vector: Vector) -> NDArray[np.float32]:
        """The cosine of every entry with a unit vector, ``[entries]``; -1 for entries without one."""
        found: NDArray[np.float32] = np.where(self.has_vector, self.vectors @ vector, np.float32(-1))
        return found

    def highest(self, values: NDArray[Number]) -> NDArray[Number]:
        """Of each object the highest of the ``values`` ``[entries]`` of its entries, ``[objects]``."""
        found = values[self.starts]
        np.maximum.at(found, self.object_of, values)  # a fifth of what ``reduceat`` takes for so few entries each
        return found

    def near(self, number: int, own: Sequence[float]) -> dict[str, float]:
        """Role -> the best of ``own``, the similarities of an object's entries, of that role."""
        roles = self.roles[number]
        if roles is not None:
            return dict(zip(roles, own, strict=True))
        near: dict[str, float] = {}
        for entry, value in zip(self.entries[self.spans[number]], own, strict=True):
            if value > near.get(entry.role, -1.0):
                near[entry.role] = value
        return near

    def best_of(self, number: int, own: list[float]) -> Held:
        """The entry of an object with the highest of ``own``, the values of its entries; the first of several."""
        first: int = self.spans[number].start
        return self.entries[first + own.index(max(own))]


def _roles(entries: Sequence[Held], has_vector: NDArray[np.bool_]) -> tuple[str, ...] | None:
    roles = tuple(entry.role for entry in entries)
    return roles if has_vector.all() and len(set(roles)) == len(roles) else None


_copies: dict[str, Copy] = {}
_read_at: dict[str, float] = {}
_reading = threading.Lock()


def forget() -> None:
    """Without any copy, as after a start."""
    _copies.clear()
    _read_at.clear()


def copy_of(kind: str, state: int | None) -> Copy | None:
    """The copy of the ``state`` that a read has just told; None if there is none and it is not time to make one."""
    copy = _copies.get(kind)
    if state is None or (copy is not None and copy.state == state):
        return copy if state is not None else None
    if time.monotonic() - _read_at.get(kind, -_REST_SECONDS) < _REST_SECONDS or not _reading.acquire(blocking=False):
        return None
    try:
        _read_at[kind] = time.monotonic()
        copy = _read(kind)
    finally:
        _reading.release()
    if copy is None:
        return None
    _copies[kind] = copy
    return copy if copy.state == state else None


def _read(kind: str) -> Copy | None:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [kind, kind, MOST_ENTRIES + 1])
        rows = cursor.fetchall()
    if not rows or len(rows) > MOST_ENTRIES or rows[0][8]:
        return None
    if sum(len(row[6]) for row in rows) > 8 * MOST_TERMS:
        return None
    blank = b""
    halves = [np.frombuffer(row[5] or blank, ">f2", offset=4 if row[5] else 0) for row in rows]
    size = max(map(len, halves))
    vectors = np.zeros((len(rows), size), np.float32)
    for number, half in enumerate(halves):
        if len(half):
            vectors[number] = half
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)
    names = [row[1] for row in rows]
    starts = [0, *(n for n in range(1, len(names)) if names[n] != names[n - 1])]
    spans = tuple(map(slice, starts, [*starts[1:], len(names)]))
    entries = tuple(Held(group, role, title, json.loads(more)) for _, group, role, title, more, *_ in rows)
    has_vector = lengths[:, 0] > 0
    return Copy(
        state=rows[0][7],
        entries=entries,
        has_vector=has_vector,
        vectors=vectors,
        objects=tuple(names[n] for n in starts),
        numbers={names[n]: number for number, n in enumerate(starts)},
        starts=np.array(starts),
        object_of=np.repeat(np.arange(len(starts)), np.diff([*starts, len(names)])),
        spans=spans,
        roles=tuple(_roles(entries[span], has_vector[span]) for span in spans),
        postings=postings.read(
            [row[6] for row in rows], [tuning.role_weights.get((kind, row[2]), 1.0) for row in rows]
        ),
    )
