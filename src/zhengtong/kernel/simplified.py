"""Traditional characters → Simplified ones, by OpenCC."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

# characters that stand in both scripts and are something else in some Traditional words: 回覆, 消沈, 藉口, 英哩
_IN_BOTH = "覆沈藉哩"
_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x33480))


def simplified(text: str) -> str:
    """The text in Simplified characters. One without a Traditional character comes back as it is: looking is quicker
    than converting, and a converter takes words of both scripts for Traditional ones (打坏 would become 打坯)."""
    if text.isascii() or _traditional().isdisjoint(text):
        return text
    return str(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _traditional() -> frozenset[str]:
    """Characters that tell that a text is not, or not only, in Simplified ones."""
    every = [chr(code) for start, end in _BLOCKS for code in range(start, end)]
    converted = _converter().convert("\n".join(every)).split("\n")
    return frozenset(one for one, simple in zip(every, converted, strict=True) if one != simple) | set(_IN_BOTH)
