"""The objects of one kind that a question may mean, with all that speaks for each: for callers with a ranking of
their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from zhengtong.platform.search import resident, tuning
from zhengtong.platform.search.entries import Hit, Prepared, Query
from zhengtong.platform.search.preparation import prepare
from zhengtong.platform.search.questions import Vector
from zhengtong.platform.search.searching import search, similarities
from zhengtong.platform.search.statement import words_statement


@dataclass(frozen=True)
class Neighbour:
    """``near``: role -> the best cosine of the object's entries of that role; empty without vectors. ``hit`` may lack
    its text and its score."""

    hit: Hit
    near: Mapping[str, float]


def neighbours(query: Query) -> tuple[Neighbour, ...]:
    """As ``search`` with ``group``, best first by reciprocal ranks, for one kind and a given ``vector``."""
    found = _from_memory(query)
    if found is not None:
        return found
    hits = search(replace(query, mode="hybrid" if query.vector is not None else "lexical")).hits
    near = similarities(query.kinds[0], [h.group for h in hits], query.vector) if query.vector is not None else {}
    return tuple(Neighbour(hit, near.get(hit.group, {})) for hit in hits)


def _from_memory(query: Query) -> tuple[Neighbour, ...] | None:
    if query.vector is None or query.region or query.audience or query.on or len(query.kinds) != 1:
        return None
    prepared = prepare(query.text)
    state, ids, scores = _by_words(query, prepared)
    copy = resident.copy_of(query.kinds[0], state)
    if copy is None or not copy.has_vector.any() or copy.vectors.shape[1] != len(query.vector):
        return None
    return _ranked(copy, query, query.vector, ids, scores)


def _by_words(query: Query, prepared: Prepared) -> tuple[int | None, Sequence[int], Sequence[float]]:
    sql, params = words_statement(query, prepared)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        state, ids, scores = cursor.fetchone()
    return state, ids or (), scores or ()


def _ranked(
    copy: resident.Copy, query: Query, vector: Vector, ids: Sequence[int], scores: Sequence[float]
) -> tuple[Neighbour, ...]:
    similarity = copy.similarities(vector)
    meant = np.maximum.reduceat(similarity, copy.starts)
    said, said_row = np.zeros(len(copy.objects)), np.full(len(copy.objects), -1)
    for entry, score in zip(ids, scores, strict=True):
        row = copy.rows[entry]
        number = copy.object_of[row]
        if score > said[number]:
            said[number], said_row[number] = score, row
    places = _Places(_ranks(said, said > 0), said, said_row, _ranks(meant, meant > -1))
    fused = places.fused()
    best = [n for n in np.lexsort((-said, -fused))[: query.limit].tolist() if fused[n] > 0]
    return tuple(_neighbour(copy, query.kinds[0], n, similarity, places) for n in best)


@dataclass(frozen=True)
class _Places:
    """Of every object: its rank and score by words, the entry that got it (-1: none), its rank by meaning."""

    by_words: NDArray[np.float64]
    said: NDArray[np.float64]
    said_row: NDArray[np.intp]
    by_meaning: NDArray[np.float64]

    def fused(self) -> NDArray[np.float64]:
        """Reciprocal rank fusion; 0 for objects that neither branch found."""
        words = tuning.LEXICAL_WEIGHT / (tuning.RRF_K + self.by_words)
        meaning: NDArray[np.float64] = tuning.VECTOR_WEIGHT / (tuning.RRF_K + self.by_meaning)
        return words + meaning


def _ranks(values: NDArray[np.floating[Any]], there: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Ranks from 1, the highest value first; infinite where there is nothing."""
    ranks = np.empty(len(values))
    ranks[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    ranks[~there] = np.inf
    return ranks


def _neighbour(
    copy: resident.Copy, kind: str, number: int, similarity: NDArray[np.float32], places: _Places
) -> Neighbour:
    near: dict[str, float] = {}
    nearest, nearest_value = -1, -1.0
    for row in copy.entries_of(number):
        value = float(similarity[row])
        if value > -1:
            near[copy.roles[row]] = max(value, near.get(copy.roles[row], -1.0))
        if value > nearest_value:
            nearest, nearest_value = row, value
    words, meaning = places.by_words[number], places.by_meaning[number]
    row = int(places.said_row[number]) if words <= meaning else nearest
    hit = Hit(
        kind=kind,
        key=copy.keys[row],
        group=copy.objects[number],
        role=copy.roles[row],
        title=copy.titles[row],
        text="",
        score=0.0,
        lexical_score=float(places.said[number]) or None,
        lexical_rank=int(words) if words < np.inf else None,
        similarity=nearest_value if near else None,
        vector_rank=int(meaning) if meaning < np.inf else None,
        attributes=copy.attributes[row],
    )
    return Neighbour(hit, near)
