"""What goes into the index and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

NO_VECTOR = 99

Mode = Literal["hybrid", "lexical", "vector"]


@dataclass(frozen=True)
class Entry:
    """One searchable text. Several entries may belong to one object, which is their ``group``.

    ``key`` is unique within ``kind``. The text is in force from ``valid_from`` (included) to ``valid_to``
    (excluded). ``attributes`` is small JSON that comes back with the hit. ``vector_priority`` orders the
    background work: 0 first, 99 gets no vector.
    """

    kind: str
    key: str
    group: str
    title: str
    text: str = ""
    role: str = "body"
    language: str = "zh"
    region: str | None = None
    audience: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    vector_priority: int = 5


@dataclass(frozen=True)
class Query:
    """A question to the index. ``region`` is a division code: entries of it, of its ancestors and without a
    region answer it. ``audience``: entries for it and entries for everybody. ``on``: entries in force that day.
    ``group``: only the best entry of each group; with ``combine="roles"`` a group's words count by the sum of the
    best of each of its roles, which suits documents that are there whole and in passages. ``fuse``: words and vectors
    by their ranks, or by standard scores over all that was found: better where a clear lead should count, as with
    articles of law.
    ``embed_missing``: so many of the best entries by words get their vector now if they have none yet (about 60 ms
    each, kept): for measuring and for editors, not for replies. ``longest_ms``: after that the database stops the
    search, which raises its error. ``vector``: taken instead of the text's own, for callers that know better what is
    meant.
    """

    text: str
    kinds: tuple[str, ...]
    limit: int = 20
    region: str | None = None
    audience: str | None = None
    on: date | None = None
    mode: Mode = "hybrid"
    group: bool = True
    combine: Literal["best", "roles"] = "best"
    fuse: Literal["ranks", "scores"] = "ranks"
    embed_missing: int = 0
    longest_ms: int | None = None
    vector: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class Prepared:
    """What the index makes of a question.

    ``terms``: its words; ``expansions``: further expressions with their weights in (0, 1]; ``corrections``: (as
    written, as meant); ``understood``: the normal form with the corrections made; ``weights``: the terms of the
    index that are looked for, weightiest first.
    """

    normalised: str
    terms: tuple[str, ...] = ()
    expansions: tuple[tuple[str, float], ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    language: str = "zh"
    understood: str = ""
    weights: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Hit:
    """One answer. ``score`` orders hits of one search and means nothing outside it; ``lexical_score`` is BM25 (>0),
    ``similarity`` a cosine in [-1, 1]; ranks count from 1.
    """

    kind: str
    key: str
    group: str
    role: str
    title: str
    text: str
    score: float
    lexical_score: float | None = None
    lexical_rank: int | None = None
    similarity: float | None = None
    vector_rank: int | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Held:
    """An entry as the index holds it. It compares by identity and is the same for as long as the index is, so it can
    key what a caller makes of it once."""

    group: str
    role: str
    title: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """``timings_ms``: prepare, embed, database."""

    hits: tuple[Hit, ...]
    prepared: Prepared
    timings_ms: Mapping[str, float]


@dataclass(frozen=True)
class Suggestion:
    """A title that continues what has been typed."""

    kind: str
    group: str
    title: str
    score: float


@dataclass(frozen=True)
class SynonymEntry:
    """``expression`` also means each of ``terms``, with a weight in (0, 1]; ``kind`` says what sort of
    expression it is (everyday, dialect, cantonese, english, misheard, abbreviation …)."""

    expression: str
    terms: tuple[str, ...]
    kind: str = "everyday"
    weight: float = 0.5
