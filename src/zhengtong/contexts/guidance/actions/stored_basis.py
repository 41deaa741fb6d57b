"""What a reply rests on, as it is kept with its act: enough to make the same reply again, or to say what changed.

Everything here is masked: what was typed is neither read nor kept as it was typed where it names a person.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhengtong.contexts.guidance.actions.model_help import ModelAnswer, ModelHelp
from zhengtong.kernel.identifiers import mask_personal_data
from zhengtong.kernel.program import program
from zhengtong.platform.ai import service as ai
from zhengtong.platform.search import service as search

if TYPE_CHECKING:  # a run holds what it was called with
    from zhengtong.contexts.guidance.actions.run import Run

FORM = 1


def call_of(
    question: str,
    *,
    item: str | None,
    answers: Mapping[str, str] | None,
    forget: Collection[str],
    prefer: Collection[str],
    language: str,
    region: str | None,
    audience: str | None,
    now: datetime,
    before: int,
    told: bool,
    memory_of: tuple[str, int] | None,
) -> dict[str, Any]:
    """What ``ask`` was called with. ``before``: the last turn remembered; ``told``: the memory is not a stored one;
    ``memory_of``: the conversation and turn that it was read from, where it is another one."""
    masked = mask_personal_data(question)
    picked = {key: mask_personal_data(value) for key, value in (answers or {}).items()}
    given = {
        "question": masked, "masked": masked != question, "item": item, "answers": picked,
        "forget": list(forget), "prefer": list(prefer), "language": language, "region": region, "audience": audience,
        "now": now.isoformat(), "before": before, "told": told,
        "memory_of": list(memory_of) if memory_of else None,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value or name in ("question", "before")}


def basis_of(run: Run) -> dict[str, Any]:
    """The call, the state of everything it read, and what a model answered."""
    embedder = ai.embedder()
    return {
        "form": FORM,
        "call": run.asked,
        "product": program(),
        "embeddings": embedder.name if embedder else None,
        "revisions": run.revisions,
        "index": search.index_state(),
        **({"model": _model(run.model)} if run.model is not None else {}),
    }


def _model(used: ModelHelp) -> dict[str, Any]:
    return {
        "name": used.model.name,
        "uses": list(used.use.uses),
        "large": used.use.large,
        "choices": used.use.choices,
        "failed": used.failed,
        "answers": [_answer(each) for each in used.answers],
    }


def _answer(each: ModelAnswer) -> dict[str, Any]:
    first = {token: value for token, value in each.first if math.isfinite(value)}  # JSON knows no infinity
    return {
        "use": each.use, "request": each.request, "text": mask_personal_data(each.text), "first": first,
        "data": _masked(each.data), "model": each.model, "truncated": each.truncated, "ms": each.ms,
        "prompt_tokens": each.prompt_tokens, "completion_tokens": each.completion_tokens,
    }  # fmt: skip


def _masked(data: Any) -> Any:
    """What a model may have repeated of what a program told it of earlier turns."""
    if isinstance(data, str):
        return mask_personal_data(data)
    if isinstance(data, Mapping):
        return {name: _masked(value) for name, value in data.items()}
    return [_masked(value) for value in data] if isinstance(data, list | tuple) else data
