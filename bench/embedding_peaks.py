"""Measures the largest input of every channel of the local embedder's multiplications, in single precision.

    python bench/embedding_peaks.py

Texts: official terms and expressions of the lexicon, alone and joined. Writes ``platform/ai/data/e5_peaks.npz``, from
which ``e5_graph`` balances its eight-bit numbers; raise ``_GRAPH_VERSION`` in ``local_embeddings`` afterwards.
"""

from __future__ import annotations

import csv
import random
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime

from zhengtong.platform.ai import e5_graph, local_embeddings
from zhengtong.platform.ai.e5_weights import Weights, packaged_model

REPOSITORY = Path(__file__).resolve().parents[1]
TARGET = REPOSITORY / "src/zhengtong/platform/ai/data/e5_peaks.npz"


def texts(count: int = 160) -> list[str]:
    """Short questions, short passages and longer joined ones."""
    rows = [row for file in sorted((REPOSITORY / "lexicon").glob("*.csv")) for row in csv.DictReader(file.open())]
    words = [f"{row['expression']} {row['official_terms'].replace('|', ' ')}" for row in rows]
    random.Random(1).shuffle(words)
    joined = ["，".join(words[start : start + 5]) for start in range(count, 3 * count, 5)]
    return [f"query: {w}" for w in words[: count // 2] + joined] + [f"passage: {w}" for w in words[count // 2 : count]]


def main() -> None:
    weights = Weights(packaged_model())
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "float.onnx"
        sources = e5_graph.build(weights, graph, None)
        session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        names = [output.name for output in session.get_outputs()]
        inputs = local_embeddings.ModelInputs(weights)
        peaks: dict[str, np.ndarray] = {}
        for text in texts():
            seen = dict(zip(names, session.run(None, inputs.of(text)), strict=True))
            for product, source in sources.items():
                largest = np.abs(seen[source][0]).max(axis=0)
                peaks[product] = np.maximum(peaks.get(product, 0), largest)
    TARGET.parent.mkdir(exist_ok=True)
    np.savez_compressed(TARGET, **{name: values.astype(np.float16) for name, values in peaks.items()})
    print(f"{len(peaks)} multiplications, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
