"""Marks between Chinese words as Chinese has them."""

from __future__ import annotations

import re

_WIDE = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
_CHINESE = "\u3400-\u9fff，。；：？！、）》”〇"
_MARKS = re.compile(rf"(?<=[{_CHINESE}])[,;:?!]+(?!\d)|[,;:?!]+(?=[{_CHINESE}])")
_BRACKETS = re.compile(r"\(([^()]*[\u3400-\u9fff][^()]*)\)")


def with_wide_marks(text: str) -> str:
    """For what was understood, which has marks of Latin width because it is compared so. What a person typed is kept
    and shown as it was typed."""
    return _MARKS.sub(lambda found: found.group().translate(_WIDE), _BRACKETS.sub(r"（\1）", text or ""))
