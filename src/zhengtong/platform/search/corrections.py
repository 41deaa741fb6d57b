"""Words that were misheard or mistyped: same sound, but only one of them is in the index."""

from __future__ import annotations

from collections.abc import Iterator

import rjieba

from zhengtong.kernel.text import is_chinese
from zhengtong.platform.search.pinyin import blurred_syllable
from zhengtong.platform.search.vocabulary import Vocabulary

_LONGEST = 6
_KNOWN_ENOUGH = 2
"""A word seen fewer times than this may itself be a slip."""
_FAR_MORE = 50
"""A homophone is preferred to a known word only when it is this many times more frequent."""


def corrections(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """(as written, as understood), left to right, longest first, none overlapping.

    A span is taken for a slip when no word of the index overlaps it, or only words far rarer than the homophone.
    """
    known = _known_words(text, vocabulary)
    sounds = [blurred_syllable(character) if is_chinese(character) else "" for character in text]
    position = 0
    while position < len(text):
        found = _at(text, position, sounds, known, vocabulary)
        if found:
            yield found
        position += len(found[0]) if found else 1


def _known_words(text: str, vocabulary: Vocabulary) -> list[int]:
    """For each character, how often the index knows the word (of two characters or more) that it belongs to."""
    known: list[int] = []
    for word in rjieba.cut(text):
        known.extend([vocabulary.entries(word) if len(word) > 1 else 0] * len(word))
    return known


def _at(text: str, start: int, sounds: list[str], known: list[int], vocabulary: Vocabulary) -> tuple[str, str] | None:
    for size in range(min(_LONGEST, len(text) - start), 1, -1):
        heard = sounds[start : start + size]
        if not all(heard):
            continue
        span = text[start : start + size]
        # a pair of characters sounds like many words: it needs a much better known homophone
        needed = max(known[start : start + size]) * _FAR_MORE
        needed = max(needed, _KNOWN_ENOUGH if size > 2 else _KNOWN_ENOUGH * 5)
        best = max(vocabulary.homophones(" ".join(heard)), key=vocabulary.entries, default=span)
        if best != span and vocabulary.entries(span) == 0 and vocabulary.entries(best) >= needed:
            return span, best
    return None
