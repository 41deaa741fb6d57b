"""What was found by words and by meaning becomes one list of hits, best first."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from zhengtong.platform.search import tuning
from zhengtong.platform.search.entries import Hit, Query

_LEAST = float("-inf")  # of what has no score

Scores = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry that was found: ``words`` its BM25 and ``near`` its cosine, None where it has none."""

    number: int
    kind: str
    key: str
    group: str
    role: str
    title: str
    words: float | None
    near: float | None
    attributes: Mapping[str, Any] | str  # JSON as the database writes it: few of the found are handed out
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What takes one place in the list: an entry, or all entries found of a group."""

    words: float | None
    near: float | None
    by_words: Scored
    by_meaning: Scored


def fused(found: Sequence[Scored], query: Query, *, both: bool) -> tuple[Hit, ...]:
    """The best ``query.limit``. Of equal entries of a group the first stands for it.

    ``both``: they were looked for by words and by meaning, so the one is weighed against the other.
    """
    units = _units(found, query)
    words, near = [unit.words for unit in units], [unit.near for unit in units]
    by_words, by_meaning = _ranks([value or None for value in words]), _ranks(near)
    weights = [_vector_weight(unit, both) for unit in units]
    scores = _of_scores(words, near, weights) if query.fuse == "scores" else _of_ranks(by_words, by_meaning, weights)
    rows = []
    for unit, score, said, meant in zip(units, scores, by_words, by_meaning, strict=True):
        if score is not None:
            entry = unit.by_words if said is not None and (meant is None or said <= meant) else unit.by_meaning
            rows.append((score, entry, unit, said, meant))
    rows.sort(key=lambda row: (-row[0], -_value(row[2].words), row[1].kind, row[1].key))
    return tuple(_hit(*row) for row in rows[: query.limit])


def _hit(score: float, entry: Scored, unit: _Unit, by_words: int | None, by_meaning: int | None) -> Hit:
    known = entry.attributes
    return Hit(
        kind=entry.kind,
        key=entry.key,
        group=entry.group,
        role=entry.role,
        title=entry.title,
        text=entry.text,
        score=score,
        lexical_score=unit.words or None,
        lexical_rank=by_words,
        similarity=unit.near,
        vector_rank=by_meaning,
        attributes=json.loads(known) if isinstance(known, str) else known,
    )


def _units(found: Sequence[Scored], query: Query) -> list[_Unit]:
    if not query.group:
        return [_Unit(entry.words, entry.near, entry, entry) for entry in found]
    groups: dict[tuple[str, str], list[Scored]] = {}
    for entry in found:
        groups.setdefault((entry.kind, entry.group), []).append(entry)
    return [_unit(members, query) for members in groups.values()]


def _unit(members: list[Scored], query: Query) -> _Unit:
    if len(members) == 1:
        return _Unit(members[0].words, members[0].near, members[0], members[0])
    by_meaning = max(members, key=lambda entry: _value(entry.near))
    by_words = max(members, key=lambda entry: (_value(entry.words), _value(entry.near)))
    words = by_words.words
    if query.combine == "roles" and words is not None:
        best: dict[str, float] = {}
        for entry in members:
            best[entry.role] = max(_value(entry.words), best.get(entry.role, _LEAST))
        words = sum(best.values())
    return _Unit(words, by_meaning.near, by_words, by_meaning)


def _value(score: float | None) -> float:
    return _LEAST if score is None else score


def _vector_weight(unit: _Unit, both: bool) -> float:
    return tuning.vector_weights.get(unit.by_words.kind, tuning.VECTOR_WEIGHT) if both else tuning.VECTOR_WEIGHT


def _ranks(values: Scores) -> list[int | None]:
    """Ranks from 1, the highest value first; equal values share a rank."""
    ascending = sorted(-value for value in values if value is not None)
    return [None if value is None else bisect_left(ascending, -value) + 1 for value in values]


def _of_ranks(by_words: Sequence[int | None], by_meaning: Sequence[int | None], weights: list[float]) -> Scores:
    """Reciprocal rank fusion; None for what neither found."""
    scores = []
    for said, meant, weight in zip(by_words, by_meaning, weights, strict=True):
        words = tuning.LEXICAL_WEIGHT / (tuning.RRF_K + said) if said is not None else 0.0
        meaning = weight / (tuning.RRF_K + meant) if meant is not None else 0.0
        scores.append((words + meaning) or None)
    return scores


def _of_scores(words: Scores, near: Scores, weights: list[float]) -> Scores:
    """Standard scores over all that was found; what has no score of a sort is in the middle of that sort."""
    said, meant = _standard([value or None for value in words]), _standard(near)
    return [
        tuning.LEXICAL_WEIGHT * one + weight * other for one, other, weight in zip(said, meant, weights, strict=True)
    ]


def _standard(values: Scores) -> list[float]:
    there = [value for value in values if value is not None]
    if not there:
        return [0.0] * len(values)
    mean = fmean(there)
    spread = fmean((value - mean) ** 2 for value in there) ** 0.5
    return [(value - mean) / spread if value is not None and spread > 0 else 0.0 for value in values]
