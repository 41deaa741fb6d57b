"""The door of the models. Everything may be absent: then the function returns None."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Texts to unit vectors; questions and passages may be embedded differently."""

    @property
    def name(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@lru_cache(maxsize=1)
def embedder() -> Embedder | None:
    """The embedder of this machine."""
    from zhengtong.platform.ai.local_embeddings import LocalEmbedder  # noqa: PLC0415 - 70 MB, only when used

    return LocalEmbedder()
