"""Embeddings, re-ranking and speech through OpenAI-compatible endpoints (vLLM, Ollama, llama.cpp, Infinity …)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.platform.ai.audio import checked
from zhengtong.platform.ai.gateway import Deadline, Gateway, unreadable
from zhengtong.platform.ai.hearing import Turns

_SECONDS = 20.0
_BATCH = 64
_LISTENING_SECONDS = 25.0


class RemoteEmbedder:
    """``/embeddings``. See ``protocols.Embedder``; the same text serves as question and as passage."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.name = gateway.endpoint.model

    @cached_property
    def dimensions(self) -> int:
        """Asked of the service once."""
        return int(self._encode(["1"]).shape[1])

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of questions."""
        return self._encode(texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of passages."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows: list[Any] = []
        for start in range(0, len(texts), _BATCH):
            body = {"model": self.name, "input": _outgoing(self._gateway, texts[start : start + _BATCH])}
            answer = self._gateway.post("/embeddings", body, Deadline(_SECONDS))
            try:
                rows += [row["embedding"] for row in sorted(answer["data"], key=lambda row: row["index"])]
            except (KeyError, TypeError) as error:
                raise unreadable("it is not a list of embeddings") from error
        try:
            vectors = np.asarray(rows, dtype=np.float32).reshape(len(texts), -1)
        except ValueError as error:
            raise unreadable("its embeddings differ in length or number") from error
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(vectors).all() or (lengths == 0).any():
            raise unreadable("an embedding is empty")
        unit: NDArray[np.float32] = vectors / lengths
        return unit


class RemoteReranker:
    """``/rerank`` in the form that vLLM, Jina and Infinity share."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self.name = gateway.endpoint.model

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """A score for each passage, in their order."""
        texts = _outgoing(self._gateway, [question, *passages])
        body = {"model": self.name, "query": texts[0], "documents": texts[1:]}
        answer = self._gateway.post("/rerank", body, Deadline(_SECONDS))
        try:
            found = {int(row["index"]): float(row["relevance_score"]) for row in answer["results"]}
            return [found[index] for index in range(len(passages))]
        except (KeyError, TypeError, ValueError) as error:
            raise unreadable("it is not a ranking of all passages") from error


class RemoteRecogniser:
    """``/audio/transcriptions``. The recording is passed on as it came, after a look at what it is."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._turns = Turns(at_once=2, waiting=0, seconds=1.0)
        self.name = gateway.endpoint.model

    def transcribe(self, audio: bytes, *, language: str = "zh") -> str:
        """The words that were said."""
        container = checked(audio)
        fields = {"model": self.name, "language": language, "response_format": "json"}
        file = (f"speech.{container.name}", audio, container.content_type)
        with self._turns.taken():
            answer = self._gateway.post_file("/audio/transcriptions", fields, file, Deadline(_LISTENING_SECONDS))
        text = answer.get("text") if isinstance(answer, dict) else None
        if not isinstance(text, str):
            raise unreadable("it holds no text")
        return text.strip()


def _outgoing(gateway: Gateway, texts: Sequence[str]) -> list[str]:
    if gateway.endpoint.on_this_machine:
        return list(texts)
    return [mask_personal_data(text) for text in texts]
