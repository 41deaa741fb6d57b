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


def vector(prepared: Prepared) -> Vector | None:
    """What the question means, ``[dimensions]``; None without an embedder. Asked twice, computed once."""
    embedder = ai.embedder()
    if embedder is None:
        return None
    return _vector(cast(Hashable, embedder), prepared.understood or prepared.normalised)


@lru_cache(maxsize=4096)
def _vector(embedder: Hashable, text: str) -> Vector:
    found: Vector = cast(ai.Embedder, embedder).queries([text])[0]
    found.setflags(write=False)
    return found


def forget() -> None:
    """Compute every vector anew: after a change of the embedder."""
    _vector.cache_clear()
