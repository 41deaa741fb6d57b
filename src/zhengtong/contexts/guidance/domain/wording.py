"""The fixed sentences of a reply, in the language of the question (which may differ from that of the page)."""

from __future__ import annotations

import re
from functools import cache

import yaml

from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.contexts.guidance.domain.reply import Language

_COUNTED = "day|step|trip|matter|passage|fact|source|sentence|point|paper|person|minute|month|word|question"
_ONE = re.compile(rf"(?<![\d.,:-])\b1 ((?:working |calendar |possible |first )?)({_COUNTED})s\b")


@cache
def _wording() -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = yaml.safe_load((DATA / "wording.yaml").read_text("utf-8"))
    return rows


def say(key: str, language: Language, **values: object) -> str:
    """The sentence for ``key`` with its values filled in.

    Raises:
        KeyError: there is no such sentence.
    """
    sentence = _wording()[key]["en" if language == "en" else "zh"]
    if not values:
        return sentence
    said = sentence.format(**values)
    return _ONE.sub(r"1 \1\2", said.replace("1 steps state", "1 step states")) if language == "en" else said
