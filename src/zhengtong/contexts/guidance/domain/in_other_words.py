"""Expressions of the lexicon whose words stand apart: 自己交社保 in 我没单位，自己在这边要怎么交社保.

The lexicon has them as people shorten them; in a sentence other words come between. Two pieces of an expression, in
their order and close together within a clause, say the same; so the expression is looked up with the need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from zhengtong.contexts.guidance.domain import ranking_lexicon
from zhengtong.contexts.guidance.domain.told_around import ASKING_DOMAIN
from zhengtong.kernel.expressions import Expressions

_LEAST = 4  # characters of an expression; its second piece has two and more
_BETWEEN, _BETWEEN_ENGLISH = 8, 20  # characters between its pieces
_CLAUSE_ENDS = re.compile(r"[,，。;；!！?？]|\.(?=\s|$)")

_GIVEN_UP = re.compile(r"不(?:想|打算|准备)?(?:再)?(?:做|开|干)了?|关(?:门|掉|了|张)|倒闭")  # 我开的店不想做了


class _Pieces(NamedTuple):
    """By the longer piece of an expression, which is looked for first: (the other piece, whether it comes before it,
    the whole)."""

    others: dict[str, tuple[tuple[str, bool, ranking_lexicon.Expression], ...]]
    longer: Expressions


@lru_cache(maxsize=512)  # the same part is weighed several times while one message is read
def in_other_words(simplified: str) -> str:
    """The expression, of those that say most the longest, that stands in ``simplified`` with other words between its
    pieces; empty if none does."""
    text = simplified.lower()
    found = max(_found(text), key=lambda each: (each[0].weight, len(each[0].expression), -each[1]), default=None)
    return found[0].expression if found else ""


def _found(text: str) -> Iterator[tuple[ranking_lexicon.Expression, int]]:
    """Expressions, and how many characters stand between their pieces."""
    pieces = _pieces()
    most = _BETWEEN_ENGLISH if text.isascii() else _BETWEEN
    for start, longer in pieces.longer.within(text):
        for piece in longer:
            end = start + len(piece)
            for other, before, whole in pieces.others[piece]:
                if before:
                    at = text.rfind(other, max(0, start - most - len(other)), start)
                    gap, first, last = (at + len(other), start), at, end
                else:
                    at = text.find(other, end, end + most + len(other))
                    gap, first, last = (end, at), start, at + len(other)
                if at >= 0 and gap[0] < gap[1] and _is_said(text, first, gap, last, whole.expression):
                    yield whole, gap[1] - gap[0]


def _is_said(text: str, first: int, gap: tuple[int, int], last: int, whole: str) -> bool:
    """In one clause, not also without a gap, and Latin letters as whole words, also in the plural."""
    if whole in text or _CLAUSE_ENDS.search(text, *gap) or (whole[0] == "开" and _GIVEN_UP.search(text)):
        return False
    before, after = text[first - 1 : first], text[last : last + 2].removeprefix("s")
    return not (text[first].isascii() and before.isalpha()) and not (text[last - 1].isascii() and after[:1].isalpha())


@cache
def _pieces() -> _Pieces:
    others: dict[str, list[tuple[str, bool, ranking_lexicon.Expression]]] = {}
    for file in sorted(ranking_lexicon.FOLDER.glob("*.csv")):
        for each in ranking_lexicon.read(file):
            whole = each.expression
            if len(whole) >= _LEAST and each.domain != ASKING_DOMAIN:
                for at in _seams(whole):
                    one, two = whole[:at], whole[at:]
                    longer, other, before = (one, two, False) if len(one) >= len(two) else (two, one, True)
                    others.setdefault(longer, []).append((other, before, each))
    return _Pieces({longer: tuple(rows) for longer, rows in others.items()}, Expressions(others))


def _seams(expression: str) -> Iterator[int]:
    """Where an expression may be taken apart: at a blank, or after any character of Chinese but before the last."""
    if expression.isascii():
        yield from (at for at, c in enumerate(expression) if c == " ")
    elif all("\u4e00" <= c <= "\u9fff" for c in expression):
        yield from range(1, len(expression) - 1)
