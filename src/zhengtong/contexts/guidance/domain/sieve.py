"""Of many patterns those that can be found in a text at all, by the characters that each of them needs.

Of more than a hundred patterns a usual message holds what two or three need. What they need is read from the patterns
themselves, so nothing has to be kept in step by hand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import add
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

# Pieces, one character or two that stand together: at least one of them is in every text in which a pattern is found.
Group = frozenset[str]
# All of these groups hold where a pattern is found in one way, that is by one of its alternatives.
Way = tuple[Group, ...]

_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_NOTHING: tuple[Any, Any] = (None, None)


class Sieve:
    """``patterns`` for text in small letters, in an order that counts."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._ways: list[tuple[int, Way]] = []  # the place of the pattern, and what it needs beside the group looked up
        self._by_piece: dict[str, list[int]] = defaultdict(list)
        self._always: frozenset[int] = frozenset()
        for number, pattern in enumerate(patterns):
            for way in ways_of(pattern):
                self._add(number, sorted(way, key=_told_by))

    def _add(self, number: int, groups: list[Group]) -> None:
        place = len(self._ways)
        self._ways.append((number, tuple(groups[1:])))
        if not groups:
            self._always |= {place}
        for piece in groups[0] if groups else ():
            self._by_piece[piece].append(place)

    def possible(self, text: str) -> Iterator[int]:
        """The places of the patterns that may be found in ``text``, in order; of all others none is."""
        pieces = {*text, *map(add, text, text[1:])}
        last = -1
        for place in sorted(self._always.union(*(self._by_piece[each] for each in self._by_piece.keys() & pieces))):
            number, others = self._ways[place]
            if number != last and not (others and any(map(pieces.isdisjoint, others))):
                last = number
                yield number


def ways_of(pattern: str) -> list[Way]:
    """The ways in which ``pattern`` may be found; one without groups tells nothing."""
    parsed = _parser.parse(pattern)
    return [()] if parsed.state.flags & re.IGNORECASE else list(_ways(parsed))


def _ways(parsed: Sequence[tuple[Any, Any]]) -> Iterator[Way]:
    kind, value = parsed[0] if len(parsed) == 1 else _NOTHING
    branches = value[1] if kind is _constants.BRANCH else [_inner(value)] if kind is _constants.SUBPATTERN else []
    if branches and all(branches):
        for branch in branches:
            yield from _ways(branch)
    else:
        yield tuple(_of_sequence(parsed))


def _of_sequence(parsed: Iterable[tuple[Any, Any]]) -> list[Group]:
    found: list[Group] = []
    before = ""  # the character that stands directly before, where it is always the same
    for kind, value in parsed:
        character = chr(value) if kind is _constants.LITERAL else ""
        if character:
            found.append(frozenset({before + character}))
        else:
            found += _of_part(kind, value)
        before = character
    return found


def _of_part(kind: Any, value: Any) -> list[Group]:
    if kind is _constants.BRANCH:
        return _of_branches([_of_sequence(branch) for branch in value[1]])
    if kind is _constants.SUBPATTERN:
        return _of_sequence(_inner(value))
    if kind is _constants.ASSERT:  # what stands before or behind is in the text, too
        _direction, inner = value
        return _of_sequence(inner)
    if kind in _REPEATS:
        least, _most, inner = value
        return _of_sequence(inner) if least else []
    if kind is _constants.IN and all(each is _constants.LITERAL for each, _ in value):
        return _of_branches([_of_sequence([one]) for one in value])
    return []


def _inner(subpattern: tuple[int, int, int, Sequence[tuple[Any, Any]]]) -> Sequence[tuple[Any, Any]]:
    """What a group of the pattern holds; nothing where it goes by other flags."""
    _number, flags_on, flags_off, inner = subpattern
    return () if flags_on or flags_off else inner


def _of_branches(branches: list[list[Group]]) -> list[Group]:
    """What tells most of each branch, together; nothing where one of the branches needs nothing."""
    if not all(branches):
        return []
    return [frozenset[str]().union(*(min(groups, key=_told_by) for groups in branches))]


def _told_by(group: Group) -> float:
    """The less, the more a group tells: two characters together are much rarer than one."""
    return sum(1.0 if len(piece) == 1 else 0.05 for piece in group)
