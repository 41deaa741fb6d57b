"""What is wrong with the settings of models, found without using one; and whether the chat model answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import configuration
from zhengtong.platform.ai.protocols import ChatModel, ChatRequest, Message

PURPOSE = "doctor"
_SECONDS = 5.0


@dataclass(frozen=True)
class Answered:
    """``seconds`` that a short reply took; ``fault`` where there was none."""

    seconds: float
    fault: Fault | None = None


def unreadable() -> Iterator[Fault]:
    """A fault for every setting of a model that cannot be read."""
    kinds = configuration.KINDS
    checks: list[Callable[[], object]] = [lambda kind=kind: configuration.endpoint(kind) for kind in kinds]  # type: ignore[misc]
    checks += [configuration.chat_use, lambda: configuration.tokens_a_day("default"), _speech]
    seen = set()
    for check in checks:
        try:
            check()
        except Fault as fault:
            key = (fault.code, str(fault.where))
            if key not in seen:
                seen.add(key)
                yield fault


def _speech() -> None:
    folder = configuration.speech_folder()
    if folder is not None:
        from zhengtong.platform.ai.local_recogniser import check_folder  # noqa: PLC0415 - only where configured

        check_folder(folder)


def answers(model: ChatModel) -> Answered:
    """Ask the chat model for one word."""
    begun = time.monotonic()
    try:
        model.complete(ChatRequest(PURPOSE, (Message("user", "OK?"),), max_tokens=4, seconds=_SECONDS))
    except Fault as fault:
        return Answered(time.monotonic() - begun, fault)
    return Answered(time.monotonic() - begun)
