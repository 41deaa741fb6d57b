"""Words typed with other characters of the same sound: 居主证到其了 is 居住证到期了 (``data/by_sound.yaml``).

Input by sound and by voice writes the wrong character for the right syllable, and every rule that looks for the word
misses it. Only words of public matters are put right; what the person typed is shown as typed.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import yaml

from zhengtong.contexts.guidance.domain.limits import DATA
from zhengtong.kernel.expressions import Expressions

_MOST_WRONG = 0.5  # of the characters of a word
_GRAMMAR = frozenset("怎也的是不在就都还和要有了")  # not typed in place of another
# What many speakers do not tell apart, and so neither do their telephones.
_BEGINNINGS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_ENDINGS = (("ing", "in"), ("eng", "en"))


class _Known(NamedTuple):
    """``sounds``: for str.translate, each character to one that stands for its syllable; ``words``: by their sounds."""

    sounds: dict[int, str]
    words: dict[str, str]
    expressions: Expressions
    pairs: dict[str, str]
    pair_expressions: Expressions
    others: tuple[str, ...]


def as_meant(simplified: str) -> str:
    """``simplified`` with the words of public matters written as they are meant; as long as it was."""
    if simplified.isascii():
        return simplified
    known, text = _known(), simplified
    for start, found in known.pair_expressions.within(text):
        text = _put(text, start, known.pairs[found[0]], known.others)
    for start, found in known.expressions.within(simplified.translate(known.sounds)):
        for sounds in found:
            typed, word = text[start : start + len(sounds)], known.words[sounds]
            if typed == word:
                break
            differ = [a for a, b in zip(typed, word, strict=True) if a != b]
            if len(differ) <= _MOST_WRONG * len(word) and _GRAMMAR.isdisjoint(differ):
                text = _put(text, start, word, known.others)
                break
    return text


def _put(text: str, start: int, word: str, others: tuple[str, ...]) -> str:
    """``word`` at its place, unless other words are meant there."""
    end = start + len(word)
    around = text[max(0, start - 2) : end + 2]
    return text if any(other in around for other in others) else f"{text[:start]}{word}{text[end:]}"


def _folded(syllable: str) -> str:
    for many, one in _BEGINNINGS:
        if syllable.startswith(many):
            syllable = one + syllable[len(many) :]
            break
    for many, one in _ENDINGS:
        if syllable.endswith(many):
            return syllable[: -len(many)] + one
    return syllable


@cache
def _known() -> _Known:
    sounds: dict[int, str] = {}
    marks: dict[str, str] = {}  # a private character for each syllable, so that words are found as strings
    for line in (DATA / "sounds.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            syllable, characters = line.split()
            mark = marks.setdefault(_folded(syllable), chr(0xE000 + len(marks)))
            sounds |= {ord(c): mark for c in characters}
    rows = yaml.safe_load((DATA / "by_sound.yaml").read_text("utf-8"))
    words = {word.translate(sounds): word for word in rows["words"].split()}
    pairs = {typed: word for word, line in rows["pairs"].items() for typed in line.split()}
    return _Known(sounds, words, Expressions(words), pairs, Expressions(pairs), tuple(rows["not"].split()))
