"""Text as people write it: one form for the same characters, short extracts, two languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# control and format characters (zero-width joiners, direction marks), except tab and line ends
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
# what JSON can carry and text in a database cannot: half of a UTF-16 pair, and NUL
_NO_TEXT = re.compile("[\ud800-\udfff\x00]")
_LINES = re.compile(r"\s*\n\s*")
_SENTENCE_END = "。！？；!?;\n"


def normalise(text: str) -> str:
    """NFKC, invisible characters removed, runs of blanks and of line ends made one; full-width becomes half-width.

    Lone surrogates, which no encoding can carry, are dropped.
    """
    clean = text.encode("utf-8", "ignore").decode("utf-8")
    clean = unicodedata.normalize("NFKC", _INVISIBLE.sub("", clean).replace("\r\n", "\n").replace("\r", "\n"))
    return _LINES.sub("\n", _BLANKS.sub(" ", _INVISIBLE.sub("", clean))).strip()


def only_text(data: Any) -> Any:
    """JSON data whose texts can be stored, shown and sent back: what is no character becomes a space."""
    if isinstance(data, str):
        return _NO_TEXT.sub(" ", data)
    if isinstance(data, list):
        return [only_text(each) for each in data]
    if isinstance(data, dict):
        return {only_text(key): only_text(value) for key, value in data.items()}
    return data


def whole_number(text: str | None, otherwise: int = 0) -> int:
    """A number of at most nine digits as an address or a form has it; ``otherwise`` for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else otherwise


def is_chinese(character: str) -> bool:
    """Whether one character is a Han ideograph (with extensions A to H and compatibility forms)."""
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U000323af"
        or character == "〇"
    )


def language_of(text: str) -> str:
    """``zh`` when at least a fifth of the letters are Han ideographs, else ``en``; ``zh`` for no letters at all."""
    letters = [character for character in text if character.isalpha()]
    han = sum(map(is_chinese, letters))
    return "zh" if han * 5 >= len(letters) else "en"


def width(text: str) -> int:
    """Columns in a monospaced terminal: East Asian wide and full-width characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def plain_excerpt(text: str, limit: int = 120) -> str:
    """At most ``limit`` characters on one line, ended at a sentence where that loses less than half, else by "…"."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    end = max(cut.rfind(mark) for mark in _SENTENCE_END)
    return cut[: end + 1] if end + 1 >= limit // 2 else cut.rstrip("，、,: ：") + "…"


@dataclass(frozen=True)
class Bilingual:
    """A text of a city pack in Chinese and English; either may be empty, then the other one is shown."""

    zh: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """The text in the language of a locale code such as ``zh-hans`` or ``en``, else the other one."""
        return (self.en or self.zh) if language.lower().startswith("en") else (self.zh or self.en)

    def __str__(self) -> str:
        return self.zh or self.en

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    @classmethod
    def of(cls, data: str | Mapping[str, str] | None) -> Bilingual:
        """From ``{zh, en}``, from a plain Chinese string, or empty from nothing."""
        if data is None:
            return cls()
        if isinstance(data, str):
            return cls(zh=data)
        return cls(zh=data.get("zh") or "", en=data.get("en") or "")

    def as_data(self) -> dict[str, str]:
        """``{zh, en}`` without the empty one."""
        return {name: value for name, value in (("zh", self.zh), ("en", self.en)) if value}
