"""Numbers as Chinese law writes them: 第一百二十条之一, 第12条, 第二款第（三）项."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_GLYPHS = "零一二三四五六七八九"

NUMBER = r"[〇零○一二三四五六七八九十百千万两\d０-９]+"
_ARTICLE = re.compile(rf"^\s*第?\s*({NUMBER})\s*条(?:\s*之\s*({NUMBER}))?")


def to_int(text: str) -> int | None:
    """The whole number written as 一百二十, 二〇二六, 12 or １２; None where it is not one (万 up to 9999 万)."""
    text = text.strip()
    if not text:
        return None
    if all(c.isdecimal() for c in text):
        return int(text)
    if any(c not in _DIGITS and c not in _UNITS and c != "万" for c in text):
        return None
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    high, separator, low = text.rpartition("万")
    if separator:
        above, below = _section(high), _section(low) if low else 0
        return None if above is None or below is None else above * 10000 + below
    return _section(text)


def _section(text: str) -> int | None:
    """A number below ten thousand."""
    total, digit, last_unit = 0, 0, 10000
    pending = False
    for char in text:
        if char in _DIGITS:
            if pending and digit:
                return None
            digit, pending = _DIGITS[char], True
            continue
        unit = _UNITS.get(char)
        if unit is None or unit >= last_unit:
            return None
        total += (digit or 1) * unit
        digit, pending, last_unit = 0, False, unit
    return total + digit


def to_chinese(number: int) -> str:
    """120 -> 一百二十. From 0 to 99,999,999.

    Raises:
        ValueError: the number is outside that range.
    """
    if not 0 <= number < 100_000_000:
        raise ValueError(number)
    if number >= 10000:
        high, low = divmod(number, 10000)
        gap = "零" if 0 < low < 1000 else ""
        return f"{to_chinese(high)}万{gap}{to_chinese(low) if low else ''}"
    if number < 10:
        return _GLYPHS[number]
    text = ""
    skipped = False
    for unit, glyph in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if skipped else "") + _GLYPHS[digit] + glyph
            skipped = False
        elif text:
            skipped = number > 0
    return text[1:] if text.startswith("一十") else text


@dataclass(frozen=True, order=True)
class ArticleNumber:
    """第120条之一 is ``ArticleNumber(120, 1)``; ``inserted`` is 0 for an ordinary article."""

    main: int
    inserted: int = 0

    @property
    def label(self) -> str:
        """As laws print it: 第一百二十条之一."""
        tail = f"之{to_chinese(self.inserted)}" if self.inserted else ""
        return f"第{to_chinese(self.main)}条{tail}"


def parse_article(text: str) -> ArticleNumber | None:
    """The article that ``第一百二十条之一``, ``第12条``, ``120条之1`` or ``12`` begins with, else None."""
    bare = text.strip()
    found = _ARTICLE.match(bare)
    if found:
        main, inserted = to_int(found[1]), to_int(found[2]) if found[2] else 0
    else:
        main, inserted = to_int(bare.removeprefix("第")), 0
    if main is None or inserted is None or not 0 < main < 100_000:
        return None
    return ArticleNumber(main, inserted)


def normalise_label(label: str) -> str:
    """第12条 -> 第十二条; a label that is not an article (条目三, 全文, 一、) stays, without spaces."""
    found = _ARTICLE.match(label)
    number = parse_article(label) if found or to_int(label.strip()) is not None else None
    return number.label if number else re.sub(r"[\s\x00]+", "", label)
