"""Words that were misheard or mistyped: a string that is no word, with the sound of one that the index knows well."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import rjieba

from zhengtong.kernel.text import is_chinese
from zhengtong.platform.search.pinyin import blurred_syllable, syllable
from zhengtong.platform.search.vocabulary import Vocabulary

_LONGEST = 6
_KNOWN_ENOUGH = 5
"""A word in fewer entries than this may itself be a slip."""
_FAR_MORE = 50
"""A known word within the span stands against a homophone unless that is this many times more frequent."""
# characters of everyday speech: next to each other they sound like words without being any
_SPEECH = frozenset(
    "的了是在有要想不一二三四五六七八九十两这那个我你您他她它们和与就都也还没去来到把被给让说会能可以很太再又"
    "什么怎哪里谁几多少吗呢吧啊上下前后时着过得地之其而但从向对为由于跟叫请看听问找先只才将该唔喺冇嘅咗啲俾"
    "办报认交查领换买卖开填改退转做用边局处所院站"
)


def corrections(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """(as written, as meant) in a simplified text, left to right, longest first, none overlapping.

    A span is taken for a slip only if it begins and ends where words do, is itself no word, and shares a character
    with the homophone (people and keyboards rarely miss every one). Good questions stay as they are.
    """
    if not vocabulary:
        return
    words = rjieba.cut(text, False)  # without guessing at new words
    for may_be, together in groupby(words, _may_be_slip):
        if may_be:
            yield from _among(list(together), vocabulary)


def _may_be_slip(word: str) -> bool:
    return len(word) <= _LONGEST and _SPEECH.isdisjoint(word) and all(map(is_chinese, word))


def _among(words: list[str], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """The slips in words that stand side by side."""
    place = 0
    while place < len(words):
        size, found = _from(words[place:], vocabulary)
        if found:
            yield found
        place += size


def _from(words: list[str], vocabulary: Vocabulary) -> tuple[int, tuple[str, str] | None]:
    """How many words were dealt with, and the slip they make, if any."""
    span, known, best = "", 0, (1, None)  # type: str, int, tuple[int, tuple[str, str] | None]
    for number, word in enumerate(words, start=1):
        if len(span) + len(word) > _LONGEST:
            break
        span += word
        known = max(known, vocabulary.entries(word) if len(word) > 1 else 0)
        meant = _meant(span, known, vocabulary) if len(span) > 1 else None
        if meant:
            best = (number, (span, meant))
    return best


def _meant(span: str, known: int, vocabulary: Vocabulary) -> str | None:
    # two characters that are a word somewhere are meant; three that nobody here uses may be another way to write one
    if vocabulary.entries(span) or (len(span) == 2 and rjieba.has_word(span)):
        return None
    heard = " ".join(map(blurred_syllable, span))
    alike = [word for word in vocabulary.homophones(heard) if not set(span).isdisjoint(word)]
    if len(span) == 2:
        exact = [syllable(character) for character in span]
        alike = [word for word in alike if [syllable(character) for character in word] == exact]
    best = max(alike, key=vocabulary.entries, default="")
    return best if vocabulary.entries(best) >= max(_KNOWN_ENOUGH, known * _FAR_MORE) else None
