"""The vector of a question."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from zhengtong.platform.ai import service as ai
from zhengtong.platform.search.entries import Prepared

Vector: TypeAlias = NDArray[np.float32]
_HALF = 100
"""Characters: with two halves a question costs at most some 50 ms of one core."""


def vector(prepared: Prepared) -> Vector | None:
    """What the question means, ``[dimensions]``; None without an embedder. Asked twice, computed once."""
    embedder = ai.embedder()
    if embedder is None:
        return None
    return _vector(cast(Hashable, embedder), _shortened(prepared.understood or prepared.normalised))


def _shortened(text: str) -> str:
    """A long story without its middle: its matter stands at the beginning or, more often, at the end."""
    return text if len(text) <= 2 * _HALF else f"{text[:_HALF]} {text[-_HALF:]}"


@lru_cache(maxsize=4096)
def _vector(embedder: Hashable, text: str) -> Vector:
    found: Vector = cast(ai.Embedder, embedder).queries([text])[0]
    found.setflags(write=False)
    return found


def forget() -> None:
    """Compute every vector anew: after a change of the embedder."""
    _vector.cache_clear()
