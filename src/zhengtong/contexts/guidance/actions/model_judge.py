"""The configured chat model rates a sample of stored replies, on the same closed scale as people do."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.rate import rate
from zhengtong.contexts.guidance.domain.model_judging import ASPECTS, prompt, schema
from zhengtong.contexts.guidance.domain.reply import Reply
from zhengtong.contexts.guidance.queries.ratings import deal
from zhengtong.kernel.actors import Actor, system
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import service as ai
from zhengtong.platform.ledger import service as ledger

ALGORITHM, PURPOSE = "guidance.judge", "judge"
_SECONDS, _TOKENS, _FAILURES = 60.0, 200, 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Judged:
    """How many replies were rated, by how many the model failed, and the grades by aspect."""

    rated: int = 0
    failed: int = 0
    grades: dict[str, Counter[str]] = field(default_factory=dict)


def judge(*, sample: int, seed: int | None = None, progress: Progress | None = None) -> Judged:
    """Rate up to ``sample`` stored replies that this model has not rated yet.

    Raises:
        Fault: no chat model is configured, it failed three times in a row, or the algorithm is switched off.
    """
    model = ai.chat_model()
    if model is None:
        raise Fault("no-chat-model", N_("No chat model is configured."), N_("Set ZHENGTONG_CHAT_URL."))
    ledger.require_algorithm(ALGORITHM)
    actor = system(f"model:{model.name}"[:100])
    chance = random.Random(seed)
    grades: dict[str, Counter[str]] = {aspect: Counter() for aspect in ASPECTS}
    rated = failed = in_a_row = 0
    for number in range(1, sample + 1):
        dealt = deal(actor.identifier, chance=chance)
        if dealt is None:
            break
        try:
            given = _rated(model, dealt.reply, actor)
            rated, in_a_row = rated + 1, 0
        except Fault as fault:
            failed, in_a_row = failed + 1, in_a_row + 1
            if not fault.code.startswith("model-") or in_a_row >= _FAILURES:
                raise
            continue
        for aspect, grade in given.items():
            grades[aspect][grade] += 1
        if progress:
            progress(number, sample)
    return Judged(rated, failed, grades)


def _rated(model: ai.ChatModel, reply: Reply, actor: Actor) -> dict[str, str]:
    instruction, data = prompt(reply)
    messages = (ai.Message("system", instruction), ai.Message("user", data))
    answer = model.complete(ai.ChatRequest(PURPOSE, messages, schema=schema(), max_tokens=_TOKENS, seconds=_SECONDS))
    given = {aspect: str(answer.data[aspect]) for aspect in ASPECTS}
    rate(
        reply.receipt, matter=given["matter"], complete=given["complete"], understandable=given["understandable"],
        words=str(answer.data["reason"]), actor=actor, kind="model",
    )  # fmt: skip
    return given
