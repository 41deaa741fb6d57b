"""On what it depends whether a member of a one-thing is for the person, as the question and the answer to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from zhengtong.contexts.guidance.domain.reply import Language
from zhengtong.contexts.guidance.domain.situations import condition_of, known_key
from zhengtong.contexts.guidance.domain.wording import say
from zhengtong.platform.rules import service as rules

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import ServiceItem, Situation


def depends_on(when: Any, items: Iterable[ServiceItem], language: Language) -> str:
    """Where the condition hangs on one question that a matter of the plan asks: that question; else in general."""
    condition = condition_of(when)
    if condition is None:
        return ""
    denied = isinstance(condition, rules.Not)
    test = condition.part if isinstance(condition, rules.Not) else condition
    if isinstance(test, rules.Test) and test.op in ("eq", "ne", "in"):
        situation = _asked(test.field, items)
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        tongue = "en" if language == "en" else "zh"
        labels = [o.label.in_language(tongue) for o in situation.options if o.key in values] if situation else []
        if situation and labels:
            key = "depends-unless" if denied != (test.op == "ne") else "depends-if"
            question = situation.question.in_language(tongue)
            return say(key, language, question=question, answer=say("or", language).join(labels))
    return say("depends", language)


def _asked(field: str, items: Iterable[ServiceItem]) -> Situation | None:
    """The question about a fact, or about a situation of one matter."""
    return next((s for item in items for s in item.situations if field in (known_key(item, s), s.key)), None)
