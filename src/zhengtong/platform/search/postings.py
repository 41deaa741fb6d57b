"""Which entries of a small kind hold which terms, in memory: BM25 as the statement of the database computes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhengtong.platform.search import tuning

_MOST_FOUND = 1_000
_HEAD = 12  # bytes of a sent sparsevec before its indices: dimensions, how many, nothing


@dataclass(frozen=True)
class Postings:
    """``terms`` ``[terms]``: numbers of terms, ascending; those of ``terms[n]`` stand at ``starts[n]:starts[n + 1]``
    of ``rows`` (of entries) and ``weights`` (saturated term frequencies). ``entries``: how many rows there are."""

    terms: NDArray[np.int32]
    starts: NDArray[np.intp]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    entries: int

    def scores(self, asked: Sequence[tuple[int, float]]) -> NDArray[np.float64]:
        """BM25 of every entry, ``[entries]``, for terms of a question with their weights; 0 for those not found."""
        scores, found = self.weighed(asked)
        return _best(np.where(found, scores, 0.0))

    def weighed(self, asked: Sequence[tuple[int, float]]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """BM25 of every entry, found or not, and which of them the terms find, ``[entries]`` each."""
        places, weights = self._held(asked)
        if not len(places):
            return np.zeros(self.entries), np.zeros(self.entries, np.bool_)
        frequency = self.starts[places + 1] - self.starts[places]
        rarity = weights * np.log1p((self.entries - frequency + 0.5) / (frequency + 0.5))
        order = np.lexsort((self.terms[places], frequency))
        finding = _finding(frequency[order], self.entries)
        begins = self.starts[places[order]]
        spans = list(map(slice, begins.tolist(), (begins + frequency[order]).tolist()))
        rows = np.concatenate([self.rows[span] for span in spans])
        weights = np.concatenate([self.weights[span] for span in spans]) * np.repeat(rarity[order], frequency[order])
        found = np.zeros(self.entries, np.bool_)
        found[rows[np.repeat(finding, frequency[order])]] = True
        scores: NDArray[np.float64] = np.bincount(rows, weights, self.entries).astype(np.float64)
        return scores, found

    def _held(self, asked: Sequence[tuple[int, float]]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Places among ``terms`` of the asked ones that stand there, and their weights."""
        if not len(self.terms) or not asked:
            return np.empty(0, np.intp), np.empty(0)
        numbers = np.fromiter((number for number, _ in asked), np.int32, len(asked))
        weights = np.fromiter((weight for _, weight in asked), np.float64, len(asked))
        places = np.minimum(np.searchsorted(self.terms, numbers), len(self.terms) - 1)
        held = self.terms[places] == numbers
        return places[held], weights[held]


def _finding(frequency: NDArray[np.intp], entries: int) -> NDArray[np.bool_]:
    """Which terms, the rarest first, find candidates; the others only score (see ``tuning``)."""
    seldom = frequency <= max(entries * tuning.FREQUENT_SHARE, tuning.FREQUENT_FLOOR)
    within = np.cumsum(frequency) <= tuning.CANDIDATE_BUDGET + entries * tuning.CANDIDATE_SHARE
    finds: NDArray[np.bool_] = seldom & within
    finds[:2] = True
    return finds


def _best(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Only the best are kept, as a statement with a limit keeps them."""
    if np.count_nonzero(scores > 0) > _MOST_FOUND:
        least = np.partition(scores, -_MOST_FOUND)[-_MOST_FOUND]
        scores[scores < least] = 0
    return scores


def read(sent: Sequence[bytes], factors: Sequence[float]) -> Postings:
    """From the sparse vectors of the entries as the database sends them, and a factor on each entry's score."""
    sizes = [(len(each) - _HEAD) // 8 for each in sent]
    numbers = np.concatenate([np.frombuffer(each, ">i4", size, _HEAD) for each, size in zip(sent, sizes, strict=True)])
    values = np.concatenate(
        [
            np.frombuffer(each, ">f4", size, _HEAD + 4 * size) * np.float32(factor)
            for each, size, factor in zip(sent, sizes, factors, strict=True)
        ]
    )
    rows = np.repeat(np.arange(len(sent), dtype=np.int32), sizes)
    order = np.argsort(numbers, kind="stable")
    terms, starts = np.unique(numbers[order], return_index=True)
    return Postings(
        terms=terms.astype(np.int32) + 1,  # a sparse vector counts from 1, what it sends from 0
        starts=np.append(starts, len(numbers)),
        rows=rows[order],
        weights=values[order].astype(np.float32),
        entries=len(sent),
    )
