"""What sets matters apart that are close to each other: the fields in which they differ, in a few words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhengtong.contexts.guidance.domain.reply import Language
from zhengtong.contexts.guidance.domain.wording import say

if TYPE_CHECKING:
    from zhengtong.contexts.catalog.service import ServiceItem

_SENTENCE = re.compile(r"^.*?[。；;!！]|^.*?\.(?:\s|$)")
_LONGEST = {"en": 110, "zh": 60}
_MOST = 2  # more is not read


def apart(items: Sequence[ServiceItem], language: Language) -> dict[str, str]:
    """By code of each item what the others do not say of themselves; nothing where they are told apart by nothing."""
    if len(items) < 2:
        return {}
    found: dict[str, list[str]] = {item.code: [] for item in items}
    for words in (_for_whom, _what_it_is, _what_comes_out, _first_condition):
        said = {item.code: words(item, language) for item in items}
        if len(set(said.values())) < 2:
            continue
        for code, text in said.items():
            if text and len(found[code]) < _MOST and list(said.values()).count(text) < len(items):
                found[code].append(text)
    return {code: say("separator", language).join(parts) for code, parts in found.items()}


def _tongue(language: Language) -> str:
    return "en" if language == "en" else "zh"


def _for_whom(item: ServiceItem, language: Language) -> str:
    names = say("comma", language).join(term.name.in_language(_tongue(language)) for term in item.audience[:3])
    return say("apart-for", language, who=names) if names else ""


def _what_it_is(item: ServiceItem, language: Language) -> str:
    return _short(item.summary.in_language(_tongue(language)), language) if item.summary else ""


def _what_comes_out(item: ServiceItem, language: Language) -> str:
    name = item.outcome.name.in_language(_tongue(language)) if item.outcome else ""
    return say("apart-get", language, what=name) if name else ""


def _first_condition(item: ServiceItem, language: Language) -> str:
    return _short(item.conditions[0].text.in_language(_tongue(language)), language) if item.conditions else ""


def _short(text: str, language: Language) -> str:
    first = _SENTENCE.match(text.strip())
    sentence = (first.group() if first else text).strip()
    longest = _LONGEST[_tongue(language)]
    return sentence if len(sentence) <= longest else sentence[: longest - 1].rstrip() + "…"
