"""Chinese and Arabic numerals in questions."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_CHINESE = "零一二三四五六七八九"
_LIMIT = 10_000


def to_number(numeral: str) -> str:
    """``十一``, ``11`` and ``一一`` as ``11``; digits of a text that is no number stay as they are."""
    if numeral.isascii():
        return numeral.lstrip("0") or "0"
    if not any(character in _UNITS for character in numeral):
        return "".join(str(_DIGITS.get(character, character)) for character in numeral)
    total, digit = 0, 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character] if character in _DIGITS else int(character)
    return str(total + digit)


def to_chinese(number: int) -> str:
    """0 … 9999 as written in running text: 11 is ``十一``, 205 is ``二百零五``."""
    if number < 10:
        return _CHINESE[number]
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if zero and text else "") + _CHINESE[digit] + name
            zero = False
        else:
            zero = True
    return text.removeprefix("一") if text.startswith("一十") else text


_ARABIC = re.compile(r"(?<![\d.])(\d{1,4})(?![\d.])(?=[年月日天个岁周元万人名次小分倍折级种])")
_WRITTEN = re.compile(r"([一二两三四五六七八九十百千]+)(?=[年月日天个岁周元万人名次倍折级])")


def other_writings(text: str) -> Iterator[str]:
    """The numbers of a text written the other way, each with the character that follows: ``60岁`` for ``六十岁``."""
    for match in _ARABIC.finditer(text):
        yield to_chinese(int(match[1])) + text[match.end()]
    for match in _WRITTEN.finditer(text):
        if match[1] not in ("一", "千", "百") and int(to_number(match[1])) < _LIMIT:
            yield to_number(match[1]) + text[match.end()]
