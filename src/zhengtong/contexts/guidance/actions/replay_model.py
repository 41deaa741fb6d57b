"""A chat model that gives the answers it gave before, each for the same request only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_noop as N_

from zhengtong.contexts.guidance.actions.model_help import ModelHelp, request_digest
from zhengtong.kernel.errors import Fault
from zhengtong.platform.ai import service as ai

_NO_LIMIT = 3600.0  # nobody is waited for
_LARGE_BEFORE, _SMALL_BEFORE = 10, 6  # items shown to a model before their number was kept


class RecordedModel:
    """See ``ai.ChatModel``. ``missed``: requests that are not the ones of then."""

    def __init__(self, name: str, answers: Mapping[str, Mapping[str, Any]], failed: tuple[str, ...]) -> None:
        self.name, self._answers, self._failed, self.missed = name, answers, failed, 0

    def complete(self, request: ai.ChatRequest) -> ai.ChatReply:
        """The answer of then; then's failure where it failed."""
        kept = self._answers.get(request_digest(self.name, request))
        if kept is None:
            self.missed += not self._failed
            raise Fault(
                self._failed[0] if self._failed else "model-not-recorded",
                N_("No answer of the model to this request is kept."),
            )
        return ai.ChatReply(
            kept["text"], kept.get("model", ""), data=kept.get("data"), truncated=bool(kept.get("truncated")),
            first=kept.get("first") or {},
        )  # fmt: skip

    def stream(self, request: ai.ChatRequest) -> Iterator[str]:
        """The whole answer in one piece."""
        yield self.complete(request).text


def recorded(kept: Mapping[str, Any] | None) -> ModelHelp | None:
    """The model's help as it was, None where no model was in use."""
    if not kept:
        return None
    answers = {each["request"]: each for each in kept["answers"]}
    model = RecordedModel(kept["name"], answers, tuple(kept["failed"]))
    choices = kept.get("choices") or (_LARGE_BEFORE if kept["large"] else _SMALL_BEFORE)
    return ModelHelp(model, ai.ChatUse(tuple(kept["uses"]), kept["large"], _NO_LIMIT, _NO_LIMIT, choices))
