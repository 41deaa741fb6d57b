"""Everyday words and official terms, brought together in the space of an embedding model.

A small multilingual model sees that two texts are alike in wording better than that they mean the same matter. The
civic lexicon says what means the same: from the vectors of its expressions and of their official terms a linear
map is learnt (ridge regression), and a question vector is moved along it. The mean direction that all questions
share is taken away in part, because it draws every question to the same few items. Learnt by
``python -m bench.guidance_ablation --adapter`` from the lexicon alone, never from questions with known answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
FILE = Path(__file__).parent / "data" / "query_adapter.npz"
STRENGTH = 0.8  # how far along the map; 0.6 to 1.2 differ by less than a point in cross-validation
SHARED = 0.5  # the part of the shared direction that is taken away
RIDGE = 2.0


@dataclass(frozen=True)
class Adapter:
    """For vectors of the model ``name``. ``mean`` has shape [d], ``matrix`` [d, d]."""

    name: str
    mean: Vector
    matrix: Vector

    def adapt(self, vector: Vector) -> Vector:
        """A unit vector of the same shape [d]; about 0.1 ms for d = 384."""
        moved = vector + STRENGTH * ((vector - self.mean) @ self.matrix) - SHARED * self.mean
        unit: Vector = (moved / max(float(np.linalg.norm(moved)), 1e-9)).astype(np.float32)
        return unit


def learn(name: str, expressions: Vector, terms: Vector) -> Adapter:
    """``expressions`` and ``terms``: [n, d], row by row an expression and one of its official terms."""
    mean = expressions.mean(axis=0)
    left, right = expressions - mean, terms - terms.mean(axis=0)
    matrix = np.linalg.solve(left.T @ left + RIDGE * np.eye(left.shape[1]), left.T @ right)
    return Adapter(name, mean.astype(np.float32), matrix.astype(np.float32))


def save(adapter: Adapter, file: Path = FILE) -> None:
    np.savez_compressed(
        file, name=adapter.name, mean=adapter.mean.astype(np.float16), matrix=adapter.matrix.astype(np.float16)
    )


@cache
def shipped(name: str) -> Adapter | None:
    """The adapter learnt for this embedding model, or None: then the vector is used as it is."""
    if not FILE.exists():
        return None
    with np.load(FILE, allow_pickle=False) as stored:
        if str(stored["name"]) != name:
            return None
        return Adapter(name, stored["mean"].astype(np.float32), stored["matrix"].astype(np.float32))
