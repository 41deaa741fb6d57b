"""The objects of one kind that a question may mean, with all that speaks for each: for callers with a ranking of
their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhengtong.platform.search import resident, tuning
from zhengtong.platform.search.entries import Held, Hit, Query
from zhengtong.platform.search.preparation import prepare
from zhengtong.platform.search.questions import Vector
from zhengtong.platform.search.searching import search, stored_similarities
from zhengtong.platform.search.segmentation import term_number
from zhengtong.platform.search.state import index_state

_HAIR = 1e-12  # for each place, far below what two values differ by: a stable sort would take five times as long


class Neighbour(NamedTuple):
    """``entry``: of the object's entries the one that fits best. ``near``: role -> the best cosine of its entries of
    that role; empty without vectors. ``lexical_score``: as of a ``Hit``."""

    entry: Held
    near: Mapping[str, float]
    lexical_score: float | None = None


def neighbours(query: Query) -> tuple[Neighbour, ...]:
    """As ``search`` with ``group``, best first by reciprocal ranks, for one kind and a given ``vector``."""
    found = _from_memory(query)
    if found is not None:
        return found
    if query.vector is None:
        return tuple(_of_hit(hit, {}) for hit in search(replace(query, mode="lexical")).hits)
    hits = search(replace(query, mode="hybrid")).hits
    near = stored_similarities(query.kinds[0], [hit.group for hit in hits], query.vector)
    return tuple(_of_hit(hit, near.get(hit.group, {})) for hit in hits)


def _of_hit(hit: Hit, near: Mapping[str, float]) -> Neighbour:
    return Neighbour(Held(hit.group, hit.role, hit.title, hit.attributes), near, hit.lexical_score)


def _from_memory(query: Query) -> tuple[Neighbour, ...] | None:
    if query.vector is None or query.region or query.audience or query.on or len(query.kinds) != 1:
        return None
    prepared = prepare(query.text)
    kind = query.kinds[0]
    copy = _copy_for(kind, query.vector)
    if copy is None:
        return None
    asked: dict[int, float] = {}
    for term, weight in prepared.weights:
        number = term_number(kind, term)
        asked[number] = max(weight, asked.get(number, 0.0))
    return _ranked(copy, query, copy.similarities(query.vector), copy.postings.scores(list(asked.items())))


def similarities(kind: str, groups: Collection[str], vector: Vector) -> dict[str, dict[str, float]]:
    """Group -> role -> the best cosine of its entries with the vector; entries without a vector are left out."""
    copy = _copy_for(kind, vector)
    if copy is None:
        return stored_similarities(kind, groups, vector)
    found = copy.similarities(vector)
    numbers = {group: copy.numbers[group] for group in groups if group in copy.numbers}
    near = {group: copy.near(number, found[copy.spans[number]].tolist()) for group, number in numbers.items()}
    return {group: roles for group, roles in near.items() if roles}


def _copy_for(kind: str, vector: Vector) -> resident.Copy | None:
    copy = resident.copy_of(kind, index_state().get(kind))
    fits = copy is not None and copy.has_vector.any() and copy.vectors.shape[1] == len(vector)
    return copy if fits else None


def _ranked(
    copy: resident.Copy, query: Query, similarity: NDArray[np.float32], scores: NDArray[np.float64]
) -> tuple[Neighbour, ...]:
    meant, said = copy.highest(similarity), copy.highest(scores)
    by_words, by_meaning = _ranks(said, said > 0), _ranks(meant, meant > -1)
    # reciprocal rank fusion; 0 for objects that neither branch found
    fused = tuning.LEXICAL_WEIGHT / (tuning.RRF_K + by_words) + tuning.VECTOR_WEIGHT / (tuning.RRF_K + by_meaning)
    best = _first(fused, said, query.limit)
    words_first = (by_words <= by_meaning)[best].tolist()
    ranked = []
    for number, words, score in zip(best.tolist(), words_first, said[best].tolist(), strict=True):
        span = copy.spans[number]
        near: list[float] = similarity[span].tolist()
        entry = copy.best_of(number, scores[span].tolist() if words else near)
        ranked.append(Neighbour(entry, copy.near(number, near), score or None))
    return tuple(ranked)


def _first(values: NDArray[np.float64], then: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Places of the highest values above 0, the highest first; of equal ones that with the higher ``then``."""
    least = np.partition(values, -most)[-most] if most < len(values) else 0.0  # to sort all takes ten times as long
    places = np.flatnonzero((values >= least) & (values > 0))
    return places[np.lexsort((-then[places], -values[places]))][:most]


def _ranks(values: NDArray[np.floating[Any]], there: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Ranks from 1, the highest value first, of equal ones the one that stands first; infinite where there is
    nothing."""
    ranks, places = np.full(len(values), np.inf), np.flatnonzero(there)
    keys = places * _HAIR - values[places]
    ranks[places[np.argsort(keys)]] = np.arange(1, len(places) + 1)
    return ranks
