"""How Chinese is pronounced, with the differences that many speakers do not make taken away."""

from __future__ import annotations

from functools import lru_cache

import pypinyin

from zhengtong.kernel.text import is_chinese

# retroflex and dental, front and back nasals, n and l at the start sound alike to a good part of the country
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@lru_cache(maxsize=30_000)
def syllable(character: str) -> str:
    """The usual reading of one character, without tone; the character itself if it has none."""
    return pypinyin.lazy_pinyin(character)[0]


def spell(text: str) -> list[str]:
    """Syllables of a text, its words read in context; what is not Chinese stays as it is."""
    return list(pypinyin.lazy_pinyin(text))


@lru_cache(maxsize=30_000)
def blurred_syllable(character: str) -> str:
    """The reading with the differences of ``_ALIKE`` taken away."""
    return blur(syllable(character))


def blur(reading: str) -> str:
    """``zhang`` and ``zan`` become the same."""
    for exact, plain in _ALIKE:
        reading = reading.replace(exact, plain)
    return reading


def sound(word: str) -> str:
    """The key by which homophones are found: blurred readings, character by character."""
    return " ".join(blurred_syllable(character) for character in word if is_chinese(character))
