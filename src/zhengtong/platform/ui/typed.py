"""What people typed, as it is shown again."""

from __future__ import annotations

import re

_WIDE = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
_CHINESE = "\u3400-\u9fff，。；：？！、）》”〇"
_MARKS = re.compile(rf"(?<=[{_CHINESE}])[,;:?!]+(?!\d)|[,;:?!]+(?=[{_CHINESE}])")
_BRACKETS = re.compile(r"\(([^()]*[\u3400-\u9fff][^()]*)\)")


def as_typed(text: str) -> str:
    """Questions are kept with marks of Latin width, which is how they are compared; in Chinese they are shown wide."""
    return _MARKS.sub(lambda found: found.group().translate(_WIDE), _BRACKETS.sub(r"（\1）", text or ""))
