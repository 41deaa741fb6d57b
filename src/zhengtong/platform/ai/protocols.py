"""What the product asks of models, whoever provides them. Every one of them may be absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class Message:
    """One turn of a conversation with a model."""

    role: Role
    content: str


@dataclass(frozen=True)
class ChatRequest:
    """``purpose`` names the budget that is charged. With ``schema`` (JSON Schema) the reply is parsed and checked
    against it. ``seconds`` bounds the whole call, retries included. ``alternatives``: how many likely first tokens
    to tell the probability of, for a closed choice."""

    purpose: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None = None
    max_tokens: int = 512
    temperature: float = 0.0
    seconds: float = 30.0
    alternatives: int = 0


@dataclass(frozen=True)
class ChatReply:
    """``data`` is the checked JSON where a schema was given; ``truncated``: the model stopped at ``max_tokens``.
    ``first``: natural logarithm of the probability of each likely first token; empty where the service tells none."""

    text: str
    model: str
    data: Any = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    truncated: bool = False
    first: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class TextLine:
    """A line read from an image: ``confidence`` 0 to 1, ``box`` left, top, right, bottom in pixels."""

    text: str
    confidence: float
    box: tuple[int, int, int, int]


class ChatModel(Protocol):
    """Raises ``Fault`` (codes ``model-…``) when the model does not give a usable reply in time."""

    @property
    def name(self) -> str: ...
    def complete(self, request: ChatRequest) -> ChatReply: ...
    def stream(self, request: ChatRequest) -> Iterator[str]: ...


class Embedder(Protocol):
    """Texts to unit vectors ``[n, dimensions]``; questions and passages may be embedded differently."""

    @property
    def name(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


class Reranker(Protocol):
    """Scores passages for one question; higher is better, the scale is the model's own."""

    @property
    def name(self) -> str: ...
    def scores(self, question: str, passages: Sequence[str]) -> list[float]: ...


class TextReader(Protocol):
    """Reads the text in an image (PNG, JPEG)."""

    @property
    def name(self) -> str: ...
    def read(self, image: bytes) -> list[TextLine]: ...


class SpeechRecogniser(Protocol):
    """Speech (WebM, Ogg, WAV, M4A, MP3) to text. The person always confirms the text. Raises ``Fault`` (codes
    ``speech-…``, ``model-…``)."""

    @property
    def name(self) -> str: ...
    def transcribe(self, audio: bytes, *, language: str = "zh") -> str: ...


class SpeechSynthesiser(Protocol):
    """Text to speech (WAV)."""

    @property
    def name(self) -> str: ...
    def speak(self, text: str, *, language: str = "zh") -> bytes: ...
