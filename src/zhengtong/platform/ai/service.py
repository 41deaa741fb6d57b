"""The door of the models. Everything may be absent: then the function returns None and the caller goes on without.

Adverse or not, a model never supplies facts: see DESIGN, "Facts with sources".
"""

from __future__ import annotations

from functools import lru_cache

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import configuration, hearing, local_senses, settings_check
from zhengtong.platform.ai.audio import MAX_BYTES, too_large
from zhengtong.platform.ai.configuration import LARGE_CHOICES, ChatUse
from zhengtong.platform.ai.gateway import Gateway
from zhengtong.platform.ai.protocols import (
    ChatModel,
    ChatReply,
    ChatRequest,
    Embedder,
    Message,
    Reranker,
    SpeechRecogniser,
    SpeechSynthesiser,
    TextLine,
    TextReader,
)
from zhengtong.platform.ai.settings_check import Answered, unreadable

__all__ = [
    "LARGE_CHOICES",
    "SPEECH_BYTES",
    "Answered",
    "ChatModel",
    "ChatReply",
    "ChatRequest",
    "ChatUse",
    "Embedder",
    "Message",
    "Reranker",
    "SpeechRecogniser",
    "SpeechSynthesiser",
    "TextLine",
    "TextReader",
    "chat_answers",
    "chat_model",
    "chat_use",
    "cleaned_speech",
    "embedder",
    "forget",
    "models_in_use",
    "recogniser",
    "reranker",
    "speech_not_understood",
    "speech_offered",
    "speech_too_large",
    "speech_too_slow",
    "synthesiser",
    "takes_its_time",
    "text_reader",
    "unreadable_settings",
]

SPEECH_BYTES = MAX_BYTES
unreadable_settings = unreadable
speech_too_large = too_large
speech_not_understood = hearing.not_understood
speech_too_slow = hearing.too_slow
cleaned_speech = hearing.cleaned


@lru_cache(maxsize=8)
def _gateway(kind: str) -> Gateway | None:
    endpoint = configuration.endpoint(kind)
    return Gateway(endpoint) if endpoint else None


@lru_cache(maxsize=1)
def embedder() -> Embedder | None:
    """The configured endpoint, else the model on this machine."""
    gateway = _gateway("EMBEDDINGS")
    if gateway:
        from zhengtong.platform.ai.remote import RemoteEmbedder  # noqa: PLC0415 - only where configured

        return RemoteEmbedder(gateway)
    from zhengtong.platform.ai.local_embeddings import LocalEmbedder  # noqa: PLC0415 - only when first used

    return LocalEmbedder()


@lru_cache(maxsize=1)
def chat_model() -> ChatModel | None:
    """The configured chat model; None by default."""
    gateway = _gateway("CHAT")
    if gateway is None:
        return None
    from zhengtong.platform.ai.chat import OpenAIChat  # noqa: PLC0415 - only where configured

    return OpenAIChat(gateway)


def chat_answers() -> Answered | None:
    """Whether the chat model gives a short reply, and after how long; None where there is no model."""
    model = chat_model()
    return settings_check.answers(model) if model else None


@lru_cache(maxsize=1)
def chat_use() -> ChatUse:
    """What the chat model is used for in a reply, and how long it may take."""
    return configuration.chat_use()


@lru_cache(maxsize=1)
def reranker() -> Reranker | None:
    """The configured re-ranker; None by default."""
    gateway = _gateway("RERANK")
    if gateway is None:
        return None
    from zhengtong.platform.ai.remote import RemoteReranker  # noqa: PLC0415 - only where configured

    return RemoteReranker(gateway)


@lru_cache(maxsize=1)
def text_reader() -> TextReader | None:
    """rapidocr, where the extra ``[ocr]`` is installed."""
    return local_senses.RapidReader() if local_senses.reader_installed() else None


@lru_cache(maxsize=1)
def recogniser() -> SpeechRecogniser | None:
    """The configured speech service, else the model folder of this machine; None by default.

    Raises a ``Fault`` that names what is wrong with the folder.
    """
    gateway = _gateway("SPEECH")
    if gateway:
        from zhengtong.platform.ai.remote import RemoteRecogniser  # noqa: PLC0415 - only where configured

        return RemoteRecogniser(gateway)
    folder = configuration.speech_folder()
    if folder is None:
        return None
    from zhengtong.platform.ai.local_recogniser import WhisperRecogniser, check_folder  # noqa: PLC0415

    check_folder(folder)
    return WhisperRecogniser(folder)


def speech_offered() -> bool:
    """Whether a button to speak may be shown. A folder that cannot be used means no; `zhengtong doctor` says why."""
    try:
        return recogniser() is not None
    except Fault:
        return False


@lru_cache(maxsize=1)
def synthesiser() -> SpeechSynthesiser | None:
    """espeak-ng, where it is installed (browsers bring their own voice)."""
    return local_senses.EspeakSynthesiser() if local_senses.voice_installed() else None


def takes_its_time() -> bool:
    """Whether a request may hold a thread for seconds: models elsewhere, or speech heard on this machine. (The voice
    of this machine speaks a page in less than one.)"""
    return configuration.names_endpoint() or configuration.speech_folder() is not None


def models_in_use() -> dict[str, str | None]:
    """The name of each model by what it does, None where there is none. Loads nothing."""
    chosen: dict[str, str | None] = {}
    makers = {"embeddings": embedder, "chat": chat_model, "rerank": reranker, "ocr": text_reader,
              "speech": recogniser, "voice": synthesiser}  # fmt: skip
    for purpose, maker in makers.items():
        model = maker()
        chosen[purpose] = model.name if model else None
    return chosen


def forget(*, only_chat: bool = False) -> None:
    """Read the configuration again at the next use. ``only_chat`` keeps the other models, which take long to load."""
    chat = (_gateway, chat_model, chat_use)
    for cached in chat if only_chat else (*chat, embedder, reranker, text_reader, recogniser, synthesiser):
        cached.cache_clear()
