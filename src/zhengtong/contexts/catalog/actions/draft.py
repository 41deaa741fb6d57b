"""Other words for items, drafted by the configured chat model and filed for a person to decide about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.catalog.actions.enrich import file_drafts
from zhengtong.contexts.catalog.domain.enrichment import drafts_from, prompt, schema
from zhengtong.contexts.catalog.queries.enrichment import undrafted
from zhengtong.contexts.catalog.queries.items import items
from zhengtong.kernel.actors import Actor
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import service as ai
from zhengtong.platform.ledger import service as ledger

ALGORITHM, PURPOSE = "catalog.enrich", "enrichment"
_SECONDS, _TOKENS, _FAILURES = 90.0, 500, 3
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Drafted:
    """Items asked about, drafts filed, phrases refused, and items for which the model gave nothing usable."""

    items: int = 0
    filed: int = 0
    refused: int = 0
    failed: int = 0


def draft_enrichment(
    *, actor: Actor, codes: Sequence[str] = (), limit: int = 50, progress: Progress | None = None
) -> Drafted:
    """Ask the model for other words, item by item; each item is filed by itself, so that a break loses nothing.

    Args:
        codes: of the items; without any, those for which nothing was drafted yet, at most ``limit``.

    Raises:
        Fault: no chat model is configured, it failed three times in a row, or the algorithm is switched off.
    """
    model = ai.chat_model()
    if model is None:
        raise Fault(
            "no-chat-model",
            N_("No chat model is configured."),
            N_("Set ZHENGTONG_CHAT_URL, or write the words in a file and give it with --from."),
        )
    ledger.require_algorithm(ALGORITHM)
    wanted = list(codes) or undrafted(limit)
    filed = refused = failed = in_a_row = 0
    for done, code in enumerate(wanted, start=1):
        try:
            counts = _drafted(model, code, actor)
            filed, refused, in_a_row = filed + counts[0], refused + counts[1], 0
        except Fault as fault:
            failed, in_a_row = failed + 1, in_a_row + 1
            if not fault.code.startswith("model-") or in_a_row >= _FAILURES:
                raise
        if progress:
            progress(done, len(wanted))
    return Drafted(len(wanted), filed, refused, failed)


def _drafted(model: ai.ChatModel, code: str, actor: Actor) -> tuple[int, int]:
    item = items([code]).get(code)
    if item is None:
        raise Fault("no-item", N_("There is no matter with the code %(code)s."), params={"code": code}, status=404)
    instruction, data = prompt(item)
    messages = (ai.Message("system", instruction), ai.Message("user", data))
    reply = model.complete(
        ai.ChatRequest(PURPOSE, messages, schema=schema(), max_tokens=_TOKENS, seconds=_SECONDS, temperature=0.3)
    )
    with transaction.atomic():
        drafts = drafts_from(code, reply.data)
        result = file_drafts(drafts=drafts, origin=f"model:{reply.model}"[:150], actor=actor)
        ledger.record_act(
            algorithm=ALGORITHM,
            actor=actor,
            subject=code,
            inputs={"item": code, "revision": item.revision, "model": reply.model},
            output=[{"role": d.role, "text": d.text} for d in drafts],
            sources=(item.source,),
            outcome="suggestion",
        )
    return result.filed, sum(result.refused.values())
