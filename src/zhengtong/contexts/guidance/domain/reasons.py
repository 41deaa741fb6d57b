"""Why a part of an item applies or does not: what the person said that decides it, in words."""

from __future__ import annotations

from collections.abc import Iterator

from zhengtong.contexts.guidance.domain.navigation import Navigation
from zhengtong.contexts.guidance.domain.picked_up import full_label
from zhengtong.contexts.guidance.domain.reply import Language
from zhengtong.contexts.guidance.domain.situations import NOT_ASKED, Part
from zhengtong.platform.rules import service as rules

_DEEPEST = 5


def reasons(navigation: Navigation, part: Part, language: Language) -> tuple[str, ...]:
    """Answers that decide the part, each once; empty where nothing that was said does."""
    condition = navigation.logic.tree.parts.get(part)
    if condition is None or navigation.truths.get(part) is None:
        return ()
    return tuple(dict.fromkeys(_because(navigation, condition, language, 0)))


def _because(navigation: Navigation, condition: rules.Condition, language: Language, depth: int) -> Iterator[str]:
    logic = navigation.logic
    facts = {**logic.outside, **navigation.settled}
    evaluation = rules.evaluate(condition, facts, today=logic.today)
    for leaf in evaluation.trace:
        if leaf.truth is None or evaluation.truth is None:
            continue
        turned = bool(leaf.path.count("not") % 2)
        if (leaf.truth is not turned) is evaluation.truth:
            yield from _behind(navigation, leaf.field, language, depth)


def _behind(navigation: Navigation, field: str, language: Language, depth: int) -> Iterator[str]:
    """What was said about the field, or what it follows from."""
    logic = navigation.logic
    node = next((n for n in logic.tree.nodes if n.key == field), None)
    if node is None:
        yield from (k.label for k in logic.known if k.key == field and k.label)
        return
    value = navigation.settled.get(field, "")
    if logic.said.get(field) == value and value:
        yield full_label(node.situation, value, language)
    elif depth < _DEEPEST:
        from_what = node.when if value == NOT_ASKED else dict(node.follows).get(value)
        if from_what is not None:
            yield from _because(navigation, from_what, language, depth + 1)
